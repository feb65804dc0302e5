import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** What a program of this folder prints as one JSON line, in a process of its own and bundled as the product is. */
export function inOwnProcess<T>(program: string, args: readonly string[]): T {
  const out = mkdtempSync(join(tmpdir(), 'cda-bench-'));
  const outfile = join(out, 'task.cjs');
  try {
    // A module that waits when it is loaded cannot be bundled; the programs leave it to the product's threads.
    const external = ['libxml2-wasm'];
    buildSync({ entryPoints: [join(__dirname, program)], outfile, bundle: true, platform: 'node', external });
    return JSON.parse(execFileSync(process.execPath, [outfile, ...args], { encoding: 'utf8' })) as T;
  } finally {
    rmSync(out, { recursive: true });
  }
}
