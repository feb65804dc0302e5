import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stylesheetCacheFolder } from '../server/src/package/folders';
import { WorkerQueue } from '../server/src/render/workerQueue';
import { decode } from '../server/src/xml/decode';
import { measure, type Row, timing } from './measure';

const root = join(__dirname, '..');
/** SaxonJS compiles CDA-FO.xsl in half a minute; a machine that takes longer has no row for it. Milliseconds. */
const compileLimit = 120_000;

/** `xsltproc`, process start and compilation included: nothing where it is not installed. */
export function xsltproc(path: string, subject: string, stylesheet: string): Row[] {
  const run = () => {
    const start = performance.now();
    const { status } = spawnSync('xsltproc', [stylesheet, path], { stdio: 'ignore' });
    return status === 0 ? [performance.now() - start] : [];
  };
  const times = Array.from({ length: 10 }).flatMap(run);
  if (times.length === 0) return [];
  return [{ what: 'the same by xsltproc, whole process', subject, unit: 'ms', ...timing(times) }];
}

/** The fall-back for stylesheets that libxslt refuses, measured with one that it takes: from the compiled form on the disk, made once. */
export async function saxonFallback(path: string, subject: string, stylesheet: string): Promise<Row[]> {
  const { text } = decode(readFileSync(path));
  const start = () =>
    new WorkerQueue({
      workerPath: join(root, 'dist/worker.js'),
      data: { engine: 'saxon', sefPath: join(root, 'dist/cda.sef.json'), cacheFolder: stylesheetCacheFolder() },
      timeLimit: 60_000,
      compileLimit,
      memory: { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 128 },
    });
  const request = {
    text,
    lang: 'fr',
    stylesheet: { path: stylesheet, isEmbedded: false, folders: [dirname(stylesheet)] },
  } as const;
  const compiling = start();
  try {
    await compiling.run('', request);
  } catch (error) {
    console.error(`SaxonJS is not measured: ${(error as Error).message}`);
    return [];
  } finally {
    compiling.dispose();
  }
  const queue = start();
  const began = performance.now();
  await queue.run('', request);
  const first = performance.now() - began;
  const warm = await measure(() => queue.run('', request), 10, 10);
  queue.dispose();
  return [
    { what: 'the same by SaxonJS, compiled form on the disk, first', subject, unit: 'ms', median: first },
    { what: 'the same by SaxonJS, warm', subject, unit: 'ms', ...warm },
  ];
}
