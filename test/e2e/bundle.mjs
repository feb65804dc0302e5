import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const outdir = join(here, '..', '..', 'dist', 'e2e');

/** Bundles the suite for the extension host; resolves to the module whose `run()` VS Code calls. */
export async function bundleSuite() {
  const { build } = await import('esbuild');
  await rm(outdir, { recursive: true, force: true });
  const suite = readdirSync(join(here, 'suite')).filter((name) => name.endsWith('.e2e.ts'));
  await build({
    entryPoints: [join(here, 'index.ts'), ...suite.map((name) => join(here, 'suite', name))],
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
