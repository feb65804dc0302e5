// Writes what is derived from the rules: docs/rules/, the tables of both READMEs, the schema of the setting `cda.rules`.
// `--check` writes nothing and fails when a file is out of date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CdaDocument } from '../server/src/cda/document';
import { rules } from '../server/src/rules';
import { type OfficialRule, officialRules } from '../server/src/rules/official';
import type { Example, Rule } from '../server/src/rules/rule';
import { runRules } from '../server/src/rules/run';
import { Circuit } from '../server/src/terminology/circuit';
import { ucum } from '../server/src/terminology/ucum';

const root = join(__dirname, '..');

/** Every rule that tables and settings name: ours, then those of the official checks. */
const all: readonly (Rule | OfficialRule)[] = [...rules, ...officialRules];

/** Relative path → content that it must have. */
export function generated(): Map<string, string> {
  const files = new Map<string, string>();
  for (const rule of all) files.set(`docs/rules/${rule.id}.md`, page(rule));
  for (const [file, language] of [
    ['README.md', 'en'],
    ['README.fr.md', 'fr'],
  ] as const) {
    files.set(file, between(read(file), '<!-- rules -->', '<!-- /rules -->', `\n${table(language)}\n`));
  }
  files.set('package.json', manifest());
  files.set('package.nls.json', ruleTexts('package.nls.json', 'en'));
  files.set('package.nls.fr.json', ruleTexts('package.nls.fr.json', 'fr'));
  return files;
}

/** Paths that are out of date, pages of rules that are no more included. */
export function stale(): string[] {
  const files = generated();
  const changed = [...files]
    .filter(([file, content]) => !existsSync(join(root, file)) || read(file) !== content)
    .map(([file]) => file);
  return [...changed, ...leftOver(files)];
}

function leftOver(files: ReadonlyMap<string, string>): string[] {
  const folder = join(root, 'docs/rules');
  const pages = existsSync(folder) ? readdirSync(folder).map((name) => `docs/rules/${name}`) : [];
  return pages.filter((path) => !files.has(path));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function between(text: string, open: string, close: string, content: string): string {
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`no ${open} … ${close}`);
  return text.slice(0, start + open.length) + content + text.slice(end);
}

function table(language: 'en' | 'fr'): string {
  const head =
    language === 'fr'
      ? '| règle | gravité au plus | ce qu’elle trouve |'
      : '| rule | severity at most | what it finds |';
  const rows = all.map(
    ({ id, severity, summary }) => `| [\`${id}\`](docs/rules/${id}.md) | ${severity} | ${summary[language]} |`,
  );
  return [head, '| --- | --- | --- |', ...rows].join('\n');
}

function page(rule: Rule | OfficialRule): string {
  const { id, severity, summary, source } = rule;
  return `# ${id}

${summary.en}.

*${summary.fr}.*

Default severity: \`${severity}\`; a finding that is less grave or less certain has a milder one. Set another for all with \`"cda.rules": { "${id}": "off" }\` or \`--rule ${id}=off\` (\`off\`, \`hint\`, \`info\`, \`warning\`, \`error\`).

Source: ${source} ([what the sections stand for](../sources.md)).

${'text' in rule ? rule.text : examples(rule)}`;
}

function examples(rule: Rule): string {
  const { good, bad } = rule;
  return `## Found

${bad.map((example) => found(rule, example)).join('\n')}
## Not found

${good.map(({ xml }) => block(xml)).join('\n')}`;
}

/** The lines around the first finding, and those that it stands against; `…` where lines are left out. */
function found(rule: Rule, example: Example): string {
  const { xml, at, against } = example;
  const start = at === undefined ? undefined : firstFinding(rule, example);
  if (start === undefined) return block(xml);
  const lines = xml.split('\n');
  const lineOf = (offset: number) => xml.slice(0, offset).split('\n').length - 1;
  const line = lineOf(start);
  const shown = new Set([...lines.keys()].filter((index) => Math.abs(index - line) <= 4));
  if (against !== undefined) shown.add(lineOf(xml.indexOf(against)));
  const parts = [...shown].sort((a, b) => a - b);
  return block(
    parts.map((index, i) => `${i > 0 && index !== (parts[i - 1] ?? 0) + 1 ? '…\n' : ''}${lines[index]}`).join('\n'),
  );
}

function firstFinding(rule: Rule, { xml, bytes, files = {}, valueSets }: Example): number | undefined {
  const document = CdaDocument.read(xml);
  if (!document) return undefined;
  const origin = { linkedFile: (href: string) => files[href] ?? { kind: 'unknown' as const }, ...(bytes && { bytes }) };
  const context = { circuit: Circuit.builtIn(), ucum, origin, ...(valueSets && { valueSets }) };
  return runRules([rule], document, context).kept[0]?.at.start;
}

function block(xml: string): string {
  return `\`\`\`xml\n${xml.trimEnd()}\n\`\`\`\n`;
}

function manifest(): string {
  const content = JSON.parse(read('package.json'));
  const setting = content.contributes.configuration.properties['cda.rules'];
  setting.additionalProperties = false;
  setting.properties = Object.fromEntries(
    all.map(({ id, severity }) => [
      id,
      {
        type: 'string',
        enum: ['off', 'hint', 'info', 'warning', 'error'],
        description: `%rule.${id}%`,
        default: severity,
      },
    ]),
  );
  return json(content);
}

/** The texts of the manifest in one language, those of the rules as the rules say them. */
function ruleTexts(file: string, language: 'en' | 'fr'): string {
  const others = Object.entries(JSON.parse(read(file))).filter(([key]) => !key.startsWith('rule.'));
  return json(Object.fromEntries([...others, ...all.map(({ id, summary }) => [`rule.${id}`, summary[language]])]));
}

function json(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

if (require.main === module) {
  const old = stale();
  if (process.argv.includes('--check')) {
    for (const file of old) console.error(`out of date: ${file} (npm run docs)`);
    process.exitCode = old.length > 0 ? 1 : 0;
  } else {
    const files = generated();
    mkdirSync(join(root, 'docs/rules'), { recursive: true });
    for (const file of leftOver(files)) rmSync(join(root, file));
    for (const [file, content] of files) writeFileSync(join(root, file), content);
  }
}
