import type { Language } from '../text';
import { escapeHtml } from './media';
import type { AnnexState } from './pdf/annexes';
import type { AttachedPdf } from './pdfs';
import type { RenderedPdf, RenderResult } from './result';

/** Nothing is loaded or run when the file is opened: everything it shows is inside. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * Only for a page that shows the PDF of a level-1 document (section F.1 of the reference). No browser runs its PDF reader in a sandboxed
 * frame; what the frame holds is another origin all the same, and under this policy too: no script of the document could run there.
 */
const framing = `${policy}; frame-src data:`;

/** Characters of an address that Chromium opens in a frame. */
const longestAddress = 2 * 1024 * 1024;

const labels = {
  fr: {
    copy: 'Copie PDF jointe : à lire en premier, c’est la mise en page du producteur.',
    body: 'Le corps de ce document est un PDF.',
    open: 'Télécharger la copie',
    openBody: 'Télécharger le PDF',
    below: 'Ci-dessous, l’en-tête et la partie narrative.',
    belowBody: 'Ci-dessous, l’en-tête.',
    belowFramed: 'Ci-dessous, l’en-tête, puis le PDF.',
    belowForeign: 'Ci-dessous, ce qu’affiche la feuille de style.',
    onPaper: 'Ce document comporte aussi une copie PDF, qui n’est pas reproduite ici.',
    bodyOnPaper: 'Le corps de ce document est un PDF, qui n’est pas reproduit ici.',
    attached: 'PDF joints :',
    annexes: 'PDF joints, reproduits à la fin de ce fichier :',
    annex: 'annexe',
    pages: ['page', 'pages'],
    damaged: 'endommagé',
    unreadable: 'illisible, non reproduit',
    frame: 'PDF du document',
    units: ['Ko', 'Mo'],
  },
  en: {
    copy: 'PDF copy attached: to be read first, it has the layout of its producer.',
    body: 'The body of this document is a PDF.',
    open: 'Download the copy',
    openBody: 'Download the PDF',
    below: 'Below are the header and the narrative.',
    belowBody: 'Below is the header.',
    belowFramed: 'Below are the header and the PDF.',
    belowForeign: 'Below is what the stylesheet shows.',
    onPaper: 'This document also has a PDF copy, which is not reproduced here.',
    bodyOnPaper: 'The body of this document is a PDF, which is not reproduced here.',
    attached: 'Attached PDFs:',
    annexes: 'Attached PDFs, reproduced at the end of this file:',
    annex: 'annex',
    pages: ['page', 'pages'],
    damaged: 'damaged',
    unreadable: 'unreadable, not reproduced',
    frame: 'PDF of the document',
    units: ['KB', 'MB'],
  },
} as const satisfies Record<Language, object>;

/** On paper there is nothing to download. */
const onPaperCss = `@media not print { .cda-standalone .cda-on-paper { display: none; } }
@media print { .cda-standalone :is(.cda-copy > :not(.cda-on-paper), .cda-frame) { display: none; } }
`;

/** Of what stands above the page of another stylesheet. */
const notesCss = `.cda-standalone .cda-frame { display: block; width: 100%; height: 90vh; border: 1px solid #b0b0b0; }
.cda-standalone :is(.cda-notice, .cda-copy) {
  margin: 0 0 1rem; padding: 0.5rem 0.9rem; border-left: 4px solid #0a5a9c; background: #eaf0f6; color: #000; font: 15px/1.5 sans-serif;
}
${onPaperCss}`;

/** Where the PDF of an exported page is. */
export const pdfId = 'cda-pdf';

/** What stands in a page of another stylesheet for a PDF that it would embed. */
export function pdfPlace(label: string): string {
  return `<a class="cda-file cda-pdf" href="#${pdfId}" data-view="pdf">${escapeHtml(label)}</a>`;
}

export type StandaloneContent = Pick<RenderResult, 'title' | 'html' | 'foreign' | 'first' | 'pdf' | 'notice'>;

/** An attached PDF whose pages follow those of the page. */
export interface Annexed extends AttachedPdf, AnnexState {}

/** A page to be read on screen, with the PDFs beside body and copy as downloads; or to be printed, with what comes after it. */
export type Purpose =
  | { readonly attached: readonly AttachedPdf[] }
  | { readonly annexes: readonly Annexed[]; readonly css: string };

/** One self-contained HTML file; `css` is the text of style.css, which another stylesheet's own CSS replaces. */
export function standaloneHtml(
  result: StandaloneContent,
  lang: Language,
  css: string,
  purpose: Purpose = { attached: [] },
): string {
  const notice = result.notice ? `<p class="cda-notice" role="note">${escapeHtml(result.notice[lang])}</p>\n` : '';
  const isForeign = result.foreign !== undefined;
  const first = !result.pdf
    ? ''
    : 'annexes' in purpose
      ? `<p class="cda-copy" id="${pdfId}" role="note">${onPaper(result.pdf, lang)}</p>\n`
      : pdfFirst(result.pdf, lang, isForeign);
  const others = 'annexes' in purpose ? annexList(purpose.annexes, lang) : downloads(purpose.attached, lang);
  const html = isForeign ? withStyles(result.html) : withPlaces(result.html, result.pdf?.hash, purpose, lang);
  const frame = 'annexes' in purpose ? '' : bodyFrame(result.pdf, lang);
  return `<!DOCTYPE html>
<html lang="${lang}" class="cda-standalone">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${frame ? framing : policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(result.title)}</title>
<style>
${result.foreign ? notesCss + result.foreign.css : css + onPaperCss}${'css' in purpose ? purpose.css : ''}</style>
</head>
<body>
${notice}${first}${others}${html}
${frame}</body>
</html>
`;
}

