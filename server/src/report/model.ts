import type { CdaDocument } from '../cda/document';
import type { Finding, Related, Severity } from '../rules/rule';
import type { Silenced } from '../rules/silences';
import type { Language, Text } from '../text';
import type { LineIndex, Range } from '../xml/positions';
import { type Excerpt, excerptAt } from './excerpt';

/** What `cda check` learned of one file; holds nothing of the document itself. */
export type FileReport = CheckedFile | SkippedFile;

export interface CheckedFile {
  readonly file: string;
  readonly kind: 'cda';
  readonly model: ReportedModel;
  readonly findings: readonly ReportedFinding[];
  /** Findings that comments of the document keep quiet. */
  readonly silenced: readonly { readonly finding: ReportedFinding; readonly reason: string }[];
  /** Absent where the official checks were not wanted. */
  readonly official?: OfficialReport;
}

/** What XSD and Schematron were run, beside the findings they gave. */
export interface OfficialReport {
  /** Version of the ANS package; absent where none was found. */
  readonly package?: Text;
  readonly schemas: readonly string[];
  readonly skipped: readonly { readonly what: string; readonly why: Text }[];
  readonly notes: readonly Text[];
}

export interface SkippedFile {
  readonly file: string;
  readonly kind: 'skipped';
  readonly reason: Text;
  /** The file may be a CDA: it could not be read, or its check was given up. */
  readonly failed?: true;
}

export interface ReportedModel {
  readonly root: string | undefined;
  readonly extension: string | undefined;
  readonly code: string | undefined;
  readonly level: 1 | 3;
}

export interface ReportedFinding {
  /** Of an official check: stable name of the assertion, the page that it names, and where it stands. */
  readonly code?: string;
  readonly see?: string;
  readonly related?: readonly Related[];
  /** The place of the document for which an official assertion applies. */
  readonly cause?: { readonly range: Range; readonly message: Text } | undefined;
  /** The line of the range's start, for a report that shows it. */
  readonly excerpt?: Excerpt;
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
  { model, xml }: CdaDocument,
  lines: LineIndex,
  { kept, silenced }: Silenced,
  excerpts = false,
): CheckedFile {
  const { declared, unstructured, code, level } = model;
  const template = declared ?? unstructured;
  const report = (finding: Finding) => ({
    ...reported(finding, lines),
    ...(excerpts && { excerpt: excerptAt(xml.text, finding.at) }),
  });
  return {
    file,
    kind: 'cda',
    model: { root: template?.root.value, extension: template?.extension?.value, code: code?.code?.value, level },
    findings: kept.map(report),
    silenced: silenced.map(({ finding, reason }) => ({ finding: report(finding), reason })),
  };
}

/** What was not run of the official checks, and what the user should know of their choice. */
export function officialNotes({ skipped, notes }: OfficialReport): Text[] {
  const told = skipped.map(({ what, why }) => ({
    en: `${what} was not run: ${why.en}`,
    fr: `${what} n’a pas été appliqué : ${why.fr}`,
  }));
  return [...told, ...notes];
}

/** The notes of all files, each once, with the number of files it is about. */
export function notesOf(reports: readonly FileReport[]): { readonly note: Text; readonly files: number }[] {
  const counts = new Map<string, { readonly note: Text; files: number }>();
  for (const report of reports) {
    const notes = report.kind === 'cda' && report.official ? officialNotes(report.official) : [];
    for (const note of new Map(notes.map((each) => [each.en, each])).values()) {
      const known = counts.get(note.en) ?? { note, files: 0 };
      known.files++;
      counts.set(note.en, known);
    }
  }
  return [...counts.values()];
}

function reported(
  { rule, severity, message, source, at, href, code, see, related, cause, fixes = [] }: Finding,
  lines: LineIndex,
): ReportedFinding {
  return {
    rule,
    severity,
    message,
    source,
    range: lines.range(at),
    href,
    ...(code !== undefined && { code }),
    ...(see !== undefined && { see }),
    ...(related && { related }),
    ...(cause && { cause: { range: lines.range(cause.at), message: cause.message } }),
    fixes: fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ span, newText }) => ({ range: lines.range(span), newText })),
    })),
  };
}

/** What several formats ask for. */
export interface ReportOptions {
  readonly version: string;
  readonly language: Language;
  /** How a file is named: relative to the working directory where it lies below, which is what CI servers understand. */
  readonly shown: (file: string) => string;
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
