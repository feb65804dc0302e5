import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type ValueSetEntry, type ValueSetFault, ValueSets } from '../terminology/valueSets';
import { type Content, type Identity, identityOf } from '../terminology/valueSets/content';
import { asText, notAValueSet } from '../terminology/valueSets/errors';
import { identitiesIn, readValueSets } from '../terminology/valueSets/read';
import type { Text } from '../text';
import { filesBelow, plainFile, type SourceFile, zipParts } from './valueSetFiles';
import { fetchValueSets, type TerminologyServer } from './valueSetServer';

export interface ValueSetOptions {
  /** Folder for what the terminology server answered, made when needed; without it nothing is kept. */
  readonly cacheDir?: string;
  /** A FHIR terminology server, asked for the value sets that the files do not hold. Absent: the network is not touched. */
  readonly server?: TerminologyServer;
}

export interface ValueSetReport {
  /** Files and parts of zips that hold value sets. */
  readonly files: number;
  /** Value sets, each OID once. */
  readonly valueSets: number;
  /** What could not be read; nothing else suffers from it. */
  readonly faults: readonly ValueSetFault[];
  /** OIDs that several files define: their codes count together. */
  readonly duplicates: readonly { readonly oid: string; readonly sources: readonly string[] }[];
}

/**
 * Indexes value sets in files, zips and folders (SVS, ART-DECOR and FHIR XML, FHIR JSON, `.tabs` of the NOS, told by their content).
 * A file's concepts are read when first asked for. Never rejects: what cannot be read is a fault of the report.
 */
export async function loadValueSets(
  paths: readonly string[],
  { cacheDir, server }: ValueSetOptions = {},
): Promise<{ readonly valueSets: ValueSets; readonly report: ValueSetReport }> {
  const index = new Index();
  for (const path of paths) await index.addPath(path);
  const known = new ValueSets(index.entries);
  const missing = server?.wanted.filter((oid) => ![...known.oids].includes(oid)) ?? [];
  if (server && missing.length > 0) {
    const { contents, faults } = await fetchValueSets({ ...server, wanted: missing }, cacheDir);
    for (const content of contents) index.entries.push({ ...content, source: server.url, read: () => content });
    index.faults.push(...faults);
  }
  const valueSets = new ValueSets(index.entries);
  const { files, faults } = index;
  return { valueSets, report: { files, valueSets: valueSets.size, faults, duplicates: [...valueSets.duplicates()] } };
}

/** The value sets of one file, none in a file of another kind. Throws where it cannot be read. */
export function entriesIn(file: SourceFile): ValueSetEntry[] {
  const identities = identitiesIn(file.head()) ?? readValueSets(file.bytes()).map(identityOf);
  return identities.map((identity) => ({
    ...identity,
    source: file.source,
    read: () => merged(readValueSets(file.bytes()), identity),
  }));
}

/** Files between two pauses in which other work may run. */
const filesAtOnce = 100;

class Index {
  readonly entries: ValueSetEntry[] = [];
  readonly faults: ValueSetFault[] = [];
  files = 0;
  private seen = 0;

  /** A file, a zip or a folder; in a folder, files of other kinds are passed over. */
  async addPath(path: string): Promise<void> {
    try {
      if (!statSync(path).isDirectory()) return await this.addFile(path, true);
      for (const file of filesBelow(path)) await this.addFile(file, false);
    } catch (error) {
      this.fault(path, missing(error) ?? asText(error));
    }
  }

  private async addFile(path: string, isNamed: boolean): Promise<void> {
    if (++this.seen % filesAtOnce === 0) await setImmediate();
    const before = this.files + this.faults.length;
    try {
      if (!/\.zip$/i.test(path)) this.add(plainFile(path));
      else for await (const part of zipParts(path)) this.add(part);
    } catch (error) {
      this.fault(path, asText(error));
    }
    if (isNamed && this.files + this.faults.length === before) this.fault(path, notAValueSet().text);
  }

  private add(file: SourceFile): void {
    const { source } = file;
    try {
      const entries = entriesIn(file);
      if (entries.length > 0) this.files++;
      for (const { oids, name } of entries) if (oids.length === 0) this.fault(source, withoutOid(name));
      this.entries.push(...entries);
    } catch (error) {
      this.fault(source, asText(error));
    }
  }

  private fault(source: string, message: Text): void {
    this.faults.push({ source, message });
  }
}

/** The concepts of one value set of a file; ART-DECOR may give several versions of it. */
function merged(contents: readonly Content[], { oids }: Identity): Pick<Content, 'concepts' | 'complete'> {
  const own = contents.filter((content) => content.oids.join() === oids.join());
  if (own.length === 0) throw notAValueSet();
  return { concepts: own.flatMap(({ concepts }) => concepts), complete: own.every(({ complete }) => complete) };
}

function missing(error: unknown): Text | undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return undefined;
  return { en: 'The file or folder does not exist.', fr: 'Le fichier ou dossier n’existe pas.' };
}

function withoutOid(name: string): Text {
  return {
    en: `The value set ${name} has no OID: it cannot be found.`,
    fr: `Le jeu de valeurs ${name} n’a pas d’OID : il ne peut pas être retrouvé.`,
  };
}
