import { parentPort, resourceLimits, Worker } from 'node:worker_threads';
import type { OfficialChecker, SchematronPart } from '../official/official';
import { schematronsOf } from './engine';
import type { BatchSetup } from './setup';

type Answer = { readonly part: SchematronPart | undefined } | { readonly error: string };

/** A thread that runs the Schematrons of the files that its owner checks, at the same time. Where it dies its owner dies with it. */
export class Partner {
  private readonly worker: Worker;
  private readonly waiting: ((answer: Answer) => void)[] = [];

  /** `workerPath`: a program that calls `serve`, told its role by `workerData`. */
  constructor(workerPath: string, workerData: object) {
    this.worker = new Worker(workerPath, { workerData, resourceLimits });
    this.worker.on('message', (answer: Answer) => this.waiting.shift()?.(answer));
    this.worker.on('error', (error) => {
      throw error;
    });
    this.worker.on('exit', () => {
      throw new Error('the thread of the Schematrons ended');
    });
  }

  /** See `schematronsOf`; rejects where that does. Answers come in the order of the questions. */
  check(file: string): Promise<SchematronPart | undefined> {
    this.worker.postMessage(file);
    return new Promise((resolve, reject) => {
      this.waiting.push((answer) => {
        if ('part' in answer) resolve(answer.part);
        else reject(new Error(answer.error));
      });
    });
  }

  /** What the partner itself does, all its life. */
  static serve(setup: BatchSetup, checker: OfficialChecker): void {
    let last: Promise<void> = Promise.resolve();
    parentPort?.on('message', (file: string) => {
      last = last.then(async () => parentPort?.postMessage(await answer(file)));
    });

    async function answer(file: string): Promise<Answer> {
      try {
        return { part: await schematronsOf(file, setup, checker) };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    }
  }
}
