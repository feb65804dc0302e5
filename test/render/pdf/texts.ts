export interface PageText {
  /** As a reader would copy it. */
  readonly text: string;
  /** Height of its pieces, in points, white space left out. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly isLandscape: boolean;
}

/** What stands on each page of a PDF. */
export async function pagesOf(bytes: Uint8Array): Promise<PageText[]> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await loading.promise;
  const pages: PageText[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const items = (await page.getTextContent()).items.filter((item) => 'str' in item);
    const { width, height } = page.getViewport({ scale: 1 });
    pages.push({
      text: items.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join(''),
      sizes: new Map(items.filter(({ str }) => str.trim() !== '').map((item) => [item.str, item.height])),
      isLandscape: width > height,
    });
  }
  await loading.destroy();
  return pages;
}
