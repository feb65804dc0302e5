import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { fill, pdfjsFolder, texts } from './host';
import { PdfPage } from './pdfPage';
import type { Views } from './views';

let loading: PDFDocumentLoadingTask | undefined;
let release: (() => void) | undefined;

/** Shows a PDF instead of the one before, or says in its place why it cannot be shown. */
export async function openPdf(bytes: Uint8Array, views: Views): Promise<void> {
  await closePdf(views);
  const panel = views.panel('pdf');
  const task = getDocument({
    data: bytes,
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
  loading = task;
  try {
    GlobalWorkerOptions.workerPort ??= await startWorker();
    const pdf = await task.promise;
    await layOut(pdf, panel);
    views.scrollBack('pdf');
  } catch (error) {
    if (loading === task) panel.replaceChildren(...fault(error as Error, views));
  }
}

export async function closePdf(views: Views): Promise<void> {
  const old = loading;
  loading = undefined;
  release?.();
  release = undefined;
  views.panel('pdf').replaceChildren();
  await old?.destroy();
}

/** A worker must come from the page's own origin, and the extension's files have another one. */
async function startWorker(): Promise<Worker> {
  const response = await fetch(`${pdfjsFolder}pdf.worker.mjs`);
  const source = new Blob([await response.arrayBuffer()], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(source), { type: 'module' });
}

/** Empty pages of the right size, drawn when they come near the part that is seen. */
async function layOut(pdf: PDFDocumentProxy, panel: HTMLElement): Promise<void> {
  const proxies = await Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));
  const pages = new Map<Element, PdfPage>();
  for (const proxy of proxies) {
    const page = new PdfPage(proxy, fill(texts.page, proxy.pageNumber, pdf.numPages));
    pages.set(page.element, page);
  }
  panel.replaceChildren(...pages.keys());

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) pages.get(target)?.setNear(isIntersecting);
    },
    { root: panel, rootMargin: '100% 0px' },
  );
  let timer: number | undefined;
  const resized = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const page of pages.values()) page.refresh();
    }, 150);
  });
  for (const element of pages.keys()) seen.observe(element);
  resized.observe(panel);
  release = () => {
    clearTimeout(timer);
    seen.disconnect();
    resized.disconnect();
    for (const page of pages.values()) page.setNear(false);
  };
}

function fault({ message }: Error, views: Views): HTMLElement[] {
  const sentence = document.createElement('p');
  sentence.className = 'fault';
  sentence.textContent = fill(texts.brokenPdf, message);
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = texts.showNarrative;
  button.addEventListener('click', () => views.choose('narrative'));
  return [sentence, button];
}
