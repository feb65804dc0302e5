import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const outdir = join(here, '..', '..', 'dist', 'e2e');

/** Folders of tests: for a workspace that is trusted, and for one that is not. */
export const SUITES = ['suite', 'untrusted'];

/** Bundles the suites for the extension host; resolves to the module whose `run()` VS Code calls: see index.ts. */
export async function bundleSuite() {
  const { build } = await import('esbuild');
  await rm(outdir, { recursive: true, force: true });
  const files = SUITES.flatMap((suite) =>
    readdirSync(join(here, suite))
      .filter((name) => name.endsWith('.e2e.ts'))
      .map((name) => join(here, suite, name)),
  );
  await build({
    entryPoints: [join(here, 'index.ts'), ...files],
    outbase: here,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    logLevel: 'error',
  });
  return join(outdir, 'index.js');
}
