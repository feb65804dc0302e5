import type { Position } from '../xml/positions';
import { both, counted, escaped, severityNames, words } from './htmlTexts';
import {
  type CheckedFile,
  type FileReport,
  type OfficialReport,
  officialNotes,
  type ReportedFinding,
  summarize,
} from './model';
import { place } from './place';
import { encodedPath } from './uri';

/** The section of one file. `path` is its absolute path, `told` holds the notes (English) that stand elsewhere. */
export function fileSection(report: FileReport, id: string, path: string, told: ReadonlySet<string>): string {
  const name = `<code>${escaped(report.file)}</code>`;
  if (report.kind === 'skipped') {
    const word = report.failed ? words.failed : words.skipped;
    return `<section id="${id}"><h2>${name}</h2><p class="${report.failed ? 'failed' : 'skipped'}">${both(word)} — ${both(report.reason)}</p></section>`;
  }
  const { findings, official } = report;
  const { errors } = summarize([report]);
  const notes = official ? officialNotes(official).filter(({ en }) => !told.has(en)) : [];
  const list = notes.length > 0 ? `<ul>${notes.map((note) => `<li>${both(note)}</li>`).join('')}</ul>` : '';
  const head = `<h2>${name} <span class="count">${countsOf(report)}</span></h2>${facts(report)}${official ? checks(official) : ''}${list}`;
  if (findings.length === 0) return `<section id="${id}">${head}<p class="none">${both(words.none)}</p></section>`;
  return `<section id="${id}">${head}
<details${errors > 0 ? ' open' : ''}><summary>${both(counted(findings.length, 'finding'))}</summary>
<table class="findings"><tbody>
${byPlace(findings)
  .map((group) => row(group, path))
  .join('\n')}
</tbody></table></details></section>`;
}

/** Errors and warnings of a file, where there are any. */
export function countsOf(report: FileReport): string {
  const { errors, warnings } = summarize([report]);
  return [
    errors > 0 && `<span class="error">${both(counted(errors, 'error'))}</span>`,
    warnings > 0 && `<span class="warning">${both(counted(warnings, 'warning'))}</span>`,
  ]
    .filter(Boolean)
    .join(', ');
}

function facts({ model, silenced }: CheckedFile): string {
  const { root, extension, code, level } = model;
  const parts = [
    code && escaped(code),
    root && escaped(extension ? `${root} (${extension})` : root),
    `${both(words.level)} ${level}`,
    silenced.length > 0 && both(counted(silenced.length, 'silenced')),
  ];
  return `<p>${parts.filter(Boolean).join(' · ')}</p>`;
}

function checks({ schemas }: OfficialReport): string {
  return schemas.length === 0 ? '' : `<p>${both(words.official)} ${escaped(schemas.join(', '))}</p>`;
}

/** Findings that follow one another on the same place: most have one cause. */
function byPlace(findings: readonly ReportedFinding[]): ReportedFinding[][] {
  const groups: ReportedFinding[][] = [];
  for (const finding of findings) {
    const last = groups.at(-1);
    if (last?.[0] && same(last[0].range.start, finding.range.start) && same(last[0].range.end, finding.range.end))
      last.push(finding);
    else groups.push([finding]);
  }
  return groups;
}

function same(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}

function row(group: readonly ReportedFinding[], path: string): string {
  const [first] = group;
  if (!first) return '';
  const { range, excerpt } = first;
  const source = excerpt
    ? `<pre><code>${escaped(excerpt.before)}<mark>${escaped(excerpt.marked)}</mark>${escaped(excerpt.after)}</code></pre>`
    : '';
  const items = group.map((finding) => item(finding, path)).join('');
  return `<tr><td>${placeLink(path, range.start)}</td><td>${source}<ul>${items}</ul></td></tr>`;
}

function item({ severity, message, rule, code, see, cause }: ReportedFinding, path: string): string {
  const id = escaped(code === undefined ? rule : `${rule} ${code}`);
  const page = see !== undefined && /^https?:\/\//.test(see) ? `<a href="${escaped(see)}">${id}</a>` : id;
  const because = cause ? `<div class="cause">${both(cause.message)}, ${placeLink(path, cause.range.start)}</div>` : '';
  return `<li class="${severity}"><b>${both(severityNames[severity])}</b> ${both(message)} <span class="rule">${page}</span>${because}</li>`;
}

/** A place that opens in VS Code, wherever the report lies. */
function placeLink(path: string, start: Position): string {
  const { line, column } = place(start);
  const link = `vscode://file${path.startsWith('/') ? '' : '/'}${encodedPath(path)}:${line}:${column}`;
  return `<a href="${escaped(link)}" title="${words.open.fr} / ${words.open.en}">${line}:${column}</a>`;
}
