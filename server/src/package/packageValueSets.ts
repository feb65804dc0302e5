import { join } from 'node:path';
import { type ValueSet, type ValueSetEntry, type ValueSetSource, ValueSets } from '../terminology/valueSets';
import { copied } from '../text';
import { filesBelow, plainFile } from './valueSetFiles';
import { entriesIn } from './valueSetStore';
import { WatchedFiles } from './watchedFiles';

/**
 * The value sets of an ANS package, each read when first asked for from the file of its name. All files
 * are looked at, once, only where the name is not known or the package names its files otherwise. What cannot be read is as if it were absent; files that change are read again.
 */
export class PackageValueSets implements ValueSetSource {
  private files = new WatchedFiles();
  private readonly known = new Map<string, ValueSet | undefined>();
  private all: readonly ValueSetEntry[] | undefined;

  /** `folder`: `jeuxDeValeurs`, an absolute path; there or not. */
  constructor(private readonly folder: string) {}

  find(oid: string, name?: string): ValueSet | undefined {
    if (this.files.changed()) {
      this.files = new WatchedFiles();
      this.known.clear();
      this.all = undefined;
    }
    if (!this.known.has(oid)) {
      const own = copied(oid);
      this.known.set(own, this.read(own, name));
    }
    return this.known.get(oid);
  }

  private read(oid: string, name: string | undefined): ValueSet | undefined {
    const defines = ({ oids }: ValueSetEntry) => oids.includes(oid);
    const named = name === undefined ? [] : this.entries(join(this.folder, `${name}.xml`)).filter(defines);
    const entries = named.length > 0 ? named : this.index().filter(defines);
    for (const { source } of entries) this.files.watch(source);
    return new ValueSets(entries).find(oid);
  }

  private index(): readonly ValueSetEntry[] {
    if (!this.all) {
      this.files.watch(this.folder);
      this.all = this.paths().flatMap((path) => entriesOf(path));
    }
    return this.all;
  }

  private entries(path: string): ValueSetEntry[] {
    this.files.watch(path);
    return entriesOf(path);
  }

  private paths(): string[] {
    try {
      return [...filesBelow(this.folder)].filter((path) => !/\.zip$/i.test(path));
    } catch {
      return [];
    }
  }
}

function entriesOf(path: string): ValueSetEntry[] {
  try {
    return entriesIn(plainFile(path));
  } catch {
    return [];
  }
}
