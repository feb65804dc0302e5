import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json } from '../terminology/valueSets/fhir';
import { writeWhole } from './writeWhole';

/** How long an answer is taken without asking the server again. */
const freshMilliseconds = 7 * 24 * 3600 * 1000;

export interface Cached {
  /** A FHIR ValueSet with its expansion. */
  readonly resource: Json;
  readonly isFresh: boolean;
}

/** What this server answered for this value set, if it is kept and whole. */
export async function readCached(folder: string, server: string, oid: string): Promise<Cached | undefined> {
  const path = fileOf(folder, server, oid);
  try {
    const resource: unknown = JSON.parse(await readFile(path, 'utf8'));
    const age = Date.now() - (await stat(path)).mtimeMs;
    return isObject(resource) ? { resource, isFresh: age < freshMilliseconds } : undefined;
  } catch {
    return undefined;
  }
}

/** A folder that cannot be written costs only the time saved. */
export async function writeCached(folder: string, server: string, oid: string, resource: Json): Promise<void> {
  await writeWhole(fileOf(folder, server, oid), JSON.stringify(resource)).catch(() => undefined);
}

function fileOf(folder: string, server: string, oid: string): string {
  const key = createHash('sha256').update(`${server} ${oid}`).digest('hex').slice(0, 32);
  return join(folder, `${key}.valueset.json`);
}
