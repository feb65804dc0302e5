import { Worker } from 'node:worker_threads';
import { RenderError } from '../errors';
import { findBrowser, printToPdf } from './browser';
import type { PdfMetadata } from './pdfa';

export interface PrintOptions {
  /** Path of a Chromium-based browser; empty: an installed one. */
  readonly browser: string;
  /** The worker's entry point, `dist/pdfWorker.js`. */
  readonly workerPath: string;
}

/** What `pdfWorker` is given and what it answers. */
export interface PrintJob {
  readonly pdf: Uint8Array;
  readonly metadata: PdfMetadata;
}

export type PrintAnswer = { readonly pdf: Uint8Array } | { readonly failure: string };

/** A PDF of 500 pages takes some seconds. */
const timeLimit = 60_000;

/** A self-contained page ⇒ PDF/A-1b. Rejects with a RenderError: no browser, a page that it cannot print, too slow. */
export async function pagePdf(html: string, metadata: PdfMetadata, options: PrintOptions): Promise<Uint8Array> {
  const pdf = await printToPdf(html, findBrowser(options.browser));
  return archived({ pdf, metadata }, options.workerPath);
}

function archived(job: PrintJob, workerPath: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerPath, { workerData: job, resourceLimits: { maxOldGenerationSizeMb: 1024 } });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      void worker.terminate();
      settle();
    };
    const fail = (said: string) => end(() => reject(failed(said)));
    const timer = setTimeout(() => fail(`> ${timeLimit / 1000} s`), timeLimit);
    worker.on('error', ({ message }) => fail(message));
    worker.on('exit', () => fail('exit'));
    worker.on('message', (answer: PrintAnswer) =>
      'pdf' in answer ? end(() => resolve(answer.pdf)) : fail(answer.failure),
    );
  });
}

function failed(said: string): RenderError {
  return new RenderError('failed', {
    en: `The printed page could not be made a PDF/A file: ${said}`,
    fr: `La page imprimée n’a pas pu être convertie en PDF/A : ${said}`,
  });
}
