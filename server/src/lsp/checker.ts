import type { Settings } from '../protocol';
import type { Finding, RuleContext } from '../rules/rule';
import { findingsOf } from './diagnostics';
import type { Snapshot } from './documents';

/** Findings of one version of a document under one state of everything else they depend on. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** Never the same for two different answers, also not after a restart. */
  readonly resultId: string;
  readonly milliseconds: number;
}

/** Computes the findings of each snapshot once. */
export class Checker {
  private readonly run = crypto.randomUUID();
  private count = 0;
  /** Grows when something else than the text changes: a check that runs meanwhile starts again. */
  private state = 0;
  private results = new WeakMap<Snapshot, Checked>();

  constructor(private readonly isCurrent: (snapshot: Snapshot) => boolean) {}

  known(snapshot: Snapshot): Checked | undefined {
    return this.results.get(snapshot);
  }

  /** Undefined when `cancelled`, or when a newer version came or the document was closed meanwhile. */
  async check(
    snapshot: Snapshot,
    dependencies: () => Promise<{ context: RuleContext; settings: Settings }>,
    cancelled: () => boolean,
  ): Promise<Checked | undefined> {
    for (;;) {
      const { state } = this;
      const known = this.results.get(snapshot);
      if (known) return known;
      const { context, settings } = await dependencies();
      const over = () => cancelled() || !this.isCurrent(snapshot);
      const start = performance.now();
      const findings = await findingsOf(snapshot, context, settings, () => over() || state !== this.state);
      if (over()) return undefined;
      if (!findings || state !== this.state) continue;
      const resultId = `${this.run}.${this.count++}`;
      this.results.set(snapshot, { findings, resultId, milliseconds: performance.now() - start });
    }
  }

  /** Something changed that findings depend on beside the text: of one document, or of all. */
  invalidate(snapshot?: Snapshot): void {
    this.state++;
    if (snapshot) this.results.delete(snapshot);
    else this.results = new WeakMap();
  }
}
