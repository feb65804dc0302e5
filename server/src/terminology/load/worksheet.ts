import { Cells } from './cells';
import { tooLarge } from './errors';
import { unescapeCell } from './sharedStrings';
import { cleanCell, columnIndex, MAX_COLUMNS, type Merge, type Sheet, type SheetPart } from './sheet';
import { streamTags, type TagHandler, tagAttribute } from './tags';
import type { ZipPart } from './zip';

const MAX_CELLS = 20_000_000;

/**
 * A worksheet with its cells as texts: shared, inline and rich strings, cached values of formulas, numbers as written
 * (ECMA-376, part 1, 18.3). Rows without a cell are left out.
 */
export async function readSheet(
  name: string,
  part: ZipPart,
  shared: readonly (string | undefined)[],
  { head = Number.POSITIVE_INFINITY, columns }: SheetPart,
  onProgress?: (share: number) => void,
): Promise<Sheet> {
  const reader = new SheetReader(part.name, new Cells(shared), columns);
  await streamTags(part, reader, onProgress, () => reader.cells.length >= head);
  return { name, rows: reader.cells, merges: reader.merges };
}

const AMPERSAND = 38;
const BLANK = 32;
const EQUALS = 61;
const GT = 62;
const LT = 60;
const QUOTE = 34;
const SLASH = 47;
const LETTER_C = 99;
const LETTER_N = 110;
const LETTER_R = 114;
const LETTER_S = 115;
const LETTER_T = 116;
const LETTER_V = 118;
const DIGIT_0 = 48;
/** Integers of so many digits are made without a search. */
const SHORT = 9;

class SheetReader implements TagHandler {
  readonly merges: Merge[] = [];
  collecting = false;
  /** By column: 1 if it is wanted. */
  private readonly wanted: Uint8Array | undefined;
  private number = 0;
  private count = 0;
  private column = -1;
  private type: string | undefined;
  private value = '';

  constructor(
    private readonly part: string,
    readonly cells: Cells,
    columns: ReadonlySet<number> | undefined,
  ) {
    if (!columns) return;
    this.wanted = new Uint8Array(MAX_COLUMNS);
    for (const column of columns) this.wanted[column] = 1;
  }

  /** Reads cells of the form that nearly all have, `<c r="B2" s="1" t="s"><v>…</v></c>` without a reference: a fifth of the time. */
  skim(bytes: Buffer, start: number, limit: number): number {
    let at = start;
    while (at < limit) {
      if (bytes[at + 1] !== LETTER_C || bytes[at + 2] !== BLANK) return at;
      let i = at + 2;
      let column = -1;
      let isShared = false;
      let isOther = false;
      while (bytes[i] === BLANK) {
        const name = bytes[i + 1];
        if (bytes[i + 2] !== EQUALS || bytes[i + 3] !== QUOTE) return at;
        i += 4;
        if (name === LETTER_R) {
          column = 0;
          let letter = bytes[i] as number;
          while (letter >= 65 && letter <= 90 && i < limit) {
            column = column * 26 + letter - 64;
            letter = bytes[++i] as number;
          }
          column--;
        } else if (name === LETTER_T) {
          isShared = bytes[i] === LETTER_S && bytes[i + 1] === QUOTE;
          isOther = !isShared && (bytes[i] !== LETTER_N || bytes[i + 1] !== QUOTE);
        }
        while (i < limit && bytes[i] !== QUOTE) i++;
        if (i === limit) return at;
        i++;
      }
      if (column < 0 || column >= MAX_COLUMNS || isOther) return at;
      if (bytes[i] === SLASH && bytes[i + 1] === GT) i += 2;
      else {
        if (bytes[i] !== GT || bytes[i + 1] !== LT || bytes[i + 2] !== LETTER_V || bytes[i + 3] !== GT) return at;
        const from = i + 4;
        i = from;
        let integer = 0;
        let byte = bytes[i] as number;
        while (byte >= DIGIT_0 && byte <= 57 && i < limit) {
          integer = integer * 10 + byte - DIGIT_0;
          byte = bytes[++i] as number;
        }
        const isInteger = byte === LT && i > from && i - from <= SHORT && (bytes[from] !== DIGIT_0 || i === from + 1);
        while (i < limit && bytes[i] !== LT) if (bytes[i++] === AMPERSAND) return at;
        const isWhole =
          bytes[i + 1] === SLASH &&
          bytes[i + 2] === LETTER_V &&
          bytes[i + 3] === GT &&
          bytes[i + 4] === LT &&
          bytes[i + 5] === SLASH &&
          bytes[i + 6] === LETTER_C &&
          bytes[i + 7] === GT;
        if (!isWhole || (isShared && !isInteger)) return at;
        if (this.wanted === undefined || this.wanted[column] === 1) {
          if (isShared) this.cells.putShared(column, integer);
          else if (isInteger) this.cells.putInteger(column, integer);
          else this.cells.putText(column, cleanCell(bytes.toString('utf8', from, i)));
        }
        i += 8;
      }
      this.column = column;
      if (++this.count > MAX_CELLS) throw tooLarge(this.part);
      at = i;
      if (bytes[at] !== LT) return at;
    }
    return at;
  }

  open(name: string, bytes: Buffer, from: number, to: number): boolean {
    if (name === 'c') {
      const reference = tagAttribute(bytes, from, to, 'r');
      this.column = reference === undefined ? this.column + 1 : columnIndex(reference);
      const isOutside = this.column < 0 || this.column >= MAX_COLUMNS;
      if (isOutside || ++this.count > MAX_CELLS) throw tooLarge(this.part);
      this.value = '';
      if (this.wanted?.[this.column] === 0) return true;
      this.type = tagAttribute(bytes, from, to, 't');
    } else if (name === 'v' || name === 't') this.collecting = true;
    else if (name === 'row') {
      const written = tagAttribute(bytes, from, to, 'r');
      this.number = written === undefined ? this.number + 1 : Number(written);
      this.column = -1;
    } else if (name === 'mergeCell') this.merges.push(...mergeOf(tagAttribute(bytes, from, to, 'ref') ?? ''));
    return name === 'rPh';
  }

  close(name: string): void {
    if (name === 'c') this.store();
    else if (name === 'v' || name === 't') this.collecting = false;
    else if (name === 'row') this.cells.endRow(this.number);
  }

  characters(text: string): void {
    this.value += text;
  }

  private store(): void {
    if (this.value === '') return;
    if (this.type === 's') this.cells.putShared(this.column, Number(this.value));
    else this.cells.putText(this.column, cleanCell(unescapeCell(this.value)));
  }
}

function mergeOf(reference: string): Merge[] {
  const match = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(reference);
  if (!match) return [];
  const [, left = '', top, right = '', bottom] = match;
  return [{ top: Number(top), bottom: Number(bottom), left: columnIndex(left), right: columnIndex(right) }];
}
