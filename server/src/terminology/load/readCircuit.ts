import type { Text } from '../../text';
import { Circuit, type CircuitConflict, type CircuitTable, mergeRows } from '../circuit';
import { type Chapters, readChapters, withChapters } from './chapters';
import { type Chosen, CIRCUIT_SHEET, chooseSheet } from './chooseSheet';
import { CircuitError } from './errors';
import type { Field } from './headings';
import { describeColumn, type Layout } from './layout';
import { type RawRecord, sheetRecords } from './records';
import { Faults, fieldNames, type LoadConflict, type LoadReport, MAX_LISTED, MAX_PLACES, shortened } from './report';
import { circuitRow, type PlacedRow } from './rows';
import { cellAddress, columnLetters } from './sheet';
import { openSource } from './source';
import { checkTwins } from './twins';

export interface ReadOptions {
  /** Between 0 and 1. */
  readonly onProgress?: (share: number) => void;
}

/** A table before it is wrapped, and what was read. */
export interface ReadCircuit {
  readonly table: CircuitTable;
  readonly report: LoadReport;
}

/** Share of the work that reading the file is; checking the rows is the rest. */
const READING = 0.8;

/**
 * Reads the Circuit de la biologie from the bytes of a workbook, a delimited table, or a FHIR or SVS value set (reference D and
 * H.4). Faults of rows are in the report and never fatal; throws a CircuitError where there is nothing to use.
 */
export async function readCircuit(bytes: Uint8Array, source: string, options: ReadOptions = {}): Promise<ReadCircuit> {
  const opened = await openSource(bytes, (share) => options.onProgress?.(share * READING));
  const chapters = 'sheets' in opened ? await readChapters(opened.sheets) : new Map();
  const chosen = 'sheets' in opened ? await chooseSheet(opened.sheets, CIRCUIT_SHEET) : undefined;
  if (chosen && isPlainList(chosen.layout)) throw plainList();
  const records = 'records' in opened ? opened.records : chosen ? placed(chosen) : [];
  const faults = new Faults();
  const counts = { rows: 0, withoutCode: 0 };
  const rows = checkedRows(records, chapters, faults, counts);
  if (rows.length === 0) {
    throw new CircuitError('no-analysis', {
      en: 'The file holds no analysis: no LOINC code and no waiting code was found in it.',
      fr: 'Le fichier ne contient aucune analyse : aucun code LOINC ni code d’attente n’y a été trouvé.',
    });
  }
  const merged = (all: readonly PlacedRow[]) =>
    mergeRows(
      all.map(({ row }) => row),
      [...chapters.values()],
    );
  const first = merged(rows);
  const contradicted = checkTwins(rows, new Circuit(first, { builtIn: false, source }), faults);
  const table = contradicted.size === 0 ? first : merged(rows.map((placed) => withoutFactor(placed, contradicted)));
  options.onProgress?.(1);
  const subchapters = table.chapters.filter(({ parent }) => parent !== undefined).length;
  return {
    table,
    report: {
      source,
      format: opened.format,
      ...(chosen && chosen.sheet.name !== '' && { sheet: chosen.sheet.name }),
      columns: chosen ? columnsOf(chosen.layout) : [],
      rows: counts.rows,
      analyses: table.length,
      waitingOnly: waitingOnly(table),
      repeated: rows.length - table.length,
      withoutCode: counts.withoutCode,
      chapters: table.chapters.length - subchapters,
      subchapters,
      conflicts: placeConflicts(table.conflicts.slice(0, MAX_LISTED), rows),
      conflictCount: table.conflicts.length,
      faults: faults.listed,
      faultCount: faults.count,
      faultCounts: faults.counts,
      notes: chosen ? notesOn(chosen.layout) : [],
    },
  };
}

/** What a table of the Circuit has at least one of; a column of code systems is that of a value set, which may hold codes and labels alone. */
const OF_CIRCUIT = [
  'comparability',
  'unit',
  'recommendedUnit',
  'twin',
  'waitingCode',
  'system',
] as const satisfies readonly Field[];

function isPlainList({ columns }: Layout): boolean {
  return !OF_CIRCUIT.some((field) => columns.has(field));
}

