// Bundles the entry points of the server, the client and the webview into dist/, with what they load beside them.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { copyPdfjs, webviewBundle } from '../client/webview/bundle.mjs';
import { buildSef } from './sef.mjs';
import { root } from './setup.mjs';

const dist = join(root, 'dist');

/** Beside the bundles instead of in them: SaxonJS as its licence asks, libxml2 because it is a module that waits when it is loaded. */
const unbundled = ['saxon-js', 'libxml2-wasm', 'libxslt-wasm', 'xslt3'];

const common = {
  bundle: true,
  minify: true,
  sourcemap: process.argv.includes('--sourcemap'),
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};

/** Parsing a large JSON text at run time takes a quarter of the time of compiling it as code. */
const dataAsText = {
  name: 'data-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]data[\\/][\w-]+\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(text)})`, loader: 'js' };
    });
  },
};

const node = {
  ...common,
  plugins: [dataAsText],
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // A bundled ES module may ask where it is.
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "'use strict'; const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

async function bundle(name, options) {
  const target = join(dist, name);
  const { metafile } = await build({ ...options, ...(options.splitting ? { outdir: target } : { outfile: target }) });
  writeFileSync(join(dist, 'meta', `${name}.json`), JSON.stringify(metafile));
}

for (const stale of ['meta', 'node_modules', 'webview']) rmSync(join(dist, stale), { recursive: true, force: true });
mkdirSync(join(dist, 'meta'), { recursive: true });
await Promise.all([
  bundle('extension.js', { ...node, entryPoints: ['client/src/extension.ts'], external: ['vscode'] }),
  bundle('server.js', { ...node, entryPoints: ['server/src/main.ts'], external: unbundled }),
  bundle('checkWorker.js', { ...node, entryPoints: ['server/src/checkWorker.ts'], external: unbundled }),
  bundle('circuitWorker.js', { ...node, entryPoints: ['server/src/circuitWorker.ts'] }),
  bundle('officialWorker.js', { ...node, entryPoints: ['server/src/officialWorker.ts'], external: unbundled }),
  bundle('pdfWorker.js', { ...node, entryPoints: ['server/src/pdfWorker.ts'] }),
  bundle('worker.js', { ...node, entryPoints: ['server/src/worker.ts'], external: unbundled }),
  bundle('cli.js', {
    ...node,
    entryPoints: ['server/src/cli.ts'],
    external: unbundled,
    banner: { js: `#!/usr/bin/env node\n${node.banner.js}` },
  }),
  bundle('webview', { ...common, ...webviewBundle }),
]);
chmodSync(join(dist, 'cli.js'), 0o755);
copyPdfjs(join(dist, 'webview'));
copyFileSync(join(root, 'server/src/render/style.css'), join(dist, 'preview.css'));
for (const name of unbundled) {
  const filter = (path) => !/\.(?:map|d\.mts)$/.test(path);
  cpSync(join(root, 'node_modules', name), join(dist, 'node_modules', name), { recursive: true, filter });
}
// SaxonJS requires axios when it is loaded; this one refuses every request.
mkdirSync(join(dist, 'node_modules/axios'));
copyFileSync(join(root, 'server/src/render/no-network.cjs'), join(dist, 'node_modules/axios/index.js'));
buildSef();
