import type { Text } from '../text';
import type { QualifiedName } from './names';

/** A half-open range of UTF-16 offsets into the document's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place where the text is not well formed, or holds what is never read (DOCTYPE). */
export interface Fault extends Span {
  readonly message: Text;
  /** A DOCTYPE is well formed but never expanded. */
  readonly kind: 'syntax' | 'doctype';
}

export type XmlNode = XmlElement | XmlText | XmlComment | XmlInstruction;

/** `name="value"`: `start`–`nameEnd` is the name, `valueStart`–`valueEnd` the value without its quotes. */
export class XmlAttribute implements Span {
  readonly kind = 'attribute';
  namespace = '';
  /** Number of the expanded name among those XPath expressions name (`xpath/names.ts`); 0 until one asks. */
  nameId = 0;
  /** Of `xsi:type`: the namespace of the prefix in its value, undefined where there is none or nothing declares it. */
  valueNamespace: string | undefined;
  private decoded: string | undefined;

  constructor(
    readonly owner: XmlElement,
    readonly qualifiedName: QualifiedName,
    readonly start: number,
    readonly valueStart: number,
    readonly valueEnd: number,
    readonly end: number,
  ) {}

  get name(): string {
    return this.qualifiedName.name;
  }

  get nameEnd(): number {
    return this.start + this.qualifiedName.name.length;
  }

  get prefix(): string {
    return this.qualifiedName.prefix;
  }

  get local(): string {
    return this.qualifiedName.local;
  }

  /** The value after attribute-value normalization: references decoded, each white-space character a space. */
  get value(): string {
    this.decoded ??= decodeAttribute(this.rawValue);
    return this.decoded;
  }

  get document(): XmlDocument {
    return this.owner.document;
  }

  /** As the document has it. */
  get rawValue(): string {
    return this.document.text.slice(this.valueStart, this.valueEnd);
  }

  get valueSpan(): Span {
    return { start: this.valueStart, end: this.valueEnd };
  }

  /** Where `value.slice(from, to)` stands in the text: a decoded reference is longer there. */
  sourceSpan(from: number, to: number): Span {
    const { valueStart, valueEnd, value } = this;
    if (valueEnd - valueStart === value.length) return { start: valueStart + from, end: valueStart + to };
    const offsets = offsetsIn(this);
    const at = (index: number) => valueStart + (offsets[index] ?? 0);
    // The second half of a character that one reference stands for ends where the reference does.
    const halved = to > 0 && at(to) === at(to - 1);
    return { start: at(from), end: at(halved ? to + 1 : to) };
  }
}

const noNodes: readonly XmlNode[] = [];
const noAttributes: readonly XmlAttribute[] = [];

export class XmlElement implements Span {
  readonly kind = 'element';
  children: readonly XmlNode[] = noNodes;
  attributes: readonly XmlAttribute[] = noAttributes;
  namespace = '';
  /** As `XmlAttribute.nameId`. */
  nameId = 0;
  /** Offset after the `>` of the start tag. */
  openEnd: number;
  /** Offset of `</`; equals `end` where there is no end tag. */
  closeStart: number;
  end: number;
  selfClosing = false;
  /** Index after the last descendant in `XmlDocument.elements`. */
  lastIndex: number;

  constructor(
    readonly document: XmlDocument,
    readonly qualifiedName: QualifiedName,
    readonly start: number,
    readonly parent: XmlElement | undefined,
    /** Place in `XmlDocument.elements`, document order. */
    readonly index: number,
  ) {
    const { nameEnd } = this;
    this.openEnd = nameEnd;
    this.closeStart = nameEnd;
    this.end = nameEnd;
    this.lastIndex = index + 1;
  }

  get name(): string {
    return this.qualifiedName.name;
  }

  /** Of the start tag. */
  get nameEnd(): number {
    return this.start + 1 + this.qualifiedName.name.length;
  }

  get prefix(): string {
    return this.qualifiedName.prefix;
  }

  get local(): string {
    return this.qualifiedName.local;
  }

