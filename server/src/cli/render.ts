import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Renderer } from '../render/renderer';
import { standaloneHtml } from '../render/standalone';
import type { Language } from '../text';
import { decode } from '../xml/decode';
import { CliFault } from './fault';

/** Renders one document as a self-contained HTML file with the built-in stylesheet; to standard output without `output`. */
export async function render(file: string, output: string | undefined, language: Language): Promise<0> {
  if (output?.toLowerCase().endsWith('.pdf'))
    throw new CliFault('PDF output is not available in this version: name an .html file');
  const bytes = await readFile(file).catch((error: Error) =>
    Promise.reject(new CliFault(`cannot read ${file}: ${error.message}`)),
  );
  const renderer = new Renderer({ workerPath: join(__dirname, 'worker.js'), sefPath: join(__dirname, 'cda.sef.json') });
  const rendered = await renderer.render(file, decode(bytes).text, language).finally(() => renderer.dispose());
  const html = standaloneHtml(rendered, language, await readFile(join(__dirname, 'preview.css'), 'utf8'));
  if (rendered.notice) process.stderr.write(`${file}: ${rendered.notice[language]}\n`);
  if (output)
    await writeFile(output, html).catch((error: Error) =>
      Promise.reject(new CliFault(`cannot write ${output}: ${error.message}`)),
    );
  else process.stdout.write(html);
  return 0;
}
