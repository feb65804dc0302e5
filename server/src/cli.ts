import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { check } from './cli/check';
import { type CircuitOptions, circuitInUse, importCircuit, showAnalysis } from './cli/circuit';
import { convert } from './cli/convert';
import { CliFault } from './cli/fault';
import { render } from './cli/render';
import { results } from './cli/results';
import type { RuleSetting } from './protocol';
import { RenderError } from './render/errors';
import { rules } from './rules';
import type { Language } from './text';

const usage = `CDA Workbench ${version}

  cda check   FILE|DIR|GLOB…  [--format text|json] [--output FILE] [--circuit FILE] [--no-official]
                              [--rule ID=off|hint|info|warning|error]… [--max-warnings N] [--lang fr|en]
  cda render  FILE            [-o OUT.html] [--lang fr|en]
  cda results FILE|DIR|GLOB…  [--format table|json|csv] [--circuit FILE] [--lang fr|en]
  cda circuit import FILE     [--format text|json] [--lang fr|en]
  cda circuit show CODE       [--circuit FILE] [--format text|json] [--lang fr|en]
  cda convert VALUE FROM TO   [--code LOINC] [--circuit FILE] [--lang fr|en]

Exit codes: 0 no error finding (and warnings within --max-warnings), 1 findings, 2 could not run.
`;

const options = {
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
  circuit: { type: 'string' },
  code: { type: 'string' },
  // Official validation does not exist yet: a script may already say that it does not want it.
  'no-official': { type: 'boolean' },
  rule: { type: 'string', multiple: true, default: [] as string[] },
  'max-warnings': { type: 'string' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Runs one command line; returns its exit code. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.version) process.stdout.write(`${version}\n`);
  if (values.help) process.stdout.write(usage);
  if (values.version || values.help) return 0;
  const [command, ...inputs] = positionals;
  const language = languageOption(values.lang);
  switch (command) {
    case 'check':
      if (inputs.length === 0) throw new CliFault('check needs a file, a folder or a pattern');
      return check(inputs, {
        format: formatOption(values.format),
        rules: ruleSettings(values.rule),
        circuit: await circuitInUse(values.circuit, language),
        language,
        version,
        ...(values.output !== undefined && { output: values.output }),
        ...(values['max-warnings'] !== undefined && { maxWarnings: countOption(values['max-warnings']) }),
      });
    case 'render':
      if (inputs.length !== 1) throw new CliFault('render needs exactly one file');
      return render(inputs[0] as string, values.output, language);
    case 'circuit':
      return circuit(inputs, values.circuit, { format: formatOption(values.format), language });
    case 'results':
      if (inputs.length === 0) throw new CliFault('results needs a file, a folder or a pattern');
      return results(inputs, {
        format: resultsFormat(values.format),
        circuit: await circuitInUse(values.circuit, language),
        language,
      });
    case 'convert':
      return convert(inputs, {
        circuit: await circuitInUse(values.circuit, language),
        language,
        ...(values.code !== undefined && { code: values.code }),
      });
    case undefined:
      throw new CliFault('no command: check, render, results, circuit or convert (cda --help)');
    default:
      throw new CliFault(`unknown command ${command} (cda --help)`);
  }
}

function circuit(inputs: string[], file: string | undefined, options: CircuitOptions): Promise<number> {
  const [action, subject, ...rest] = inputs;
  const isComplete = subject !== undefined && rest.length === 0;
  if (action === 'import' && isComplete) return importCircuit(subject, options);
  if (action === 'show' && isComplete) return showAnalysis(subject, file, options);
  throw new CliFault('circuit needs import FILE or show CODE');
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new CliFault((error as Error).message.split('. ')[0] ?? 'bad option');
  }
}

function languageOption(value: string | undefined): Language {
  const chosen =
    value ?? (/^fr/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '') ? 'fr' : 'en');
  if (chosen !== 'fr' && chosen !== 'en') throw new CliFault(`--lang is fr or en, not ${chosen}`);
  return chosen;
}

function formatOption(value = 'text'): 'text' | 'json' {
  if (value !== 'text' && value !== 'json')
    throw new CliFault(`--format is text or json in this version, not ${value}`);
  return value;
}

function resultsFormat(value = 'table'): 'table' | 'json' | 'csv' {
  if (value !== 'table' && value !== 'json' && value !== 'csv')
    throw new CliFault(`--format is table, json or csv for results, not ${value}`);
  return value;
}

function countOption(value: string): number {
  if (!/^\d+$/.test(value)) throw new CliFault(`--max-warnings is a number, not ${value}`);
  return Number(value);
}

function ruleSettings(values: readonly string[]): Record<string, RuleSetting> {
  const settings: Record<string, RuleSetting> = {};
  for (const value of values) {
    const [id = '', severity = ''] = value.split('=', 2);
    if (!rules.some((rule) => rule.id === id)) throw new CliFault(`--rule: no rule ${id}`);
    if (!['off', 'hint', 'info', 'warning', 'error'].includes(severity)) {
      throw new CliFault(`--rule: ${id} can be off, hint, info, warning or error, not ${severity || 'nothing'}`);
    }
    settings[id] = severity as RuleSetting;
  }
  return settings;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const expected = error instanceof CliFault || error instanceof RenderError;
    process.stderr.write(`cda: ${expected ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exitCode = 2;
  },
);
