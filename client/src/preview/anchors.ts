import type { Rendering } from '../../../server/src/protocol';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** The places of the source that a rendering knows by number, found by position. Spans nest, as the elements of the source do. */
export class Anchors {
  readonly #spans: Rendering['anchors'];
  /** Numbers in the order of their start, the outer one first. */
  readonly #order: Uint32Array;
  /** For each place in `#order`, that of the span around it; itself where there is none. */
  readonly #around: Uint32Array;
  /** Number of an entry ⇒ numbers of the narrative that tells it; and the other way round. */
  readonly #told = new Map<number, number[]>();

  constructor(spans: Rendering['anchors'], told: NonNullable<Rendering['told']> = []) {
    this.#spans = spans;
    for (const [entry, narrative] of told) {
      this.#tell(entry, narrative);
      this.#tell(narrative, entry);
    }
    this.#order = Uint32Array.from(spans.keys()).sort((a, b) => this.#compare(a, b));
    this.#around = new Uint32Array(spans.length);
    const open: number[] = [];
    for (const [place, index] of this.#order.entries()) {
      while (open.length > 0 && !this.#holds(this.#order[open.at(-1) as number] as number, index)) open.pop();
      this.#around[place] = open.at(-1) ?? place;
      open.push(place);
    }
  }

  /** First and last line of each number, as pairs: what the page needs to scroll along. */
  lines(): Uint32Array {
    const lines = new Uint32Array(this.#spans.length * 2);
    for (const [index, [start, , end]] of this.#spans.entries()) {
      lines[2 * index] = start;
      lines[2 * index + 1] = end;
    }
    return lines;
  }

  span(index: number): Span | undefined {
    const span = this.#spans[index];
    if (!span) return undefined;
    const [line, character, endLine, endCharacter] = span;
    return { start: { line, character }, end: { line: endLine, character: endCharacter } };
  }

  /** The numbers whose span holds a position, the smallest first; after an entry comes the narrative that tells it, after that the entry. */
  at(position: Position): number[] {
    const found: number[] = [];
    for (let place = this.#lastBefore(position); place >= 0; ) {
      const index = this.#order[place] as number;
      if (this.#reaches(index, position)) found.push(index, ...(this.#told.get(index) ?? []));
      const around = this.#around[place] as number;
      place = around === place ? -1 : around;
    }
    return found;
  }

  #tell(number: number, other: number): void {
    const known = this.#told.get(number);
    if (known) known.push(other);
    else this.#told.set(number, [other]);
  }

  /** Place in `#order` of the last span that begins at or before a position; -1: none does. */
  #lastBefore({ line, character }: Position): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [startLine, startCharacter] = this.#at(this.#order[middle] as number);
      if (startLine < line || (startLine === line && startCharacter <= character)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #reaches(index: number, { line, character }: Position): boolean {
    const [, , endLine, endCharacter] = this.#at(index);
    return endLine > line || (endLine === line && endCharacter >= character);
  }

  #holds(outer: number, inner: number): boolean {
    const [, , line, character] = this.#at(inner);
    return this.#reaches(outer, { line, character });
  }

  #compare(a: number, b: number): number {
    const [aLine, aCharacter, aEnd, aEndCharacter] = this.#at(a);
    const [bLine, bCharacter, bEnd, bEndCharacter] = this.#at(b);
    return aLine - bLine || aCharacter - bCharacter || bEnd - aEnd || bEndCharacter - aEndCharacter || a - b;
  }

  #at(index: number): Rendering['anchors'][number] {
    return this.#spans[index] ?? [0, 0, 0, 0];
  }
}
