/** One row; `number` counts from 1 as in the spreadsheet, contents are as `cleanCell` makes them, a cell without one is absent. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly (string | undefined)[];
}

/** A rectangle of merged cells; rows count from 1, columns from 0. Only its top left cell has a content. */
export interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Sheet {
  /** Empty for a file that is a table by itself. */
  readonly name: string;
  readonly rows: Iterable<SheetRow>;
  readonly merges: readonly Merge[];
}

/** What of a sheet is wanted; everything without it. */
export interface SheetPart {
  /** The first so many rows. */
  readonly head?: number;
  /** Cells of these columns. */
  readonly columns?: ReadonlySet<number>;
}

/** A sheet a file offers to read. */
export interface SheetSource {
  readonly name: string;
  read(part?: SheetPart): Promise<Sheet>;
}

/** Spreadsheets stop at column XFD. */
export const MAX_COLUMNS = 16384;

/** Letters of a column, counted from 0: `S` is 18. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}

/** Index of the column a reference such as `AK12` or `AK` starts with; -1 if it starts with no letter. */
export function columnIndex(reference: string): number {
  let index = 0;
  for (let i = 0; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) & ~32;
    if (letter < 65 || letter > 90) break;
    index = index * 26 + letter - 64;
  }
  return index - 1;
}

/** Address of a cell as spreadsheets write it, `1.JDV_CircuitBio!S123`. */
export function cellAddress(sheet: string, column: number, row: number): string {
  return `${sheet === '' ? '' : `${sheet}!`}${columnLetters(column)}${row}`;
}

/** A cell's content in one line: blanks and control characters of every kind are one space, none at the ends; absent when nothing is left. */
export function cleanCell(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const clean = isClean(text) ? text : text.replace(/[\s\p{Cc}\u200b\u200c\u2060\ufeff]+/gu, ' ').trim();
  return clean === '' ? undefined : clean;
}

const BLANK = 32;

/** Whether a text has Latin letters only and single plain blanks between them: nearly all have. */
function isClean(text: string): boolean {
  let last = BLANK;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char < BLANK || char > 0x17f || (char >= 0x7f && char <= 0xa0) || (char === BLANK && last === BLANK))
      return false;
    last = char;
  }
  return last !== BLANK;
}
