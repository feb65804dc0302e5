import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CdaDocument } from '../cda/document';
import { OfficialChecker, type OfficialOptions, type SecondHalf } from '../official/official';
import { together } from '../official/together';
import { loadCircuit, loadLoincList, openCompiledCircuit } from '../package/circuitStore';
import { findPackage } from '../package/findPackage';
import { circuitCacheFolder } from '../package/folders';
import { linkedFiles, linkedFilesOr } from '../package/linkedFiles';
import { utf8Text } from '../package/utf8';
import { loadValueSets } from '../package/valueSetStore';
import { checkedFile, type FileReport, type OfficialReport } from '../report/model';
import { rules } from '../rules';
import { runRules } from '../rules/run';
import type { Fallback } from '../schematron/evaluator';
import { Circuit } from '../terminology/circuit';
import type { LoincSources } from '../terminology/loincList';
import { ucum } from '../terminology/ucum';
import { inTurn, type ValueSets } from '../terminology/valueSets';
import type { Text } from '../text';
import { decode } from '../xml/decode';
import { LineIndex } from '../xml/positions';
import type { BatchSetup } from './setup';

/** The largest published example has 3 MB; a text of twice this does not fit a string. */
const maxFileBytes = 256 * 2 ** 20;

/** Who runs the second half of the Schematrons of files elsewhere, at the same time. */
export interface Elsewhere {
  /** See `secondHalfOf`. */
  check(file: string): Promise<SecondHalf>;
  /** Begins the files that `check` will be asked for next, in their order, each once; those that were begun already stay as they are. */
  begin(files: readonly string[]): void;
}

/** Checks files one after the other, each as the editor would. */
export class Engine {
  private readonly checker: OfficialChecker;

  private constructor(
    private readonly setup: BatchSetup,
    private readonly sources: LoincSources,
    private readonly valueSets: ValueSets | undefined,
    /** What could not be read of what findings depend on beside the documents. */
    readonly notices: readonly Text[],
    fallback: Fallback | undefined,
    private readonly elsewhere: Elsewhere | undefined,
  ) {
    this.checker = new OfficialChecker(fallback);
  }

  /** `fallback`: see OfficialChecker. Rejects where the Circuit or LOINC Biologie cannot be read. */
  static async start(setup: BatchSetup, fallback?: Fallback, elsewhere?: Elsewhere): Promise<Engine> {
    const loaded = setup.valueSets.length > 0 ? await loadValueSets(setup.valueSets) : undefined;
    const notices = (loaded?.report.faults ?? []).map(({ source, message }) => ({
      en: `${source}: ${message.en}`,
      fr: `${source} : ${message.fr}`,
    }));
    return new Engine(setup, await sourcesOf(setup), loaded?.valueSets, notices, fallback, elsewhere);
  }

  /** Never rejects: a file that cannot be checked is reported so. `ahead` are the files that come after it, as far as that is known. */
  async check(file: string, ahead: readonly string[] = []): Promise<FileReport> {
    const secondHalf = this.elsewhere?.check(file);
    const ended = secondHalf?.catch(() => undefined);
    this.elsewhere?.begin(ahead);
    try {
      const bytes = bytesOf(file);
      return bytes instanceof Uint8Array ? await this.checkBytes(file, bytes, secondHalf) : bytes;
    } catch (error) {
      return failed(file, crashed(error));
    } finally {
      // What the other thread needs for a file is that file's, whatever became of it here.
      await ended;
    }
  }

  private async checkBytes(
    file: string,
    bytes: Uint8Array,
    secondHalf: Promise<SecondHalf> | undefined,
  ): Promise<FileReport> {
    const { text, ...encoding } = decode(bytes, utf8Text);
    const document = CdaDocument.read(text);
    if (!document) return { file, kind: 'skipped', reason: reasonToSkip(text) };
    const { sources, setup } = this;
    const path = resolve(file);
    const ansPackage = packageOf(setup, path);
    const valueSets = inTurn(this.valueSets, ansPackage?.valueSetSource);
    const context = {
      ...sources,
      ucum,
      ...(valueSets && { valueSets }),
      origin: { bytes: encoding, linkedFile: linkedFilesOr(linkedFiles(file), ansPackage) },
    };
    const ours = runRules(rules, document, context, setup.rules);
    const utf8 =
      encoding.encoding === 'utf-8' && encoding.valid ? bytes.subarray(encoding.byteOrderMark ? 3 : 0) : undefined;
    const official = await this.official(document, path, utf8, secondHalf);
    const all = {
      kept: together(document, ours.kept, official?.findings ?? []),
      silenced: [...ours.silenced, ...(official?.silenced ?? [])],
    };
    const report = checkedFile(file, document, new LineIndex(text), all, setup.excerpts);
    return official ? { ...report, official: official.report } : report;
  }

