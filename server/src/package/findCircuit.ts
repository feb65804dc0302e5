import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isCircuit } from '../terminology/load/recognize';

/** Folders below a workspace folder that are looked into, and entries looked at: a workspace may be a home folder. */
const MOST_DEEP = 3;
const MOST_ENTRIES = 5000;
/** Workbooks of another name that are opened to see the names of their sheets. */
const MOST_OPENED = 20;
const MAX_BYTES = 64 * 2 ** 20;
/** Tables are told by their first lines. */
const HEAD_BYTES = 64 * 2 ** 10;

const NAME = /circuit[\W_]*(?:de[\W_]*la[\W_]*)?bio/i;
const WORKBOOK = /\.xlsx$/i;
const TABLE = /\.(?:csv|tabs|tsv)$/i;

/**
 * The Circuit de la biologie that lies in a workspace: a workbook with its sheet, or a table of its name with its headings; of several
 * the one whose name says so, then the one changed last. `undefined` if there is none.
 */
export async function findCircuit(folders: readonly string[]): Promise<string | undefined> {
  const files: string[] = [];
  for (const folder of folders) files.push(...(await filesBelow(folder)));
  const named = files.filter((path) => NAME.test(basename(path)));
  const others = files.filter((path) => WORKBOOK.test(path) && !named.includes(path)).slice(0, MOST_OPENED);
  for (const group of [named, others]) {
    for (const path of await newestFirst(group)) if (await isCircuitFile(path)) return path;
  }
  return undefined;
}

/** Workbooks and tables, the nearest first. */
async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  let level = [folder];
  let left = MOST_ENTRIES;
  for (let depth = 0; depth <= MOST_DEEP && level.length > 0 && left > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
      for (const entry of entries.slice(0, left)) {
        if (entry.isFile() && (WORKBOOK.test(entry.name) || TABLE.test(entry.name))) files.push(join(path, entry.name));
        else if (entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name)) next.push(join(path, entry.name));
      }
      left -= entries.length;
      if (left <= 0) break;
    }
    level = next;
  }
  return files;
}

async function newestFirst(paths: readonly string[]): Promise<string[]> {
  const aged = await Promise.all(
    paths.map(async (path) => ({ path, time: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  return aged.sort((a, b) => b.time - a.time).map(({ path }) => path);
}

async function isCircuitFile(path: string): Promise<boolean> {
  try {
    if (!WORKBOOK.test(path)) return await isCircuit(await headOf(path));
    return (await stat(path)).size <= MAX_BYTES && (await isCircuit(await readFile(path)));
  } catch {
    // Gone or not to be read meanwhile.
    return false;
  }
}

/** The first whole lines of a table. */
async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const read = buffer.subarray(0, bytesRead);
    return bytesRead < HEAD_BYTES ? read : read.subarray(0, read.lastIndexOf(10) + 1);
  } finally {
    await file.close();
  }
}
