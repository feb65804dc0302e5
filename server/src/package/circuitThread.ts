import { Worker } from 'node:worker_threads';
import { CircuitError } from '../terminology/load/errors';
import { type CircuitAnswer, type CircuitJob, failed, runCircuitJob } from './circuitJob';

export interface ThreadOptions {
  /** `dist/circuitWorker.js`; without it the job runs on the calling thread. */
  readonly workerPath?: string | URL;
  /** Between 0 and 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
  /** After this the reading is given up; milliseconds. */
  readonly timeLimit?: number;
}

type Result = Exclude<CircuitAnswer, { progress: number } | { error: unknown }>;

const TIME_LIMIT = 120_000;
const MEMORY_LIMIT_MB = 1024;

/** Runs a job on a thread of its own that is killed when it takes too long or too much; rejects with a CircuitError. */
export function runOnThread(job: CircuitJob, options: ThreadOptions): Promise<Result> {
  const { workerPath, onProgress, signal, timeLimit = TIME_LIMIT } = options;
  return new Promise((resolve, reject) => {
    const receive = (answer: CircuitAnswer) => {
      if ('progress' in answer) onProgress?.(answer.progress);
      else if ('error' in answer) reject(new CircuitError(answer.error.kind, answer.error.text));
      else resolve(answer);
    };
    if (signal?.aborted) return reject(cancelled());
    if (workerPath === undefined) {
      void runCircuitJob(job, receive);
      return;
    }
    const worker = new Worker(workerPath, {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB, maxYoungGenerationSizeMb: 32 },
    });
    const stop = (reason: CircuitError) => {
      reject(reason);
      void worker.terminate();
    };
    const onAbort = () => stop(cancelled());
    const timer = setTimeout(() => stop(tooSlow(timeLimit)), timeLimit);
    signal?.addEventListener('abort', onAbort);
    worker.on('message', (answer: CircuitAnswer) => {
      receive(answer);
      if (!('progress' in answer)) void worker.terminate();
    });
    worker.on('error', (error) => reject(outOfMemory(error) ?? failed(error)));
    worker.on('exit', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      reject(failed(new Error('the worker ended')));
    });
    worker.postMessage(job, transferable(job.bytes));
  });
}

/** A small file may share its buffer with others: it is copied then. */
function transferable({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

function cancelled(): CircuitError {
  return new CircuitError('cancelled', { en: 'The reading was cancelled.', fr: 'La lecture a été annulée.' });
}

function tooSlow(milliseconds: number): CircuitError {
  const seconds = Math.round(milliseconds / 1000);
  return new CircuitError('too-large', {
    en: `The file took more than ${seconds} s to read and was given up.`,
    fr: `La lecture du fichier a été abandonnée après ${seconds} s.`,
  });
}

function outOfMemory(error: Error): CircuitError | undefined {
  if (!('code' in error) || error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return undefined;
  return new CircuitError('too-large', {
    en: 'The file needs too much memory to be read.',
    fr: 'La lecture du fichier demande trop de mémoire.',
  });
}
