import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Row, timing } from './measure';

/** Loads the built extension and activates it, with a `vscode` that answers everything and does nothing; prints the time it took. */
const script = `
const Module = require('node:module');
const anything = new Proxy(function () {}, {
  get: (target, name) => (name === Symbol.toPrimitive ? () => '' : name === Symbol.iterator ? [][Symbol.iterator].bind([]) : name === 'then' ? undefined : anything),
  apply: () => anything,
  construct: () => anything,
  // What a bundle copies of a module without own names: everything is then found on the prototype.
  getPrototypeOf: () => anything,
});
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? anything : load(name, ...rest));
const start = performance.now();
const { activate } = require(process.argv[1]);
Promise.resolve(activate(anything)).then(() => {
  console.log(performance.now() - start);
  process.exit(0);
});
`;

/** Loading and activating the extension, without VS Code's own share; the end-to-end suite prints the time in a real one. */
export async function activation(): Promise<Row> {
  const times: number[] = [];
  for (let run = 0; run < 7; run++) {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script, join(__dirname, '../dist/extension.js')], {
      encoding: 'utf8',
    });
    const time = Number.parseFloat(stdout);
    if (Number.isNaN(time)) throw new Error(`the extension does not activate: ${stderr}`);
    times.push(time);
  }
  return { what: 'extension activation', subject: 'dist/extension.js', unit: 'ms', ...timing(times), target: 100 };
}
