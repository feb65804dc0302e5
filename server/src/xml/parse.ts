import type { Text } from '../text';
import {
  BANG,
  charCodeAt,
  DOUBLE,
  EQUALS,
  GREATER,
  illegalCharacter,
  isSpace,
  isSuspect,
  LESS,
  QUESTION,
  SEMICOLON,
  SINGLE,
  SLASH,
} from './characters';
import { doctypeEnd } from './doctype';
import { internalized, isName, nameAt, nameEndAt, XSI } from './names';
import { isStrayEndTag } from './recovery';
import {
  type Fault,
  ParsedDocument,
  referenceText,
  XmlAttribute,
  XmlComment,
  type XmlDocument,
  XmlElement,
  XmlInstruction,
  type XmlNode,
  XmlText,
} from './tree';

/** Further faults of one text are dropped: the first ones explain it. */
export const maxFaults = 100;

/**
 * Reads one version of a text into a tree with exact offsets.
 *
 * Tolerant: on text that is not well formed (XML 1.0, 5th edition, with namespaces) it records the fault at its place and
 * goes on. Never reads a DTD or anything outside of `text`; a DOCTYPE is skipped and recorded. A byte order mark must have been
 * removed.
 */
export function parseXml(text: string): XmlDocument {
  const document = new ParsedDocument(text);
  readInto(document);
  return document;
}

/** Fills `document` as `parseXml` does; the nodes say of `owner` that it is the document they are in. */
export function readInto(document: ParsedDocument, owner: XmlDocument = document): void {
  const parser = new Parser(document.text, owner);
  document.faults = parser.read();
  document.children = parser.children;
  document.root = parser.root;
  document.elements = parser.elements;
}

/** What a scan looks at. */
export interface Scan {
  /** Whether an element, whose start tag has been read, is one to look at. */
  wants(element: XmlElement): boolean;
  /** An element that is wanted, read to its end: its children are there unless they are elements that are not, its ancestors have none. */
  found(element: XmlElement): void;
}

/** Reads a text as `parseXml` does and makes no tree: for files of which a few values are needed. Gives the faults. */
export function scanXml(text: string, scan: Scan): readonly Fault[] {
  return new Parser(text, new ParsedDocument(text), scan).read();
}

export const declaration =
  /^<\?xml\s+version\s*=\s*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>$/;

const characterReference = /#(?:x[0-9a-fA-F]+|[0-9]+)/y;

/** Attributes of one tag that are compared with each other one by one. */
const fewAttributes = 8;

class Parser {
  private at = 0;
  readonly elements: XmlElement[] = [];
  /** How many elements began. */
  private count = 0;
  /** Whether the current element is one that the scan looks at. */
  private wanted = false;
  /** Children of the open elements, and of the document, as far as they were read: those of the innermost come last. */
  private readonly pending: XmlNode[] = [];
  private pendingCount = 0;
  /** Of each open element, how many were pending when it began. */
  private readonly pendingBefore: number[] = [];
  private readonly faults: Fault[] = [];
  root: XmlElement | undefined;
  private current: XmlElement | undefined;
  private doctypeSeen = false;
  /** A DOCTYPE had no end: no later one is searched for its own. */
  private doctypeEndless = false;
  /** Attributes of the tag being read. */
  private readonly attributes: XmlAttribute[] = [];
  private attributeCount = 0;
  /** Their names, where they are many. */
  private attributeNames: Set<string> | undefined;
  /** How many elements of a name are open, once an end tag did not fit: a stray one need not search them. */
  private openNames: Map<string, number> | undefined;
  /** Namespaces that open elements bind to a prefix (`''`: the default one), the one in force last: however deep, one look is enough. */
  private readonly bound = new Map([
    ['', ['']],
    ['xml', ['http://www.w3.org/XML/1998/namespace']],
    ['xmlns', ['http://www.w3.org/2000/xmlns/']],
  ]);
  /** The default namespace in force. */
  private defaultNamespace = '';
  /** The open elements that bind prefixes, and which. */
  private readonly declared: { readonly element: XmlElement; readonly prefixes: readonly string[] }[] = [];
  /** Offset of the next `&` and `]]>` at or after the last text looked at: most documents have none for long stretches. */
  private nextAmpersand: number;
  private nextSectionEnd: number;

