import { readFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type LoadedCircuit, loadCircuit, loadLoincList, openCompiledCircuit } from '../package/circuitStore';
import { circuitCacheFolder, userFolder } from '../package/folders';
import { writeWhole } from '../package/writeWhole';
import { Circuit, type CircuitRow } from '../terminology/circuit';
import { CircuitError } from '../terminology/load/errors';
import type { LoincList, LoincSources } from '../terminology/loincList';
import type { Language, Text } from '../text';
import { circuitReport, rowText, sourceText } from './circuitText';
import { CliFault } from './fault';
import { cannotWrite } from './files';

export interface CircuitOptions {
  readonly format: 'text' | 'json';
  readonly language: Language;
}

/** What `cda circuit import` remembers: the compiled index, and the file it can be made from again. */
interface Imported {
  readonly compiled: string;
  readonly file: string;
}

/**
 * `cda circuit import FILE`: reads the file, says what it holds, and keeps the compiled index as the Circuit in use where no
 * `--circuit` is given; the file itself is no longer needed. A file that cannot be read changes nothing.
 */
export async function importCircuit(file: string, { format, language }: CircuitOptions): Promise<0> {
  const { report, compiledPath = '' } = await load(file, dataFolder());
  const imported: Imported = { compiled: compiledPath, file: resolve(file) };
  const memory = memoryFile();
  await writeWhole(memory, `${JSON.stringify(imported, null, 2)}\n`).catch((error: Error) =>
    Promise.reject(cannotWrite(memory, error)),
  );
  if (format === 'json') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else process.stdout.write(`${circuitReport(report, language)}\n${remembered[language]}\n`);
  return 0;
}

const remembered: Text = {
  en: 'Used from now on where no --circuit is given; cda circuit forget goes back to the built-in excerpt.',
  fr: 'Utilisé désormais sans --circuit ; cda circuit forget revient à l’extrait intégré.',
};

/** `cda circuit forget`: the built-in excerpt is in use again where no `--circuit` is given. */
export async function forgetCircuit(language: Language): Promise<0> {
  const imported = await readMemory();
  if (!imported) {
    throw new CliFault({
      en: 'no Circuit was imported: there is nothing to forget',
      fr: 'aucun Circuit n’a été importé : il n’y a rien à oublier',
    });
  }
  const memory = memoryFile();
  await rm(memory).catch((error: Error) => Promise.reject(cannotWrite(memory, error)));
  await rm(dataFolder(), { recursive: true, force: true }).catch(() => undefined);
  const name = basename(imported.file);
  const text: Text = {
    en: `${name} is forgotten, the built-in excerpt is used again.`,
    fr: `${name} est oublié, l’extrait intégré sert de nouveau.`,
  };
  process.stdout.write(`${text[language]}\n`);
  return 0;
}

/** `cda circuit show CODE`: one analysis by its LOINC or waiting code; exit code 1 where the Circuit does not have it. */
export async function showAnalysis(
  code: string,
  file: string | undefined,
  { format, language }: CircuitOptions,
): Promise<0 | 1> {
  const circuit = await circuitInUse(file, language);
  const row = circuit.find(code) ?? circuit.findByWaitingCode(code);
  if (!row) {
    const source = sourceText(circuit);
    const text = {
      en: `${code} is not in the Circuit (${source.en})`,
      fr: `${code} n’est pas dans le Circuit (${source.fr})`,
    };
    process.stderr.write(`cda: ${text[language]}\n`);
    return 1;
  }
  process.stdout.write(
    format === 'json' ? `${JSON.stringify(jsonRow(circuit, row), null, 2)}\n` : rowText(circuit, row, language),
  );
  return 0;
}

function jsonRow({ info }: Circuit, row: CircuitRow) {
  return { ...row, source: info.source, builtIn: info.builtIn };
}

export async function circuitInUse(file: string | undefined, language: Language): Promise<Circuit> {
  return (await loadedCircuit(file, language)).circuit;
}

/** A Circuit, and where a thread finds it again; the built-in excerpt stands nowhere. */
export interface CircuitInUse {
  readonly circuit: Circuit;
  readonly file?: string;
  readonly compiledPath?: string;
}

/** The Circuit of `--circuit FILE`; else the imported one, a note on stderr saying so if it is gone; else the built-in excerpt. */
export async function loadedCircuit(file: string | undefined, language: Language): Promise<CircuitInUse> {
  if (file !== undefined) return { ...(await load(file, circuitCacheFolder())), file };
  const imported = await readMemory();
  if (!imported) return { circuit: Circuit.builtIn() };
  try {
    const kept = await openCompiledCircuit(imported.compiled, imported.file);
    return { ...(kept ?? (await load(imported.file, dataFolder()))), file: imported.file };
  } catch (error) {
    if (!(error instanceof CliFault)) throw error;
    const text = {
      en: `the imported Circuit is not available, the built-in excerpt is used instead (${error.text.en})`,
      fr: `le Circuit importé n’est pas disponible, l’extrait intégré est utilisé (${error.text.fr})`,
    };
    process.stderr.write(`cda: ${text[language]}\n`);
    return { circuit: Circuit.builtIn() };
  }
}

/** The Circuit in use, and LOINC Biologie from the file of `--loinc-biologie`. */
export async function sourcesInUse(
  circuit: string | undefined,
  list: string | undefined,
  language: Language,
): Promise<LoincSources> {
  const { loincBiologie } = await loincList(list);
  return {
    circuit: await circuitInUse(circuit, language),
    ...(loincBiologie && { loincBiologie: loincBiologie.list }),
  };
}

/** A list, and the file in which a thread finds it again. */
export interface LoincFile {
  readonly list: LoincList;
  readonly file: string;
}

/** LOINC Biologie from the file of `--loinc-biologie`, if one is given. */
export async function loincList(file: string | undefined): Promise<{ readonly loincBiologie?: LoincFile }> {
  if (file === undefined) return {};
  const list = await reading(file, loadLoincList(file, inCache(circuitCacheFolder())));
  return { loincBiologie: { list, file } };
}

function load(file: string, cacheDir: string): Promise<LoadedCircuit> {
  return reading(file, loadCircuit(file, inCache(cacheDir)));
}

function inCache(cacheDir: string) {
  return { cacheDir, workerPath: join(__dirname, 'circuitWorker.js') };
}

async function reading<T>(file: string, loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    if (!(error instanceof CircuitError)) throw error;
    throw new CliFault({ en: `${file}: ${error.text.en}`, fr: `${file} : ${error.text.fr}` });
  }
}

async function readMemory(): Promise<Imported | undefined> {
  const text = await readFile(memoryFile(), 'utf8').catch(() => '{}');
  try {
    const { compiled, file } = JSON.parse(text) as Partial<Record<keyof Imported, unknown>>;
    return typeof compiled === 'string' && typeof file === 'string' ? { compiled, file } : undefined;
  } catch {
    // Somebody else's text: as if nothing had been imported.
    return undefined;
  }
}

/** What was imported is not a cache: nothing but another import may replace it. */
function dataFolder(): string {
  return join(userFolder('data'), 'imported');
}

function memoryFile(): string {
  return join(userFolder('config'), 'circuit.json');
}