  private async official(
    document: CdaDocument,
    path: string,
    utf8: Uint8Array | undefined,
    secondHalf: Promise<SecondHalf> | undefined,
  ) {
    const options = officialOptions(this.setup, path);
    if (!options) return undefined;
    const { findings, silenced, schemas, skipped, notes } = await this.checker.check(
      document,
      path,
      { ...options, utf8 },
      secondHalf,
    );
    const report: OfficialReport = {
      ...(options.package && { package: options.package.version.text }),
      schemas: schemas.map(({ name }) => name),
      skipped,
      notes,
    };
    return { findings, silenced, report };
  }
}

/** How the setup wants a document checked officially; undefined where it does not. */
function officialOptions(setup: BatchSetup, path: string): OfficialOptions | undefined {
  const { official } = setup;
  if (!official) return undefined;
  return { package: packageOf(setup, path), schematrons: official.schematrons, xsd: true, rules: setup.rules };
}

function packageOf({ packages }: BatchSetup, path: string) {
  return findPackage({ ...packages, documentPath: path });
}

/** The second half of a file's Schematrons; undefined where there is none: whoever checks the rest says why. */
export function secondHalfOf(file: string, setup: BatchSetup, checker: OfficialChecker): SecondHalf {
  const bytes = bytesOf(file);
  const document = bytes instanceof Uint8Array ? CdaDocument.read(decode(bytes, utf8Text).text) : undefined;
  const path = resolve(file);
  const options = officialOptions(setup, path);
  return document && options && checker.secondHalf(document, path, options);
}

/** At once: a thread that checks one file after the other has nothing else to do, and waiting takes two milliseconds a file. */
function bytesOf(file: string): Uint8Array | FileReport {
  try {
    const { size } = statSync(file);
    return size > maxFileBytes ? failed(file, tooLarge(size)) : readFileSync(file);
  } catch (error) {
    return failed(file, unreadable(error as NodeJS.ErrnoException));
  }
}

async function sourcesOf(setup: BatchSetup): Promise<LoincSources> {
  const { loincBiologie: file } = setup;
  const loincBiologie = file === undefined ? undefined : await loadLoincList(file, { cacheDir: circuitCacheFolder() });
  return { circuit: await circuitOf(setup), ...(loincBiologie && { loincBiologie }) };
}

async function circuitOf({ circuit }: BatchSetup): Promise<Circuit> {
  if (!circuit) return Circuit.builtIn();
  const kept = circuit.compiled === undefined ? undefined : await openCompiledCircuit(circuit.compiled, circuit.file);
  return (kept ?? (await loadCircuit(circuit.file))).circuit;
}

/** What a file that could not be checked is reported as. */
export function failed(file: string, reason: Text): FileReport {
  return { file, kind: 'skipped', reason, failed: true };
}

function reasonToSkip(text: string): Text {
  if (text.trim() === '') return { en: 'the file is empty', fr: 'le fichier est vide' };
  if (!text.trimStart().startsWith('<')) return { en: 'not an XML document', fr: 'ce n’est pas un document XML' };
  return {
    en: 'not a CDA document: it has no ClinicalDocument',
    fr: 'ce n’est pas un document CDA : aucun ClinicalDocument',
  };
}

function crashed(error: unknown): Text {
  const reason = error instanceof Error ? error.message : String(error);
  return { en: `the check failed: ${reason}`, fr: `la vérification a échoué : ${reason}` };
}

function tooLarge(size: number): Text {
  const megabytes = Math.round(size / 2 ** 20);
  return { en: `the file is too large: ${megabytes} MB`, fr: `le fichier est trop volumineux : ${megabytes} Mo` };
}

function unreadable({ code, message }: NodeJS.ErrnoException): Text {
  if (code === 'ENOENT') return { en: 'the file does not exist any more', fr: 'le fichier n’existe plus' };
  if (code === 'EACCES') return { en: 'the file may not be read', fr: 'la lecture du fichier est interdite' };
  return { en: `the file cannot be read: ${message}`, fr: `le fichier ne peut pas être lu : ${message}` };
}
