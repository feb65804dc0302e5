import { copied, type Text } from '../text';
import type { Concept, Content, Identity } from './valueSets/content';
import { asText } from './valueSets/errors';
import { Suggestions } from './valueSets/suggest';

/** A value set of some file, whose concepts are read when first asked for. */
export interface ValueSetEntry extends Identity {
  /** Where it comes from, for messages: a path, a path inside a zip, a server. */
  readonly source: string;
  /** Throws where the source cannot be read. */
  read(): Pick<Content, 'concepts' | 'complete'>;
}

/** What could not be read, and why. */
export interface ValueSetFault {
  readonly source: string;
  readonly message: Text;
}

/** `unknown`: no such value set is loaded, it does not list all its codes, or the code systems cannot be compared. */
export type Membership = 'in' | 'not-in' | 'unknown';

/** Where value sets are looked up. */
export interface ValueSetSource {
  /** The value set with this OID, read now if it was not before. `name`: under which the ANS publishes it, where that is known. */
  find(oid: string, name?: string): ValueSet | undefined;
}

/** The first source that has a value set gives it. */
export function inTurn(first?: ValueSetSource, second?: ValueSetSource): ValueSetSource | undefined {
  if (!first || !second) return first ?? second;
  return { find: (oid, name) => first.find(oid, name) ?? second.find(oid, name) };
}

export class ValueSet {
  private readonly byCode = new Map<string, Concept[]>();
  private suggestions: Suggestions | undefined;

  constructor(
    readonly oid: string,
    readonly name: string,
    readonly concepts: readonly Concept[],
    readonly complete: boolean,
  ) {
    for (const concept of concepts) {
      const same = this.byCode.get(concept.code);
      if (same) same.push(concept);
      else this.byCode.set(concept.code, [concept]);
    }
  }

  /** Concepts with this code, one for each code system. */
  withCode(code: string): readonly Concept[] {
    return this.byCode.get(code) ?? [];
  }

  has(code: string, codeSystem: string): Membership {
    const same = this.withCode(code);
    if (same.some(({ system }) => system === codeSystem)) return 'in';
    // JDV_J07 has "ASTM" for an OID, FHIR has URIs: nothing says that they are another code system.
    if (!this.complete || same.some(({ system }) => !isOid(system))) return 'unknown';
    return 'not-in';
  }

  /** Concepts that may be meant by a code that is not here, the likeliest first. */
  suggest(code: string, displayName?: string): readonly Concept[] {
    this.suggestions ??= new Suggestions(this.concepts);
    return this.suggestions.for(code, displayName);
  }
}

/** The value sets that are loaded, by OID. */
export class ValueSets {
  private readonly entries = new Map<string, ValueSetEntry[]>();
  private readonly systems = new Map<string, string>();
  private readonly known = new Map<string, ValueSet | undefined>();
  private readonly readingFaults: ValueSetFault[] = [];

  constructor(entries: Iterable<ValueSetEntry>) {
    for (const entry of entries) {
      for (const oid of entry.oids) this.entries.set(oid, [...(this.entries.get(oid) ?? []), entry]);
      const [oid] = entry.oids;
      if (entry.kind === 'code-system' && entry.url && oid) this.systems.set(entry.url, oid);
    }
  }

  /** How many value sets are loaded. */
  get size(): number {
    return this.entries.size;
  }

  /** OIDs of the loaded value sets. */
  get oids(): IterableIterator<string> {
    return this.entries.keys();
  }

  /** Where the value sets come from. */
  get sources(): ReadonlySet<string> {
    return new Set([...this.entries.values()].flatMap((entries) => entries.map(({ source }) => source)));
  }

  /** Sources that turned out unreadable when their concepts were first asked for. */
  get faults(): readonly ValueSetFault[] {
    return this.readingFaults;
  }

  /** Sources of more than one file for one OID (reference H.1): their codes count together. */
  *duplicates(): Generator<{ readonly oid: string; readonly sources: readonly string[] }> {
    for (const [oid, entries] of this.entries) {
      if (entries.length > 1) yield { oid, sources: entries.map(({ source }) => source) };
    }
  }

  /** The value set with this OID, read now if it was not before. */
  find(oid: string): ValueSet | undefined {
    if (!this.known.has(oid)) {
      const own = copied(oid);
      this.known.set(own, this.load(own));
    }
    return this.known.get(oid);
  }

  has(oid: string, code: string, codeSystem: string): Membership {
    return this.find(oid)?.has(code, codeSystem) ?? 'unknown';
  }

  private load(oid: string): ValueSet | undefined {
    const entries = this.entries.get(oid) ?? [];
    const contents = entries.flatMap((entry) => this.read(entry));
    const [first] = entries;
    if (!first || contents.length === 0) return undefined;
    const concepts = new Map<string, Concept>();
    for (const { code, system, display } of contents.flatMap((content) => content.concepts)) {
      const oid = this.systems.get(system) ?? system;
      const key = `${code} ${oid}`;
      if (!concepts.has(key)) concepts.set(key, { code, system: oid, display });
    }
    const complete = contents.length === entries.length && contents.every((content) => content.complete);
    return new ValueSet(oid, first.name, [...concepts.values()], complete);
  }

  private read(entry: ValueSetEntry): Pick<Content, 'concepts' | 'complete'>[] {
    try {
      return [entry.read()];
    } catch (error) {
      this.readingFaults.push({ source: entry.source, message: asText(error) });
      return [];
    }
  }
}

function isOid(system: string): boolean {
  return /^[0-2](?:\.\d+)+$/.test(system);
}