function plainList(): CircuitError {
  return new CircuitError('no-analysis', {
    en: 'This is a plain list of codes, not the Circuit de la biologie: it has no column for the comparability level, the unit or the correspondence; LOINC Biologie is named with --loinc-biologie (in the editor: cda.loincBiologie.path).',
    fr: 'C’est une simple liste de codes, pas le Circuit de la biologie : il n’y a de colonne ni pour le niveau de comparabilité, ni pour l’unité, ni pour la correspondance ; LOINC Biologie se nomme par --loinc-biologie (dans l’éditeur : cda.loincBiologie.path).',
  });
}

function placed({ sheet, layout }: Chosen): Iterable<RawRecord> {
  return sheetRecords(sheet, layout, (column, row) => cellAddress(sheet.name, column, row));
}

/** Rows above the first usable one continue the headings: nothing in them is a fault. */
function checkedRows(
  records: Iterable<RawRecord>,
  chapters: Chapters,
  faults: Faults,
  counts: { rows: number; withoutCode: number },
): PlacedRow[] {
  const rows: PlacedRow[] = [];
  const before = new Faults();
  let skipped: RawRecord[] = [];
  for (const record of records) {
    const isFirst = rows.length === 0;
    const checked = circuitRow(record, isFirst ? before : faults);
    if (!checked && isFirst) {
      skipped.push(record);
      continue;
    }
    if (isFirst) {
      // Content with a faulty code may precede the first good row; headings have no digit in that column.
      for (const early of [...skipped.filter(isContent), record]) circuitRow(early, faults);
      counts.rows += skipped.filter(isContent).length;
      counts.withoutCode += skipped.filter(isContent).length;
      skipped = [];
    }
    counts.rows++;
    if (checked) rows.push({ ...checked, row: withChapters(checked.row, chapters) });
    else counts.withoutCode++;
  }
  return rows;
}

/** No conversion is better than one by a factor that its counterpart contradicts. */
function withoutFactor(placed: PlacedRow, contradicted: ReadonlySet<string>): PlacedRow {
  const { factor, ...row } = placed.row;
  return factor !== undefined && contradicted.has(row.loinc ?? '') ? { ...placed, row } : placed;
}

function isContent({ values }: RawRecord): boolean {
  return /\d/.test(values.loinc ?? values.code ?? '');
}

function waitingOnly(table: CircuitTable): number {
  let count = 0;
  for (let index = 0; index < table.length; index++) if (table.row(index).loinc === undefined) count++;
  return count;
}

function columnsOf({ columns }: Layout): LoadReport['columns'] {
  return [...columns]
    .sort(([, a], [, b]) => a.index - b.index)
    .map(([field, { index, heading, by }]) => ({
      field,
      letters: columnLetters(index),
      ...(heading !== undefined && { heading }),
      by,
    }));
}

function placeConflicts(conflicts: readonly CircuitConflict[], rows: readonly PlacedRow[]): LoadConflict[] {
  const codes = new Map<string, string[]>(conflicts.map(({ code }) => [code, []]));
  for (const { row, at } of rows) {
    const places = codes.get(row.loinc ?? row.waitingCode ?? '');
    if (places && places.length < MAX_PLACES) places.push(at(row.loinc === undefined ? 'waitingCode' : 'loinc'));
  }
  return conflicts.map(({ code, field, values }) => ({
    code,
    field,
    values: values.map(shortened),
    at: codes.get(code) ?? [],
  }));
}

const WANTED = ['label', 'comparability', 'unit', 'twin', 'factor', 'waitingCode'] as const satisfies readonly Field[];

function notesOn({ columns }: Layout): Text[] {
  const notes: Text[] = [];
  const lettered = [...columns.values()].filter(({ by }) => by === 'letter').map(describeColumn);
  if (lettered.length > 0) {
    notes.push({
      en: `Columns recognized by their letter only, their heading being unknown: ${lettered.join(', ')}.`,
      fr: `Colonnes reconnues à leur seule lettre, leur en-tête étant inconnu : ${lettered.join(', ')}.`,
    });
  }
  const missing = WANTED.filter(
    (field) => !columns.has(field) && !(field === 'label' && columns.has('plainLabel')),
  ).map((field) => fieldNames[field] ?? field);
  if (missing.length > 0) {
    notes.push({
      en: `Columns not found: ${missing.join(', ')}.`,
      fr: `Colonnes introuvables : ${missing.join(', ')}.`,
    });
  }
  return notes;
}