  /** The element's name in its start tag. */
  get nameSpan(): Span {
    return { start: this.start + 1, end: this.nameEnd };
  }

  /** The start tag, `<` to `>`. */
  get openSpan(): Span {
    return { start: this.start, end: this.openEnd };
  }

  /** The attribute of this full name (`xsi:type` under whatever prefix: use `attributeNS`). */
  attribute(name: string): XmlAttribute | undefined {
    for (const attribute of this.attributes) if (attribute.name === name) return attribute;
    return undefined;
  }

  attributeNS(namespace: string, local: string): XmlAttribute | undefined {
    for (const attribute of this.attributes) {
      if (attribute.namespace === namespace && attribute.local === local) return attribute;
    }
    return undefined;
  }

  /** First child element of this local name, in this element's own namespace. */
  child(local: string): XmlElement | undefined {
    for (const node of this.children) {
      if (node.kind === 'element' && node.namespace === this.namespace && node.local === local) return node;
    }
    return undefined;
  }

  /** Child elements, all or those of one local name in this element's own namespace. */
  elements(local?: string): XmlElement[] {
    const found: XmlElement[] = [];
    for (const node of this.children) {
      if (node.kind !== 'element') continue;
      if (local === undefined || (node.namespace === this.namespace && node.local === local)) found.push(node);
    }
    return found;
  }

  /** Follows child elements of these local names, the first of each. */
  path(...locals: string[]): XmlElement | undefined {
    let element: XmlElement | undefined = this;
    for (const local of locals) element = element?.child(local);
    return element;
  }

  /** The text of this element and all below, references decoded. */
  get textContent(): string {
    const parts: string[] = [];
    const open: XmlNode[] = [this];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.kind === 'text') parts.push(node.value);
      else if (node.kind === 'element')
        for (let i = node.children.length; i-- > 0; ) open.push(node.children[i] as XmlNode);
    }
    return parts.join('');
  }
}

const cdataStart = '<![CDATA[';

/** Character data, or a CDATA section with its marks. */
export class XmlText implements Span {
  readonly kind = 'text';

  constructor(
    readonly parent: XmlElement,
    readonly start: number,
    readonly end: number,
  ) {}

  get document(): XmlDocument {
    return this.parent.document;
  }

  /** Whether it is a CDATA section: other text never begins so. */
  get cdata(): boolean {
    return this.document.text.startsWith(cdataStart, this.start);
  }

  /** As the document has it: its own line breaks, references not decoded. */
  get raw(): string {
    return this.document.text.slice(this.start, this.end);
  }

  /** Decoded text, line breaks as `\n`. Not cached: Base64 copies are large. */
  get value(): string {
    if (!this.cdata) return decodeText(this.raw);
    return normalizeLines(inside(this.document.text, this.start + cdataStart.length, this.end, ']]>'));
  }
}

export class XmlComment implements Span {
  readonly kind = 'comment';

  constructor(
    readonly document: XmlDocument,
    readonly parent: XmlElement | undefined,
    readonly start: number,
    readonly end: number,
  ) {}

  get value(): string {
    return inside(this.document.text, this.start + '<!--'.length, this.end, '-->');
  }
}

/** `<?target data?>`; the XML declaration is one too. */
export class XmlInstruction implements Span {
  readonly kind = 'instruction';

  constructor(
    readonly document: XmlDocument,
    readonly parent: XmlElement | undefined,
    readonly target: string,
    readonly start: number,
    readonly dataStart: number,
    readonly end: number,
  ) {}

  get data(): string {
    return inside(this.document.text, this.dataStart, this.end, '?>');
  }

  /** The value of a pseudo-attribute (`href="…"`) with its span without quotes. */
  pseudoAttribute(name: string): (Span & { readonly value: string }) | undefined {
    const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(this.data);
    if (!match) return undefined;
    const value = match[1] ?? match[2] ?? '';
    const end = this.dataStart + match.index + match[0].length - 1;
    return { value: decodeText(value), start: end - value.length, end };
  }
}

