import { type Field, fieldOf, foldHeading, HEADINGS } from './headings';
import { columnIndex, columnLetters, type Sheet, type SheetRow } from './sheet';

/** A column in use. */
export interface Column {
  readonly index: number;
  readonly heading?: string;
  readonly by: 'heading' | 'letter';
}

/** Which column holds what, and where the content begins. */
export interface Layout {
  readonly columns: ReadonlyMap<Field, Column>;
  /** Number of the first row below the headings. */
  readonly firstRow: number;
  /** How many different fields the headings name: tells the right sheet from the others. */
  readonly score: number;
}

/** Headings stand below a cover block at most this high. */
const HEADING_ROWS = 100;
/** Headings spread over several rows (`Liste restreinte` above `O/N`). */
const MAX_SPREAD = 3;
/** Content looked at before a column is recognized by its letter. */
const SAMPLE = 200;
/** Rows of a sheet that tell its layout. */
export const HEAD_ROWS = HEADING_ROWS + SAMPLE;

/** Fields that only the block of the analyses has: they tell its column LOINC from that of the prescriptions. */
const ANALYSIS_ONLY: readonly Field[] = [
  'editionLabel',
  'comparability',
  'restricted',
  'recommendedUnit',
  'unit',
  'systematic',
];

/**
 * Finds the columns by their headings, the letters of reference D.2 being a fall-back: for a column whose heading is missing or
 * unknown, if the known ones all stand at their letters and its content looks right. `undefined` if no heading is known.
 */
export function findLayout(sheet: Sheet): Layout | undefined {
  const texts = new Map<number, readonly (string | undefined)[]>();
  const rows = [...sheet.rows];
  for (const { number, cells } of rows) if (number <= HEADING_ROWS) texts.set(number, cells);
  let best: { found: Candidates; from: number; to: number } | undefined;
  for (const [row, cells] of texts) {
    if (!cells.some((text) => text !== undefined && fieldOf(text))) continue;
    for (let from = row - MAX_SPREAD + 1; from <= row; from++) {
      for (let to = row; to < from + MAX_SPREAD; to++) {
        const found = candidates(texts, from, to);
        if (!best || found.size > best.found.size) best = { found, from, to };
      }
    }
  }
  if (!best || best.found.size === 0) return undefined;
  const columns = choose(best.found);
  const firstRow = best.to + 1;
  addByLetter(columns, rows, { from: best.from, to: best.to });
  return { columns, firstRow, score: best.found.size };
}

type Candidates = ReadonlyMap<Field, readonly Column[]>;

/** Columns by what they may hold, for headings in the rows `from` to `to`, each cell alone or read from top to bottom. */
function candidates(texts: ReadonlyMap<number, readonly (string | undefined)[]>, from: number, to: number): Candidates {
  const stacks: string[][] = [];
  for (let row = from; row <= to; row++) {
    texts.get(row)?.forEach((text, column) => {
      if (text === undefined) return;
      stacks[column] = [...(stacks[column] ?? []), text];
    });
  }
  const found = new Map<Field, Column[]>();
  stacks.forEach((stack, index) => {
    for (const heading of new Set([stack.join(' '), ...stack])) {
      const field = fieldOf(heading);
      if (!field) continue;
      const columns = found.get(field) ?? [];
      found.set(field, [...columns, { index, heading, by: 'heading' }]);
      break;
    }
  });
  return found;
}

function choose(found: Candidates): Map<Field, Column> {
  const columns = new Map<Field, Column>();
  for (const [field, [first]] of found) if (first) columns.set(field, first);
  const anchors = ANALYSIS_ONLY.flatMap((field) => columns.get(field)?.index ?? []);
  const anchor = anchors.length > 0 ? Math.min(...anchors) : Number.POSITIVE_INFINITY;
  for (const field of ['loinc', 'label'] as const) {
    const nearest = found.get(field)?.findLast(({ index }) => index < anchor) ?? columns.get(field);
    if (nearest) columns.set(field, nearest);
  }
  const analysis = columns.get('loinc');
  const prescription = found.get('loinc')?.find((column) => column !== analysis);
  if (prescription) columns.set('prescriptionCode', prescription);
  return columns;
}

function addByLetter(
  columns: Map<Field, Column>,
  rows: readonly SheetRow[],
  headings: { from: number; to: number },
): void {
  const lettered = HEADINGS.filter(({ letters }) => letters !== undefined);
  const isAtLetter = ({ field, letters = '' }: (typeof HEADINGS)[number]) =>
    columns.get(field)?.index === columnIndex(letters);
  const known = lettered.filter(({ field }) => columns.has(field));
  if (known.length < 3 || !known.every(isAtLetter)) return;
  const taken = new Set([...columns.values()].map(({ index }) => index));
  const sample = rows.filter(({ number }) => number > headings.to).slice(0, SAMPLE);
  for (const { field, letters = '', content = /./ } of lettered) {
    const index = columnIndex(letters);
    if (columns.has(field) || taken.has(index)) continue;
    const cells = sample.flatMap(({ cells }) => cells[index] ?? []);
    const heading = headingAt(rows, headings, index);
    // Until 2023 column W was `Technique discriminante O/N` (reference D.2).
    if (cells.length === 0 || (heading && /technique/.test(foldHeading(heading)))) continue;
    if (!cells.every((cell) => content.test(cell))) continue;
    columns.set(field, { index, by: 'letter', ...(heading !== undefined && { heading }) });
  }
}

function headingAt(rows: readonly SheetRow[], { from, to }: { from: number; to: number }, index: number) {
  const texts = rows.filter(({ number }) => number >= from && number <= to).map(({ cells }) => cells[index]);
  return texts.filter((text) => text !== undefined).join(' ') || undefined;
}

/** How a column is shown: `S (LOINC)`. */
export function describeColumn({ index, heading }: Column): string {
  return heading === undefined ? columnLetters(index) : `${columnLetters(index)} (${heading})`;
}
