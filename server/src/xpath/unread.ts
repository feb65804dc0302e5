import { copied } from '../text';
import { readInto, scanXml } from '../xml/parse';
import { expandedName, scanPlainXml, type Wanted } from '../xml/plain';
import { type Fault, ParsedDocument, type XmlDocument, type XmlElement, type XmlNode } from '../xml/tree';
import { identify, nameNumbered } from './names';
import { type LookupKey, valuesOf } from './nodes';

/** What expressions look up in whole documents, by the number of the element's name. Only expressions add to it. */
const wanted = new Map<number, Set<LookupKey>>();

/** From now on documents are scanned for these values too. */
export function wantValues(name: number, by: LookupKey): void {
  const keys = wanted.get(name);
  if (keys) keys.add(by);
  else wanted.set(name, new Set([by]));
}

/**
 * A large XML file of which expressions mostly ask whether it holds a value (terminologies, which have up to a million codes):
 * its values are collected without a tree, which would take twenty times the memory. The tree is made when anything else is asked.
 */
export class UnreadDocument implements XmlDocument {
  readonly kind = 'document';
  readonly kept: unknown[] = [];
  private tree: XmlDocument | undefined;
  /** By name and key; what is not there was not looked for. */
  private readonly values = new Map<string, ReadonlySet<string>>();

  private constructor(private readonly again: () => string) {}

  /** Undefined where the text is not well formed. `again` reads it anew. */
  static of(text: string, again: () => string): UnreadDocument | undefined {
    const document = new UnreadDocument(again);
    return document.scan(text) ? document : undefined;
  }

  get text(): string {
    return this.whole.text;
  }

  get children(): readonly XmlNode[] {
    return this.whole.children;
  }

  get root(): XmlElement | undefined {
    return this.whole.root;
  }

  get elements(): readonly XmlElement[] {
    return this.whole.elements;
  }

  get faults(): readonly Fault[] {
    return this.whole.faults;
  }

  /** Whether there is an element of this name that one of the texts finds. */
  has(name: number, by: LookupKey, texts: readonly string[]): boolean {
    const key = keyOf(name, by);
    if (!this.values.has(key)) this.scan(this.again());
    const values = this.values.get(key);
    return values !== undefined && texts.some((text) => values.has(text));
  }

  /** Collects what is wanted and not known yet: nothing where the text is not well formed (any more). Returns whether it is. */
  private scan(text: string): boolean {
    const missing = this.missing();
    const isWellFormed = scanPlainXml(text, plainly(missing)) || scanned(text, missing);
    for (const [name, keys] of missing)
      for (const [by, values] of keys) this.values.set(keyOf(name, by), isWellFormed ? values : none);
    return isWellFormed;
  }

  private missing(): Missing {
    const missing = new Map<number, [LookupKey, Set<string>][]>();
    for (const [name, keys] of wanted) {
      const unknown = [...keys].filter((by) => !this.values.has(keyOf(name, by)));
      if (unknown.length > 0)
        missing.set(
          name,
          unknown.map((by) => [by, new Set()]),
        );
    }
    return missing;
  }

  private get whole(): XmlDocument {
    if (!this.tree) {
      const tree = new ParsedDocument(this.again());
      // While it is read, attributes are asked for their values: they find the text here.
      this.tree = tree;
      try {
        readInto(tree, this);
      } catch (error) {
        this.tree = undefined;
        throw error;
      }
    }
    return this.tree;
  }
}

/** Values to be collected, by name and key. */
type Missing = ReadonlyMap<number, readonly (readonly [LookupKey, Set<string>])[]>;

const none: ReadonlySet<string> = new Set();

/** `missing` as `scanPlainXml` asks for it. */
function plainly(missing: Missing): (expanded: string) => Wanted | undefined {
  const expandedOf = (number: number) => {
    const { namespace, local } = nameNumbered(number);
    return expandedName(namespace, local);
  };
  const byName = new Map<string, Wanted>();
  for (const [name, keys] of missing) {
    const collect = (values: Set<string>) => (value: string) => values.add(copied(value));
    const text = keys.find(([by]) => by === 'text')?.[1];
    const attributes = keys.flatMap(([by, values]) =>
      by === 'text' ? [] : [[expandedOf(by), collect(values)] as const],
    );
    byName.set(expandedOf(name), { text: text && collect(text), attributes: new Map(attributes) });
  }
  return (expanded) => byName.get(expanded);
}

/** Fills `missing`; false where the text is not well formed. */
function scanned(text: string, missing: Missing): boolean {
  for (const keys of missing.values()) for (const [, values] of keys) values.clear();
  const faults = scanXml(text, {
    wants: (element) => missing.has(identify(element)),
    found: (element) => {
      for (const [by, values] of missing.get(identify(element)) ?? [])
        for (const value of valuesOf(element, by)) values.add(copied(value));
    },
  });
  return !faults.some(({ kind }) => kind === 'syntax');
}

function keyOf(name: number, by: LookupKey): string {
  return `${name} ${by}`;
}
