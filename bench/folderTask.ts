// Measured in a process of its own, where V8 is told what the command line tells it: prints one JSON line. node task.cjs PACKAGE WORKER FILE…
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkFiles } from '../server/src/batch/pool';
import { tuneForBatch } from '../server/src/v8';
import { respaced } from './synthetic';

const [setting = '', workerPath = '', ...files] = process.argv.slice(2);

/** Milliseconds for as many checks as there are files, once each thread has checked copies of one half of them twice. No two copies share an element. */
async function warm(folder: string): Promise<number> {
  const copies = [1, 2, 3, 4].map((copy) =>
    files.map((file) => {
      const path = join(folder, `${copy}-${basename(file)}`);
      writeFileSync(path, respaced(readFileSync(file, 'utf8'), copy));
      return path;
    }),
  );
  const setup = {
    rules: {},
    valueSets: [],
    packages: { setting },
    official: { schematrons: 'both' },
    excerpts: false,
  } as const;
  tuneForBatch();
  let done = 0;
  let start = 0;
  const middle = Math.floor(files.length / 2);
  // So many files that each thread checks them alone.
  const halves = [...copies.flatMap((copy) => copy.slice(0, middle)), ...copies.flatMap((copy) => copy.slice(middle))];
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

const folder = mkdtempSync(join(tmpdir(), 'cda-bench-'));
void warm(folder)
  .then((milliseconds) => console.log(JSON.stringify(milliseconds)))
  .finally(() => rmSync(folder, { recursive: true }));
