import type { Language } from '../text';
import { RenderError } from './errors';
import type { ForeignStylesheet } from './foreign/stylesheet';
import type { Engine } from './messages';
import type { RenderResult } from './result';
import { WorkerQueue } from './workerQueue';

export interface RendererOptions {
  /** The worker's entry point, `dist/worker.js`. */
  readonly workerPath: string | URL;
  /** The compiled built-in stylesheet. */
  readonly sefPath: string;
  /** Folder for compiled stylesheets of others; without it they are compiled in each process. */
  readonly cacheFolder?: string;
  /** After this a transformation is killed; milliseconds. */
  readonly timeLimit?: number;
  /** After this the compilation of a stylesheet of others is killed; milliseconds. */
  readonly compileLimit?: number;
  readonly memoryLimitMb?: number;
}

export interface RenderOptions {
  /** Absent: the built-in one. */
  readonly stylesheet?: ForeignStylesheet | undefined;
  /** Gives up what waits or runs. */
  readonly signal?: AbortSignal | undefined;
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

/** Renders on worker threads that are killed when they take too long or too much. */
export class Renderer {
  readonly #options: RendererOptions;
  readonly #queues = new Map<Engine, WorkerQueue>();
  #disposed = false;

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  /** Compiles a stylesheet in XSLT 1.0, so that the first preview does not wait for it. Never rejects. */
  async prepare(stylesheet: ForeignStylesheet): Promise<void> {
    const queue = this.#queue('libxslt');
    try {
      await queue.run('', { text: '<compiled/>', lang: 'fr', stylesheet });
    } catch (error) {
      // A document that is asked for says what is wrong. One for the other engine is compiled when it is asked for: that can take long.
      if (!(error instanceof RenderError && error.kind === 'not-cda')) return;
    }
    // Who waits for a document need not wait for this one.
    if (queue.isIdle) await queue.run('', { text: sample, lang: 'fr', stylesheet }).catch(() => {});
  }

  /** Starts the worker of the built-in stylesheet and loads everything, for the same reason. Never rejects. */
  async warm(): Promise<void> {
    try {
      for (let times = 0; times < 3; times++) await this.render('', sample, 'fr');
    } catch {
      // A document that is asked for says what is wrong.
    }
  }

  /** `key` (who asks for what): a newer request supersedes one of the same key that still waits. Rejects with a RenderError. */
  async render(
    key: string,
    text: string,
    lang: Language,
    { stylesheet, signal }: RenderOptions = {},
  ): Promise<RenderResult> {
    if (!stylesheet) return this.#queue('builtin').run(key, { text, lang }, signal);
    try {
      return await this.#queue('libxslt').run(key, { text, lang, stylesheet }, signal);
    } catch (error) {
      if (!(error instanceof RenderError && error.kind === 'other-engine')) throw error;
    }
    return this.#queue('saxon').run(key, { text, lang, stylesheet }, signal);
  }

  dispose(): void {
    this.#disposed = true;
    for (const queue of this.#queues.values()) queue.dispose();
  }

  #queue(engine: Engine): WorkerQueue {
    let queue = this.#queues.get(engine);
    if (!queue) {
      const { workerPath, sefPath, cacheFolder, timeLimit = 10_000, compileLimit = 120_000 } = this.#options;
      // The compiler of SaxonJS is what needs more.
      const { memoryLimitMb = engine === 'saxon' ? 2048 : 512 } = this.#options;
      queue = new WorkerQueue({
        workerPath,
        data: { engine, sefPath, cacheFolder },
        timeLimit,
        compileLimit,
        memory: {
          maxOldGenerationSizeMb: memoryLimitMb,
          maxYoungGenerationSizeMb: engine === 'saxon' ? 128 : 16,
        },
      });
      this.#queues.set(engine, queue);
      if (this.#disposed) queue.dispose();
    }
    return queue;
  }
}
