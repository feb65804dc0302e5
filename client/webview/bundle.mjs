// How scripts/build.mjs and the tests make the page of the preview panel.
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const pdfjs = join(here, '..', '..', 'node_modules', 'pdfjs-dist');

/** Options for esbuild; add `outdir`. Makes main.js, compare.js, main.css and a chunk that is loaded with the first PDF. */
export const webviewBundle = {
  entryPoints: ['main.ts', 'compare.ts', 'main.css'].map((name) => join(here, name)),
  bundle: true,
  splitting: true,
  platform: 'browser',
  format: 'esm',
  // Chromium of VS Code 1.96, the oldest that the extension supports.
  target: 'chrome128',
};

/** Copies what pdf.js loads while it runs into OUTDIR/pdfjs. */
export function copyPdfjs(outdir) {
  const target = join(outdir, 'pdfjs');
  mkdirSync(target, { recursive: true });
  cpSync(join(pdfjs, 'legacy', 'build', 'pdf.worker.min.mjs'), join(target, 'pdf.worker.mjs'));
  cpSync(join(pdfjs, 'LICENSE'), join(target, 'LICENSE'));
  for (const name of ['cmaps', 'standard_fonts']) cpSync(join(pdfjs, name), join(target, name), { recursive: true });
  // The JavaScript twin of the JPEG 2000 decoder is for pages that may not use WebAssembly.
  const filter = (path) => !path.endsWith('openjpeg_nowasm_fallback.js');
  cpSync(join(pdfjs, 'wasm'), join(target, 'wasm'), { recursive: true, filter });
}
