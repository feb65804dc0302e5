import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { buildSync } from 'esbuild';
import { BatchError, checkFiles } from '../../server/src/batch/pool';
import { Segments } from '../../server/src/batch/segments';
import type { BatchSetup } from '../../server/src/batch/setup';
import type { FileReport } from '../../server/src/report/model';

const folder = mkdtempSync(join(tmpdir(), 'cda-pool-'));
after(() => rmSync(folder, { recursive: true }));

/** A worker that does what the names of its files say. */
const workerPath = join(folder, 'worker.js');
writeFileSync(
  workerPath,
  `const { parentPort, threadId, workerData: { role, setup: { rules } } } = require('node:worker_threads');
   if (rules.start === 'error') throw new Error('no start');
   if (role === 'schematrons' && rules.partner) throw new Error('no partner');
   // The owner of one that cannot start is later.
   if (role === 'pair' && rules.partner) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
   if (rules.start === 'off') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
   parentPort.on('message', ({ file }) => {
     if (file.startsWith('throw')) throw new Error('thrown');
     if (file.startsWith('exit')) process.exit(3);
     if (file.startsWith('hang')) while (true);
     if (file.startsWith('memory')) { const all = []; while (true) all.push(new Array(1e5).fill({})); }
     if (file.startsWith('thread')) return setTimeout(() => parentPort.postMessage({ report: { file, kind: 'skipped', reason: { en: String(threadId) } } }), 100);
     if (file.startsWith('role')) return parentPort.postMessage({ report: { file, kind: 'skipped', reason: { en: role } } });
     setTimeout(() => parentPort.postMessage({ report: { file, kind: 'skipped', reason: { en: 'seen', fr: 'vu' } } }), file.length % 7);
   });
   parentPort.postMessage({ ready: true, notices: [{ en: 'notice', fr: 'avis' }] });`,
);
const setup = { rules: {}, valueSets: [], packages: {}, excerpts: false };
/** With Schematrons threads work in pairs. */
const official = { workspaceFolders: [], schematrons: 'both' } as const;
const said = (reports: readonly FileReport[]) =>
  reports.map((report) => `${report.file}: ${report.kind === 'skipped' ? report.reason.en : ''}`);

