import { CdaDocument } from '../server/src/cda/document';
import { rules } from '../server/src/rules';
import type { Finding, Fix, Origin, RuleContext } from '../server/src/rules/rule';
import { runRules } from '../server/src/rules/run';
import { Circuit } from '../server/src/terminology/circuit';
import { ucum } from '../server/src/terminology/ucum';

/** Findings of all rules on a text, with the built-in Circuit; linked files are looked up only where `origin` says how. */
export function check(text: string, origin: Partial<Origin> = {}, valueSets?: RuleContext['valueSets']): Finding[] {
  const document = CdaDocument.read(text);
  if (!document) throw new Error('not a CDA document');
  const context = {
    circuit: Circuit.builtIn(),
    ucum,
    ...(valueSets && { valueSets }),
    origin: { linkedFile: () => ({ kind: 'unknown' }) as const, ...origin },
  };
  return [...runRules(rules, document, context).kept];
}

/** The text after one fix. */
export function applyFix(text: string, { edits }: Fix): string {
  const sorted = [...edits].sort((a, b) => b.span.start - a.span.start);
  return sorted.reduce(
    (after, { span, newText }) => after.slice(0, span.start) + newText + after.slice(span.end),
    text,
  );
}