  constructor(
    private readonly text: string,
    private readonly document: XmlDocument,
    private readonly scan?: Scan,
  ) {
    this.nextAmpersand = this.find('&', 0);
    this.nextSectionEnd = this.find(']]>', 0);
  }

  /** The top-level nodes, once all is read. */
  get children(): readonly XmlNode[] {
    return this.pending.slice(0, this.pendingCount);
  }

  /** Reads all of the text; the faults. */
  read(): readonly Fault[] {
    const { text } = this;
    while (this.at < text.length) {
      if (charCodeAt.call(text, this.at) === LESS) this.markup();
      else this.characters();
    }
    this.closeUntil(undefined, text.length);
    if (!this.root) this.fault(0, Math.min(text.length, 1), 'No root element.', 'Aucun élément racine.');
    this.illegalCharacters();
    this.faults.sort((a, b) => a.start - b.start);
    return this.faults.slice(0, maxFaults);
  }

  /** Offset of `what` from `from` on, the text's length when there is none. */
  private find(what: string, from: number): number {
    const found = this.text.indexOf(what, from);
    return found < 0 ? this.text.length : found;
  }

  private fault(start: number, end: number, en: string, fr: string, kind: Fault['kind'] = 'syntax'): void {
    // Illegal characters are found last but may come first in the text: leave them their share.
    if (this.faults.length < 2 * maxFaults)
      this.faults.push({ start, end: Math.max(start, end), kind, message: { en, fr } satisfies Text });
  }

  private add(node: XmlNode): void {
    if (this.scan && !this.wanted) return;
    this.pending[this.pendingCount++] = node;
  }

  private markup(): void {
    const { text, at } = this;
    switch (charCodeAt.call(text, at + 1)) {
      case SLASH:
        return this.endTag();
      case QUESTION:
        return this.instruction();
      case BANG:
        if (text.startsWith('<!--', at)) return this.comment();
        if (text.startsWith('<![CDATA[', at)) return this.cdata();
        if (text.startsWith('<!DOCTYPE', at)) return this.doctype();
    }
    const nameEnd = nameEndAt(text, at + 1);
    if (nameEnd > at + 1) return this.startTag(nameEnd);
    this.characters();
  }

