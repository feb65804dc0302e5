import { referenceText } from '../../xml/tree';
import { CircuitError, damaged } from './errors';
import type { ZipPart } from './zip';

/** Tags and texts of a streamed XML part; `text` holds a piece of the part, names come without their prefix. */
export interface TagHandler {
  /**
   * The tag's attributes stand in `text` between `from` and `to`: read them with `attribute`. `content` is where the element's
   * content begins, -1 if it has none. Answers true to skip the content and the end tag (there must not be another element of
   * the name in it), or the offset after the end tag where the handler has read it all itself.
   */
  open(name: string, text: string, from: number, to: number, content: number): boolean | number;
  /** Also called for an element that closes itself. */
  close(name: string): void;
  /** Character data, references not decoded: use `decodeReferences`. One text may come in pieces. */
  characters(text: string, from: number, to: number, cdata: boolean): void;
}

/** Markup that goes on for so long without an end is no spreadsheet's. */
const MAX_TOKEN = 2 * 2 ** 20;

const LT = 60;
const EQUALS = 61;
const GT = 62;
const SLASH = 47;
const BANG = 33;
const QUESTION = 63;
const QUOTE = 34;
const APOSTROPHE = 39;

/**
 * Streams the XML of a part of a workbook through `handler`, until `done` says that it is enough. Own code because the libraries
 * measured take three to five times as long on sheets of 90 MB (bench/circuit.ts keeps the target). A DOCTYPE is refused: no
 * office program writes one, and it is where entity bombs and external entities live. Throws a CircuitError.
 */
export async function streamTags(
  part: ZipPart,
  handler: TagHandler,
  onProgress?: (share: number) => void,
  done?: () => boolean,
): Promise<void> {
  const scanner = new TagScanner(part.name, handler);
  let decoder: TextDecoder | undefined;
  let read = 0;
  for await (const chunk of part.chunks()) {
    decoder ??= new TextDecoder(wideEncoding(chunk) ?? 'utf-8');
    scanner.write(decoder.decode(chunk, { stream: true }));
    if (done?.()) return;
    read += chunk.length;
    onProgress?.(read / part.size);
  }
  scanner.end();
}

class TagScanner {
  private rest = '';
  private depth = 0;
  private started = false;
  /** End tag of the element that is skipped. */
  private awaited = '';

  constructor(
    private readonly part: string,
    private readonly handler: TagHandler,
  ) {}

  write(chunk: string): void {
    const text = this.rest + chunk;
    const used = this.scan(text);
    this.rest = used === text.length ? '' : text.slice(used);
    if (this.rest.length > MAX_TOKEN) throw damaged(this.part);
  }

  end(): void {
    if (!this.started || this.depth !== 0 || this.awaited !== '' || this.rest.trim() !== '') throw damaged(this.part);
  }

  /** Up to which offset complete tokens stood in `text`. */
  private scan(text: string): number {
    const { handler } = this;
    let at = 0;
    for (;;) {
      if (this.awaited !== '') {
        const end = text.indexOf(this.awaited, at);
        if (end < 0) return Math.max(at, text.length - this.awaited.length);
        at = end + this.awaited.length;
        this.awaited = '';
      }
      const open = nextTag(text, at);
      if (open < 0) return at;
      if (open > at && this.depth > 0) handler.characters(text, at, open, false);
      const mark = text.charCodeAt(open + 1);
      if (mark === BANG || mark === QUESTION) {
        const end = this.skip(text, open);
        if (end < 0) return open;
        at = end;
        continue;
      }
      const close = tagEnd(text, open + 1);
      if (close < 0) return open;
      if (mark === SLASH) {
        this.depth--;
        handler.close(localName(text, open + 2, nameEnd(text, open + 2, close)));
      } else {
        const selfClosing = text.charCodeAt(close - 1) === SLASH;
        const to = selfClosing ? close - 1 : close;
        const attributes = nameEnd(text, open + 1, to);
        const name = localName(text, open + 1, attributes);
        this.started = true;
        const answer = handler.open(name, text, attributes, to, selfClosing ? -1 : close + 1);
        if (typeof answer === 'number') {
          at = answer;
          continue;
        }
        if (selfClosing) handler.close(name);
        else if (answer) this.awaited = `</${text.slice(open + 1, attributes)}>`;
        else this.depth++;
      }
      at = close + 1;
    }
  }

  /** End of the instruction, comment or CDATA section at `open`; -1 if it is not all there. */
  private skip(text: string, open: number): number {
    if (text.charCodeAt(open + 1) === QUESTION) return after(text, '?>', open);
    // The longest mark has nine characters.
    if (text.length - open < 9) return -1;
    if (text.startsWith('<!--', open)) return after(text, '-->', open + 4);
    if (text.startsWith('<![CDATA[', open)) {
      const end = after(text, ']]>', open + 9);
      if (end > 0) this.handler.characters(text, open + 9, end - 3, true);
      return end;
    }
    throw new CircuitError('damaged', {
      en: `The workbook is refused: ${this.part} has a document type declaration.`,
      fr: `Le classeur est refusé : ${this.part} contient une déclaration de type de document (DOCTYPE).`,
    });
  }
}

/** Texts of cells are short: stepping over them beats a search. */
const STEPS = 24;

/** Offset of the next `<`; -1 if there is none. */
function nextTag(text: string, from: number): number {
  const near = Math.min(from + STEPS, text.length);
  for (let i = from; i < near; i++) if (text.charCodeAt(i) === LT) return i;
  return text.indexOf('<', near);
}

function after(text: string, mark: string, from: number): number {
  const index = text.indexOf(mark, from);
  return index < 0 ? -1 : index + mark.length;
}

/** Offset of the `>` that ends a tag; -1 if it is not there yet. */
function tagEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === GT) return i;
    if (char === QUOTE || char === APOSTROPHE) {
      i = text.indexOf(char === QUOTE ? '"' : "'", i + 1);
      if (i < 0) return -1;
    }
  }
  return -1;
}

/** Offset after the name that starts at `from`. */
function nameEnd(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && text.charCodeAt(i) > 32) i++;
  return i;
}

function localName(text: string, from: number, to: number): string {
  // Most tags of a sheet have a name of one letter.
  if (to - from === 1) return text.charAt(from);
  const name = text.slice(from, to);
  return name.slice(name.indexOf(':') + 1);
}

/** The value of the attribute `name` as written, among those in `text` between `from` and `to`. */
export function attribute(text: string, from: number, to: number, name: string): string | undefined {
  let at = from;
  while (at < to) {
    while (at < to && text.charCodeAt(at) <= 32) at++;
    const start = at;
    while (at < to && text.charCodeAt(at) !== EQUALS) at++;
    const isNamed =
      text.startsWith(name, start) && (at === start + name.length || isBlank(text, start + name.length, at));
    at++;
    while (at < to && text.charCodeAt(at) <= 32) at++;
    const quote = text.charCodeAt(at);
    const value = ++at;
    while (at < to && text.charCodeAt(at) !== quote) at++;
    if (at >= to) return undefined;
    if (isNamed) return text.slice(value, at);
    at++;
  }
  return undefined;
}

function isBlank(text: string, from: number, to: number): boolean {
  return from <= to && text.slice(from, to).trim() === '';
}

/** Text with its character references and the five named ones decoded; others stay as they are. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{1,12});/g, (whole, name: string) => referenceText(name) ?? whole);
}

function wideEncoding(start: Uint8Array): string | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return undefined;
}
