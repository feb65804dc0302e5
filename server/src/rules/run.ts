import type { CdaDocument } from '../cda/document';
import type { RuleSetting } from '../protocol';
import { oneLine, type Text } from '../text';
import { rulePage } from './page';
import type { Finding, Fix, Rule, RuleContext } from './rule';
import { type Applied, applySilences, type Silenced } from './silences';

/** Findings of one rule on one document: more would help nobody, and a hostile document must not freeze the editor. */
const maxFindings = 1000;

/** UTF-16 units of a message or of a fix's title. */
const longestMessage = 600;

/**
 * What one rule finds in a document, at most the first `maxFindings`; one more then says that there are others. A rule that throws gives one finding that says so, at the
 * document's first tag; it never stops the others.
 */
export function runRule(rule: Rule, document: CdaDocument, context: RuleContext, setting?: RuleSetting): Finding[] {
  if (setting === 'off') return [];
  const identity = { rule: rule.id, source: 'cda', href: rulePage(rule.id) } as const;
  try {
    const findings: Finding[] = [];
    for (const problem of rule.check(document, context)) {
      if (findings.length >= maxFindings) {
        const at = { start: problem.at.start, end: problem.at.end };
        findings.push({ ...identity, at, message: furtherFindings(rule.id), severity: setting ?? 'info' });
        break;
      }
      // A rule may point at a node: only its offsets are data.
      const at = { start: problem.at.start, end: problem.at.end };
      const said = { message: inOneLine(problem.message), ...(problem.fixes && { fixes: problem.fixes.map(titled) }) };
      findings.push({ ...problem, ...said, ...identity, at, severity: setting ?? problem.severity ?? rule.severity });
    }
    return findings;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = {
      en: `The rule ${rule.id} failed on this document: ${reason}`,
      fr: `La règle ${rule.id} a échoué sur ce document : ${reason}`,
    };
    return [{ ...identity, at: document.root.nameSpan, message, severity: 'warning' }];
  }
}

/** Texts quote the document: what it says must not break a report's lines or a terminal, nor fill the memory. */
function inOneLine({ en, fr }: Text): Text {
  return { en: oneLine(en, longestMessage), fr: oneLine(fr, longestMessage) };
}

function titled(fix: Fix): Fix {
  return { ...fix, title: inOneLine(fix.title) };
}

function furtherFindings(id: string): Text {
  return {
    en: `${id}: only the first ${maxFindings} findings of this rule are shown; the rest of the document was not examined for it.`,
    fr: `${id} : seuls les ${maxFindings} premiers constats de cette règle sont affichés ; la suite du document n’a pas été examinée à ce titre.`,
  };
}

/** Findings of all rules in the order of the text, and those that comments of the document silence. */
export function runRules(
  rules: readonly Rule[],
  document: CdaDocument,
  context: RuleContext,
  settings: Readonly<Record<string, RuleSetting>> = {},
): Silenced {
  const findings = rules.flatMap((rule) => runRule(rule, document, context, settings[rule.id]));
  const { kept, silenced } = applySilences(document, findings, applied(rules, settings), settings.silence);
  return { kept: inTextOrder(kept), silenced };
}

/** Rules of the official checks, which run apart from ours. */
const official: ReadonlySet<string> = new Set(['xsd', 'schematron', 'package-fault']);

/** What has been applied once the official checks have run; of our rules nothing is known here. */
export const officialApplied: Applied = (id) => (official.has(id) ? 'applied' : 'not-applied');

/** What has been applied once `rules` have run. */
export function applied(rules: readonly Rule[], settings: Readonly<Record<string, RuleSetting>>): Applied {
  return (id) => {
    if (official.has(id)) return 'not-applied';
    if (!rules.some((rule) => rule.id === id)) return 'unknown';
    return settings[id] === 'off' ? 'not-applied' : 'applied';
  };
}

export function inTextOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
}
