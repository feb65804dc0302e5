import type { CdaDocument } from '../cda/document';
import type { Finding } from '../rules/rule';
import type { LineIndex } from '../xml/positions';

/** What `cda check` learned of one file. */
export type FileReport = CheckedFile | SkippedFile;

export interface CheckedFile {
  readonly file: string;
  readonly kind: 'cda';
  readonly document: CdaDocument;
  readonly lines: LineIndex;
  readonly findings: readonly Finding[];
}

export interface SkippedFile {
  readonly file: string;
  readonly kind: 'skipped';
  readonly reason: string;
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
  return {
    files: reports.length,
    errors: counts.error,
    warnings: counts.warning,
    infos: counts.info,
    hints: counts.hint,
  };
}
