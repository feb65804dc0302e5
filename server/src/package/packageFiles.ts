import { readFileSync, statSync } from 'node:fs';
import { decode } from '../xml/decode';
import { fileState } from './linkedFiles';
import { utf8Text } from './utf8';

/** The largest file that schemas of the package read, LOINC, has 30 MB. */
const maxFileBytes = 128 * 2 ** 20;

/**
 * The text of a file that a schema names by its absolute path; undefined where it is absent, has another letter case (the reference
 * engine runs on systems where that counts), is out of proportion or cannot be read.
 */
export function readPackageFile(path: string): string | undefined {
  const { kind } = fileState(path);
  if (kind === 'missing' || kind === 'other-case') return undefined;
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= maxFileBytes ? decode(readFileSync(path), utf8Text).text : undefined;
  } catch {
    return undefined;
  }
}