/** One version of a text and everything in it. Always there, however broken the text. */
export interface XmlDocument {
  readonly kind: 'document';
  readonly text: string;
  /** Top-level nodes: declaration, instructions, comments, the root element. */
  readonly children: readonly XmlNode[];
  readonly root: XmlElement | undefined;
  /** Every element, in document order. */
  readonly elements: readonly XmlElement[];
  /** At most `maxFaults`, in order of appearance. */
  readonly faults: readonly Fault[];
  /** See `perDocument`. */
  readonly kept: unknown[];
}

/** A document as it is read. */
export class ParsedDocument implements XmlDocument {
  readonly kind = 'document';
  children: readonly XmlNode[] = noNodes;
  root: XmlElement | undefined;
  elements: readonly XmlElement[] = [];
  faults: readonly Fault[] = [];
  readonly kept: unknown[] = [];

  constructor(readonly text: string) {}
}

/**
 * What `find` finds of a document, once for each document, which it is kept with: in a `WeakMap` older than the document it would survive
 * each collection of young garbage, and with it the whole tree.
 */
export function perDocument<T extends object>(find: (document: XmlDocument) => T): (document: XmlDocument) => T {
  const place = places++;
  return (document) => {
    const { kept } = document;
    const known = kept[place] as T | undefined;
    if (known !== undefined) return known;
    const found = find(document);
    kept[place] = found;
    return found;
  };
}

/** How many things are found of documents: each has its place in `kept`. */
let places = 0;

/** What `find` finds of a node, once for each and kept with its document: see `perDocument`. */
export function perNode<N extends { readonly document: XmlDocument }, T extends object>(
  find: (node: N) => T,
): (node: N) => T {
  const found = perDocument(() => new Map<N, T>());
  return (node) => {
    const ofDocument = found(node.document);
    const known = ofDocument.get(node);
    if (known !== undefined) return known;
    const made = find(node);
    ofDocument.set(node, made);
    return made;
  };
}

const namedReferences: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The character or characters of one reference (without `&` and `;`), or undefined where XML 1.0 without a DTD knows none. */
export function referenceText(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(namedReferences, name) ? namedReferences[name] : undefined;
  const match = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
  if (!match) return undefined;
  const code = match[1] ? Number.parseInt(match[1], 16) : Number.parseInt(match[2] as string, 10);
  const legal =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return legal ? String.fromCodePoint(code) : undefined;
}

/** The text up to `close`, which a broken text may lack. */
function inside(source: string, start: number, end: number, close: string): string {
  const closed = end - close.length >= start && source.startsWith(close, end - close.length);
  return source.slice(start, closed ? end - close.length : end);
}

function decodeReferences(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&([^;&<\s]+);/g, (whole, name: string) => referenceText(name) ?? whole);
}

/**
 * Where each UTF-16 unit of an attribute's value stands in the raw one, and where that one ends. Found once for a value with a thousand
 * pointers; few have a reference or a line break at all.
 */
const offsetsIn = perNode(({ rawValue: raw, value: { length } }: XmlAttribute) => {
  const offsets = new Uint32Array(length + 1);
  let unit = 0;
  let at = 0;
  for (const { 0: piece, index } of raw.matchAll(/&[^;&<\s]+;|\r\n/g)) {
    while (at < index) offsets[unit++] = at++;
    const decoded = decodeAttribute(piece);
    if (decoded === piece) continue;
    offsets.fill(at, unit, unit + decoded.length);
    unit += decoded.length;
    at += piece.length;
  }
  while (unit <= length) offsets[unit++] = at++;
  return offsets;
});

function normalizeLines(raw: string): string {
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}

/** A text as `XmlText.value` gives it. */
export function decodeText(raw: string): string {
  return decodeReferences(normalizeLines(raw));
}

/** A value as `XmlAttribute.value` gives it. */
export function decodeAttribute(raw: string): string {
  return decodeReferences(/[\t\r\n]/.test(raw) ? raw.replace(/\r\n|[\t\r\n]/g, ' ') : raw);
}
