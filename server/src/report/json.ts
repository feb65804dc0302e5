import type { CdaDocument } from '../cda/document';
import type { Finding } from '../rules/rule';
import type { Language } from '../text';
import type { LineIndex } from '../xml/positions';
import { type FileReport, summarize } from './model';

/** The JSON object of `cda check --format json`, as the contract describes it. */
export function jsonReport(reports: readonly FileReport[], version: string, language: Language): string {
  const files = reports.map((report) => {
    if (report.kind === 'skipped') return report;
    const { file, kind, document, lines, findings } = report;
    return {
      file,
      kind,
      model: modelJson(document),
      findings: findings.map((finding) => findingJson(finding, lines, language)),
    };
  });
  return `${JSON.stringify({ version, files, summary: summarize(reports) }, null, 2)}\n`;
}

function modelJson({ model: { declared, unstructured, code, level } }: CdaDocument) {
  const template = declared ?? unstructured;
  return { root: template?.root.value, extension: template?.extension?.value, code: code?.code?.value, level };
}

function findingJson(
  { rule, severity, message, source, at, href, fixes = [] }: Finding,
  lines: LineIndex,
  language: Language,
) {
  return {
    rule,
    severity,
    message: message[language],
    source,
    range: lines.range(at),
    href,
    fixes: fixes.map(({ title, edits }) => ({
      title: title[language],
      edits: edits.map(({ span, newText }) => ({ range: lines.range(span), newText })),
    })),
  };
}
