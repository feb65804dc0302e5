import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RenderError } from '../render/errors';
import { Renderer } from '../render/renderer';
import { standaloneHtml } from '../render/standalone';
import type { Language } from '../text';
import { decode } from '../xml/decode';
import { wellFormednessFault } from '../xml/faults';
import { parseXml } from '../xml/parse';
import { LineIndex } from '../xml/positions';
import { CliFault } from './fault';
import { readInput, writeOutput } from './files';

/** Renders one document as a self-contained HTML file with the built-in stylesheet; to standard output without `output`. */
export async function render(file: string, output: string | undefined, language: Language): Promise<0> {
  if (output?.toLowerCase().endsWith('.pdf')) {
    throw new CliFault({
      en: 'PDF output is not available in this version: name an .html file',
      fr: 'la sortie PDF n’existe pas dans cette version : nommez un fichier .html',
    });
  }
  const { text } = decode(await readInput(file));
  const renderer = new Renderer({
    workerPath: join(__dirname, 'worker.js'),
    sefPath: join(__dirname, 'cda.sef.json'),
  });
  try {
    const rendered = await renderer.render(file, text, language);
    if (rendered.notice) process.stderr.write(`${file}: ${rendered.notice[language]}\n`);
    await writeOutput(
      output,
      standaloneHtml(rendered, language, await readFile(join(__dirname, 'preview.css'), 'utf8')),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    const isMalformed = error.kind === 'not-well-formed' && text.trim() !== '';
    const reason = isMalformed ? wellFormednessFault(parseXml(text), new LineIndex(text)) : error.text;
    throw new CliFault({ en: `${file}: ${reason.en}`, fr: `${file} : ${reason.fr}` });
  } finally {
    renderer.dispose();
  }
}
