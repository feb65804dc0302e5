import type { Severity } from '../rules/rule';
import type { Language, Text } from '../text';
import { countsOf, fileSection } from './htmlFile';
import { htmlStyle } from './htmlStyle';
import { both, counted, dateText, escaped, severityPlurals, words } from './htmlTexts';
import { type CheckedFile, type FileReport, notesOf, type Summary, summarize } from './model';
import { ranText } from './ran';

export interface HtmlOptions {
  readonly version: string;
  /** Name of the Circuit de la biologie in use. */
  readonly circuit: Text;
  /** Of the run. */
  readonly date: Date;
  /** Shown first; the other one is a click away. */
  readonly language: Language;
  /** Absolute path of a reported file, for links that open it in VS Code. */
  readonly absolute: (file: string) => string;
}

/**
 * One page that needs nothing else: no script, no network. Both languages stand in it, style rules show one; files with errors first,
 * every place with its source line and a link that opens it in VS Code.
 */
export function htmlReport(reports: readonly FileReport[], options: HtmlOptions): string {
  const { version, circuit, date, language, absolute } = options;
  const chosen = (one: Language) => (one === language ? ' checked' : '');
  const sorted = worstFirst(reports);
  // What concerns several files is said once.
  const notes = notesOf(reports).filter(({ files }) => files > 1);
  const told = new Set(notes.map(({ note }) => note.en));
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${words.title[language]}</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<h1>${both(words.title)}</h1>
<p><time datetime="${date.toISOString()}">${both(dateText(date))}</time> · CDA Workbench ${escaped(version)} · ${packageOf(reports)} · ${named(words.circuit, both(circuit))}</p>
<fieldset><legend>Langue / Language</legend>
<label><input type="radio" name="language" id="language-fr"${chosen('fr')}> <span lang="fr-FR">Français</span></label>
<label><input type="radio" name="language" id="language-en"${chosen('en')}> <span lang="en-US">English</span></label>
</fieldset>
<fieldset><legend>${both(words.show)}</legend>
${(Object.keys(severityPlurals) as Severity[]).map((severity) => `<label><input type="checkbox" id="show-${severity}" checked> ${both(severityPlurals[severity])}</label>`).join('\n')}
</fieldset>
</header>
<main>
${summaryList(summarize(reports))}
${ranParagraph(reports)}${noteList(notes)}${sorted.length > 1 ? contents(sorted) : ''}
${sorted.map((report, index) => fileSection(report, anchor(index), absolute(report.file), told)).join('\n')}
</main>
</body>
</html>
`;
}

const anchor = (index: number) => `file-${index + 1}`;

/** Files that could not be checked, then those with errors, with warnings, without; last what is no CDA. */
function worstFirst(reports: readonly FileReport[]): FileReport[] {
  const rank = (report: FileReport) => {
    if (report.kind === 'skipped') return report.failed ? 0 : 4;
    const { errors, warnings } = summarize([report]);
    return errors > 0 ? 1 : warnings > 0 ? 2 : 3;
  };
  return [...reports].sort((a, b) => rank(a) - rank(b));
}

/** The ANS packages in use: mostly one. */
function packageOf(reports: readonly FileReport[]): string {
  const official = reports.flatMap((report) => (report.kind === 'cda' && report.official ? [report.official] : []));
  const versions = new Map(
    official.flatMap(({ package: version }) => (version ? [[version.en, version] as const] : [])),
  );
  if (official.length === 0) return both(words.notWanted);
  const shown = versions.size > 0 ? [...versions.values()].map(both).join(', ') : both(words.noPackage);
  return named(words.package, shown);
}

function named(name: Text, shown: string): string {
  return `<span lang="fr">${name.fr} : </span><span lang="en">${name.en}: </span>${shown}`;
}

function summaryList({ files, errors, warnings, infos, hints }: Summary): string {
  const items = [
    ['files', files],
    ['errors', errors],
    ['warnings', warnings],
    ['infos', infos],
    ['hints', hints],
  ] as const;
  const cells = items.map(
    ([name, count]) => `<div class="${name}"><dt>${both(words[name])}</dt><dd>${count}</dd></div>`,
  );
  return `<dl class="summary">${cells.join('')}</dl>`;
}

function ranParagraph(reports: readonly FileReport[]): string {
  const ran = ranText(reports);
  return ran ? `<p class="ran">${both(ran)}</p>\n` : '';
}

function noteList(notes: readonly { readonly note: Text; readonly files: number }[]): string {
  if (notes.length === 0) return '';
  const items = notes.map(({ note, files }) => `<li>${both(note)} (${both(counted(files, 'file'))})</li>`);
  return `<details class="notes"><summary>${both(words.notes)} (${notes.length})</summary><ul>${items.join('')}</ul></details>\n`;
}

function stateOf(report: CheckedFile): string {
  const { length } = report.findings;
  return countsOf(report) || both(length === 0 ? words.none : counted(length, 'finding'));
}

/** Every file with its counts and the way to its section. */
function contents(reports: readonly FileReport[]): string {
  const rows = reports.map((report, index) => {
    const state = report.kind === 'skipped' ? both(report.failed ? words.failed : words.skipped) : stateOf(report);
    const name = `<a href="#${anchor(index)}">${escaped(report.file)}</a>`;
    return `<tr><td>${name}</td><td>${state}</td></tr>`;
  });
  return `<nav><table><tbody>${rows.join('\n')}</tbody></table></nav>`;
}
