import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import { silenceHere } from '../features/silenceHere';
import {
  reasonMark,
  type Settings,
  type ShowAssertionArgument,
  showAssertionCommand,
  silenceCommand,
} from '../protocol';
import type { ReportedFinding } from '../report/model';
import { rules } from '../rules';
import type { Edit, Finding, RuleContext, Severity } from '../rules/rule';
import { applied, inTextOrder, runRule } from '../rules/run';
import { applySilences } from '../rules/silences';
import type { Language } from '../text';
import type { LineIndex } from '../xml/positions';
import { fileUri, type Snapshot } from './documents';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A slice of work after which other messages, a cancellation above all, get their turn. */
const sliceMilliseconds = 10;

/** Findings of all rules that no comment silences, in the order of the text; undefined when `cancelled` became true meanwhile. */
export async function findingsOf(
  { cda }: Snapshot,
  context: RuleContext,
  settings: Settings,
  cancelled: () => boolean,
): Promise<Finding[] | undefined> {
  if (!cda) return [];
  const findings: Finding[] = [];
  let sliceStart = performance.now();
  for (const rule of rules) {
    findings.push(...runRule(rule, cda, context, settings.rules[rule.id]));
    if (performance.now() - sliceStart < sliceMilliseconds) continue;
    await new Promise(setImmediate);
    if (cancelled()) return undefined;
    sliceStart = performance.now();
  }
  const { kept } = applySilences(cda, findings, applied(rules, settings.rules), settings.rules.silence);
  return inTextOrder(kept);
}

/** `pageUri` turns a rule's page, relative to the extension, into a URI. */
export function toDiagnostic(
  finding: Finding,
  { uri, lines }: Pick<Snapshot, 'uri' | 'lines'>,
  language: Language,
  pageUri: (page: string) => string,
): Diagnostic {
  const { cause } = finding;
  const reported = {
    ...finding,
    range: lines.range(finding.at),
    cause: cause && { range: lines.range(cause.at), message: cause.message },
  };
  return toReportedDiagnostic(reported, uri, language, pageUri);
}

/** A finding on the document at `uri` whose places are known in lines already. */
export function toReportedDiagnostic(
  finding: Omit<ReportedFinding, 'fixes' | 'source'>,
  uri: string,
  language: Language,
  pageUri: (page: string) => string,
): Diagnostic {
  const { rule, code, href, see, related = [], cause } = finding;
  const information = [
    ...(cause ? [{ location: { uri, range: cause.range }, message: cause.message[language] }] : []),
    ...related.map(({ file, range, message }) => ({
      location: { uri: fileUri(file), range },
      message: message[language],
    })),
  ];
  return {
    range: finding.range,
    severity: severities[finding.severity],
    code: code === undefined ? rule : `${rule}/${code}`,
    codeDescription: { href: see ?? pageUri(href) },
    source: 'CDA',
    message: finding.message[language],
    ...(information.length > 0 && { relatedInformation: information }),
  };
}

/** For each official finding that touches `range`: show the assertions behind it. */
export function assertionActions(
  findings: readonly Finding[],
  snapshot: Snapshot,
  range: Range,
  language: Language,
  pageUri: (page: string) => string,
): CodeAction[] {
  return touching(findings, snapshot.lines, range).flatMap((finding) => {
    const diagnostics = [toDiagnostic(finding, snapshot, language, pageUri)];
    return (finding.related ?? []).map((related) => {
      const title = {
        en: `Show the Assertion (${related.message.en})`,
        fr: `Voir l’assertion (${related.message.fr})`,
      }[language];
      const argument: ShowAssertionArgument = { file: fileUri(related.file), range: related.range };
      return {
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        command: { title, command: showAssertionCommand, arguments: [argument] },
      };
    });
  });
}

export function touching(findings: readonly Finding[], lines: LineIndex, range: Range): Finding[] {
  const start = lines.offset(range.start);
  const end = lines.offset(range.end);
  return findings.filter(({ at }) => at.start <= end && at.end >= start);
}

/** Quick fixes of the findings that touch `range`. */
export function quickFixes(
  findings: readonly Finding[],
  snapshot: Snapshot,
  range: Range,
  language: Language,
  pageUri: (page: string) => string,
): CodeAction[] {
  const { uri, lines } = snapshot;
  return touching(findings, lines, range)
    .filter(({ fixes }) => fixes)
    .flatMap((finding) => {
      const diagnostics = [toDiagnostic(finding, snapshot, language, pageUri)];
      return (finding.fixes ?? []).map(({ title, edits }, index) => ({
        title: title[language],
        kind: CodeActionKind.QuickFix,
        diagnostics,
        isPreferred: index === 0 && !finding.isUndecided,
        edit: { changes: { [uri]: edits.map((edit) => toTextEdit(edit, lines)) } },
      }));
    });
}

/** For each rule with a finding that touches `range`: silence the first one, with a reason that the client asks for where it can. */
export function silenceActions(
  findings: readonly Finding[],
  { uri, version, lines, cda }: Snapshot,
  range: Range,
  language: Language,
  asksReason: boolean,
): CodeAction[] {
  const first = new Map<string, Finding>();
  for (const finding of touching(findings, lines, range)) {
    if (!first.has(finding.rule)) first.set(finding.rule, finding);
  }
  return [...first.values()].flatMap((finding) => {
    const edits = cda && silenceHere(cda, finding, asksReason ? reasonMark : '');
    if (!edits) return [];
    const { rule } = finding;
    const title = { en: `Silence ${rule} here with a reason…`, fr: `Faire taire ${rule} ici en donnant le motif…` }[
      language
    ];
    const written = edits.map((edit) => toTextEdit(edit, lines));
    const command = { title, command: silenceCommand, arguments: [{ uri, version, rule, edits: written }] };
    const act = asksReason ? { command } : { edit: { changes: { [uri]: written } } };
    return [{ title, kind: CodeActionKind.QuickFix, ...act }];
  });
}

export function toTextEdit({ span, newText }: Edit, lines: LineIndex): TextEdit {
  return { range: lines.range(span), newText };
}
