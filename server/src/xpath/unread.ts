import { parseXml, scanXml } from '../xml/parse';
import type { Fault, XmlDocument, XmlElement, XmlNode } from '../xml/tree';
import { identify } from './names';
import { indexOf, type LookupKey, valuesOf } from './nodes';

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
  private tree: XmlDocument | undefined;
  /** By name and key. */
  private values: Map<string, Set<string>> | undefined;
  private wantedThen = 0;

  private constructor(private readonly again: () => string) {}

  /** Undefined where the text is not well formed. `again` reads it anew. */
  static of(text: string, again: () => string): UnreadDocument | undefined {
    const document = new UnreadDocument(again);
    return document.scan(text).some(({ kind }) => kind === 'syntax') ? undefined : document;
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
    if (this.wantedThen !== keysWanted()) this.scan(this.again());
    const values = this.values?.get(`${name} ${by}`);
    return values !== undefined && texts.some((text) => values.has(text));
  }

  private scan(text: string): readonly Fault[] {
    const found = new Map<string, Set<string>>();
    this.values = found;
    this.wantedThen = keysWanted();
    return scanXml(text, {
      wants: (element) => wanted.has(identify(element)),
      found: (element) => {
        const name = identify(element);
        for (const by of wanted.get(name) ?? []) {
          const key = `${name} ${by}`;
          const values = found.get(key) ?? new Set();
          found.set(key, values);
          for (const value of valuesOf(element, by)) values.add(detached(value));
        }
      },
    });
  }

  private get whole(): XmlDocument {
    if (!this.tree) {
      this.tree = parseXml(this.again());
      // Top-level nodes find their document there.
      indexOf(this);
    }
    return this.tree;
  }
}

function keysWanted(): number {
  let count = 0;
  for (const { size } of wanted.values()) count += size;
  return count;
}

/** The same string, not as a piece of a text that it would keep in memory (V8 copies pieces of less than 13 characters). */
function detached(value: string): string {
  return value.length < 13 ? value : ` ${value}`.slice(1);
}
