import { type MessagePort, parentPort } from 'node:worker_threads';
import type { OfficialChecker, SecondHalf } from '../official/official';
import { type Elsewhere, secondHalfOf } from './engine';
import type { BatchSetup } from './setup';

type Answer = { readonly runs: SecondHalf } | { readonly error: string };

/** A thread that runs one half of the Schematrons of the files that its owner checks, at the same time. */
export class Partner implements Elsewhere {
  /** Who waits for an answer, undefined where it has died, in the order of the questions. */
  private readonly waiting: ((answer: Answer | undefined) => void)[] = [];
  /** What was begun before its file's turn. */
  private readonly begun = new Map<string, ReturnType<Partner['ask']>>();
  private isDead = false;

  /** At the other end of `port` is `serve`. `onMissed`: its owner has come to a file that it has no answer to, since it died before. */
  constructor(
    private readonly port: MessagePort,
    private readonly onMissed: () => void,
  ) {
    port.on('message', (answer: Answer) => this.waiting.shift()?.(answer));
    port.on('close', () => {
      this.isDead = true;
      for (const resolve of this.waiting.splice(0)) resolve(undefined);
    });
  }

  /** Rejects where `secondHalfOf` throws; never settles once `onMissed` is called. */
  async check(file: string): Promise<SecondHalf> {
    const begun = this.begun.get(file);
    this.begun.delete(file);
    const answer = await (begun ?? this.ask(file));
    if (!answer) {
      this.onMissed();
      return new Promise(() => undefined);
    }
    if ('error' in answer) throw new Error(answer.error);
    return answer.runs;
  }

  /** Their turn comes once what was asked before is done. */
  begin(files: readonly string[]): void {
    for (const file of files) if (!this.begun.has(file)) this.begun.set(file, this.ask(file));
  }

  private ask(file: string): Promise<Answer | undefined> {
    if (this.isDead) return Promise.resolve(undefined);
    this.port.postMessage(file);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** What the partner itself does, all its life. */
  static serve(port: MessagePort, setup: BatchSetup, checker: OfficialChecker): void {
    const answer = (file: string): Answer => {
      try {
        return { runs: secondHalfOf(file, setup, checker) };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    };
    port.on('message', (file: string) => port.postMessage(answer(file)));
    parentPort?.postMessage({ ready: true });
  }
}
