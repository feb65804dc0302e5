// Measured in a process of its own, where V8 is told what the command line tells it: prints one JSON line. node task.cjs PACKAGE WORKER FILE…
import { optimizeLater } from '../server/src/batch/optimizeLater';
import { checkFiles } from '../server/src/batch/pool';

const [setting = '', workerPath = '', ...files] = process.argv.slice(2);

/** Milliseconds for as many checks as there are files, once each thread has checked one half of them twice. */
async function warm(): Promise<number> {
  const setup = {
    rules: {},
    valueSets: [],
    packages: { setting },
    official: { schematrons: 'both' },
    excerpts: false,
  } as const;
  optimizeLater();
  let done = 0;
  let start = 0;
  const middle = Math.floor(files.length / 2);
  // So many files that each thread checks them alone.
  const halves = [files.slice(0, middle), files.slice(middle)].flatMap((half) => [half, half, half, half].flat());
  await checkFiles(halves, {
    setup,
    jobs: 2,
    workerPath,
    onReport: () => {
      if (++done === 2 * files.length) start = performance.now();
    },
  });
  return (performance.now() - start) / 2;
}

void warm().then((milliseconds) => console.log(JSON.stringify(milliseconds)));
