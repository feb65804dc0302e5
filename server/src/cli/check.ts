import { CdaDocument } from '../cda/document';
import { linkedFiles } from '../package/linkedFiles';
import { loadValueSets } from '../package/valueSetStore';
import type { RuleSetting } from '../protocol';
import { jsonReport } from '../report/json';
import { checkedFile, type FileReport, summarize } from '../report/model';
import { textReport } from '../report/text';
import { rules } from '../rules';
import { runRules } from '../rules/run';
import type { Circuit } from '../terminology/circuit';
import { ucum } from '../terminology/ucum';
import type { ValueSets } from '../terminology/valueSets';
import type { Language } from '../text';
import { decode } from '../xml/decode';
import { LineIndex } from '../xml/positions';
import { expandFiles, readInput, writeOutput } from './files';

export interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly circuit: Circuit;
  /** Files, folders and zips of value sets. */
  readonly valueSets: readonly string[];
  /** More warnings than this count as findings; absent: warnings never do. */
  readonly maxWarnings?: number;
  readonly language: Language;
  readonly version: string;
}

/** Checks files with our own rules, writes the report, returns the exit code. */
export async function check(inputs: readonly string[], options: CheckOptions): Promise<0 | 1> {
  const { format, output, language, version, maxWarnings = Number.POSITIVE_INFINITY } = options;
  const files = await expandFiles(inputs);
  const valueSets = await valueSetsIn(options.valueSets, language);
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await checkFile(file, valueSets, options));
  const report = format === 'json' ? jsonReport(reports, version, language) : textReport(reports, language);
  await writeOutput(output, report);
  const { errors, warnings } = summarize(reports);
  return errors > 0 || warnings > maxWarnings ? 1 : 0;
}

/** Undefined where none are named; what cannot be read is said on stderr. */
async function valueSetsIn(paths: readonly string[], language: Language): Promise<ValueSets | undefined> {
  if (paths.length === 0) return undefined;
  const { valueSets, report } = await loadValueSets(paths);
  for (const { source, message } of report.faults) process.stderr.write(`${source}: ${message[language]}\n`);
  return valueSets;
}

async function checkFile(
  file: string,
  valueSets: ValueSets | undefined,
  { rules: settings, circuit, language }: CheckOptions,
): Promise<FileReport> {
  const { text, ...encoding } = decode(await readInput(file));
  const document = CdaDocument.read(text);
  if (!document) return { file, kind: 'skipped', reason: reasonToSkip(text)[language] };
  const context = {
    circuit,
    ucum,
    ...(valueSets && { valueSets }),
    origin: { bytes: encoding, linkedFile: linkedFiles(file) },
  };
  const { kept } = runRules(rules, document, context, settings);
  return checkedFile(file, document, new LineIndex(text), kept);
}

function reasonToSkip(text: string): Record<Language, string> {
  if (text.trim() === '') return { en: 'the file is empty', fr: 'le fichier est vide' };
  if (!text.trimStart().startsWith('<')) return { en: 'not an XML document', fr: 'ce n’est pas un document XML' };
  return {
    en: 'not a CDA document: it has no ClinicalDocument',
    fr: 'ce n’est pas un document CDA : aucun ClinicalDocument',
  };
}
