import { availableParallelism } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { Engine } from '../batch/engine';
import { BatchError, checkFiles } from '../batch/pool';
import type { BatchSetup } from '../batch/setup';
import { findPackage, settingProblem } from '../package/findPackage';
import { packageFolder } from '../package/folders';
import { installedPackage } from '../package/installedPackage';
import type { RuleSetting } from '../protocol';
import { SaxonSandbox } from '../render/foreign/sandbox';
import { githubReport } from '../report/github';
import { htmlReport } from '../report/html';
import { jsonReport } from '../report/json';
import { junitReport } from '../report/junit';
import { type FileReport, summarize } from '../report/model';
import { sarifReport } from '../report/sarif';
import { textReport } from '../report/text';
import { SaxonFallback } from '../schematron/saxonFallback';
import type { Language, Text } from '../text';
import { tuneForBatch } from '../v8';
import type { CircuitInUse, LoincFile } from './circuit';
import { sourceText } from './circuitText';
import { CliFault } from './fault';
import { expandFiles, writeOutput } from './files';
import { requireValueSets } from './valueSets';

export const checkFormats = ['text', 'json', 'sarif', 'junit', 'github', 'html'] as const;

export interface CheckOptions {
  readonly format: (typeof checkFormats)[number];
  readonly output?: string;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** The Circuit in use. */
  readonly circuit: CircuitInUse;
  readonly loincBiologie?: LoincFile;
  /** Files, folders and zips of value sets. */
  readonly valueSets: readonly string[];
  /** More warnings than this count as findings; absent: warnings never do. */
  readonly maxWarnings?: number;
  /** Threads; absent: as the machine and the number of files suggest. */
  readonly jobs?: number;
  /** `--package`: folder of the ANS package. */
  readonly package?: string;
  /** XSD and Schematron: wanted, not wanted, or where a package is found. */
  readonly official?: boolean;
  /** Only the part `index` (from 1) of `count` of the files. */
  readonly shard?: { readonly index: number; readonly count: number };
  readonly language: Language;
  readonly version: string;
}

/** Checks files, writes the report, returns the exit code: 2 where a file could not be checked. */
export async function check(inputs: readonly string[], options: CheckOptions): Promise<0 | 1 | 2> {
  const { output, language, shard, maxWarnings = Number.POSITIVE_INFINITY } = options;
  const all = await expandFiles(inputs);
  await requireValueSets(options.valueSets);
  // Every machine sees the same order, so that the parts of a run never overlap.
  const files = shard ? all.filter((_, index) => index % shard.count === shard.index - 1) : all;
  const reports = await run(files, options);
  await writeOutput(output, await reportOf(reports, options));
  const failed = reports.filter((report) => report.kind === 'skipped' && report.failed);
  if (failed.length > 0) {
    const text: Text = {
      en: `${failed.length} file(s) could not be checked, the first one: ${failed[0]?.file}`,
      fr: `${failed.length} fichier(s) n’ont pas pu être vérifiés, dont : ${failed[0]?.file}`,
    };
    process.stderr.write(`cda: ${text[language]}\n`);
    return 2;
  }
  const { errors, warnings } = summarize(reports);
  return errors > 0 || warnings > maxWarnings ? 1 : 0;
}

async function run(files: readonly string[], options: CheckOptions): Promise<FileReport[]> {
  tuneForBatch();
  const { language, circuit } = options;
  const { compiledPath: compiled, file } = circuit;
  const setup: BatchSetup = {
    rules: options.rules,
    ...(file !== undefined && { circuit: { file, ...(compiled !== undefined && { compiled }) } }),
    ...(options.loincBiologie && { loincBiologie: options.loincBiologie.file }),
    valueSets: options.valueSets,
    packages: packagePlaces(options),
    ...(options.official !== false && { official: { schematrons: 'both' } }),
    excerpts: options.format === 'html',
  };
  const notice = (text: Text) => process.stderr.write(`${text[language]}\n`);
  const jobs = options.jobs ?? suggestedJobs(files.length);
  if (jobs > 1) {
    const workerPath = join(__dirname, 'checkWorker.js');
    try {
      return await checkFiles(files, { setup, jobs, workerPath, onNotice: notice });
    } catch (error) {
      throw error instanceof BatchError ? new CliFault(error.text) : error;
    }
  }
  const engine = await Engine.start(
    setup,
    new SaxonFallback(() => new SaxonSandbox(__filename, () => undefined).saxon),
  );
  engine.notices.forEach(notice);
  const reports: FileReport[] = [];
  for (const one of files) reports.push(await engine.check(one));
  return reports;
}

/** A wrong `--package`, or none where `--official` asks for one, is told before anything is checked. */
function packagePlaces({ package: folder, official }: CheckOptions): BatchSetup['packages'] {
  const setting = folder === undefined ? undefined : resolve(folder);
  const problem = setting === undefined ? undefined : settingProblem(setting);
  if (problem) throw new CliFault({ en: `--package: ${problem.en}`, fr: `--package : ${problem.fr}` });
  const installed = installedPackage(packageFolder());
  const places = {
    ...(setting !== undefined && { setting }),
    workspaceFolders: [process.cwd()],
    ...(installed !== undefined && { installed }),
  };
  if (official && !findPackage(places)) {
    throw new CliFault({
      en: '--official: no ANS package here; name its folder with --package or install it with cda package install',
      fr: '--official : aucun paquet de l’ANS ici ; indiquer son dossier par --package ou l’installer par cda package install',
    });
  }
  return places;
}

/** A thread costs about as much as some files: few files need none. */
function suggestedJobs(files: number): number {
  return Math.min(availableParallelism(), 4, Math.ceil(files / 12));
}

/** Relative to the working directory where it lies below. */
function fromHere(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

async function reportOf(reports: readonly FileReport[], options: CheckOptions): Promise<string> {
  const { format, version, language } = options;
  const circuit = sourceText(options.circuit.circuit);
  switch (format) {
    case 'text':
      return textReport(reports, circuit, language);
    case 'json':
      return jsonReport(reports, version, circuit, language);
    case 'sarif':
      return sarifReport(reports, { version, language, shown: fromHere });
    case 'junit':
      return junitReport(reports, language);
    case 'github':
      return githubReport(reports, { language, shown: fromHere });
    case 'html':
      return htmlReport(reports, { version, circuit, date: new Date(), language, absolute: (file) => resolve(file) });
  }
}
