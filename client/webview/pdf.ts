import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { fill, pdfjsFolder, texts } from './host';
import { PdfPage } from './pdfPage';
import type { Views } from './views';

/** Takes down what is shown; replaced by each PDF that opens. */
let close = async () => {};

/** Shows a PDF instead of the one before, or says in its place why it cannot be shown. */
export async function openPdf(bytes: Uint8Array, views: Views): Promise<void> {
  const panel = views.panel('pdf');
  let task: PDFDocumentLoadingTask | undefined;
  let stop = () => {};
  let closed = false;
  await closePdf();
  close = async () => {
    closed = true;
    stop();
    panel.replaceChildren();
    await task?.destroy();
  };
  try {
    GlobalWorkerOptions.workerPort ??= await startWorker();
    task = load(bytes);
    const pages = await readPages(await task.promise);
    if (closed) return;
    stop = layOut(pages, panel);
    views.scrollBack('pdf');
  } catch (error) {
    if (!closed) panel.replaceChildren(...fault(error as Error, views));
  }
}

export async function closePdf(): Promise<void> {
  const old = close;
  close = async () => {};
  await old();
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

async function readPages(pdf: PDFDocumentProxy): Promise<PdfPage[]> {
  const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));
  return pages.map((page) => new PdfPage(page, fill(texts.page, page.pageNumber, pdf.numPages)));
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
