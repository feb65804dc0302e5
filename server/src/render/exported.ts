import type { Language, Text } from '../text';
import { type PrintOptions, pagePdf } from './pdf/print';
import type { RenderResult } from './result';
import { pdfPlace, standaloneHtml } from './standalone';

export interface ExportOptions extends PrintOptions {
  /** Text of style.css. */
  readonly css: string;
  readonly language: Language;
  /** Name and version of this program. */
  readonly producer: string;
}

export interface ExportedPdf {
  readonly bytes: Uint8Array;
  readonly notice?: Text;
}

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

/**
 * A rendering as a file to print or to keep: header and narrative as PDF/A-1b (section F.1 of the reference); as it is, the PDF
 * body of a level-1 document, or the copy where a stylesheet shows nothing else. Rejects with a RenderError.
 */
export async function exportedPdf(result: RenderResult, options: ExportOptions): Promise<ExportedPdf> {
  if (result.pdf && (result.pdf.isBody || showsOnlyPdf(result))) {
    return { bytes: Buffer.from(result.pdf.base64, 'base64'), notice: result.pdf.isBody ? bodyAsItIs : copyAsItIs };
  }
  const { css, language, producer } = options;
  const page = standaloneHtml(result, language, css, paper(result.title));
  const metadata = { title: result.title, language, producer, created: new Date() };
  return { bytes: await pagePdf(page, metadata, options) };
}

const placeOfPdf = new RegExp(pdfPlace('').replace('><', '>[^<]*<'));

/** Whether the page of another stylesheet is the place of a PDF and hardly more than a title. */
function showsOnlyPdf({ foreign, html }: RenderResult): boolean {
  const [before = '', ...others] = html.split(placeOfPdf);
  if (!foreign || others.length !== 1 || html.includes('<img')) return false;
  return `${before}${others[0]}`.replace(/<[^>]*>/g, '').trim().length < 100;
}

/** Every sheet names the document and counts: loose sheets of a report must not be mixed up. */
function paper(title: string): string {
  const text = 'font: 8pt sans-serif; color: #444;';
  return `
@page {
  size: A4;
  margin: 14mm 13mm 16mm;
  @bottom-left { content: ${cssString(title)}; ${text} }
  @bottom-right { content: counter(page) " / " counter(pages); ${text} }
}
`;
}

function cssString(text: string): string {
  return `"${text.replace(/[^\w .,:;/()-]/gu, (char) => `\\${(char.codePointAt(0) as number).toString(16)} `)}"`;
}