  /** Whether the `<` at `at` begins anything; else it is text that should have been escaped. */
  private startsMarkup(at: number): boolean {
    const { text } = this;
    const next = charCodeAt.call(text, at + 1);
    if (next === SLASH || next === QUESTION) return true;
    if (next === BANG) return /^<!(?:--|\[CDATA\[|DOCTYPE)/.test(text.slice(at, at + 9));
    return nameEndAt(text, at + 1) > at + 1;
  }

  /** Text up to the next markup; the first character is taken whatever it is. */
  private characters(): void {
    const { text, at: start } = this;
    let end = charCodeAt.call(text, start) === LESS ? start : this.find('<', start);
    while (end < text.length && !this.startsMarkup(end)) {
      this.fault(
        end,
        end + 1,
        'A “<” that starts no tag must be written “&lt;”.',
        'Un « < » qui n’ouvre pas de balise s’écrit « &lt; ».',
      );
      end = this.find('<', end + 1);
    }
    this.at = end;
    const parent = this.current;
    if (!parent) {
      const offset = text.slice(start, end).search(/[^ \t\r\n]/);
      if (offset >= 0) {
        this.fault(start + offset, end, 'Text outside of the root element.', 'Texte hors de l’élément racine.');
      }
      return;
    }
    this.add(new XmlText(parent, start, end));
    if (this.nextAmpersand < start) this.nextAmpersand = this.find('&', start);
    if (this.nextAmpersand < end) this.references(start, end);
    if (this.nextSectionEnd < start) this.nextSectionEnd = this.find(']]>', start);
    if (this.nextSectionEnd < end) {
      this.fault(
        this.nextSectionEnd,
        this.nextSectionEnd + 3,
        '“]]>” must not stand in text.',
        '« ]]> » est interdit dans du texte.',
      );
    }
  }

  private references(start: number, end: number): void {
    const { text } = this;
    for (let at = this.find('&', start); at < end; at = this.find('&', at + 1)) {
      characterReference.lastIndex = at + 1;
      const nameEnd = characterReference.test(text) ? characterReference.lastIndex : nameEndAt(text, at + 1);
      if (nameEnd > at + 1 && charCodeAt.call(text, nameEnd) === SEMICOLON) {
        const name = text.slice(at + 1, nameEnd);
        if (referenceText(name) !== undefined || (this.doctypeSeen && !name.startsWith('#'))) continue;
        const stop = nameEnd + 1;
        if (name.startsWith('#'))
          this.fault(at, stop, `“&${name};” is no character of XML.`, `« &${name}; » n’est pas un caractère XML.`);
        else this.fault(at, stop, `Unknown entity “&${name};”.`, `Entité inconnue « &${name}; ».`);
      } else {
        this.fault(at, at + 1, 'A lone “&” must be written “&amp;”.', 'Un « & » isolé s’écrit « &amp; ».');
      }
    }
  }

  private comment(): void {
    const { text, at: start } = this;
    const dashes = text.indexOf('--', start + 4);
    const close = dashes < 0 ? -1 : text.indexOf('-->', dashes);
    if (close < 0) {
      this.fault(start, start + 4, 'Comment without “-->”.', 'Commentaire sans « --> ».');
      this.at = text.length;
    } else {
      this.at = close + 3;
      if (close !== dashes)
        this.fault(dashes, dashes + 2, '“--” must not stand in a comment.', '« -- » est interdit dans un commentaire.');
    }
    this.add(new XmlComment(this.document, this.current, start, this.at));
  }

  private cdata(): void {
    const { text, at: start } = this;
    const close = text.indexOf(']]>', start + 9);
    this.at = close < 0 ? text.length : close + 3;
    if (close < 0) this.fault(start, start + 9, 'CDATA section without “]]>”.', 'Section CDATA sans « ]]> ».');
    if (this.current) this.add(new XmlText(this.current, start, this.at));
    else this.fault(start, start + 9, 'Text outside of the root element.', 'Texte hors de l’élément racine.');
  }

  private instruction(): void {
    const { text, at: start } = this;
    const targetEnd = nameEndAt(text, start + 2);
    const target = text.slice(start + 2, targetEnd);
    const close = text.indexOf('?>', targetEnd);
    this.at = close < 0 ? text.length : close + 2;
    if (close < 0)
      this.fault(start, targetEnd, 'Processing instruction without “?>”.', 'Instruction de traitement sans « ?> ».');
    let dataStart = targetEnd;
    while (dataStart < this.at && isSpace(charCodeAt.call(text, dataStart))) dataStart++;
    if (target === 'xml' && start === 0) {
      if (close >= 0 && !declaration.test(text.slice(start, this.at))) {
        this.fault(start, this.at, 'Malformed XML declaration.', 'Déclaration XML mal formée.');
      }
    } else if (target.toLowerCase() === 'xml') {
      this.fault(
        start,
        targetEnd,
        'The XML declaration must be at the very start of the document.',
        'La déclaration XML doit être au tout début du document.',
      );
    } else if (!target || target.includes(':') || (dataStart === targetEnd && dataStart !== close)) {
      this.fault(
        start,
        Math.max(targetEnd, start + 2),
        'Malformed processing instruction.',
        'Instruction de traitement mal formée.',
      );
    }
    this.add(new XmlInstruction(this.document, this.current, target, start, dataStart, this.at));
  }

  /** Skips a document type declaration, its internal subset too, and records it. */
  private doctype(): void {
    const { text, at: start } = this;
    if (this.root || this.doctypeSeen) this.fault(start, start + 9, 'Misplaced DOCTYPE.', 'DOCTYPE mal placé.');
    this.doctypeSeen = true;
    const end = this.doctypeEndless ? undefined : doctypeEnd(text, start);
    if (end !== undefined) {
      this.at = end;
      return this.fault(
        start,
        end,
        'A DOCTYPE is not allowed in a CDA document: it is skipped, its entities are not expanded.',
        'Un DOCTYPE n’a pas sa place dans un document CDA : il est ignoré, ses entités ne sont pas développées.',
        'doctype',
      );
    }
    this.doctypeEndless = true;
    this.fault(start, start + 9, 'DOCTYPE without “>”.', 'DOCTYPE sans « > ».');
    this.at = this.find('<', start + 1);
  }

  private startTag(nameEnd: number): void {
    const { text, at: start } = this;
    const qualifiedName = nameAt(text, start + 1, nameEnd);
    const { name } = qualifiedName;
    const parent = this.current;
    const element = new XmlElement(this.document, qualifiedName, start, parent, this.count++);
    if (!this.scan) this.elements.push(element);
    this.add(element);
    if (!parent) {
      if (this.root)
        this.fault(start, nameEnd, `A second root element, <${name}>.`, `Deuxième élément racine, <${name}>.`);
      else this.root = element;
    }
    this.at = nameEnd;
    this.readAttributes(element);
    if (this.attributeCount > 0) element.attributes = this.attributes.slice(0, this.attributeCount);
    element.openEnd = element.end = element.closeStart = this.at;
    this.namespaces(element);
    if (element.selfClosing) {
      this.unbind(element);
      if (this.scan?.wants(element)) this.scan.found(element);
      return;
    }
    this.current = element;
    this.pendingBefore.push(this.pendingCount);
    if (this.scan) this.wanted = this.scan.wants(element);
    this.openNames?.set(name, (this.openNames.get(name) ?? 0) + 1);
  }

  /** Reads attributes and the end of the start tag. */
  private readAttributes(element: XmlElement): void {
    const { text } = this;
    this.attributeCount = 0;
    this.attributeNames = undefined;
    for (;;) {
      const before = this.at;
      while (isSpace(charCodeAt.call(text, this.at))) this.at++;
      const code = charCodeAt.call(text, this.at);
      if (code === GREATER) {
        this.at++;
        return;
      }
      if (code === SLASH && charCodeAt.call(text, this.at + 1) === GREATER) {
        this.at += 2;
        element.selfClosing = true;
        return;
      }
      if (this.at >= text.length || code === LESS) {
        this.at = trimSpaceEnd(text, before, this.at);
        this.fault(
          element.start,
          element.nameEnd,
          `The tag <${element.name}> has no “>”.`,
          `La balise <${element.name}> n’a pas de « > ».`,
        );
        element.selfClosing = !this.hasEndTag(element);
        return;
      }
      const nameEnd = nameEndAt(text, this.at);
      if (nameEnd === this.at) {
        this.fault(
          this.at,
          this.at + 1,
          `Unexpected “${text.charAt(this.at)}” in a tag.`,
          `« ${text.charAt(this.at)} » inattendu dans une balise.`,
        );
        this.at++;
        continue;
      }
      if (before === this.at)
        this.fault(
          this.at,
          nameEnd,
          'White space is missing before this attribute.',
          'Espace manquant avant cet attribut.',
        );
      this.attribute(element, nameEnd);
    }
  }

  /** Whether a tag that lost its `>` opened an element (its end tag comes before the next one of its name) or was an empty one. */
  private hasEndTag({ name }: XmlElement): boolean {
    if (this.faults.length > maxFaults) return false;
    const close = this.find(`</${name}`, this.at);
    return close < this.text.length && close < this.find(`<${name}`, this.at);
  }

  private attribute(element: XmlElement, nameEnd: number): void {
    const { text, at: start } = this;
    const qualifiedName = nameAt(text, start, nameEnd);
    const { name } = qualifiedName;
    let at = nameEnd;
    while (isSpace(charCodeAt.call(text, at))) at++;
    if (charCodeAt.call(text, at) !== EQUALS) {
      this.fault(start, nameEnd, `The attribute ${name} has no value.`, `L’attribut ${name} n’a pas de valeur.`);
      this.at = nameEnd;
      return;
    }
    at++;
    while (isSpace(charCodeAt.call(text, at))) at++;
    const quote = charCodeAt.call(text, at);
    let valueStart = at;
    let valueEnd: number;
    if (quote === DOUBLE || quote === SINGLE) {
      valueStart = at + 1;
      valueEnd = this.valueEnd(name, valueStart, quote);
      this.at = charCodeAt.call(text, valueEnd) === quote ? valueEnd + 1 : valueEnd;
    } else {
      valueEnd = at;
      while (
        valueEnd < text.length &&
        !isSpace(charCodeAt.call(text, valueEnd)) &&
        charCodeAt.call(text, valueEnd) !== GREATER &&
        charCodeAt.call(text, valueEnd) !== LESS
      ) {
        valueEnd++;
      }
      if (charCodeAt.call(text, valueEnd) === GREATER && charCodeAt.call(text, valueEnd - 1) === SLASH) valueEnd--;
      this.fault(
        start,
        Math.max(valueEnd, nameEnd),
        `The value of ${name} must be quoted.`,
        `La valeur de ${name} doit être entre guillemets.`,
      );
      this.at = Math.max(valueEnd, at);
    }
    if (this.nextAmpersand < valueStart) this.nextAmpersand = this.find('&', valueStart);
    if (this.nextAmpersand < valueEnd) this.references(valueStart, valueEnd);
    if (this.isGiven(name)) {
      this.fault(start, nameEnd, `The attribute ${name} is given twice.`, `L’attribut ${name} est donné deux fois.`);
      return;
    }
    this.attributes[this.attributeCount++] = new XmlAttribute(
      element,
      qualifiedName,
      start,
      valueStart,
      valueEnd,
      this.at,
    );
  }

  /** Whether the tag being read has an attribute of this name already. */
  private isGiven(name: string): boolean {
    const { attributes, attributeCount } = this;
    if (attributeCount <= fewAttributes) {
      for (let at = 0; at < attributeCount; at++) if (attributes[at]?.name === name) return true;
      return false;
    }
    this.attributeNames ??= new Set(attributes.slice(0, attributeCount).map((attribute) => attribute.name));
    return this.attributeNames.size === this.attributeNames.add(name).size;
  }

  /** Where a quoted value ends. A value that runs over `<` and a line end or `>` has lost its closing quote: it is cut there. */
  private valueEnd(name: string, start: number, quote: number): number {
    const { text } = this;
    const close = this.find(quote === DOUBLE ? '"' : "'", start);
    const less = text.slice(start, close).indexOf('<');
    if (less < 0 && close < text.length) return close;
    const cut = /[<>\r\n]/.exec(text.slice(start, close));
    if (cut && (close === text.length || /[>\r\n]/.test(text.slice(start, close)))) {
      let end = start + cut.index;
      if (cut[0] === '>' && charCodeAt.call(text, end - 1) === SLASH) end--;
      this.fault(
        start - 1,
        end,
        `The value of ${name} has no closing quote.`,
        `La valeur de ${name} n’a pas de guillemet fermant.`,
      );
      return end;
    }
    if (close === text.length) {
      this.fault(
        start - 1,
        close,
        `The value of ${name} has no closing quote.`,
        `La valeur de ${name} n’a pas de guillemet fermant.`,
      );
    } else {
      const at = start + less;
      this.fault(at, at + 1, '“<” must be written “&lt;” in an attribute.', '« < » s’écrit « &lt; » dans un attribut.');
    }
    return close;
  }

  private namespaces(element: XmlElement): void {
    const { attributes } = element;
    let declared: Map<string, string> | undefined;
    for (const attribute of attributes) {
      if (attribute.name !== 'xmlns' && attribute.prefix !== 'xmlns') continue;
      declared ??= new Map();
      const prefix = attribute.name === 'xmlns' ? '' : attribute.local;
      if (namespaceFault(prefix, attribute.value)) {
        this.fault(
          attribute.start,
          attribute.end,
          'This namespace declaration is not allowed.',
          'Cette déclaration d’espace de noms est interdite.',
        );
      } else if (this.resolve(prefix) !== attribute.value) {
        // Names outlive the document, and know a namespace.
        declared.set(prefix, internalized(attribute.value));
      }
    }
    if (declared?.size) this.bind(element, declared);
    element.namespace = this.namespace(element, element.start + 1, element.nameEnd);
    let expandedNames: Set<string> | undefined;
    for (const attribute of attributes) {
      const { name, local } = attribute;
      if (name === 'xmlns') attribute.namespace = 'http://www.w3.org/2000/xmlns/';
      else if (local.length < name.length) {
        attribute.namespace = this.namespace(attribute, attribute.start, attribute.nameEnd);
        const expanded = `${attribute.namespace} ${local}`;
        expandedNames ??= new Set();
        if (attribute.namespace && expandedNames.has(expanded)) {
          this.fault(
            attribute.start,
            attribute.nameEnd,
            `The attribute ${name} is given twice.`,
            `L’attribut ${name} est donné deux fois.`,
          );
        }
        expandedNames.add(expanded);
        if (attribute.namespace === XSI && local === 'type') attribute.valueNamespace = this.typeNamespace(attribute);
      }
    }
  }

  private bind(element: XmlElement, declared: ReadonlyMap<string, string>): void {
    this.declared.push({ element, prefixes: [...declared.keys()] });
    for (const [prefix, namespace] of declared) {
      const namespaces = this.bound.get(prefix);
      if (namespaces) namespaces.push(namespace);
      else this.bound.set(prefix, [namespace]);
    }
    this.defaultNamespace = this.resolve('') ?? '';
  }

  /** Ends what `bind` began. */
  private unbind(element: XmlElement): void {
    const last = this.declared.at(-1);
    if (last?.element !== element) return;
    this.declared.pop();
    for (const prefix of last.prefixes) this.bound.get(prefix)?.pop();
    this.defaultNamespace = this.resolve('') ?? '';
  }

  private resolve(prefix: string): string | undefined {
    return this.bound.get(prefix)?.at(-1);
  }

  private typeNamespace({ value }: XmlAttribute): string | undefined {
    const colon = value.indexOf(':');
    return colon < 0 ? undefined : this.resolve(value.slice(0, colon).trim());
  }

  private namespace({ name, prefix, local }: XmlElement | XmlAttribute, start: number, end: number): string {
    if (local.length === name.length) return this.defaultNamespace;
    if (!prefix || !isName(local) || local.includes(':')) {
      this.fault(start, end, `“${name}” is not a qualified name.`, `« ${name} » n’est pas un nom qualifié.`);
      return '';
    }
    const namespace = this.resolve(prefix);
    if (namespace === undefined) {
      this.fault(
        start,
        start + prefix.length,
        `The prefix “${prefix}” is not declared.`,
        `Le préfixe « ${prefix} » n’est pas déclaré.`,
      );
    }
    return namespace ?? '';
  }

  private endTag(): void {
    const { text, at: start } = this;
    const nameEnd = nameEndAt(text, start + 2);
    const { name } = nameAt(text, start + 2, nameEnd);
    let end = nameEnd;
    while (isSpace(charCodeAt.call(text, end))) end++;
    const closed = charCodeAt.call(text, end) === GREATER;
    if (!closed)
      this.fault(
        start,
        nameEnd,
        `The end tag </${name}> has no “>”.`,
        `La balise fermante </${name}> n’a pas de « > ».`,
      );
    this.at = closed ? end + 1 : Math.max(nameEnd, start + 2);
    const open = this.current;
    let target = open?.name === name ? open : this.openElement(name);
    if (target && open && target !== open && this.isStray(open, target)) target = undefined;
    if (!target) {
      this.fault(
        start,
        this.at,
        open ? `</${name}> closes nothing: <${open.name}> is open.` : `</${name}> closes nothing.`,
        open ? `</${name}> ne ferme rien : <${open.name}> est ouverte.` : `</${name}> ne ferme rien.`,
      );
      return;
    }
    this.closeUntil(target, start);
    target.closeStart = start;
    this.close(target, this.at);
  }

  /** The innermost open element of this name. */
  private openElement(name: string): XmlElement | undefined {
    let element = this.current;
    if (!this.openNames) {
      const openNames = new Map<string, number>();
      for (let open = element; open; open = open.parent) openNames.set(open.name, (openNames.get(open.name) ?? 0) + 1);
      this.openNames = openNames;
    }
    if (!this.openNames.get(name)) return undefined;
    while (element && element.name !== name) element = element.parent;
    return element;
  }

  /** See `isStrayEndTag`; looked up for as many faults as are told. */
  private isStray(open: XmlElement, target: XmlElement): boolean {
    return this.faults.length < maxFaults && isStrayEndTag(this.text, this.at, open, target);
  }

  /** Closes open elements that lack their end tag, up to but not including `target`. */
  private closeUntil(target: XmlElement | undefined, at: number): void {
    for (let open = this.current; open && open !== target; open = this.current) {
      this.fault(open.start, open.nameEnd, `<${open.name}> is never closed.`, `<${open.name}> n’est jamais fermée.`);
      open.closeStart = at;
      this.close(open, at);
    }
  }

  private close(element: XmlElement, end: number): void {
    this.openNames?.set(element.name, (this.openNames.get(element.name) ?? 1) - 1);
    this.unbind(element);
    element.end = end;
    const before = this.pendingBefore.pop() ?? 0;
    if (before < this.pendingCount) element.children = this.pending.slice(before, this.pendingCount);
    this.pendingCount = before;
    element.lastIndex = this.count;
    this.current = element.parent;
    if (!this.scan) return;
    if (this.wanted) this.scan.found(element);
    this.wanted = element.parent !== undefined && this.scan.wants(element.parent);
  }

  private illegalCharacters(): void {
    // Nearly every text passes this.
    if (!isSuspect(this.text)) return;
    illegalCharacter.lastIndex = 0;
    for (let match = illegalCharacter.exec(this.text); match; match = illegalCharacter.exec(this.text)) {
      if (this.faults.length >= 2 * maxFaults) break;
      const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      this.fault(
        match.index,
        match.index + 1,
        `The character U+${code} is not allowed in XML.`,
        `Le caractère U+${code} est interdit en XML.`,
      );
    }
  }
}

function trimSpaceEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(charCodeAt.call(text, end - 1))) end--;
  return end;
}

/**
 * Whether a namespace may not be bound to a prefix (`''`: none): reserved prefixes and names, and a prefix cannot be undeclared
 * (Namespaces in XML 1.0, section 3).
 */
export function namespaceFault(prefix: string, uri: string): boolean {
  const xml = uri === 'http://www.w3.org/XML/1998/namespace';
  if (prefix === 'xmlns' || uri === 'http://www.w3.org/2000/xmlns/') return true;
  if (prefix === 'xml') return !xml;
  return xml || (prefix !== '' && uri === '');
}
