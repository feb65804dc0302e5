import type { OfficialJob } from '../official/messages';
import type { OfficialResult } from '../official/official';
import type { OfficialSettings } from '../protocol';
import type { Finding } from '../rules/rule';
import type { Text } from '../text';
import type { Span } from '../xml/tree';
import type { Snapshot } from './documents';
import { OfficialError, type OfficialThread } from './officialThread';

/** What the official checks gave on one version of a document. */
export interface Verdict {
  readonly snapshot: Snapshot;
  /** Never the same for two verdicts. */
  readonly id: string;
  /** When it came: milliseconds since 1970. */
  readonly at: number;
  readonly outcome: OfficialResult | { readonly failure: Text };
}

/** The official findings to show with a version, and whether they are those of exactly this version. */
export interface Shown {
  readonly findings: readonly Finding[];
  /** Never the same for two different lists of findings. */
  readonly id: string;
  readonly current: boolean;
}

interface State {
  /** The version that was asked for last, and when its verdict is there. */
  asked?: { readonly snapshot: Snapshot; readonly done: Promise<void> };
  /** The last verdict, maybe of an older version. */
  last?: Verdict;
  /** Since the last verdict something changed that it depends on beside the text. */
  stale?: boolean;
  ordered?: boolean;
}

/** The verdict of the official checks on the newest version of each document; the one before stands until it is there. */
export class Official {
  private readonly states = new Map<string, State>();
  private count = 0;

  constructor(
    readonly thread: OfficialThread,
    private readonly isCurrent: (snapshot: Snapshot) => boolean,
    /** The verdict on the newest version of a document has come. */
    private readonly onVerdict: (verdict: Verdict) => void,
    private readonly log: (error: Error) => void,
  ) {}

  /** Asks for the verdict on a version, once; resolves when it is there, or will never be. */
  follow(snapshot: Snapshot, job: OfficialJob): Promise<void> {
    const state = this.state(snapshot.uri);
    if (state.asked?.snapshot === snapshot) return state.asked.done;
    const done: Promise<void> = this.check(snapshot, job, () => state.asked?.done === done);
    state.asked = { snapshot, done };
    delete state.ordered;
    return done;
  }

  /** Whether a verdict on this version is wanted now, `run` being the setting. */
  wants(snapshot: Snapshot, run: OfficialSettings['run']): boolean {
    const { asked, ordered } = this.states.get(snapshot.uri) ?? {};
    if (ordered || asked?.snapshot === snapshot || run === 'onType') return true;
    return run === 'onSave' && !asked;
  }

  /** The next version that is looked at gets a verdict, whatever the setting. */
  order(uri: string): void {
    const state = this.state(uri);
    delete state.asked;
    state.ordered = true;
  }

  shown(snapshot: Snapshot): Shown {
    const last = this.states.get(snapshot.uri)?.last;
    if (!last) return { findings: [], id: '', current: false };
    const findings = 'findings' in last.outcome ? last.outcome.findings : [];
    const current = last.snapshot === snapshot;
    if (findings.length === 0) return { findings, id: '', current };
    return current
      ? { findings, id: last.id, current }
      : { findings: moved(findings, last.snapshot.text, snapshot.text), id: `${last.id}+`, current };
  }

  verdict(uri: string): Verdict | undefined {
    return this.states.get(uri)?.last;
  }

  /** Whether the last verdict was given against another package or with other settings. */
  isStale(uri: string): boolean {
    return this.states.get(uri)?.stale === true;
  }

  /** Something changed that verdicts depend on beside the text: each version is asked for again. */
  invalidate(): void {
    for (const state of this.states.values()) {
      delete state.asked;
      state.stale = true;
    }
  }

  /** The document was saved: with `onSave` its version is asked for. */
  saved(uri: string): void {
    delete this.states.get(uri)?.asked;
  }

  /** Resolves when no verdict is waited for. */
  async settled(): Promise<void> {
    const waited = new Set<Promise<void>>();
    const next = () =>
      [...this.states.values()].flatMap(({ asked }) => asked?.done ?? []).find((done) => !waited.has(done));
    for (let done = next(); done; done = next()) {
      waited.add(done);
      await done.catch(() => undefined);
    }
  }

  forget(uri: string): void {
    this.states.delete(uri);
  }

  private state(uri: string): State {
    const known = this.states.get(uri) ?? {};
    this.states.set(uri, known);
    return known;
  }

  private async check(snapshot: Snapshot, job: OfficialJob, isWanted: () => boolean): Promise<void> {
    let outcome: Verdict['outcome'];
    try {
      outcome = await this.thread.check(snapshot.uri, job);
    } catch (error) {
      if (!(error instanceof OfficialError)) throw error;
      if (error.kind === 'superseded' || error.kind === 'disposed') return;
      if (error.kind === 'failed') this.log(error);
      outcome = { failure: error.text };
    }
    if (!isWanted() || !this.isCurrent(snapshot)) return;
    const verdict = { snapshot, outcome, at: Date.now(), id: `o${this.count++}` };
    const state = this.state(snapshot.uri);
    state.last = verdict;
    delete state.stale;
    this.onVerdict(verdict);
  }
}

/** Findings of a text at their places in a changed one; those inside of what changed are left out. */
export function moved(findings: readonly Finding[], before: string, after: string): Finding[] {
  if (findings.length === 0) return [];
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (end < most - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end))
    end++;
  const from = before.length - end;
  const shift = after.length - before.length;
  const move = ({ start: first, end: last }: Span): Span | undefined => {
    if (last <= start) return { start: first, end: last };
    if (first >= from) return { start: first + shift, end: last + shift };
    // What is typed inside of a place belongs to it.
    return first <= start && last >= from ? { start: first, end: last + shift } : undefined;
  };
  return findings.flatMap((finding) => {
    const at = move(finding.at);
    if (!at) return [];
    const { cause, ...rest } = finding;
    const causeAt = cause && move(cause.at);
    return [{ ...rest, at, ...(causeAt && { cause: { ...cause, at: causeAt } }) }];
  });
}
