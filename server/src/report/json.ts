import type { Language, Text } from '../text';
import { type FileReport, type OfficialReport, officialNotes, type ReportedFinding, summarize } from './model';

/** The JSON object of `cda check --format json`, as the contract describes it, and the name of the Circuit in use. */
export function jsonReport(reports: readonly FileReport[], version: string, circuit: Text, language: Language): string {
  const files = reports.map((report) =>
    report.kind === 'cda'
      ? {
          file: report.file,
          kind: report.kind,
          model: report.model,
          findings: report.findings.map((finding) => inOne(finding, language)),
          ...(report.official && { official: officialJson(report.official, language) }),
        }
      : { ...report, reason: report.reason[language] },
  );
  return `${JSON.stringify({ version, circuit: circuit[language], files, summary: summarize(reports) }, null, 2)}\n`;
}

/** A finding with its texts in one language. */
function inOne({ message, fixes, ...finding }: ReportedFinding, language: Language) {
  const { rule, severity, source, range, href, code, see, related, cause } = finding;
  const titled = fixes.map(({ title, edits }) => ({ title: title[language], edits }));
  return {
    rule,
    severity,
    message: message[language],
    source,
    range,
    href,
    ...(code !== undefined && { code }),
    ...(see !== undefined && { see }),
    ...(related && { related: related.map((place) => ({ ...place, message: place.message[language] })) }),
    ...(cause && { cause: { range: cause.range, message: cause.message[language] } }),
    fixes: titled,
  };
}

function officialJson(official: OfficialReport, language: Language) {
  return {
    package: official.package?.[language] ?? null,
    schemas: official.schemas,
    notes: officialNotes(official).map((note) => note[language]),
  };
}
