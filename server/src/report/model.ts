import type { CdaDocument } from '../cda/document';
import type { Finding, Severity } from '../rules/rule';
import type { Text } from '../text';
import type { LineIndex, Range } from '../xml/positions';

/** What `cda check` learned of one file; holds nothing of the document itself. */
export type FileReport = CheckedFile | SkippedFile;

export interface CheckedFile {
  readonly file: string;
  readonly kind: 'cda';
  readonly model: ReportedModel;
  readonly findings: readonly ReportedFinding[];
}

export interface SkippedFile {
  readonly file: string;
  readonly kind: 'skipped';
  readonly reason: string;
}

export interface ReportedModel {
  readonly root: string | undefined;
  readonly extension: string | undefined;
  readonly code: string | undefined;
  readonly level: 1 | 3;
}

export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: Text;
  readonly source: Finding['source'];
  readonly range: Range;
  readonly href: string;
  readonly fixes: readonly { readonly title: Text; readonly edits: readonly { range: Range; newText: string }[] }[];
}

export function checkedFile(
  file: string,
  { model }: CdaDocument,
  lines: LineIndex,
  findings: readonly Finding[],
): CheckedFile {
  const { declared, unstructured, code, level } = model;
  const template = declared ?? unstructured;
  return {
    file,
    kind: 'cda',
    model: { root: template?.root.value, extension: template?.extension?.value, code: code?.code?.value, level },
    findings: findings.map(({ rule, severity, message, source, at, href, fixes = [] }) => ({
      rule,
      severity,
      message,
      source,
      range: lines.range(at),
      href,
      fixes: fixes.map(({ title, edits }) => ({
        title,
        edits: edits.map(({ span, newText }) => ({ range: lines.range(span), newText })),
      })),
    })),
  };
}

/** Counts over all files, by severity. */
export interface Summary {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly hints: number;
}

export function summarize(reports: readonly FileReport[]): Summary {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const report of reports) {
    if (report.kind === 'cda') for (const { severity } of report.findings) counts[severity]++;
  }
  const { error: errors, warning: warnings, info: infos, hint: hints } = counts;
  return { files: reports.length, errors, warnings, infos, hints };
}
