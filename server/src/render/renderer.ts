import { Worker } from 'node:worker_threads';
import type { Language } from '../text';
import { RenderError } from './errors';
import type { WorkerAnswer, WorkerData, WorkerRequest } from './messages';
import type { RenderResult } from './result';

export interface RendererOptions extends WorkerData {
  /** The worker's entry point, `dist/worker.js`. */
  readonly workerPath: string | URL;
  /** After this the transformation is killed; milliseconds. */
  readonly timeLimit?: number;
  readonly memoryLimitMb?: number;
}

interface Job {
  readonly id: number;
  readonly key: string;
  readonly text: string;
  readonly lang: Language;
  readonly resolve: (result: RenderResult) => void;
  readonly reject: (error: RenderError) => void;
}

/** Takes the common paths of header, narrative and entries, so that they are loaded and compiled before the first real document. */
const sample = `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><code displayName="-"/><title>-</title><effectiveTime value="202401040735+0100"/>
<confidentialityCode code="N"/><recordTarget><patientRole><id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>
<addr><city>-</city></addr><telecom value="tel:1"/><patient><name><family>-</family><given>-</given></name>
<administrativeGenderCode code="F"/><birthTime value="19790328"/></patient></patientRole></recordTarget>
<author><assignedAuthor><assignedPerson><name><given>-</given><suffix>DR</suffix></name></assignedPerson></assignedAuthor></author>
<documentationOf><serviceEvent><code displayName="-"/><effectiveTime><low value="20240104"/></effectiveTime></serviceEvent></documentationOf>
<component><structuredBody>${`<component><section><title>-</title><text><paragraph>-</paragraph><table><thead><tr><th colspan="2">-</th></tr></thead>
<tbody>${'<tr><td><content ID="a" styleCode="Bold">-</content></td><td>1 g/l<br/>-</td></tr>'.repeat(20)}</tbody></table></text>
<entry><observation><code displayName="-"><originalText><reference value="#a"/></originalText></code><value xsi:type="PQ" value="2" unit="mg/L"/>
<interpretationCode code="H"/></observation></entry></section></component>`.repeat(2)}
</structuredBody></component></ClinicalDocument>`;

/** Renders on a worker thread that is killed when it takes too long or too much; one document at a time. */
export class Renderer {
  readonly #options: Required<RendererOptions>;
  #worker: Worker | undefined;
  #running: (Job & { readonly timer: NodeJS.Timeout }) | undefined;
  #queue: Job[] = [];
  #lastId = 0;
  #disposed = false;

  constructor(options: RendererOptions) {
    this.#options = { timeLimit: 10_000, memoryLimitMb: 512, ...options };
  }

  /** Starts the worker and loads everything, so that the first preview does not wait for it. Never rejects. */
  async warm(): Promise<void> {
    try {
      for (let times = 0; times < 3; times++) await this.render('', sample, 'fr');
    } catch {
      // A document that is asked for says what is wrong.
    }
  }

  /** `key` (a URI): a newer request supersedes one of the same key that still waits. Rejects with a RenderError. */
  render(key: string, text: string, lang: Language): Promise<RenderResult> {
    return new Promise((resolve, reject) => {
      if (this.#disposed) {
        reject(disposed());
        return;
      }
      const waiting = this.#queue.findIndex((job) => job.key === key);
      if (waiting >= 0) this.#queue.splice(waiting, 1)[0]?.reject(superseded());
      this.#queue.push({ id: ++this.#lastId, key, text, lang, resolve, reject });
      this.#next();
    });
  }

  dispose(): void {
    this.#disposed = true;
    for (const job of this.#queue.splice(0)) job.reject(disposed());
    this.#kill(disposed());
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#queue.shift();
    if (!job) {
      // An idle worker does not keep the process alive.
      this.#worker?.unref();
      return;
    }
    const timer = setTimeout(() => this.#kill(tooSlow(this.#options.timeLimit)), this.#options.timeLimit);
    this.#running = { ...job, timer };
    this.#worker ??= this.#start();
    this.#worker.ref();
    const { id, text, lang } = job;
    this.#worker.postMessage({ id, text, lang } satisfies WorkerRequest);
  }

  #start(): Worker {
    const { workerPath, sefPath, memoryLimitMb } = this.#options;
    const worker = new Worker(workerPath, {
      workerData: { sefPath } satisfies WorkerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 16 },
    });
    worker.on('message', (answer: WorkerAnswer) => this.#finish(answer));
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#kill(broken(error));
    });
    worker.on('exit', () => {
      if (worker === this.#worker) this.#kill(broken(new Error('the worker ended')));
    });
    return worker;
  }

  #finish(answer: WorkerAnswer): void {
    const job = this.#running;
    if (job?.id !== answer.id) return;
    clearTimeout(job.timer);
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
