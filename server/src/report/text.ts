import type { Language } from '../text';
import { type FileReport, notesOf, type ReportedFinding, summarize } from './model';

/**
 * Findings by file, one a line: `line:column severity message (fix: first fix) [rule]`, the fix where the message does not say it;
 * lines and columns count from 1, as editors show them.
 */
export function textReport(reports: readonly FileReport[], language: Language): string {
  const parts: string[] = [];
  for (const report of reports) {
    if (report.kind === 'skipped') {
      parts.push(
        language === 'fr'
          ? `${report.file} : ${report.failed ? 'non vérifié' : 'ignoré'}, ${report.reason.fr}\n`
          : `${report.file}: ${report.failed ? 'not checked' : 'skipped'}, ${report.reason.en}\n`,
      );
    } else if (report.findings.length > 0) {
      const lines = report.findings.map((finding) => {
        const { range, severity, message, rule } = finding;
        const { line, character } = range.start;
        const said = `${message[language]}${fixOf(finding, language)}`;
        return `  ${`${line + 1}:${character + 1}`.padEnd(9)} ${severityNames[language][severity].padEnd(13)} ${said}  [${rule}]\n`;
      });
      parts.push(`${report.file}\n${lines.join('')}`);
    }
  }
  const notes = notesOf(reports).map(({ note, files }) => noteLine(note[language], files, language));
  return `${parts.join('')}${notes.join('')}${summaryLine(reports, language)}\n`;
}

const severityNames = {
  en: { error: 'error', warning: 'warning', info: 'info', hint: 'hint' },
  fr: { error: 'erreur', warning: 'avertissement', info: 'information', hint: 'suggestion' },
} as const;

/** What an assertion demands may look like what is there. */
function fixOf({ source, message, fixes: [fix] }: ReportedFinding, language: Language): string {
  const isSaid =
    source !== 'schematron' &&
    fix?.edits.every(({ newText }) => newText.trim() !== '' && message[language].includes(newText.trim()));
  if (!fix || isSaid) return '';
  return language === 'fr' ? ` (correction : ${fix.title.fr})` : ` (fix: ${fix.title.en})`;
}

function noteLine(note: string, files: number, language: Language): string {
  return language === 'fr' ? `Note (${files} fichier(s)) : ${note}\n` : `Note (${files} file(s)): ${note}\n`;
}

/** Counts of all files in one sentence. */
export function summaryLine(reports: readonly FileReport[], language: Language): string {
  const { files, errors, warnings, infos, hints } = summarize(reports);
  return language === 'fr'
    ? `${files} fichier(s) : ${errors} erreur(s), ${warnings} avertissement(s), ${infos} information(s), ${hints} suggestion(s).`
    : `${files} file(s): ${errors} error(s), ${warnings} warning(s), ${infos} info(s), ${hints} hint(s).`;
}
