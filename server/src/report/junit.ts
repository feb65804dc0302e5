import type { Language } from '../text';
import { type FileReport, notesOf, type ReportedFinding, summarize } from './model';
import { place } from './place';

/**
 * The XML that CI servers read as JUnit results: one suite per file, one failed case per error, one passed case for a file without,
 * the findings that are no errors as its output.
 */
export function junitReport(reports: readonly FileReport[], language: Language): string {
  const suites = reports.map((report) => suite(report, language));
  const { errors } = summarize(reports);
  const total = suites.reduce((sum, { tests }) => sum + tests, 0);
  const broken = reports.filter((report) => report.kind === 'skipped' && report.failed).length;
  const whole = reports.filter(({ kind }) => kind === 'skipped').length - broken;
  const skipped = suites.reduce((sum, suite) => sum + suite.skipped, whole);
  const attributes = `tests="${total}" failures="${errors}" errors="${broken}" skipped="${skipped}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="cda check" ${attributes}>
${suites.map(({ xml }) => xml).join('')}</testsuites>
`;
}

/** `skipped`: parts of a check that was made. */
function suite(report: FileReport, language: Language): { xml: string; tests: number; skipped: number } {
  const { file } = report;
  const name = escaped(file);
  const open = (tests: number, failures: number, errors: number, skipped: number) =>
    `  <testsuite name="${name}" tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}">\n`;
  const single = (content: string) =>
    `    <testcase classname="${name}" name="cda check"${content === '' ? '/>' : `>${content}</testcase>`}\n`;
  if (report.kind === 'skipped') {
    const reason = escaped(report.reason[language]);
    const xml = report.failed
      ? open(1, 0, 1, 0) + single(`<error message="${reason}"/>`)
      : open(1, 0, 0, 1) + single(`<skipped message="${reason}"/>`);
    return { xml: `${xml}  </testsuite>\n`, tests: 1, skipped: 0 };
  }
  const failures = report.findings.filter(({ severity }) => severity === 'error');
  const others = report.findings.filter(({ severity }) => severity !== 'error');
  const cases = failures.map((finding) => {
    const message = escaped(finding.message[language]);
    const { line, column } = place(finding.range.start);
    const id = escaped(finding.rule);
    return `    <testcase classname="${name}" name="${id} (${line}:${column})"><failure type="${id}" message="${message}">${escaped(said(file, finding, language))}</failure></testcase>\n`;
  });
  const output = others.map((finding) => said(file, finding, language)).join('\n');
  // What was not looked at must not look like a pass.
  const notRun = notesOf([report]).map(
    ({ note }) =>
      `    <testcase classname="${name}" name="official checks"><skipped message="${escaped(note[language])}"/></testcase>\n`,
  );
  const body = (cases.length > 0 ? cases.join('') : single('')) + notRun.join('');
  const tests = Math.max(1, cases.length) + notRun.length;
  const out = output === '' ? '' : `    <system-out>${escaped(output)}</system-out>\n`;
  return {
    xml: `${open(tests, failures.length, 0, notRun.length)}${body}${out}  </testsuite>\n`,
    tests,
    skipped: notRun.length,
  };
}

function said(file: string, { range, severity, message, rule }: ReportedFinding, language: Language): string {
  const { line, column } = place(range.start);
  return `${file}:${line}:${column}: ${severity}: ${message[language]} [${rule}]`;
}

/** For attributes and text; characters that XML 1.0 cannot hold are replaced. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\r/g, '&#13;')
    .replace(/\n/g, '&#10;');
}
