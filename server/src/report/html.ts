import type { Severity } from '../rules/rule';
import type { Language, Text } from '../text';
import { htmlStyle } from './htmlStyle';
import {
  type FileReport,
  type OfficialReport,
  officialNotes,
  type ReportedFinding,
  type Summary,
  summarize,
} from './model';
import { place } from './place';
import { encodedPath } from './uri';

export interface HtmlOptions {
  readonly version: string;
  /** Shown first; the other one is a click away. */
  readonly language: Language;
  /** Absolute path of a reported file, for links that open it in VS Code. */
  readonly absolute: (file: string) => string;
}

const severities: Record<Severity, Text> = {
  error: { en: 'Error', fr: 'Erreur' },
  warning: { en: 'Warning', fr: 'Avertissement' },
  info: { en: 'Information', fr: 'Information' },
  hint: { en: 'Hint', fr: 'Suggestion' },
};

const words = {
  title: { en: 'Check of CDA documents', fr: 'Vérification de documents CDA' },
  files: { en: 'Files', fr: 'Fichiers' },
  errors: { en: 'Errors', fr: 'Erreurs' },
  warnings: { en: 'Warnings', fr: 'Avertissements' },
  infos: { en: 'Information', fr: 'Informations' },
  hints: { en: 'Hints', fr: 'Suggestions' },
  show: { en: 'Show', fr: 'Afficher' },
  place: { en: 'Place', fr: 'Emplacement' },
  severity: { en: 'Severity', fr: 'Gravité' },
  finding: { en: 'Finding', fr: 'Constat' },
  rule: { en: 'Rule', fr: 'Règle' },
  none: { en: 'No finding', fr: 'Aucun constat' },
  skipped: { en: 'Skipped', fr: 'Ignoré' },
  failed: { en: 'Not checked', fr: 'Non vérifié' },
  silenced: { en: 'silenced in the document', fr: 'tus dans le document' },
  open: { en: 'open in VS Code', fr: 'ouvrir dans VS Code' },
  official: { en: 'Official checks:', fr: 'Vérifications officielles :' },
  level: { en: 'level', fr: 'niveau' },
} as const satisfies Record<string, Text>;

/**
 * One page that needs nothing else: no script, no network. Both languages stand in it, style rules show one; every finding with its
 * source line and a link that opens it in VS Code.
 */
export function htmlReport(reports: readonly FileReport[], { version, language, absolute }: HtmlOptions): string {
  const counts = summarize(reports);
  const chosen = (one: Language) => (one === language ? ' checked' : '');
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
<p>CDA Workbench ${escaped(version)}</p>
<fieldset><legend>Langue / Language</legend>
<label><input type="radio" name="language" id="language-fr"${chosen('fr')}> <span lang="fr">Français</span></label>
<label><input type="radio" name="language" id="language-en"${chosen('en')}> <span lang="en">English</span></label>
</fieldset>
<fieldset><legend>${both(words.show)}</legend>
${(Object.keys(severities) as Severity[]).map((severity) => `<label><input type="checkbox" id="show-${severity}" checked> ${both(plural[severity])}</label>`).join('\n')}
</fieldset>
</header>
<main>
${summaryList(counts)}
${reports.map((report) => section(report, absolute(report.file))).join('\n')}
</main>
</body>
</html>
`;
}

const plural: Record<Severity, Text> = {
  error: words.errors,
  warning: words.warnings,
  info: words.infos,
  hint: words.hints,
};

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

function section(report: FileReport, path: string): string {
  const name = `<code>${escaped(report.file)}</code>`;
  if (report.kind === 'skipped') {
    const word = report.failed ? words.failed : words.skipped;
    return `<section><h2>${name}</h2><p class="${report.failed ? 'failed' : 'skipped'}">${both(word)} — ${both(report.reason)}</p></section>`;
  }
  const { model, findings, silenced, official } = report;
  const { errors, warnings } = summarize([report]);
  const about = [model.code, model.root && `${model.root}${model.extension ? ` (${model.extension})` : ''}`]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => escaped(String(part)));
  const quiet = silenced.length > 0 ? ` · ${silenced.length} ${both(words.silenced)}` : '';
  const facts = `<p>${about.join(' · ')} · ${both(words.level)} ${model.level}${quiet}</p>${official ? checks(official) : ''}`;
  const notes = report.official ? officialNotes(report.official) : [];
  const told = notes.length > 0 ? `<ul>${notes.map((note) => `<li>${both(note)}</li>`).join('')}</ul>` : '';
  if (findings.length === 0)
    return `<section><h2>${name}</h2>${facts}${told}<p class="none">${both(words.none)}</p></section>`;
  const total = `<span class="count">${errors > 0 ? `<span class="error">${errors} ${both(words.errors)}</span> ` : ''}${warnings > 0 ? `<span class="warning">${warnings} ${both(words.warnings)}</span>` : ''}</span>`;
  const head = [words.place, words.severity, words.finding, words.rule].map(
    (word) => `<th scope="col">${both(word)}</th>`,
  );
  return `<section><h2>${name} ${total}</h2>${facts}${told}
<details${errors > 0 ? ' open' : ''}><summary>${both(words.finding)} (${findings.length})</summary>
<table><thead><tr>${head.join('')}</tr></thead><tbody>
${findings.map((finding) => row(finding, path)).join('\n')}
</tbody></table></details></section>`;
}

function checks({ schemas, package: version }: OfficialReport): string {
  if (schemas.length === 0) return '';
  return `<p>${both(words.official)} ${escaped(schemas.join(', '))}${version ? ` — ${both(version)}` : ''}</p>`;
}

function row({ range, severity, message, rule, code, see, excerpt }: ReportedFinding, path: string): string {
  const { line, column } = place(range.start);
  const link = `vscode://file${path.startsWith('/') ? '' : '/'}${encodedPath(path)}:${line}:${column}`;
  const source = excerpt
    ? `<pre><code>${escaped(excerpt.before)}<mark>${escaped(excerpt.marked)}</mark>${escaped(excerpt.after)}</code></pre>`
    : '';
  const id = escaped(code === undefined ? rule : `${rule} ${code}`);
  const page = see !== undefined && /^https?:\/\//.test(see) ? `<a href="${escaped(see)}">${id}</a>` : id;
  return `<tr class="${severity}"><td><a href="${escaped(link)}" title="${words.open.fr} / ${words.open.en}">${line}:${column}</a></td><td>${both(severities[severity])}</td><td>${both(message)}${source}</td><td>${page}</td></tr>`;
}

function both({ en, fr }: Text): string {
  if (en === fr) return escaped(en);
  return `<span lang="fr">${escaped(fr)}</span><span lang="en">${escaped(en)}</span>`;
}

function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
