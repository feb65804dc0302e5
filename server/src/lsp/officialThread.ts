import { Worker } from 'node:worker_threads';
import { Handover, type OfficialAnswer, type OfficialJob } from '../official/messages';
import type { OfficialResult } from '../official/official';
import type { Text } from '../text';

export interface OfficialThreadOptions {
  /** `dist/officialWorker.js`. */
  readonly workerPath: string | URL;
  /** After this a check is killed; milliseconds. The first one of a thread, which compiles the schemas, has three times as long. */
  readonly timeLimit?: number;
  readonly memoryLimitMb?: number;
}

/** Why a check gave nothing: `superseded` is no failure. */
export class OfficialError extends Error {
  constructor(
    readonly kind: 'superseded' | 'too-slow' | 'too-large' | 'failed' | 'disposed',
    readonly text: Text,
  ) {
    super(text.en);
  }
}

interface Waiting {
  readonly id: number;
  readonly key: string;
  readonly job: OfficialJob;
  readonly resolve: (result: OfficialResult) => void;
  readonly reject: (error: OfficialError) => void;
}

/**
 * Official checks on a thread of their own, which keeps what it compiled and is killed when a check takes too long or too much: the
 * language server never waits for one. One document at a time.
 */
export class OfficialThread {
  readonly #options: Required<OfficialThreadOptions>;
  #worker: Worker | undefined;
  #running: (Waiting & { readonly timer: NodeJS.Timeout }) | undefined;
  #queue: Waiting[] = [];
  #handover = new Handover();
  #lastId = 0;
  #isFresh = true;
  #disposed = false;

  constructor(options: OfficialThreadOptions) {
    this.#options = { timeLimit: 20_000, memoryLimitMb: 1024, ...options };
  }

  /** `key` (a URI): a newer job supersedes one of the same key that still waits. Rejects with an OfficialError. */
  check(key: string, job: OfficialJob): Promise<OfficialResult> {
    return new Promise((resolve, reject) => {
      if (this.#disposed) {
        reject(new OfficialError('disposed', stopped));
        return;
      }
      const waiting = this.#queue.findIndex((each) => each.key === key);
      const [older] = waiting >= 0 ? this.#queue.splice(waiting, 1) : [];
      older?.reject(new OfficialError('superseded', superseded));
      // That files of the package changed is told once.
      const changed = older?.job.changed ? { changed: true } : {};
      this.#queue.push({ id: ++this.#lastId, key, job: { ...job, ...changed }, resolve, reject });
      this.#next();
    });
  }

  dispose(): void {
    this.#disposed = true;
    const reason = new OfficialError('disposed', stopped);
    for (const { reject } of this.#queue.splice(0)) reject(reason);
    this.#kill(reason);
  }

  #next(): void {
    if (this.#running) return;
    const next = this.#queue.shift();
    if (!next) {
      // An idle thread does not keep the process alive.
      this.#worker?.unref();
      return;
    }
    const timeLimit = this.#options.timeLimit * (this.#isFresh ? 3 : 1);
    this.#isFresh = false;
    const timer = setTimeout(() => this.#kill(new OfficialError('too-slow', tooSlow(timeLimit))), timeLimit);
    this.#running = { ...next, timer };
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(this.#handover.request(next.id, next.job));
  }

  #start(): Worker {
    const { workerPath, memoryLimitMb } = this.#options;
    const worker = new Worker(workerPath, {
      resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: 8, stackSizeMb: 8 },
    });
    worker.on('message', (answer: OfficialAnswer) => this.#finish(answer));
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#kill(broken(error));
    });
    worker.on('exit', () => {
      if (worker === this.#worker) this.#kill(broken(new Error('the thread ended')));
    });
    return worker;
  }

  #finish(answer: OfficialAnswer): void {
    const running = this.#running;
    if (running?.id !== answer.id) return;
    clearTimeout(running.timer);
    this.#running = undefined;
    if ('result' in answer) running.resolve(answer.result);
    else running.reject(broken(new Error(answer.error)));
    this.#next();
  }

  /** Ends the thread and the check it runs; the next check gets a new thread. */
  #kill(reason: OfficialError): void {
    const running = this.#running;
    const worker = this.#worker;
    this.#running = undefined;
    this.#worker = undefined;
    this.#isFresh = true;
    // The thread may still read the text of before, and the next one knows nothing of it.
    this.#handover = new Handover();
    clearTimeout(running?.timer);
    void worker?.terminate();
    running?.reject(reason);
    this.#next();
  }
}

const superseded: Text = { en: 'A newer version is checked.', fr: 'Une version plus récente est vérifiée.' };
const stopped: Text = { en: 'The checks were stopped.', fr: 'Les vérifications ont été arrêtées.' };

function tooSlow(milliseconds: number): Text {
  const seconds = milliseconds / 1000;
  return {
    en: `The official validation took more than ${seconds} s and was stopped.`,
    fr: `La validation officielle a pris plus de ${String(seconds).replace('.', ',')} s et a été interrompue.`,
  };
}

function broken(error: Error): OfficialError {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new OfficialError('too-large', {
      en: 'The official validation needed too much memory and was stopped.',
      fr: 'La validation officielle a demandé trop de mémoire et a été interrompue.',
    });
  }
  const [reason] = error.message.split('\n');
  return new OfficialError('failed', {
    en: `The official validation stopped: ${reason}.`,
    fr: `La validation officielle s’est interrompue : ${reason}.`,
  });
}
