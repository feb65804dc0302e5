import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../../package.json';
import { RenderError } from '../render/errors';
import { exportedPdf } from '../render/exported';
import { Renderer } from '../render/renderer';
import { standaloneHtml } from '../render/standalone';
import type { Language, Text } from '../text';
import { decode } from '../xml/decode';
import { wellFormednessFault } from '../xml/faults';
import { parseXml } from '../xml/parse';
import { LineIndex } from '../xml/positions';
import { CliFault } from './fault';
import { readInput, writeOutput } from './files';

/** Renders one document with the built-in stylesheet: a self-contained HTML file (to standard output without `output`), or PDF/A-1. */
export async function render(file: string, output: string | undefined, language: Language): Promise<0> {
  const { text } = decode(await readInput(file));
  const renderer = new Renderer({
    workerPath: join(__dirname, 'worker.js'),
    sefPath: join(__dirname, 'cda.sef.json'),
  });
  try {
    const rendered = await renderer.render(file, text, language);
    const say = (notice: Text | undefined) => notice && process.stderr.write(`${file}: ${notice[language]}\n`);
    say(rendered.notice);
    const css = await readFile(join(__dirname, 'preview.css'), 'utf8');
    if (output?.toLowerCase().endsWith('.pdf')) {
      const workerPath = join(__dirname, 'pdfWorker.js');
      const producer = `CDA Workbench ${version}`;
      const { bytes, notice } = await exportedPdf(rendered, { css, language, producer, workerPath, browser: '' });
      say(notice);
      await writeOutput(output, bytes);
    } else {
      await writeOutput(output, standaloneHtml(rendered, language, css));
    }
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
