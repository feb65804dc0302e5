import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { type CheckOptions, check, checkFormats } from './cli/check';
import {
  type CircuitOptions,
  circuitInUse,
  forgetCircuit,
  importCircuit,
  loadedCircuit,
  loincList,
  showAnalysis,
  sourcesInUse,
} from './cli/circuit';
import { convert } from './cli/convert';
import { CliFault } from './cli/fault';
import { ansPackage } from './cli/package';
import { render } from './cli/render';
import { results } from './cli/results';
import { usage } from './cli/usage';
import type { RuleSetting } from './protocol';
import { rules } from './rules';
import { officialRules } from './rules/official';
import type { Language, Text } from './text';

const options = {
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
  circuit: { type: 'string' },
  'loinc-biologie': { type: 'string' },
  code: { type: 'string' },
  'value-sets': { type: 'string', multiple: true, default: [] as string[] },
  package: { type: 'string' },
  official: { type: 'boolean' },
  'no-official': { type: 'boolean' },
  rule: { type: 'string', multiple: true, default: [] as string[] },
  'max-warnings': { type: 'string' },
  jobs: { type: 'string', short: 'j' },
  shard: { type: 'string' },
  stylesheet: { type: 'string' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Runs one command line; returns its exit code. */
async function main(args: string[]): Promise<number> {
  language = languageIn(args);
  const { values, positionals } = parse(args);
  language = languageOption(values.lang);
  if (values.version) process.stdout.write(`${version}\n`);
  const [command, ...inputs] = positionals;
  if (values.help) process.stdout.write(usage(version, command, optionsOf(command))[language]);
  if (values.version || values.help) return 0;
  refuseOptions(command, values);
  switch (command) {
    case 'check':
      if (inputs.length === 0)
        throw new CliFault({
          en: 'check needs a file, a folder or a pattern',
          fr: 'check attend un fichier, un dossier ou un motif',
        });
      return check(inputs, {
        format: checkFormat(values.format),
        rules: ruleSettings(values.rule),
        circuit: await loadedCircuit(values.circuit, language),
        ...(await loincList(values['loinc-biologie'])),
        valueSets: values['value-sets'],
        language,
        version,
        ...(values.output !== undefined && { output: values.output }),
        ...(values['max-warnings'] !== undefined && {
          maxWarnings: countOption('--max-warnings', values['max-warnings']),
        }),
        ...(values.package !== undefined && { package: values.package }),
        ...officialOption(values),
        ...(values.jobs !== undefined && { jobs: jobsOption(values.jobs) }),
        ...(values.shard !== undefined && { shard: shardOption(values.shard) }),
      });
    case 'render':
      if (inputs.length !== 1)
        throw new CliFault({ en: 'render needs exactly one file', fr: 'render attend un seul fichier' });
      return render(inputs[0] as string, { output: values.output, stylesheet: values.stylesheet, language });
    case 'package':
      return ansPackage(inputs, language);
    case 'circuit':
      return circuit(inputs, values.circuit, { format: formatOption(values.format), language });
    case 'results':
      if (inputs.length === 0)
        throw new CliFault({
          en: 'results needs a file, a folder or a pattern',
          fr: 'results attend un fichier, un dossier ou un motif',
        });
      return results(inputs, {
        format: resultsFormat(values.format),
        sources: await sourcesInUse(values.circuit, values['loinc-biologie'], language),
        language,
      });
    case 'convert':
      return convert(inputs, {
        circuit: await circuitInUse(values.circuit, language),
        language,
        ...(values.code !== undefined && { code: values.code }),
      });
    case undefined:
      throw new CliFault({
        en: 'no command: check, render, results, circuit, package or convert (cda --help)',
        fr: 'aucune commande : check, render, results, circuit, package ou convert (cda --help)',
      });
    default:
      throw new CliFault({
        en: `unknown command ${command} (cda --help)`,
        fr: `commande inconnue : ${command} (cda --help)`,
      });
  }
}

const everywhere = ['lang', 'help', 'version'];

/** Options that a command takes beside those of all. */
const accepted: Readonly<Record<string, readonly string[]>> = {
  check: [
    'format',
    'output',
    'circuit',
    'loinc-biologie',
    'value-sets',
    'package',
    'official',
    'no-official',
    'rule',
    'max-warnings',
    'jobs',
    'shard',
  ],
  render: ['output', 'stylesheet'],
  results: ['format', 'circuit', 'loinc-biologie'],
  circuit: ['format', 'circuit'],
  package: [],
  convert: ['code', 'circuit'],
};

function optionsOf(command = ''): readonly string[] | undefined {
  return Object.hasOwn(accepted, command) ? accepted[command] : undefined;
}

/** An option that would do nothing is a mistake of the user's. */
function refuseOptions(command: string | undefined, values: ReturnType<typeof parse>['values']): void {
  const known = optionsOf(command);
  const given = Object.entries(values).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  const foreign = known && given.find(([name]) => !known.includes(name) && !everywhere.includes(name));
  if (!foreign) return;
  throw new CliFault({
    en: `${command} takes no option --${foreign[0]} (cda --help)`,
    fr: `${command} n’a pas d’option --${foreign[0]} (cda --help)`,
  });
}

function circuit(inputs: string[], file: string | undefined, options: CircuitOptions): Promise<number> {
  const [action, subject, ...rest] = inputs;
  const isComplete = subject !== undefined && rest.length === 0;
  if (action === 'import' && isComplete) return importCircuit(subject, options);
  if (action === 'show' && isComplete) return showAnalysis(subject, file, options);
  if (action === 'forget' && subject === undefined) return forgetCircuit(options.language);
  throw new CliFault({
    en: 'circuit needs import FILE, show CODE or forget',
    fr: 'circuit attend import FICHIER, show CODE ou forget',
  });
}

/** Stands before a negative number, of which `convert` may be given one: it is no option. */
const negative = '\0';

function kept(text: string): string {
  return /^-\d/.test(text) ? negative + text : text;
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: args.includes('convert') ? args.map(kept) : args,
      options,
      allowPositionals: true,
    });
    return { values, positionals: positionals.map((text) => text.replace(negative, '')) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [reason = ''] = message.split(/\. |\n/);
    // Node speaks English only; the option stands in quotes, as `-o, --output <value>` where its value is missing.
    const option = /'(?:-\w, )?(-[^ ']*)/.exec(reason)?.[1] ?? '';
    const known = option === '' ? undefined : mistakes[code ?? '']?.(option, reason);
    throw new CliFault({ en: `${known?.en ?? reason} (cda --help)`, fr: `${known?.fr ?? reason} (cda --help)` });
  }
}

