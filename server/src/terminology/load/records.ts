import type { Field } from './headings';
import type { Layout } from './layout';
import type { Merge, Sheet, SheetRow } from './sheet';

/** The texts of one row or concept by field, before they are checked. */
export interface RawRecord {
  readonly values: Readonly<Partial<Record<Field, string>>>;
  /** Where a fault of `field` is to be looked for. */
  at(field: Field): string;
}

/** Rows below the headings; a cell merged over several rows counts for each of them, blank rows do not count. */
export function* sheetRecords(
  sheet: Sheet,
  { columns, firstRow }: Layout,
  address: (column: number, row: number) => string,
): Generator<RawRecord> {
  const fields = [...columns].map(([field, { index }]) => [field, index] as const);
  const merged = mergedCells(sheet.merges, sheet.rows, firstRow);
  for (const { number, cells } of sheet.rows) {
    if (number < firstRow) continue;
    const values: Partial<Record<Field, string>> = {};
    let isBlank = true;
    for (const [field, index] of fields) {
      const value = cells[index] ?? merged?.get(index)?.(number);
      if (value === undefined) continue;
      values[field] = value;
      isBlank = false;
    }
    if (isBlank) continue;
    const at = (field: Field) => address(columns.get(field)?.index ?? columns.get('loinc')?.index ?? 0, number);
    yield { values, at };
  }
}

type CellOf = (row: number) => string | undefined;

/** By column, the content that a row takes from a cell merged over several rows. */
function mergedCells(
  merges: readonly Merge[],
  rows: Iterable<SheetRow>,
  firstRow: number,
): Map<number, CellOf> | undefined {
  const tall = merges.filter(({ top, bottom }) => bottom > top && top >= firstRow);
  if (tall.length === 0) return undefined;
  const tops = new Set(tall.map(({ top }) => top));
  const byNumber = new Map<number, SheetRow['cells']>();
  let count = 0;
  for (const { number, cells } of rows) {
    count++;
    if (tops.has(number)) byNumber.set(number, cells);
  }
  const contents = new Map<number, Map<number, string>>();
  for (const { top, bottom, left } of tall) {
    const content = byNumber.get(top)?.[left];
    if (content === undefined) continue;
    const column = contents.get(left) ?? new Map<number, string>();
    contents.set(left, column);
    for (let row = top + 1; row <= bottom && column.size <= count; row++) column.set(row, content);
  }
  return new Map([...contents].map(([column, cells]) => [column, (row) => cells.get(row)]));
}
