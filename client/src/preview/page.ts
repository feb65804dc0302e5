import type { Texts } from './messages';

export interface PageParts {
  readonly language: string;
  /** `webview.cspSource`. */
  readonly source: string;
  readonly nonce: string;
  /** Addresses of files, as the page may load them. */
  readonly script: string;
  readonly styles: readonly string[];
  /** Folder, ending in a slash, with what pdf.js loads when it needs it. */
  readonly pdfjs: string;
  /** The document that is shown. */
  readonly uri: string;
  readonly labels: {
    readonly views: string;
    readonly pdf: string;
    readonly narrative: string;
    readonly waiting: string;
  };
  readonly texts: Texts;
}

/** The shell of the preview; everything of the document comes later, by message. */
export function pageHtml({ language, source, nonce, script, styles, pdfjs, uri, labels, texts }: PageParts): string {
  const links = styles.map((href) => `<link rel="stylesheet" href="${escaped(href)}">`).join('\n  ');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy(source, nonce))}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  ${links}
</head>
<body data-uri="${escaped(uri)}" data-pdfjs="${escaped(pdfjs)}" data-texts="${escaped(JSON.stringify(texts))}">
  <div id="tabs" role="tablist" aria-label="${escaped(labels.views)}" hidden>
    <button id="tab-pdf" role="tab" type="button" aria-controls="view-pdf">${escaped(labels.pdf)}</button>
    <button id="tab-narrative" role="tab" type="button" aria-controls="view-narrative">${escaped(labels.narrative)}</button>
  </div>
  <div id="banner" role="status" aria-live="polite" hidden></div>
  <div id="view-pdf" role="tabpanel" aria-labelledby="tab-pdf" tabindex="0" hidden></div>
  <div id="view-narrative" role="tabpanel" aria-labelledby="tab-narrative" tabindex="0"><p class="waiting">${escaped(labels.waiting)}</p></div>
  <script type="module" nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>`;
}

/**
 * `wasm-unsafe-eval` compiles the decoders of scanned pages (JPEG 2000, JBIG2), and allows no JavaScript;
 * `connect-src` reaches the extension's own files (the PDF worker, fonts), and nothing else; `blob:` is that worker.
 */
function contentSecurityPolicy(source: string, nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `style-src ${source}`,
    `img-src data:`,
    `connect-src ${source}`,
    `worker-src blob:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