suite('the pool of threads', () => {
  test('gives the reports in the order of the files, whoever was first, and each notice once', async () => {
    const files = Array.from({ length: 40 }, (_, index) => `${'x'.repeat(index % 9)}${index}`);
    const notices: string[] = [];
    const order: string[] = [];
    const reports = await checkFiles(files, {
      setup,
      jobs: 3,
      workerPath,
      onNotice: ({ en }) => notices.push(en),
      onReport: ({ file }) => order.push(file),
    });
    assert.deepEqual(
      reports.map(({ file }) => file),
      files,
    );
    assert.deepEqual([notices, [...order].sort()], [['notice'], [...files].sort()]);
  });

  test('loses one file to a thread that crashes, ends or hangs, not the run', async () => {
    const files = ['a', 'throw', 'b', 'exit', 'c', 'hang', 'd', 'memory', 'e'];
    for (const jobs of [1, 2]) {
      assert.deepEqual(said(await checkFiles(files, { setup, jobs, workerPath, timeLimit: 8000, memoryLimit: 64 })), [
        'a: seen',
        'throw: the check stopped: thrown',
        'b: seen',
        'exit: the check stopped: the thread ended',
        'c: seen',
        'hang: the check took more than 8 s and was given up',
        'd: seen',
        'memory: the check needs too much memory',
        'e: seen',
      ]);
    }
  });

  test('stops when told to, in the middle of a file or while the threads start', async () => {
    const slow = { ...setup, rules: { start: 'off' as const } };
    for (const [each, delay] of [[setup, 400] as const, [slow, 50] as const]) {
      const stop = new AbortController();
      const running = checkFiles(['hang', 'hang'], { setup: each, jobs: 2, workerPath, signal: stop.signal });
      setTimeout(() => stop.abort(), delay);
      await assert.rejects(running, { name: 'AbortError' });
    }
  });

  test('says at once that no thread can start', async () => {
    const bad = { ...setup, rules: { start: 'error' as const } };
    await assert.rejects(checkFiles(['a', 'b'], { setup: bad, jobs: 2, workerPath }), BatchError);
    await assert.rejects(checkFiles(['a'], { setup, jobs: 1, workerPath: join(folder, 'none.js') }), BatchError);
  });

  test('works in pairs where the schemas take longer than the files', async () => {
    const roles = async (count: number, jobs: number, rules: BatchSetup['rules'] = {}) => {
      const files = Array.from({ length: count }, (_, index) => `role${index}`);
      const reports = await checkFiles(files, { setup: { ...setup, official, rules }, jobs, workerPath });
      return [...new Set(reports.map((report) => (report.kind === 'skipped' ? report.reason.en : '')))];
    };
    assert.deepEqual(await roles(2, 2), ['pair']);
    assert.deepEqual(await roles(200, 2), ['pair']);
    assert.deepEqual(await roles(201, 2), ['alone']);
    assert.deepEqual(await roles(2, 1), ['alone']);
    assert.deepEqual((await roles(30, 3)).sort(), ['alone', 'pair']);
    assert.deepEqual(await roles(2, 2, { schematron: 'off' }), ['alone']);
  });

  test('loses one file to a partner that dies, however early it began that file', async () => {
    const files = ['a', 'slow', 'throw', 'b', 'exit', 'c', 'refuse', 'd', 'e', 'f', 'g', 'h'];
    const pairPath = join(folder, 'pair.js');
    const source = join(__dirname, 'pairWorker.ts');
    buildSync({ entryPoints: [source], outfile: pairPath, bundle: true, platform: 'node', external: ['libxml2-wasm'] });
    const options = { setup: { ...setup, official }, jobs: 2, workerPath: pairPath };
    assert.deepEqual(said(await checkFiles(files, options)), [
      'a: asked 0 a, 4 ahead',
      'slow: asked 1 slow, 4 ahead',
      'throw: the check stopped: thrown by the partner',
      'b: asked 0 b, 4 ahead',
      'exit: the check stopped: the thread ended',
      'c: asked 0 c, 4 ahead',
      'refuse: refused, 4 ahead',
      'd: asked 2 d, 4 ahead',
      'e: asked 3 e, 3 ahead',
      'f: asked 4 f, 2 ahead',
      'g: asked 5 g, 1 ahead',
      'h: asked 6 h, 0 ahead',
    ]);
  });

  test('a pair takes no file ahead that another lane has time for', async () => {
    const files = Array.from({ length: 5 }, (_, index) => `thread${index}`);
    const threads = said(await checkFiles(files, { setup: { ...setup, official }, jobs: 4, workerPath }));
    assert.equal(new Set(threads.map((line) => line.replace(/^.*: /, ''))).size, 2);
  });

  test('says at once that a partner cannot start', async () => {
    const options = { setup: { ...setup, official, rules: { partner: 'off' as const } }, jobs: 2, workerPath };
    await assert.rejects(checkFiles(['a', 'b'], options), BatchError);
  });

  test('has nothing to do without files', async () => {
    assert.deepEqual(await checkFiles([], { setup, jobs: 4, workerPath }), []);
  });
});

test('lanes share everything, neighbours together', () => {
  const segments = new Segments(10, 2);
  assert.deepEqual([segments.next(0), segments.next(1), segments.next(0), segments.next(1)], [0, 5, 1, 6]);
  const rest = Array.from({ length: 6 }, () => segments.next(0));
  assert.deepEqual(rest, [2, 3, 4, 9, 8, 7]);
  assert.deepEqual([segments.next(0), segments.next(1)], [undefined, undefined]);
});
