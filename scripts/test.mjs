import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { run } from 'node:test';
import { parseArgs } from 'node:util';
import { ensureNodeModules, fail, main, npmScript, root, SetupError } from './setup.mjs';

const FILE_TIMEOUT = 10 * 60_000;

/** Layers made of the test files of one folder; `unit` has all the other files. */
const FOLDERS = ['lsp', 'corpus'];

/** In the order they run. Each resolves to its results: `{ state, title, details? }`, details of a skip being its reason. */
const layers = {
  types: () => npmCheck('typecheck'),
  lint: () => npmCheck('lint'),
  build: () => npmCheck('build'),
  unit: () => nodeTests('unit'),
  ...Object.fromEntries(FOLDERS.map((folder) => [folder, () => nodeTests(folder)])),
  e2e: async () => {
    const { runInBrowser } = await import('../test/e2e/browser.mjs');
    return runInBrowser();
  },
};
const UNBUILT = ['types', 'lint', 'unit'];

async function npmCheck(script) {
  const { code, output } = await npmScript(script);
  return [{ state: code === 0 ? 'passed' : 'failed', title: `npm run ${script}`, details: output }];
}

function testFiles(layer) {
  const test = join(root, 'test');
  return readdirSync(test, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => {
      const [folder] = name.split(sep);
      return FOLDERS.includes(folder) ? folder === layer : layer === 'unit' && folder !== 'e2e';
    })
    .map((name) => join(test, name))
    .sort();
}

async function nodeTests(layer) {
  const results = [];
  const notes = new Map();
  // Tests start in the order of their declaration, a parent before its children, and end after them.
  const path = [];
  const reported = [];
  for await (const { type, data } of run({ files: testFiles(layer), concurrency: 2, timeout: FILE_TIMEOUT })) {
    if (type === 'test:stderr' || type === 'test:diagnostic') {
      notes.set(data.file, `${notes.get(data.file) ?? ''}${data.message.trimEnd()}\n`);
    }
    if (type === 'test:start') path.splice(data.nesting, Infinity, data.name);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const hasChildren = reported[data.nesting + 1] === true;
    reported[data.nesting + 1] = false;
    reported[data.nesting] = true;
    const title = path.slice(0, data.nesting + 1).join(' › ');
    const result = outcome(type === 'test:pass', data, title, hasChildren, notes.get(data.file));
    if (result) results.push(result);
  }
  return results;
}

/** The result of a leaf, of a parent that failed by itself, or of a file that crashed or holds no test. */
function outcome(passed, { name, file, skip, todo, details }, names, hasChildren, notes) {
  const isFile = name === file;
  const path = relative(root, file);
  const title = isFile ? path : `${path}: ${names}`;
  const unfinished = skip ?? todo;
  if (!hasChildren && unfinished !== undefined) {
    return { state: 'skipped', title, details: unfinished === true ? 'no reason given' : unfinished };
  }
  if (!passed) {
    if (details.error?.failureType === 'subtestsFailed') return undefined;
    const cause = details.error?.cause ?? details.error;
    const text = cause?.stack ?? String(cause);
    return { state: 'failed', title, details: isFile && notes ? `${text}\n${notes.trimEnd()}` : text };
  }
  if (isFile) return { state: 'failed', title, details: 'The file holds no test.' };
  if (hasChildren || details.type === 'suite') return undefined;
  return { state: 'passed', title };
}

const print = (line) => process.stdout.write(`${line}\n`);

async function runLayer(name) {
  const start = performance.now();
  let results;
  try {
    results = await layers[name]();
    if (results.length === 0) fail('The layer ran no test.');
  } catch (error) {
    results = [{ state: 'failed', title: name, details: error instanceof SetupError ? error.message : error.stack }];
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counts = count(results);
  print(`${name.padEnd(9)}${summary(counts)} (${seconds} s)`);

  for (const { state, title, details } of results) {
    if (state === 'failed') print(`\n✗ ${title}\n${details.replace(/^/gm, '  ')}\n`);
  }
  const skips = results.filter(({ state }) => state === 'skipped');
  for (const reason of new Set(skips.map(({ details }) => details))) {
    print(`  skipped ${skips.filter(({ details }) => details === reason).length}: ${reason}`);
  }
  return counts;
}

function count(results) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { state } of results) counts[state]++;
  return counts;
}

function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function selectedLayers() {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  const names = Object.keys(layers);
  const { only } = values;
  if (!only) return names;
  const unknown = only.find((name) => !names.includes(name));
  if (unknown) fail(`No layer is named ${unknown}; there are ${names.join(', ')}.`);
  const builds = only.some((name) => !UNBUILT.includes(name));
  return names.filter((name) => only.includes(name) || (builds && name === 'build'));
}

await main(async () => {
  const selected = selectedLayers();
  await ensureNodeModules();
  // The only way that every supported Node has to start the processes of the test files with a loader.
  process.execArgv.push('--import', import.meta.resolve('tsx'));

  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of selected) {
    const counts = await runLayer(name);
    for (const state of Object.keys(total)) total[state] += counts[state];
    if (name === 'build' && counts.failed > 0) {
      print('Layers after the build were not run.');
      break;
    }
  }
  print(summary(total));
  return total.failed > 0 ? 1 : 0;
});
