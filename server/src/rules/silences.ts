import type { CdaDocument } from '../cda/document';
import type { RuleSetting } from '../protocol';
import { rulePage } from './page';
import type { Finding } from './rule';
import { silence, silencesNothing } from './silence';

/** A finding that a comment of the document keeps quiet. */
export interface SilencedFinding {
  readonly finding: Finding;
  readonly reason: string;
}

export interface Silenced {
  /** Findings that no comment silences, and a hint for each silence that silences nothing. */
  readonly kept: readonly Finding[];
  readonly silenced: readonly SilencedFinding[];
}

/** Whether a rule has been applied to the document, so that a silence of it can be called useless; `unknown`: no such rule. */
export type Applied = (rule: string) => 'applied' | 'not-applied' | 'unknown';

/** Sorts out the findings that comments of the document silence. A finding is silenced by where it starts. */
export function applySilences(
  { silences }: CdaDocument,
  findings: readonly Finding[],
  applied: Applied,
  setting?: RuleSetting,
): Silenced {
  const named = silences.flatMap(({ kind, rules, reason }) =>
    kind === 'end' ? [] : rules.map((rule) => ({ ...rule, reason, used: false })),
  );
  if (named.length === 0) return { kept: findings, silenced: [] };
  const byRule = new Map<string, typeof named>();
  for (const one of named) {
    const known = byRule.get(one.id);
    if (known) known.push(one);
    else byRule.set(one.id, [one]);
  }
  const kept: Finding[] = [];
  const silenced: SilencedFinding[] = [];
  for (const finding of findings) {
    const { start } = finding.at;
    const covering = byRule
      .get(finding.rule)
      ?.filter(({ covers }) => covers && covers.start <= start && start < covers.end);
    for (const one of covering ?? []) one.used = true;
    const [first] = covering ?? [];
    if (first && finding.rule !== silence.id) silenced.push({ finding, reason: first.reason });
    else kept.push(finding);
  }
  if (setting === 'off') return { kept, silenced };
  for (const { id, start, end, used } of named) {
    const state = applied(id);
    if (used || state === 'not-applied') continue;
    kept.push({
      rule: silence.id,
      severity: setting ?? silence.severity,
      source: 'cda',
      href: rulePage(silence.id),
      at: { start, end },
      message: silencesNothing(id, state === 'applied'),
    });
  }
  return { kept, silenced };
}
