import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { FileReport } from '../report/model';
import type { Text } from '../text';
import { failed } from './engine';
import { Segments } from './segments';
import type { BatchSetup } from './setup';

export interface PoolOptions {
  readonly setup: BatchSetup;
  /** Threads, at least one. */
  readonly jobs: number;
  /** `dist/checkWorker.js`. */
  readonly workerPath: string;
  /** One more file is done; in the order in which they are. */
  readonly onReport?: (report: FileReport) => void;
  /** What a thread says of its surroundings, once each. */
  readonly onNotice?: (notice: Text) => void;
  readonly signal?: AbortSignal;
  /** After this the check of one file is given up; milliseconds. */
  readonly timeLimit?: number;
  /** What one thread may hold, megabytes. */
  readonly memoryLimit?: number;
}

/** What a worker is started with: it does all of a file's checks, all with a partner at the other end of `port`, or is that partner. */
export type WorkerData = { readonly setup: BatchSetup } & (
  | { readonly role: 'alone' }
  | { readonly role: 'pair' | 'schematrons'; readonly port: MessagePort }
);

/** What a worker is told and says; of its partner only that it is `ready`. `ahead` are the files that it will be told after this one, for its partner. */
export type WorkerRequest = { readonly file: string; readonly ahead: readonly string[] };
export type WorkerAnswer =
  | { readonly ready: true; readonly notices: readonly Text[] }
  | { readonly report: FileReport }
  | { readonly fault: Text }
  /** The file cannot be checked: the partner has died before it could answer. */
  | { readonly widowed: true };

const timeLimitDefault = 120_000;
const memoryLimitDefault = 1536;

/**
 * A thread takes a second to compile the schemas that all documents need, as long as it checks a hundred documents. With fewer for each
 * thread two of them share the work on one file, so that each compiles one half.
 */
const fewFiles = 100;

/** Files whose Schematrons the partner may begin before their turn: each has its own share of what the two do. */
const mostAhead = 4;

/**
 * Checks files on worker threads; the reports stand in the order of the files. A thread that crashes, or that is stopped because one
 * file takes too long or too much memory, costs that file alone. Rejects where no thread can start, and when `signal` aborts.
 */
export async function checkFiles(files: readonly string[], options: PoolOptions): Promise<FileReport[]> {
  const { setup, jobs } = options;
  const hasSchematrons = setup.official !== undefined && setup.rules.schematron !== 'off';
  const pairs = hasSchematrons && files.length <= jobs * fewFiles ? Math.floor(jobs / 2) : 0;
  const roles = Array.from({ length: Math.max(1, jobs - pairs) }, (_, lane) => (lane < pairs ? 'pair' : 'alone'));
  const inUse = roles.slice(0, files.length);
  const segments = new Segments(files.length, inUse.length);
  const reports: (FileReport | undefined)[] = new Array(files.length);
  const notices = new Set<string>();
  const told: PoolOptions = {
    ...options,
    onNotice: (notice) => {
      if (notices.size === notices.add(notice.en).size) return;
      options.onNotice?.(notice);
    },
  };
  const lanes = inUse.map(async (role, lane) => {
    const thread = new Lane({ ...told, role });
    try {
      const taken: number[] = [];
      const take = (most: number) => {
        while (taken.length < most) {
          const index = taken.length === 0 ? segments.next(lane) : segments.own(lane);
          if (index === undefined) return;
          taken.push(index);
        }
      };
      // Only a pair takes files before their turn, and none of another lane's.
      const most = role === 'pair' ? 1 + mostAhead : 1;
      for (take(most); taken.length > 0; take(most)) {
        const [file, ...ahead] = taken.map((index) => files[index] as string);
        const report = await thread.check({ file: file as string, ahead });
        reports[taken.shift() as number] = report;
        options.onReport?.(report);
      }
    } finally {
      await thread.end();
    }
  });
  await Promise.all(lanes);
  return reports as FileReport[];
}

/** A batch that cannot run at all. */
export class BatchError extends Error {
  constructor(readonly text: Text) {
    super(text.en);
  }
}

interface LaneOptions extends PoolOptions {
  readonly role: 'alone' | 'pair';
}

/** One place for a thread (or a pair of them), which is replaced when it dies. */
class Lane {
  private thread: Promise<Thread> | undefined;

  constructor(private readonly options: LaneOptions) {}

