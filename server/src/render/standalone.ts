import type { Language } from '../text';
import { escapeHtml } from './media';
import type { RenderResult } from './result';

/**
 * Nothing is loaded or run when the file is opened: everything it shows is inside. The PDF is a download and not embedded on
 * purpose: a frame or object would open the policy to content of the document, run by a PDF reader inside the page.
 */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const labels = {
  fr: {
    copy: 'Copie PDF jointe : à lire en premier, c’est la mise en page du producteur.',
    body: 'Le corps de ce document est un PDF.',
    open: 'Télécharger la copie',
    openBody: 'Télécharger le PDF',
    below: 'Ci-dessous, l’en-tête et la partie narrative.',
    belowBody: 'Ci-dessous, l’en-tête.',
    belowForeign: 'Ci-dessous, ce qu’affiche la feuille de style.',
    onPaper: 'Ce document comporte aussi une copie PDF, qui n’est pas reproduite ici.',
    bodyOnPaper: 'Le corps de ce document est un PDF, qui n’est pas reproduit ici.',
    units: ['Ko', 'Mo'],
  },
  en: {
    copy: 'PDF copy attached: to be read first, it has the layout of its producer.',
    body: 'The body of this document is a PDF.',
    open: 'Download the copy',
    openBody: 'Download the PDF',
    below: 'Below are the header and the narrative.',
    belowBody: 'Below is the header.',
    belowForeign: 'Below is what the stylesheet shows.',
    onPaper: 'This document also has a PDF copy, which is not reproduced here.',
    bodyOnPaper: 'The body of this document is a PDF, which is not reproduced here.',
    units: ['KB', 'MB'],
  },
} as const satisfies Record<Language, object>;

/** On paper there is nothing to download. */
const onPaperCss = `@media not print { .cda-standalone .cda-on-paper { display: none; } }
@media print { .cda-standalone .cda-copy > :not(.cda-on-paper) { display: none; } }
`;

/** Of what stands above the page of another stylesheet. */
const notesCss = `.cda-standalone :is(.cda-notice, .cda-copy) {
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

/** One self-contained HTML file; `css` is the text of style.css, which another stylesheet's own CSS replaces; `paper` comes after either. */
export function standaloneHtml(result: StandaloneContent, lang: Language, css: string, paper = ''): string {
  const notice = result.notice ? `<p class="cda-notice" role="note">${escapeHtml(result.notice[lang])}</p>\n` : '';
  const pdf = result.pdf ? pdfFirst(result.pdf, lang, result.foreign !== undefined) : '';
  return `<!DOCTYPE html>
<html lang="${lang}" class="cda-standalone">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(result.title)}</title>
<style>
${result.foreign ? notesCss + result.foreign.css : css + onPaperCss}${paper}</style>
</head>
<body>
${notice}${pdf}${result.foreign ? withStyles(result.html) : withoutOtherPdfs(result.html, result.pdf?.hash)}
</body>
</html>
`;
}

/** Here the policy lets `style` attributes be. A text cannot hold a bare quotation mark: what matches is an attribute. */
function withStyles(html: string): string {
  return html.replaceAll(' data-style="', ' style="');
}

/** Links lead to the PDF that the page holds, and the other PDFs of the document are named only. */
function withoutOtherPdfs(html: string, hash: string | undefined): string {
  const link = /<a( class="cda-file cda-pdf") href="#cda-pdf" data-view="pdf" data-pdf="(\w+)"([^>]*>[^<]*)<\/a>/g;
  return html.replace(link, (whole, name, of, rest) => (of === hash ? whole : `<span${name}${rest}</span>`));
}

/** The PDF comes first (reference F.1): said at the top of the page, with the way to it. */
function pdfFirst({ base64, isBody }: NonNullable<RenderResult['pdf']>, lang: Language, isForeign: boolean): string {
  const { copy, body, open, openBody, belowForeign, onPaper, bodyOnPaper, ...ours } = labels[lang];
  const below = isForeign ? belowForeign : isBody ? ours.belowBody : ours.below;
  const link = `<a download="document.pdf" href="data:application/pdf;base64,${escapeHtml(base64)}">${isBody ? openBody : open} (${sizeOf(base64, lang)})</a>`;
  return `<p class="cda-copy" id="${pdfId}" role="note"><strong>${isBody ? body : copy}</strong> ${link} <span>${below}</span> <span class="cda-on-paper">${isBody ? bodyOnPaper : onPaper}</span></p>\n`;
}

function sizeOf(base64: string, lang: Language): string {
  const [kilo, mega] = labels[lang].units;
  const kilobytes = (base64.length * 3) / 4 / 1024;
  if (kilobytes < 1024) return `${Math.max(1, Math.round(kilobytes))} ${kilo}`;
  const megabytes = (kilobytes / 1024).toFixed(1);
  return `${lang === 'fr' ? megabytes.replace('.', ',') : megabytes} ${mega}`;
}
