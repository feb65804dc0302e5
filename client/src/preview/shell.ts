/** What every page of the extension has around its own content. */
export interface ShellParts {
  readonly language: string;
  /** `webview.cspSource`. */
  readonly source: string;
  readonly nonce: string;
  /** Addresses of files, as the page may load them. */
  readonly script: string;
  readonly styles: readonly string[];
}

/** `data`: attributes of the body; `content`: HTML that is safe already. Everything of a document comes later, by message. */
export function shell(
  { language, source, nonce, script, styles }: ShellParts,
  data: Readonly<Record<string, string>>,
  content: string,
): string {
  const links = styles.map((href) => `<link rel="stylesheet" href="${escaped(href)}">`).join('\n  ');
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy(source, nonce))}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  ${links}
</head>
<body${attributes.join('')}>
${content}
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

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
