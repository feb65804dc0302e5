import { type ResourceLimits, Worker } from 'node:worker_threads';
import { RenderError } from './errors';
import type { WorkerAnswer, WorkerData, WorkerRequest } from './messages';
import type { RenderResult } from './result';

export interface WorkerQueueOptions {
  readonly workerPath: string | URL;
  readonly data: WorkerData;
  /** After this the transformation is killed; milliseconds. */
  readonly timeLimit: number;
  /** The same for the compilation of a stylesheet. */
  readonly compileLimit: number;
  readonly memory: ResourceLimits;
}

/** The first document of a thread may wait so much longer for its engine to be loaded, on a busy machine; milliseconds. */
const startUp = 20_000;

interface Job {
  readonly key: string;
  readonly request: WorkerRequest;
  readonly resolve: (result: RenderResult) => void;
  readonly reject: (error: RenderError) => void;
}

/** One worker thread, one document at a time; a thread that takes too long or too much is killed. */
export class WorkerQueue {
  readonly #options: WorkerQueueOptions;
  #worker: Worker | undefined;
  #running: (Job & { timer: NodeJS.Timeout }) | undefined;
  #queue: Job[] = [];
  #lastId = 0;
  #disposed = false;

  constructor(options: WorkerQueueOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#running === undefined && !this.#disposed;
  }

  /** `key` (who asks for what): a newer request supersedes one of the same key that still waits. Rejects with a RenderError. */
  run(key: string, request: Omit<WorkerRequest, 'id'>, signal?: AbortSignal): Promise<RenderResult> {
    return new Promise((resolve, reject) => {
      if (this.#disposed) {
        reject(disposed());
        return;
      }
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      const waiting = this.#queue.findIndex((job) => job.key === key);
      if (waiting >= 0) this.#queue.splice(waiting, 1)[0]?.reject(superseded());
      const id = ++this.#lastId;
      signal?.addEventListener('abort', () => this.#cancel(id), { once: true });
      this.#queue.push({ key, request: { id, ...request }, resolve, reject });
      this.#next();
    });
  }

  dispose(): void {
    this.#disposed = true;
    for (const job of this.#queue.splice(0)) job.reject(disposed());
    this.#kill(disposed());
  }

  #cancel(id: number): void {
    if (this.#running?.request.id === id) this.#kill(cancelled());
    const waiting = this.#queue.findIndex(({ request }) => request.id === id);
    if (waiting >= 0) this.#queue.splice(waiting, 1)[0]?.reject(cancelled());
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#queue.shift();
    if (!job) {
      // An idle worker does not keep the process alive.
      this.#worker?.unref();
      return;
    }
    const limit = this.#options.timeLimit + (this.#worker ? 0 : startUp);
    this.#running = { ...job, timer: this.#timer(limit, tooSlow) };
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(job.request);
  }

  #timer(limit: number, reason: (limit: number) => RenderError): NodeJS.Timeout {
    return setTimeout(() => this.#kill(reason(limit)), limit);
  }

  #start(): Worker {
    const { workerPath, data, memory } = this.#options;
    const worker = new Worker(workerPath, {
      workerData: data,
      // What this process was started with (a loader, a debugger) is not for the thread.
      execArgv: [],
      resourceLimits: { ...memory, stackSizeMb: 16 },
    });
    worker.on('message', (answer: WorkerAnswer) => this.#take(answer));
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#kill(broken(error));
    });
    worker.on('exit', () => {
      if (worker === this.#worker) this.#kill(broken(new Error('the worker ended')));
    });
    return worker;
  }

  #take(answer: WorkerAnswer): void {
    const job = this.#running;
    if (job?.request.id !== answer.id) return;
    clearTimeout(job.timer);
    if ('compiling' in answer) {
      const { timeLimit, compileLimit } = this.#options;
      job.timer = answer.compiling ? this.#timer(compileLimit, tooSlowToCompile) : this.#timer(timeLimit, tooSlow);
      return;
    }
    this.#running = undefined;
    if ('result' in answer) job.resolve(answer.result);
    else job.reject(new RenderError(answer.error.kind, answer.error.text));
    this.#next();
  }

  /** Ends the worker and the job it runs; the next job gets a new worker. */
  #kill(reason: RenderError): void {
    const job = this.#running;
    const worker = this.#worker;
    this.#running = undefined;
    this.#worker = undefined;
    clearTimeout(job?.timer);
    void worker?.terminate();
    job?.reject(reason);
    this.#next();
  }
}

function superseded(): RenderError {
  return new RenderError('superseded', {
    en: 'A newer version is rendered.',
    fr: 'Une version plus récente est affichée.',
  });
}

function cancelled(): RenderError {
  return new RenderError('superseded', { en: 'The rendering was cancelled.', fr: 'Le rendu a été annulé.' });
}

function disposed(): RenderError {
  return new RenderError('disposed', { en: 'The renderer was stopped.', fr: 'Le moteur de rendu a été arrêté.' });
}

function tooSlow(milliseconds: number): RenderError {
  const seconds = milliseconds / 1000;
  return new RenderError('too-slow', {
    en: `The rendering took more than ${seconds} s and was stopped.`,
    fr: `Le rendu a pris plus de ${String(seconds).replace('.', ',')} s et a été interrompu.`,
  });
}

function tooSlowToCompile(milliseconds: number): RenderError {
  const seconds = milliseconds / 1000;
  return new RenderError('too-slow', {
    en: `Compiling the stylesheet took more than ${seconds} s and was stopped.`,
    fr: `La compilation de la feuille de style a pris plus de ${String(seconds).replace('.', ',')} s et a été interrompue.`,
  });
}

function broken(error: Error): RenderError {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new RenderError('too-large', {
      en: 'The rendering needed too much memory and was stopped.',
      fr: 'Le rendu a demandé trop de mémoire et a été interrompu.',
    });
  }
  return new RenderError('failed', {
    en: `The rendering stopped: ${error.message}.`,
    fr: `Le rendu s’est interrompu : ${error.message}.`,
  });
}
