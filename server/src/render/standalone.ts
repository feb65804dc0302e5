import type { Language } from '../text';
import { escapeHtml } from './media';
import type { RenderResult } from './result';

/** Nothing is loaded or run when the file is opened: everything it shows is inside. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const labels = {
  fr: { copy: 'Télécharger le PDF du document', file: 'document.pdf' },
  en: { copy: 'Download the PDF of the document', file: 'document.pdf' },
};

/** One self-contained HTML file; `css` is the text of style.css. */
export function standaloneHtml(result: RenderResult, lang: Language, css: string): string {
  const { copy, file } = labels[lang];
  const notice = result.notice ? `<p class="cda-notice" role="note">${escapeHtml(result.notice[lang])}</p>\n` : '';
  const pdf = result.pdf
    ? `<p class="cda-copy"><a download="${file}" href="data:application/pdf;base64,${escapeHtml(result.pdf.base64)}">${copy}</a></p>\n`
    : '';
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
${css}</style>
</head>
<body>
${notice}${pdf}${result.html}
</body>
</html>
`;
}
