import { Worker } from 'node:worker_threads';
import { RenderError } from '../errors';
import type { AnnexState } from './annexes';
import type { PdfMetadata } from './pdfa';

/** What `pdfWorker` is given at its start: the PDFs that a document carries, in its order. */
export interface PdfJob {
  readonly attached: readonly Uint8Array[];
}

/** A PDF that those go behind: as PDF/A-1 under this metadata, or else as it is. */
export interface PdfTask {
  readonly pdf: Uint8Array;
  readonly metadata?: PdfMetadata | undefined;
}

export type PdfAnswer =
  | { readonly annexes: readonly AnnexState[] }
  | { readonly pdf: Uint8Array }
  | { readonly failure: string };

/** A PDF of 500 pages takes some seconds. */
const timeLimit = 60_000;

/** Reads and writes PDFs on a thread of its own, which is killed when it takes too long or too much. All reject with a RenderError. */
export class PdfThread {
  readonly #worker: Worker;

  /** `workerPath`: the entry point, `dist/pdfWorker.js`. */
  constructor(attached: readonly Uint8Array[], workerPath: string) {
    const workerData: PdfJob = { attached };
    this.#worker = new Worker(workerPath, { workerData, resourceLimits: { maxOldGenerationSizeMb: 1024 } });
  }

  /** What the attached PDFs are: asked once, before anything is joined. */
  async annexes(): Promise<readonly AnnexState[]> {
    const answer = await this.#answer();
    return 'annexes' in answer ? answer.annexes : [];
  }

  /** `metadata`: see `PdfTask`. */
  async joined(task: PdfTask): Promise<Uint8Array> {
    const answer = this.#answer();
    this.#worker.postMessage(task);
    const said = await answer;
    if ('pdf' in said) return said.pdf;
    throw failed('failure' in said ? said.failure : '');
  }

  dispose(): void {
    void this.#worker.terminate();
  }

  #answer(): Promise<PdfAnswer> {
    return new Promise((resolve, reject) => {
      const fail = (said: string) => {
        clearTimeout(timer);
        reject(failed(said));
      };
      const timer = setTimeout(() => fail(`> ${timeLimit / 1000} s`), timeLimit);
      this.#worker.removeAllListeners();
      this.#worker.on('error', ({ message }) => fail(message));
      this.#worker.on('exit', () => fail('exit'));
      this.#worker.on('message', (answer: PdfAnswer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }
}

function failed(said: string): RenderError {
  return new RenderError('failed', {
    en: `The printed page could not be made a PDF/A file: ${said}`,
    fr: `La page imprimée n’a pas pu être convertie en PDF/A : ${said}`,
  });
}
