import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { version } from '../../../package.json';
import { CdaDocument } from '../cda/document';
import { findPackage } from '../package/findPackage';
import { packageFolder, stylesheetCacheFolder } from '../package/folders';
import { installedPackage } from '../package/installedPackage';
import { RenderError } from '../render/errors';
import { exportedHtml, exportedPdf } from '../render/exported';
import { Renderer } from '../render/renderer';
import { notCda } from '../render/source';
import { chosenStylesheet, stylesheetsFor } from '../render/stylesheets';
import type { Language, Text } from '../text';
import { decode } from '../xml/decode';
import { wellFormednessFault } from '../xml/faults';
import { parseXml } from '../xml/parse';
import { LineIndex } from '../xml/positions';
import { CliFault } from './fault';
import { readInput, writeOutput } from './files';

export interface RenderCommand {
  readonly output?: string | undefined;
  /** `builtin`, `document` or a file. */
  readonly stylesheet?: string | undefined;
  readonly language: Language;
}

/** Renders one document: a self-contained HTML file (to standard output without `output`), or PDF/A-1. */
export async function render(file: string, { output, stylesheet, language }: RenderCommand): Promise<0> {
  if (output !== undefined && !/\.(?:x?html?|pdf)$/i.test(output)) {
    throw new CliFault({
      en: `--output ends in .html or .pdf, not ${output}`,
      fr: `--output finit par .html ou .pdf, pas ${output}`,
    });
  }
  const { text } = decode(await readInput(file));
  const renderer = new Renderer({
    workerPath: join(__dirname, 'worker.js'),
    sefPath: join(__dirname, 'cda.sef.json'),
    cacheFolder: stylesheetCacheFolder(),
    // Nobody waits at a screen, and a machine that builds may be busy.
    timeLimit: 60_000,
  });
  try {
    const { choice, notice: instead } = stylesheetOf(file, text, stylesheet);
    const rendered = await renderer.render(file, text, language, { stylesheet: choice?.foreign });
    const say = (notice: Text | undefined) =>
      notice && process.stderr.write(`${file}${language === 'fr' ? ' : ' : ': '}${notice[language]}\n`);
    say(instead);
    say(rendered.notice);
    const cda = CdaDocument.read(text);
    if (!cda) throw notCda();
    const css = await readFile(join(__dirname, 'preview.css'), 'utf8');
    if (output?.toLowerCase().endsWith('.pdf')) {
      const workerPath = join(__dirname, 'pdfWorker.js');
      const producer = `CDA Workbench ${version}`;
      const options = { css, language, producer, workerPath, browser: '' };
      const { bytes, notices } = await exportedPdf(cda, rendered, options);
      for (const notice of notices) say(notice);
      await writeOutput(output, bytes);
    } else {
      await writeOutput(output, exportedHtml(cda, rendered, { language, css }));
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

/** Whoever names a stylesheet on the command line trusts it. */
function stylesheetOf(file: string, text: string, name = 'builtin'): Partial<ReturnType<typeof chosenStylesheet>> {
  const cda = name === 'builtin' ? undefined : CdaDocument.read(text);
  if (!cda) return {};
  const documentPath = resolve(file);
  const id = name === 'document' ? name : resolve(name);
  const ansPackage = findPackage({
    documentPath,
    workspaceFolders: [process.cwd()],
    installed: installedPackage(packageFolder()),
  });
  return chosenStylesheet(
    stylesheetsFor({ cda, documentPath, ansPackage, own: name === 'document' ? undefined : id }),
    id,
  );
}
