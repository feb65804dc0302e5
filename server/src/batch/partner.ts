import { parentPort, resourceLimits, Worker } from 'node:worker_threads';
import type { OfficialChecker, SecondHalf } from '../official/official';
import { type Elsewhere, secondHalfOf } from './engine';
import type { BatchSetup } from './setup';

type Answer = { readonly runs: SecondHalf } | { readonly error: string };

/** A thread that runs one half of the Schematrons of the files that its owner checks, at the same time. */
export class Partner implements Elsewhere {
  private readonly worker: Worker;
  /** Who waits for an answer, in the order of the questions. */
  private readonly waiting: ((answer: Answer | { readonly death: Error }) => void)[] = [];
  private death: Error | undefined;
  /** What was begun before its file's turn. */
  private ahead: { readonly file: string; readonly answer: ReturnType<Partner['ask']> } | undefined;

  /** `workerPath`: a program that calls `serve`, told its role by `workerData`. */
  constructor(workerPath: string, workerData: object) {
    this.worker = new Worker(workerPath, { workerData, resourceLimits });
    this.worker.on('message', (answer: Answer) => this.waiting.shift()?.(answer));
    this.worker.on('error', (error) => this.die(error));
    this.worker.on('exit', () => this.die(new Error('the thread of the Schematrons ended')));
  }

  /** Rejects where `secondHalfOf` throws. The owner dies of a file that the partner died of. */
  async check(file: string): Promise<SecondHalf> {
    const answer = await (this.ahead?.file === file ? this.ahead.answer : this.ask(file));
    if ('death' in answer) {
      setImmediate(() => {
        throw answer.death;
      });
      return new Promise(() => undefined);
    }
    if ('error' in answer) throw new Error(answer.error);
    return answer.runs;
  }

  /** Its turn comes once what was asked before is done. */
  begin(file: string): void {
    this.ahead = { file, answer: this.ask(file) };
  }

  private ask(file: string): Promise<Answer | { readonly death: Error }> {
    const { death } = this;
    if (death) return Promise.resolve({ death });
    this.worker.postMessage(file);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private die(error: Error): void {
    this.death ??= error;
    for (const resolve of this.waiting.splice(0)) resolve({ death: this.death });
  }

  /** What the partner itself does, all its life. */
  static serve(setup: BatchSetup, checker: OfficialChecker): void {
    const answer = (file: string): Answer => {
      try {
        return { runs: secondHalfOf(file, setup, checker) };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    };
    parentPort?.on('message', (file: string) => parentPort?.postMessage(answer(file)));
  }
}
