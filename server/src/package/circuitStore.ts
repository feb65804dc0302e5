import { webcrypto } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Circuit } from '../terminology/circuit';
import { COMPILED_VERSION, openCompiled } from '../terminology/load/compiled';
import { CircuitError } from '../terminology/load/errors';
import type { ReadCircuit } from '../terminology/load/readCircuit';
import type { LoadReport } from '../terminology/load/report';
import { LoincList } from '../terminology/loincList';
import type { CircuitJob } from './circuitJob';
import { runOnThread, type ThreadOptions } from './circuitThread';
import { writeWhole } from './writeWhole';

/** No workbook of the field comes near. */
const MAX_FILE_BYTES = 256 * 2 ** 20;
/** Compiled tables kept, the last written ones. */
const KEPT = 8;

export interface LoadOptions extends ThreadOptions {
  /** Folder for compiled tables, made when needed; without it nothing is kept. */
  readonly cacheDir?: string;
}

export interface LoadedCircuit {
  readonly circuit: Circuit;
  readonly report: LoadReport;
  /** Where the compiled table is kept, for `openCompiledCircuit`; absent without a cache folder. */
  readonly compiledPath?: string;
}

/**
 * Loads the Circuit de la biologie from a workbook, a delimited table or a value set. What was compiled from the same bytes before
 * is taken from the cache; else a thread reads the file. Rejects with a CircuitError.
 */
export function loadCircuit(path: string, options: LoadOptions = {}): Promise<LoadedCircuit> {
  return load('circuit', path, options);
}

/** Loads LOINC Biologie, or any list of LOINC codes and labels, in the same way. */
export async function loadLoincList(path: string, options: LoadOptions = {}): Promise<LoincList> {
  return new LoincList((await load('loinc', path, options)).circuit);
}

async function load(kind: CircuitJob['kind'], path: string, options: LoadOptions): Promise<LoadedCircuit> {
  const { cacheDir } = options;
  const bytes = await readSource(path);
  const source = basename(path);
  const cacheFile = cacheDir && join(cacheDir, `${await sha256(bytes)}-${kind}-${COMPILED_VERSION}.circuit`);
  const cached = cacheFile === undefined ? undefined : await readCache(cacheFile);
  if (cached) return wrap(cached, source, cacheFile);
  const { compiled } = await runOnThread({ kind, bytes, source }, options);
  const read = openCompiled(compiled);
  if (!read) throw new Error('not a compiled table');
  if (cacheFile) await writeCache(cacheFile, compiled);
  return wrap(read, source, cacheFile);
}

/** The Circuit of a `compiledPath`, named as `file` but without reading it; `undefined` if it is gone, damaged or of another version. */
export async function openCompiledCircuit(compiledPath: string, file: string): Promise<LoadedCircuit | undefined> {
  const read = await readCache(compiledPath);
  return read && wrap(read, basename(file), compiledPath);
}

/** The same bytes may have another name now. */
function wrap({ table, report }: ReadCircuit, source: string, compiledPath: string | undefined): LoadedCircuit {
  return {
    circuit: new Circuit(table, { builtIn: false, source }),
    report: { ...report, source },
    ...(compiledPath !== undefined && { compiledPath }),
  };
}

async function readSource(path: string): Promise<Uint8Array> {
  try {
    const entry = await stat(path);
    if (entry.isDirectory()) {
      throw new CircuitError('unreadable', {
        en: 'This is a folder, not a file.',
        fr: 'C’est un dossier, pas un fichier.',
      });
    }
    const { size } = entry;
    if (size > MAX_FILE_BYTES) {
      throw new CircuitError('too-large', {
        en: `The file is refused: ${Math.round(size / 2 ** 20)} MB.`,
        fr: `Le fichier est refusé : ${Math.round(size / 2 ** 20)} Mo.`,
      });
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof CircuitError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CircuitError('unreadable', {
      en: code === 'ENOENT' ? 'The file does not exist.' : `The file cannot be opened: ${message}.`,
      fr: code === 'ENOENT' ? 'Le fichier n’existe pas.' : `Le fichier ne peut pas être ouvert : ${message}.`,
    });
  }
}

/** On a thread of the pool. */
async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

/** A cache file is a compiled table, which knows whether it is damaged: that is as good as none. */
async function readCache(path: string): Promise<ReadCircuit | undefined> {
  const file = await readFile(path).catch(() => undefined);
  if (!file) return undefined;
  const { buffer, byteOffset, byteLength } = file;
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength;
  return openCompiled((isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer);
}

/** A folder that cannot be written costs only the time saved. */
async function writeCache(path: string, compiled: ArrayBuffer): Promise<void> {
  try {
    await writeWhole(path, new Uint8Array(compiled));
    await prune(dirname(path));
  } catch {
    // The next reading takes as long as this one.
  }
}

async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.circuit'));
  if (names.length <= KEPT) return;
  const ages = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), time: (await stat(join(folder, name))).mtimeMs })),
  );
  ages.sort((a, b) => b.time - a.time);
  for (const { path } of ages.slice(KEPT)) await rm(path, { force: true });
}
