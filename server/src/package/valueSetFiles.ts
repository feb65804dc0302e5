import { closeSync, type Dirent, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { openZip } from '../terminology/load/zip';
import { tooLarge } from '../terminology/valueSets/errors';

/** Larger files are refused: the largest published value set has 1.5 MB. */
export const maxFileBytes = 64 * 2 ** 20;
/** All parts of a zip together, once inflated. */
const maxZipBytes = 512 * 2 ** 20;
/** Files looked at in one folder, its folders included. */
const maxFiles = 20_000;
const headBytes = 4096;

/** A file or a part of a zip. */
export interface SourceFile {
  readonly source: string;
  /** Enough to tell what it is where it is a value set, else all of it. */
  head(): Uint8Array;
  /** Throws where it cannot be read (any more). */
  bytes(): Uint8Array;
}

/**
 * Files that may hold value sets in a folder and the folders below; hidden ones, dependencies and folders below that cannot be read
 * are left out. Throws where the folder itself cannot be read.
 */
export function* filesBelow(folder: string): Generator<string> {
  const open = [folder];
  let left = maxFiles;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of next === folder ? entriesIn(next) : entriesOf(next)) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || left-- <= 0) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() && /^\.(?:xml|json|tabs|csv|zip)$/i.test(extname(entry.name))) yield path;
    }
  }
}

/** In the order of their names; throws where the folder cannot be read. */
function entriesIn(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** In the order of their names; none where the folder cannot be read. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return entriesIn(folder);
  } catch {
    return [];
  }
}

export function plainFile(path: string): SourceFile {
  return {
    source: path,
    head: () => readHead(path),
    bytes: () => {
      const { size } = statSync(path);
      if (size > maxFileBytes) throw tooLarge(size);
      return readFileSync(path);
    },
  };
}

function readHead(path: string): Uint8Array {
  const buffer = Buffer.alloc(headBytes);
  const file = openSync(path, 'r');
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, headBytes, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * The parts of a zip that may be value sets; each is inflated once, then kept compressed until it is asked for. Rejects where the
 * zip is damaged or its content out of proportion.
 */
export async function* zipParts(path: string): AsyncGenerator<SourceFile> {
  const zip = plainFile(path).bytes();
  let total = 0;
  for (const part of (await openZip(zip)).values()) {
    if (!/\.(?:xml|json|tabs|csv)$/i.test(part.name)) continue;
    total += part.size;
    if (part.size > maxFileBytes) throw tooLarge(part.size);
    if (total > maxZipBytes) throw tooLarge(total);
    const chunks: Uint8Array[] = [];
    for await (const chunk of part.chunks()) chunks.push(chunk);
    yield packed(`${path}#${part.name}`, Buffer.concat(chunks));
  }
}

function packed(source: string, bytes: Uint8Array): SourceFile {
  const head = bytes.slice(0, headBytes);
  const compressed = deflateRawSync(bytes, { level: 1 });
  return { source, head: () => head, bytes: () => inflateRawSync(compressed, { maxOutputLength: maxFileBytes }) };
}
