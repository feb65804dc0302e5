import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { sefPath } from './support';

/** The worker's entry point, bundled as it is shipped: a worker thread has no loader for TypeScript. */
export function builtWorker(name: string, entry = 'worker'): string {
  const outfile = join(dirname(sefPath), `${name}.cjs`);
  buildSync({
    entryPoints: [fileURLToPath(new URL(`../../server/src/${entry}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['saxon-js', 'libxslt-wasm', 'xslt3'],
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  return outfile;
}
