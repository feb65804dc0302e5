import type { Language, Text } from '../text';
import { type FileReport, notesOf, type ReportedFinding, summarize } from './model';
import { ranText } from './ran';

/**
 * Findings by file, one a line: `line:column severity message (fix: first fix) [rule]`, the fix where the message does not say it,
 * `[schematron IHE.sch:22]` where the failed assertion stands in line 22;
 * lines and columns count from 1, as editors show them. The last lines name the Circuit, what ran, and the counts.
 */
export function textReport(reports: readonly FileReport[], circuit: Text, language: Language): string {
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
        const { range, severity, message } = finding;
        const { line, character } = range.start;
        const said = `${message[language]}${fixOf(finding, language)}`;
        return `  ${`${line + 1}:${character + 1}`.padEnd(9)} ${severityNames[language][severity].padEnd(13)} ${said}  [${ruleOf(finding)}]\n`;
      });
      parts.push(`${report.file}\n${lines.join('')}`);
    }
  }
  const notes = notesOf(reports).map(({ note, files }) => noteLine(note[language], files, language));
  const used =
    language === 'fr' ? `Circuit de la biologie : ${circuit.fr}\n` : `Circuit de la biologie: ${circuit.en}\n`;
  const ran = ranText(reports);
  return `${parts.join('')}${notes.join('')}${used}${ran ? `${ran[language]}\n` : ''}${summaryLine(reports, language)}\n`;
}

const severityNames = {
  en: { error: 'error', warning: 'warning', info: 'info', hint: 'hint' },
  fr: { error: 'erreur', warning: 'avertissement', info: 'information', hint: 'suggestion' },
} as const;

function ruleOf({ rule, related: [assertion] = [] }: ReportedFinding): string {
  if (rule !== 'schematron' || !assertion) return rule;
  return `${rule} ${assertion.file.replace(/^.*[\\/]/s, '')}:${assertion.range.start.line + 1}`;
}

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
