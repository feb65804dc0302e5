import type { Severity } from '../rules/rule';
import { type FileReport, notesOf, type ReportOptions } from './model';
import { place } from './place';
import { summaryLine } from './text';

const commands: Record<Severity, 'error' | 'warning' | 'notice'> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** Workflow commands of GitHub Actions, which annotate the lines of a change; the last line sums up. */
export function githubReport(
  reports: readonly FileReport[],
  { language, shown }: Pick<ReportOptions, 'language' | 'shown'>,
): string {
  const lines = reports.flatMap((report) => {
    const file = property(shown(report.file).replaceAll('\\', '/').replace(/^\.\//, ''));
    if (report.kind === 'skipped') {
      return report.failed ? [`::error file=${file}::${data(report.reason[language])}`] : [];
    }
    return report.findings.map(({ range, severity, rule, message }) => {
      const [start, end] = [place(range.start), place(range.end)];
      const columns = start.line === end.line ? `,col=${start.column},endColumn=${end.column}` : '';
      const at = `file=${file},line=${start.line},endLine=${end.line}${columns},title=${property(rule)}`;
      return `::${commands[severity]} ${at}::${data(message[language])}`;
    });
  });
  const notes = notesOf(reports).map(({ note, files }) => `::notice::${data(`${note[language]} (${files})`)}`);
  return `${[...lines, ...notes, summaryLine(reports, language)].join('\n')}\n`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