const mistakes: Readonly<Record<string, (option: string, reason: string) => Text>> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: (option, reason) => ({ en: reason, fr: `option inconnue : ${option}` }),
  // Where another option follows, Node calls the value ambiguous.
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: (option, reason) =>
    /does not take/.test(reason)
      ? { en: reason, fr: `l’option ${option} ne prend pas de valeur` }
      : { en: `the value of option ${option} is missing`, fr: `il manque la valeur de l’option ${option}` },
};

/** That of `--lang` even where the rest of the command line cannot be read; else that of the system. */
function languageIn(args: readonly string[]): Language {
  const [last] = args
    .flatMap((arg, index) => (arg === '--lang' ? args[index + 1] : /^--lang=(.*)/.exec(arg)?.[1]) ?? [])
    .slice(-1);
  return last === 'fr' || last === 'en' ? last : language;
}

/** The language of messages, from the environment until `--lang` is read. */
let language: Language = /^fr/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')
  ? 'fr'
  : 'en';

function languageOption(chosen: string = language): Language {
  if (chosen !== 'fr' && chosen !== 'en')
    throw new CliFault({ en: `--lang is fr or en, not ${chosen}`, fr: `--lang vaut fr ou en, pas ${chosen}` });
  return chosen;
}

function formatOption(value = 'text'): 'text' | 'json' {
  if (value !== 'text' && value !== 'json')
    throw new CliFault({
      en: `--format is text or json for circuit, not ${value}`,
      fr: `--format vaut text ou json pour circuit, pas ${value}`,
    });
  return value;
}

function resultsFormat(value = 'table'): 'table' | 'json' | 'csv' {
  if (value !== 'table' && value !== 'json' && value !== 'csv')
    throw new CliFault({
      en: `--format is table, json or csv for results, not ${value}`,
      fr: `--format vaut table, json ou csv pour results, pas ${value}`,
    });
  return value;
}

function checkFormat(value = 'text'): CheckOptions['format'] {
  const known = checkFormats.find((format) => format === value);
  if (known) return known;
  const list = checkFormats.join(', ');
  throw new CliFault({ en: `--format is one of ${list}, not ${value}`, fr: `--format vaut ${list}, pas ${value}` });
}

function countOption(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value))
    throw new CliFault({ en: `${name} is a number, not ${value}`, fr: `${name} est un nombre, pas ${value}` });
  return Number(value);
}

function officialOption(values: { official?: boolean; 'no-official'?: boolean; package?: string }) {
  const { official = false, 'no-official': none = false } = values;
  if (none && (official || values.package !== undefined)) {
    const other = official ? '--official' : '--package';
    throw new CliFault({
      en: `--no-official and ${other} contradict each other`,
      fr: `--no-official et ${other} se contredisent`,
    });
  }
  return none || official ? { official } : {};
}

function jobsOption(value: string): number {
  const jobs = countOption('--jobs', value);
  if (jobs >= 1 && jobs <= 64) return jobs;
  throw new CliFault({ en: `--jobs is from 1 to 64, not ${value}`, fr: `--jobs va de 1 à 64, pas ${value}` });
}

function shardOption(value: string): { index: number; count: number } {
  const [, index = 0, count = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? []).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new CliFault({
    en: `--shard is I/N with I from 1 to N, not ${value}`,
    fr: `--shard vaut I/N avec I de 1 à N, pas ${value}`,
  });
}

function ruleSettings(values: readonly string[]): Record<string, RuleSetting> {
  const settings: Record<string, RuleSetting> = {};
  for (const value of values) {
    const [id = '', severity = ''] = value.split('=', 2);
    if (![...rules, ...officialRules].some((rule) => rule.id === id))
      throw new CliFault({ en: `--rule: no rule ${id}`, fr: `--rule : aucune règle ${id}` });
    if (!['off', 'hint', 'info', 'warning', 'error'].includes(severity)) {
      throw new CliFault({
        en: `--rule ${id}= takes off, hint, info, warning or error, not ${severity || 'nothing'}`,
        fr: `--rule ${id}= attend off, hint, info, warning ou error, pas ${severity || 'rien'}`,
      });
    }
    settings[id] = severity as RuleSetting;
  }
  return settings;
}

/** A reader that has seen enough (`| head`) is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const said = error instanceof CliFault ? error.text[language] : (error as Error).stack;
    process.stderr.write(`cda: ${said ?? error}\n`);
    process.exitCode = 2;
  },
);
