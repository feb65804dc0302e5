import { referenceText } from '../../xml/tree';
import { CircuitError, damaged } from './errors';
import type { ZipPart } from './zip';

/** Tags and texts of a streamed XML part in UTF-8; `bytes` holds a piece of the part, names come without their prefix. */
export interface TagHandler {
  /**
   * Called at each `<` of `bytes`: the offset up to which the handler has read complete elements by itself, `at` if none. It may
   * read `SKIM_MARGIN` bytes beyond `limit`: reading beyond the end of `bytes` makes V8 throw away what it compiled.
   */
  skim?(bytes: Buffer, at: number, limit: number): number;
  /**
   * The tag's attributes stand in `bytes` between `from` and `to`: read them with `tagAttribute`. Answers true to skip the content
   * and the end tag (there must not be another element of the name in it).
   */
  open(name: string, bytes: Buffer, from: number, to: number): boolean;
  /** Also called for an element that closes itself. */
  close(name: string): void;
  /** Character data, references decoded. One text may come in pieces. */
  characters(text: string): void;
  /** Whether characters are wanted here: others are not decoded. */
  readonly collecting: boolean;
}

/** Markup that goes on for so long without an end is no spreadsheet's. */
const MAX_TOKEN = 2 * 2 ** 20;

/** More than the marks that are read in one step, `</v></c>` and the like. */
export const SKIM_MARGIN = 32;

const APOSTROPHE = 39;
const BANG = 33;
const GT = 62;
const LT = 60;
const QUESTION = 63;
const QUOTE = 34;
const SLASH = 47;

/**
 * Streams the XML of a part of a workbook through `handler`, until `done` says that it is enough. Own code because the libraries
 * measured take three to five times as long on sheets of 90 MB (bench/circuit.ts keeps the target), and on bytes because making
 * strings of them takes as long as the rest. A DOCTYPE is refused: no office program writes one, and it is where entity bombs and
 * external entities live. Throws a CircuitError.
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
    const wide = read === 0 ? wideEncoding(chunk) : undefined;
    if (wide) decoder = new TextDecoder(wide);
    scanner.write(decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : asBuffer(chunk));
    if (done?.()) return;
    read += chunk.length;
    onProgress?.(read / part.size);
  }
  scanner.end();
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

class TagScanner {
  /** Holds each piece in turn, after what the one before it left. */
  private buffer: Buffer = Buffer.alloc(0);
  private rest: Buffer = this.buffer;
  private depth = 0;
  private started = false;
  /** End tag of the element that is skipped. */
  private awaited = '';

  constructor(
    private readonly part: string,
    private readonly handler: TagHandler,
  ) {}

  write(chunk: Buffer): void {
    const { rest } = this;
    const length = rest.length + chunk.length;
    const target = length <= this.buffer.length ? this.buffer : Buffer.allocUnsafe(length * 2);
    rest.copy(target);
    chunk.copy(target, rest.length);
    this.buffer = target;
    const bytes = target.subarray(0, length);
    this.rest = bytes.subarray(this.scan(bytes));
    if (this.rest.length > MAX_TOKEN) throw damaged(this.part);
  }

  end(): void {
    const rest = this.rest.toString().trim();
    if (!this.started || this.depth !== 0 || this.awaited !== '' || rest !== '') throw damaged(this.part);
  }

  /** Up to which offset complete tokens stood in `bytes`. */
  private scan(bytes: Buffer): number {
    const { handler } = this;
    const end = bytes.length;
    let at = 0;
    for (;;) {
      if (this.awaited !== '') {
        const found = bytes.indexOf(this.awaited, at);
        if (found < 0) return Math.max(at, end - this.awaited.length);
        at = found + this.awaited.length;
        this.awaited = '';
      }
      let open = at;
      while (open < end && bytes[open] !== LT) open++;
      if (open === end) return at;
      if (open > at && handler.collecting && this.depth > 0) {
        handler.characters(decodeReferences(bytes.toString('utf8', at, open)));
      }
      if (handler.skim && end - open > SKIM_MARGIN) {
        at = handler.skim(bytes, open, end - SKIM_MARGIN);
        if (at > open) continue;
      } else if (open + 1 === end) return open;
      const mark = bytes[open + 1];
      if (mark === BANG || mark === QUESTION) {
        const after = this.skip(bytes, open);
        if (after < 0) return open;
        at = after;
        continue;
      }
      const close = tagEnd(bytes, open + 1);
      if (close < 0) return open;
      if (mark === SLASH) {
        this.depth--;
        handler.close(localName(bytes, open + 2, nameEnd(bytes, open + 2, close)));
      } else {
        const selfClosing = bytes[close - 1] === SLASH;
        const to = selfClosing ? close - 1 : close;
        const attributes = nameEnd(bytes, open + 1, to);
        const name = localName(bytes, open + 1, attributes);
        this.started = true;
        const skipped = handler.open(name, bytes, attributes, to);
        if (selfClosing) handler.close(name);
        else if (skipped) this.awaited = `</${bytes.toString('latin1', open + 1, attributes)}>`;
        else this.depth++;
      }
      at = close + 1;
    }
  }

  /** End of the instruction, comment or CDATA section at `open`; -1 if it is not all there. */
  private skip(bytes: Buffer, open: number): number {
    if (bytes[open + 1] === QUESTION) return after(bytes, '?>', open);
    // The longest mark has nine characters.
    if (bytes.length - open < 9) return -1;
    const mark = bytes.toString('latin1', open, open + 9);
    if (mark.startsWith('<!--')) return after(bytes, '-->', open + 4);
    if (mark === '<![CDATA[') {
      const end = after(bytes, ']]>', open + 9);
      if (end > 0 && this.handler.collecting) this.handler.characters(bytes.toString('utf8', open + 9, end - 3));
      return end;
    }
    throw new CircuitError('damaged', {
      en: `The workbook is refused: ${this.part} has a document type declaration.`,
      fr: `Le classeur est refusé : ${this.part} contient une déclaration de type de document (DOCTYPE).`,
    });
  }
}

function after(bytes: Buffer, mark: string, from: number): number {
  const index = bytes.indexOf(mark, from);
  return index < 0 ? -1 : index + mark.length;
}

/** Offset of the `>` that ends a tag; -1 if it is not there yet. */
function tagEnd(bytes: Buffer, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === GT) return i;
    if (byte === QUOTE || byte === APOSTROPHE) {
      i = bytes.indexOf(byte, i + 1);
      if (i < 0) return -1;
    }
  }
  return -1;
}

/** Offset after the name that starts at `from`. */
function nameEnd(bytes: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && (bytes[i] as number) > 32) i++;
  return i;
}

/** Names of one letter, made once: nearly all there are. */
const letters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

function localName(bytes: Buffer, from: number, to: number): string {
  const first = bytes[from] as number;
  if (to - from === 1 && first < letters.length) return letters[first] as string;
  // The items of the shared strings.
  if (to - from === 2 && first === 115 && bytes[from + 1] === 105) return 'si';
  const name = bytes.toString('latin1', from, to);
  return name.slice(name.indexOf(':') + 1);
}

/** The value of the attribute `name` as written, among those in `bytes` between `from` and `to`. */
export function tagAttribute(bytes: Buffer, from: number, to: number, name: string): string | undefined {
  if (from === to) return undefined;
  const text = bytes.toString('utf8', from, to);
  return attribute(text, 0, text.length, name);
}

const EQUALS = 61;

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
function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{1,12});/g, (whole, name: string) => referenceText(name) ?? whole);
}

function wideEncoding(start: Uint8Array): string | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return undefined;
}
