import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { fill, pdfjsFolder, texts } from './host';
import { PdfPage } from './pdfPage';
import type { Views } from './views';

let shown: ShownPdf | undefined;
let worker: Promise<Worker> | undefined;
let lastSwap = 0;

/** Shows a PDF instead of the one before, or says in its place why it cannot be shown. */
export function openPdf(bytes: Uint8Array, views: Views): Promise<void> {
  return swap(() => new ShownPdf(bytes, views));
}

export function closePdf(): Promise<void> {
  return swap(() => undefined);
}

/** Ends what is shown or still loads, then shows the next; of several that wait for that end, only the last is wanted. */
async function swap(next: () => ShownPdf | undefined): Promise<void> {
  const own = ++lastSwap;
  await shown?.close();
  if (own === lastSwap) shown = next();
}

/** A PDF in the panel, from the beginning of its loading on. */
class ShownPdf {
  readonly #views: Views;
  readonly #panel: HTMLElement;
  #task: PDFDocumentLoadingTask | undefined;
  #stop = () => {};
  #closed = false;

  constructor(bytes: Uint8Array, views: Views) {
    this.#views = views;
    this.#panel = views.panel('pdf');
    void this.#show(bytes);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    this.#panel.replaceChildren();
    await this.#task?.destroy();
  }

  async #show(bytes: Uint8Array): Promise<void> {
    try {
      worker ??= startWorker();
      GlobalWorkerOptions.workerPort = await worker;
      if (this.#closed) return;
      this.#task = load(bytes);
      const pages = await readPages(await this.#task.promise, () => this.#endWait());
      if (this.#closed) return;
      this.#stop = layOut(pages, this.#panel);
      this.#views.scrollBack('pdf');
    } catch (error) {
      if (this.#closed) return;
      this.#endWait();
      this.#panel.replaceChildren(...fault(error as Error, this.#views));
    }
  }

  /** A page of a PDF that gives way to another ends nobody's wait. */
  #endWait(): void {
    if (!this.#closed) delete this.#panel.dataset.waiting;
  }
}

function load(data: Uint8Array): PDFDocumentLoadingTask {
  return getDocument({
    data,
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    // The page fetches what the worker asks for: a worker made from a blob has no access to the extension's files.
    useWorkerFetch: false,
    cMapUrl: `${pdfjsFolder}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${pdfjsFolder}standard_fonts/`,
    wasmUrl: `${pdfjsFolder}wasm/`,
  });
}

/** A worker must come from the page's own origin, and the extension's files have another one. */
async function startWorker(): Promise<Worker> {
  const response = await fetch(`${pdfjsFolder}pdf.worker.mjs`);
  const source = new Blob([await response.arrayBuffer()], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(source), { type: 'module' });
}

async function readPages(pdf: PDFDocumentProxy, onDrawn: () => void): Promise<PdfPage[]> {
  const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));
  return pages.map((page) => new PdfPage(page, fill(texts.page, page.pageNumber, pdf.numPages), onDrawn));
}

/** Empty pages of the right size, drawn when they come near the part that is seen; returns what ends it. */
function layOut(pages: readonly PdfPage[], panel: HTMLElement): () => void {
  const byElement = new Map<Element, PdfPage>(pages.map((page) => [page.element, page]));
  panel.replaceChildren(...byElement.keys());

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) byElement.get(target)?.setNear(isIntersecting);
    },
    { root: panel, rootMargin: '100% 0px' },
  );
  let timer: number | undefined;
  const resized = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const page of pages) page.refresh();
    }, 150);
  });
  for (const element of byElement.keys()) seen.observe(element);
  resized.observe(panel);
  return () => {
    clearTimeout(timer);
    seen.disconnect();
    resized.disconnect();
    for (const page of pages) page.setNear(false);
  };
}

function fault({ name, message }: Error, views: Views): HTMLElement[] {
  const known: Record<string, string> = { InvalidPDFException: texts.notPdf, PasswordException: texts.lockedPdf };
  const sentence = document.createElement('p');
  sentence.className = 'fault';
  sentence.textContent = fill(texts.brokenPdf, known[name] ?? message);
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = texts.showNarrative;
  button.addEventListener('click', () => views.choose('narrative'));
  return [sentence, button];
}