  async check(request: WorkerRequest): Promise<FileReport> {
    const { file } = request;
    const { signal, timeLimit = timeLimitDefault } = this.options;
    signal?.throwIfAborted();
    this.thread ??= this.start();
    const thread = await this.thread;
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        act();
      };
      const end = (act: () => void) => {
        this.thread = undefined;
        thread.end();
        settle(act);
      };
      const onAbort = () => end(() => reject(signal?.reason));
      const timer = setTimeout(() => end(() => resolve(failed(file, tooSlow(timeLimit)))), timeLimit);
      signal?.addEventListener('abort', onAbort);
      thread.ask(request, {
        onAnswer: (answer) => {
          if ('report' in answer) settle(() => resolve(answer.report));
        },
        onDeath: (reason) => end(() => resolve(failed(file, reason))),
      });
    });
  }

  async end(): Promise<void> {
    (await this.thread?.catch(() => undefined))?.end();
  }

  /** Rejects where the thread cannot be made ready: the next one would not either. */
  private start(): Promise<Thread> {
    const { workerPath, onNotice } = this.options;
    return new Promise((resolve, reject) => {
      const refuse = (reason: Text) => {
        thread.end();
        reject(new BatchError(reason));
      };
      const thread = new Thread(workerPath, this.options, {
        onAnswer: (answer) => {
          if ('fault' in answer) refuse(answer.fault);
          if (!('ready' in answer)) return;
          for (const notice of answer.notices) onNotice?.(notice);
          resolve(thread);
        },
        onDeath: refuse,
      });
    });
  }
}

interface Listener {
  readonly onAnswer: (answer: Exclude<WorkerAnswer, { widowed: true }>) => void;
  /** The thread has crashed or ended; said once. */
  readonly onDeath: (reason: Text) => void;
}

/** A worker thread, with its partner where it is one of a pair, and whoever listens to it now. */
class Thread {
  private readonly worker: Worker;
  private readonly partner: Worker | undefined;
  /** What the partner has died of: maybe of a file whose turn has not come, so that it is said when the worker misses its answer. */
  private partnerDeath: Text | undefined;
  private isPartnerReady = false;
  private isWidowed = false;

  constructor(
    workerPath: string,
    { setup, role, memoryLimit = memoryLimitDefault }: LaneOptions,
    private listener: Listener | undefined,
  ) {
    const start = (workerData: WorkerData, onDeath: (reason: Text) => void) => {
      const transferList = 'port' in workerData ? [workerData.port] : [];
      const resourceLimits = { maxOldGenerationSizeMb: memoryLimit };
      const worker = new Worker(workerPath, { workerData, transferList, resourceLimits });
      worker.on('error', (error) => onDeath(crashed(error)));
      worker.on('exit', () => onDeath(crashed()));
      return worker;
    };
    const die = (reason: Text) => this.die(reason);
    if (role === 'pair') {
      const { port1, port2 } = new MessageChannel();
      // The first of the two to start: it has more to compile.
      this.partner = start({ setup, role: 'schematrons', port: port2 }, (reason) => {
        this.partnerDeath ??= reason;
        if (this.isPartnerReady) this.dieOfPartner();
        else die(reason);
      });
      this.partner.on('message', () => {
        this.isPartnerReady = true;
      });
      this.worker = start({ setup, role, port: port1 }, die);
    } else this.worker = start({ setup, role }, die);
    this.worker.on('message', (answer: WorkerAnswer) => {
      if ('widowed' in answer) {
        this.isWidowed = true;
        this.dieOfPartner();
      } else this.listener?.onAnswer(answer);
    });
  }

  ask(request: WorkerRequest, listener: Listener): void {
    this.listener = listener;
    this.worker.postMessage(request);
  }

  end(): void {
    this.listener = undefined;
    void this.worker.terminate();
    void this.partner?.terminate();
  }

  private dieOfPartner(): void {
    if (this.isWidowed && this.partnerDeath) this.die(this.partnerDeath);
  }

  private die(reason: Text): void {
    const { listener } = this;
    this.listener = undefined;
    listener?.onDeath(reason);
  }
}

function tooSlow(milliseconds: number): Text {
  const seconds = Math.round(milliseconds / 1000);
  return {
    en: `the check took more than ${seconds} s and was given up`,
    fr: `la vérification a été abandonnée après ${seconds} s`,
  };
}

function crashed(error?: Error): Text {
  if (error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { en: 'the check needs too much memory', fr: 'la vérification demande trop de mémoire' };
  }
  const reason = error?.message ?? 'the thread ended';
  return { en: `the check stopped: ${reason}`, fr: `la vérification s’est arrêtée : ${reason}` };
}
