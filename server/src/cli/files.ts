import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import type { Text } from '../text';
import { CliFault } from './fault';

/** Folders below a named one that hold no documents of the user's. */
const ignore = ['**/node_modules/**', '**/.git/**'];

/** Files that FILE, DIR and GLOB arguments name, each once, in a stable order; a folder stands for the XML files below it. */
export async function expandFiles(inputs: readonly string[]): Promise<string[]> {
  const files = new Map<string, string>();
  for (const input of inputs) {
    for (const file of await expand(input)) if (!files.has(resolve(file))) files.set(resolve(file), file);
  }
  return [...files.values()];
}

async function expand(input: string): Promise<string[]> {
  const entry = await stat(input).catch(() => undefined);
  if (entry?.isFile()) return [input];
  if (entry?.isDirectory()) {
    const options = { cwd: input, caseSensitiveMatch: false, dot: true, expandDirectories: false, ignore };
    const names = await glob('**/*.xml', options);
    if (names.length === 0)
      throw new CliFault({ en: `no XML file in ${input}`, fr: `aucun fichier XML dans ${input}` });
    return names.sort().map((name) => join(input, name));
  }
  if (!/[*?[{(!]/.test(input)) throw missing(input);
  const matches = await glob(input.replaceAll('\\', '/'), { expandDirectories: false, dot: true });
  if (matches.length === 0)
    throw new CliFault({ en: `no file matches ${input}`, fr: `aucun fichier ne correspond à ${input}` });
  return matches.sort();
}

/** Bytes of a file named on the command line. */
export async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw missing(file);
    if (code === 'EISDIR') throw new CliFault({ en: `${file} is a folder`, fr: `${file} est un dossier` });
    const reason = reasonOf(error as NodeJS.ErrnoException);
    throw new CliFault({ en: `cannot read ${file}: ${reason.en}`, fr: `lecture de ${file} impossible : ${reason.fr}` });
  }
}

/** Writes to the file that `--output` names, to standard output without one. */
export async function writeOutput(output: string | undefined, content: string | Uint8Array): Promise<void> {
  if (output === undefined) {
    process.stdout.write(content);
    return;
  }
  await writeFile(output, content).catch((error: Error) => {
    throw cannotWrite(output, error);
  });
}

export function cannotWrite(file: string, error: NodeJS.ErrnoException): CliFault {
  // Of a file to be written it is the folder that is missing.
  const { en, fr } = error.code === 'ENOENT' ? noFolder : reasonOf(error);
  return new CliFault({ en: `cannot write ${file}: ${en}`, fr: `écriture de ${file} impossible : ${fr}` });
}

const noFolder: Text = { en: 'its folder does not exist', fr: 'son dossier n’existe pas' };

/** What the system says, in words where it says it often. */
function reasonOf({ code, message }: NodeJS.ErrnoException): Text {
  return reasons[code ?? ''] ?? { en: message, fr: message };
}

const reasons: Readonly<Record<string, Text>> = {
  EACCES: { en: 'permission denied', fr: 'accès refusé' },
  EPERM: { en: 'not permitted', fr: 'opération interdite' },
  EISDIR: { en: 'it is a folder', fr: 'c’est un dossier' },
  ENOTDIR: { en: 'a part of the path is not a folder', fr: 'une partie du chemin n’est pas un dossier' },
  ENOSPC: { en: 'the disk is full', fr: 'le disque est plein' },
  EROFS: { en: 'the disk is read-only', fr: 'le disque est en lecture seule' },
};

function missing(file: string): CliFault {
  return new CliFault({ en: `no such file: ${file}`, fr: `fichier introuvable : ${file}` });
}
