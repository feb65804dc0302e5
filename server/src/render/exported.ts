import type { CdaDocument } from '../cda/document';
import type { Language, Text } from '../text';
import { mediaOf } from './mediaOf';
import { paperCss } from './paper';
import type { AnnexState } from './pdf/annexes';
import { findBrowser, printToPdf } from './pdf/browser';
import { PdfThread } from './pdf/pdfThread';
import { type AttachedPdf, attachedOf } from './pdfs';
import type { RenderResult } from './result';
import { type Annexed, pdfPlace, standaloneHtml } from './standalone';

export interface ExportOptions {
  readonly language: Language;
  /** Text of style.css. */
  readonly css: string;
}

export interface PdfOptions extends ExportOptions {
  /** Name and version of this program. */
  readonly producer: string;
  /** Path of a Chromium-based browser; empty: an installed one. */
  readonly browser: string;
  /** The entry point of the thread that writes PDFs, `dist/pdfWorker.js`. */
  readonly workerPath: string;
}

export interface ExportedPdf {
  readonly bytes: Uint8Array;
  /** What the user must know of the file. */
  readonly notices: readonly Text[];
}

/** A rendering as one self-contained HTML file, in which the PDFs of the document are downloads. */
export function exportedHtml(cda: CdaDocument, result: RenderResult, { language, css }: ExportOptions): string {
  return standaloneHtml(result, language, css, { attached: attachedOf(cda, mediaOf(cda)) });
}

/**
 * A rendering as a file to print or to keep: header and narrative as PDF/A-1b (section F.1 of the reference); as it is, the PDF
 * body of a level-1 document, or the copy where a stylesheet shows nothing else. The pages of the other PDFs follow (section F.2).
 * Rejects with a RenderError.
 */
export async function exportedPdf(cda: CdaDocument, result: RenderResult, options: PdfOptions): Promise<ExportedPdf> {
  const attached = attachedOf(cda, mediaOf(cda));
  if (result.pdf && (result.pdf.isBody || showsOnlyPdf(result))) return asItIs(result.pdf, attached, options);
  const browser = findBrowser(options.browser);
  const { css, language, producer, workerPath } = options;
  return withThread(bytesOf(attached), workerPath, async (thread) => {
    const annexes = annexed(attached, await thread.annexes());
    const pages = annexes.reduce((sum, annex) => sum + annex.pages, 0);
    const page = standaloneHtml(result, language, css, { annexes, css: paperCss(cda, result.title, pages, language) });
    const metadata = { title: result.title, language, producer, created: new Date() };
    const bytes = await thread.joined({ pdf: await printToPdf(page, browser), metadata });
    return { bytes, notices: noticesOf(annexes) };
  });
}

async function asItIs(
  { base64, isBody }: NonNullable<RenderResult['pdf']>,
  attached: readonly AttachedPdf[],
  { workerPath }: PdfOptions,
): Promise<ExportedPdf> {
  const pdf = Buffer.from(base64, 'base64');
  const [state] = await withThread([pdf], workerPath, (thread) => thread.annexes());
  const written = isBody ? bodyAsItIs : copyAsItIs;
  if (!state || state.pages === 0 || state.isDamaged) {
    const left = annexed(attached, []);
    return { bytes: pdf, notices: [written, damaged, ...noticesOf(left)] };
  }
  if (attached.length === 0) return { bytes: pdf, notices: [written] };
  return withThread(bytesOf(attached), workerPath, async (thread) => {
    const annexes = annexed(attached, await thread.annexes());
    return { bytes: await thread.joined({ pdf }), notices: [copyWithAnnexes, ...noticesOf(annexes)] };
  });
}

async function withThread<T>(
  pdfs: readonly Uint8Array[],
  workerPath: string,
  work: (thread: PdfThread) => Promise<T>,
): Promise<T> {
  const thread = new PdfThread(pdfs, workerPath);
  try {
    return await work(thread);
  } finally {
    thread.dispose();
  }
}

function bytesOf(pdfs: readonly AttachedPdf[]): Uint8Array[] {
  return pdfs.map(({ base64 }) => Buffer.from(base64, 'base64'));
}

function annexed(attached: readonly AttachedPdf[], states: readonly AnnexState[]): Annexed[] {
  return attached.map((pdf, index) => ({ ...pdf, ...(states[index] ?? unread) }));
}

const unread: AnnexState = { pages: 0, isDamaged: true, isArchive: false };

/** Section F.1 of the reference: a level-1 document is printed as its PDF. */
const bodyAsItIs: Text = {
  en: 'The body of this document is a PDF: it was written as it is, and whether it is PDF/A depends on its producer.',
  fr: 'Le corps de ce document est un PDF : il a été écrit tel quel ; sa conformité PDF/A dépend de son producteur.',
};

/** What CDA-FO.xsl shows of a document with a PDF copy: section F.2 of the reference. */
const copyAsItIs: Text = {
  en: 'The stylesheet shows nothing but the PDF copy: the copy was written as it is, and whether it is PDF/A depends on its producer.',
  fr: 'La feuille de style n’affiche que la copie PDF : celle-ci a été écrite telle quelle ; sa conformité PDF/A dépend de son producteur.',
};

const copyWithAnnexes: Text = {
  en: 'The stylesheet shows nothing but the PDF copy: the copy was written, and behind it the pages of the attached PDFs.',
  fr: 'La feuille de style n’affiche que la copie PDF : celle-ci a été écrite, suivie des pages des PDF joints.',
};

const damaged: Text = {
  en: 'This PDF could not be read in full: it may be damaged or need a password.',
  fr: 'Ce PDF n’a pas pu être lu en entier : il est peut-être endommagé ou protégé par un mot de passe.',
};

function noticesOf(annexes: readonly Annexed[]): Text[] {
  const told = (which: readonly Annexed[], { en, fr }: Text): Text[] =>
    which.length === 0
      ? []
      : [
          {
            en: `${en}: ${which.map(({ label }) => `“${label}”`).join(', ')}.`,
            fr: `${fr} : ${which.map(({ label }) => `« ${label} »`).join(', ')}.`,
          },
        ];
  const added = annexes.filter(({ pages }) => pages > 0);
  return [
    ...told(
      annexes.filter(({ pages }) => pages === 0),
      {
        en: 'Attached PDF that could not be read and is not in the file',
        fr: 'PDF joint illisible, absent du fichier',
      },
    ),
    ...told(
      added.filter(({ isDamaged }) => isDamaged),
      {
        en: 'Attached PDF that is damaged, of which pages may be missing from the file',
        fr: 'PDF joint endommagé, dont des pages peuvent manquer dans le fichier',
      },
    ),
    ...told(
      added.filter(({ isArchive }) => !isArchive),
      {
        en: 'The file does not claim to be PDF/A-1, since it holds an attached PDF that is not',
        fr: 'Le fichier ne se déclare pas PDF/A-1, car il contient un PDF joint qui ne l’est pas',
      },
    ),
  ];
}

const placeOfPdf = new RegExp(pdfPlace('').replace('><', '>[^<]*<'));

/** Whether the page of another stylesheet is the place of a PDF and hardly more than a title. */
export function showsOnlyPdf({ foreign, html }: RenderResult): boolean {
  const [before = '', ...others] = html.split(placeOfPdf);
  if (!foreign || others.length !== 1 || html.includes('<img')) return false;
  return `${before}${others[0]}`.replace(/<[^>]*>/g, '').trim().length < 100;
}