/** Here the policy lets `style` attributes be. A text cannot hold a bare quotation mark: what matches is an attribute. */
function withStyles(html: string): string {
  return html.replaceAll(' data-style="', ' style="');
}

/** Links in the narrative lead to the PDF at the top of the page; on paper they say which annex it is. */
function withPlaces(html: string, first: string | undefined, purpose: Purpose, lang: Language): string {
  const link = /<a( class="cda-file cda-pdf") href="#cda-pdf" data-view="pdf" data-pdf="(\w+)"([^>]*>)([^<]*)<\/a>/g;
  return html.replace(link, (whole, name: string, hash: string, rest: string, label: string) => {
    const index = ('annexes' in purpose ? purpose.annexes : purpose.attached).findIndex((pdf) => pdf.hash === hash);
    if (index < 0) return hash === first ? whole : `<span${name}${rest}${label}</span>`;
    if ('attached' in purpose) return `<a${name} href="#${attachedId(index)}"${rest}${label}</a>`;
    return `<span${name}${rest}${label}, ${annexState(purpose.annexes, index, lang)}</span>`;
  });
}

/** The PDF comes first (reference F.1): said at the top of the page, with the way to it. */
function pdfFirst(pdf: NonNullable<RenderResult['pdf']>, lang: Language, isForeign: boolean): string {
  const { copy, body, open, openBody, belowForeign, ...ours } = labels[lang];
  const { base64, isBody } = pdf;
  const belowBody = isFramed(pdf) ? ours.belowFramed : ours.belowBody;
  const below = isForeign ? belowForeign : isBody ? belowBody : ours.below;
  const link = download('document.pdf', base64, isBody ? openBody : open, lang);
  return `<p class="cda-copy" id="${pdfId}" role="note"><strong>${isBody ? body : copy}</strong> ${link} <span>${below}</span> ${onPaper(pdf, lang)}</p>\n`;
}

/** What comes behind the header of a level-1 document. */
function bodyFrame(pdf: RenderResult['pdf'], lang: Language): string {
  if (!isFramed(pdf)) return '';
  return `<iframe class="cda-frame" title="${labels[lang].frame}" src="${pdfAddress}${escapeHtml(pdf.base64)}" referrerpolicy="no-referrer"></iframe>\n`;
}

function isFramed(pdf: RenderResult['pdf']): pdf is RenderedPdf {
  return pdf?.isBody === true && pdfAddress.length + pdf.base64.length < longestAddress;
}

const pdfAddress = 'data:application/pdf;base64,';

function onPaper({ isBody }: NonNullable<RenderResult['pdf']>, lang: Language): string {
  return `<span class="cda-on-paper">${isBody ? labels[lang].bodyOnPaper : labels[lang].onPaper}</span>`;
}

/** Where an attached PDF of an exported page is. */
function attachedId(index: number): string {
  return `${pdfId}-${index + 1}`;
}

function downloads(attached: readonly AttachedPdf[], lang: Language): string {
  if (attached.length === 0) return '';
  const links = attached.map(
    ({ base64, label }, index) =>
      `<li id="${attachedId(index)}">${download(`document-${index + 1}.pdf`, base64, label, lang)}</li>`,
  );
  return `<div class="cda-notice cda-attached" role="note"><p>${labels[lang].attached}</p><ol>${links.join('')}</ol></div>\n`;
}

function annexList(annexes: readonly Annexed[], lang: Language): string {
  if (annexes.length === 0) return '';
  const items = annexes.map(
    ({ label }, index) =>
      `<li>${escapeHtml(label)}${lang === 'fr' ? ' : ' : ': '}${annexState(annexes, index, lang)}</li>`,
  );
  return `<div class="cda-notice cda-attached" role="note"><p>${labels[lang].annexes}</p><ul>${items.join('')}</ul></div>\n`;
}

/** What becomes of an attached PDF: the number of the annex and its pages, or why it is none. */
function annexState(annexes: readonly Annexed[], index: number, lang: Language): string {
  const { annex, pages: words, damaged, unreadable } = labels[lang];
  const { pages, isDamaged } = annexes[index] as Annexed;
  if (pages === 0) return unreadable;
  const number = annexes.slice(0, index + 1).filter((each) => each.pages > 0).length;
  return `${annex} ${number} (${pages} ${words[pages > 1 ? 1 : 0]}${isDamaged ? `, ${damaged}` : ''})`;
}

function download(name: string, base64: string, label: string, lang: Language): string {
  return `<a download="${name}" href="${pdfAddress}${escapeHtml(base64)}">${escapeHtml(label)} (${sizeOf(base64, lang)})</a>`;
}

function sizeOf(base64: string, lang: Language): string {
  const [kilo, mega] = labels[lang].units;
  const kilobytes = (base64.length * 3) / 4 / 1024;
  if (kilobytes < 1024) return `${Math.max(1, Math.round(kilobytes))} ${kilo}`;
  const megabytes = (kilobytes / 1024).toFixed(1);
  return `${lang === 'fr' ? megabytes.replace('.', ',') : megabytes} ${mega}`;
}
