import data from '../../../data/circuit.json';
import { foldLabel, labelHash } from './labels';

/** `1` comparable on the code, `2` not comparable, `9` not evaluated (Circuit, column V). */
export type Comparability = '1' | '2' | '9';

/** A code with its label, as the Circuit gives chapters and prescriptions. */
export interface Labelled {
  readonly code?: string;
  readonly label?: string;
}

/** One analysis that carries a result; letters are the columns of sheet `1.JDV_CircuitBio` (reference D.2). */
export interface CircuitRow {
  /** S; absent where the Circuit only has a waiting code. */
  readonly loinc?: string;
  /** T, the French reference label. */
  readonly label: string;
  /** U, the short label to print. */
  readonly editionLabel?: string;
  /** V */
  readonly comparability?: Comparability;
  /** W, in the list of the 200 most prescribed analyses. */
  readonly restricted?: boolean;
  /** X, for display. */
  readonly recommendedUnit?: string;
  /** Y, UCUM: what `PQ/@unit` must be. */
  readonly unit?: string;
  /** Z, the result must be in the report. */
  readonly systematic?: boolean;
  /** AA, LOINC of the same analysis in the other kind of unit (mass or mole). */
  readonly twin?: string;
  /** AB: value of the twin = value × factor, each in its column Y unit. */
  readonly factor?: number;
  /** AK, national waiting code (code system 1.2.250.1.213.1.1.5.130). */
  readonly waitingCode?: string;
  /** N and O. */
  readonly chapter?: Labelled;
  /** P and Q. */
  readonly subchapter?: Labelled;
  /** R, print order. */
  readonly rank?: number;
  /** The prescriptions under which the analysis stands. */
  readonly prescriptions?: readonly Labelled[];
  /** Only some columns are known (rows quoted from the scenarios, not from the workbook). */
  readonly partial?: boolean;
}

export interface CircuitInfo {
  /** The excerpt shipped with the product, not a workbook the user loaded. */
  readonly builtIn: boolean;
  readonly source: string;
  /** How many distinct analyses. */
  readonly analyses: number;
}

/** Rows of one analysis that say different things in one column. */
export interface CircuitConflict {
  /** LOINC or waiting code. */
  readonly code: string;
  readonly field: keyof CircuitRow;
  readonly values: readonly string[];
}

/** Columns in which the repeated rows of one analysis must agree: T, V to AB, AK (reference D.3). */
const AGREEING = [
  'label',
  'comparability',
  'restricted',
  'recommendedUnit',
  'unit',
  'systematic',
  'twin',
  'factor',
  'waitingCode',
] as const;

/** A chapter, or a sub-chapter of the chapter `parent` (sheet `2.Chapitres LOINC`, or columns N to Q). */
export interface Chapter {
  readonly code: string;
  readonly label?: string;
  readonly parent?: string;
}

/** Merged rows behind a Circuit; a compiled table makes a row only when it is asked for. */
export interface CircuitTable {
  readonly length: number;
  readonly conflicts: readonly CircuitConflict[];
  readonly chapters: readonly Chapter[];
  row(index: number): CircuitRow;
  /** The row with this LOINC code. */
  find(loinc: string): number | undefined;
  /** The rows with this waiting code: one code may have waited for several LOINC codes. */
  withWaitingCode(code: string): readonly number[];
  /** Whether it has waiting codes at all. */
  hasWaitingCodes(): boolean;
  /** By row, the `labelHash` of its label; 0 without one. */
  labelHashes(kind: LabelKind): Uint32Array;
}

export type LabelKind = 'label' | 'editionLabel';

/** The `labelHashes` of rows. */
export function hashesOf(rows: readonly CircuitRow[], kind: LabelKind): Uint32Array {
  return Uint32Array.from(rows, (row) => (row[kind] ? labelHash(row[kind]) : 0));
}

/** The value set "Circuit de la biologie": every analysis once, found by its codes and its labels. */
export class Circuit {
  readonly info: CircuitInfo;
  private readonly table: CircuitTable;

  /**
   * `content`: rows as they stand in the source, repeated analyses included (they are merged, the first row wins a conflict), or
   * a table of merged ones.
   */
  constructor(content: Iterable<CircuitRow> | CircuitTable, origin: { builtIn: boolean; source: string }) {
    this.table = Symbol.iterator in content ? mergeRows(content) : content;
    this.info = { ...origin, analyses: this.table.length };
  }

  get rows(): readonly CircuitRow[] {
    return Array.from({ length: this.table.length }, (_, index) => this.table.row(index));
  }

  get length(): number {
    return this.table.length;
  }

  row(index: number): CircuitRow {
    return this.table.row(index);
  }

  get conflicts(): readonly CircuitConflict[] {
    return this.table.conflicts;
  }

  get chapters(): readonly Chapter[] {
    return this.table.chapters;
  }

  /** The analysis with this LOINC code in column S. */
  find(loinc: string): CircuitRow | undefined {
    const index = this.table.find(loinc);
    return index === undefined ? undefined : this.table.row(index);
  }

  /** The analysis with this national waiting code in column AK, one that has a LOINC code by now before others. */
  findByWaitingCode(code: string): CircuitRow | undefined {
    const rows = this.withWaitingCode(code);
    return rows.find(({ loinc }) => loinc !== undefined) ?? rows[0];
  }

  /** All analyses with this waiting code. */
  withWaitingCode(code: string): CircuitRow[] {
    return this.table.withWaitingCode(code).map((index) => this.table.row(index));
  }

  /** Whether the Circuit says of a code that it does not wait: an excerpt or a table without column AK cannot. */
  lacksWaitingCode(code: string): boolean {
    return !this.info.builtIn && this.table.hasWaitingCodes() && this.table.withWaitingCode(code).length === 0;
  }

  /** The analysis whose French reference label (T) is `label`, after folding; a LOINC row before a waiting one. */
  findByLabel(label: string): CircuitRow | undefined {
    const rows = this.labelled('label', label);
    return rows.find(({ loinc }) => loinc !== undefined) ?? rows[0];
  }

  /** All analyses of a label, after folding. */
  labelled(kind: LabelKind, label: string): CircuitRow[] {
    const [folded, hash, hashes] = [foldLabel(label), labelHash(label), this.table.labelHashes(kind)];
    const rows: CircuitRow[] = [];
    for (let index = hashes.indexOf(hash); index >= 0; index = hashes.indexOf(hash, index + 1)) {
      const row = this.table.row(index);
      if (foldLabel(row[kind] ?? '') === folded) rows.push(row);
    }
    return rows;
  }

  private static excerpt: Circuit | undefined;

  /** The excerpt shipped in `data/circuit.json`. */
  static builtIn(): Circuit {
    Circuit.excerpt ??= new Circuit(data.rows as readonly CircuitRow[], { builtIn: true, source: data.source });
    return Circuit.excerpt;
  }
}

/** Every analysis once, prescriptions gathered; what its rows disagree on is a conflict, and the first row wins it. */
export function mergeRows(rows: Iterable<CircuitRow>, chapters: readonly Chapter[] = []): CircuitTable {
  const merged = new Map<string, CircuitRow>();
  const gathered = new Map<string, Map<string, Labelled>>();
  /** By code and column: rows that all say another thing are one conflict. */
  const conflicts = new Map<string, CircuitConflict>();
  for (const row of rows) {
    const code = row.loinc ?? row.waitingCode;
    if (code === undefined) continue;
    const known = merged.get(code);
    if (!known) {
      merged.set(code, row);
      continue;
    }
    for (const conflict of differences(code, known, row)) {
      const key = `${code} ${conflict.field}`;
      const values = conflicts.get(key)?.values ?? [];
      conflicts.set(key, { ...conflict, values: [...new Set([...values, ...conflict.values])] });
    }
    const prescriptions = gathered.get(code) ?? byKey(known.prescriptions);
    gathered.set(code, byKey(row.prescriptions, prescriptions));
    merged.set(code, merge(known, row));
  }
  for (const [code, prescriptions] of gathered) {
    const row = merged.get(code);
    if (row && prescriptions.size > 0) merged.set(code, { ...row, prescriptions: [...prescriptions.values()] });
  }
  const indexes = new Map<string, number>();
  for (const code of merged.keys()) indexes.set(code, indexes.size);
  return new RowTable([...merged.values()], indexes, [...conflicts.values()], chapters);
}

/** Rows as they are. */
class RowTable implements CircuitTable {
  private waitingCodes: ReadonlyMap<string, readonly number[]> | undefined;
  private readonly hashes = new Map<LabelKind, Uint32Array>();

  constructor(
    private readonly rows: readonly CircuitRow[],
    /** By LOINC, or by waiting code for a row without one. */
    private readonly indexes: ReadonlyMap<string, number>,
    readonly conflicts: readonly CircuitConflict[],
    readonly chapters: readonly Chapter[],
  ) {}

  get length(): number {
    return this.rows.length;
  }

  row(index: number): CircuitRow {
    return this.rows[index] as CircuitRow;
  }

  find(loinc: string): number | undefined {
    const index = this.indexes.get(loinc);
    return index !== undefined && this.row(index).loinc === loinc ? index : undefined;
  }

  withWaitingCode(code: string): readonly number[] {
    return this.byWaitingCode().get(code) ?? [];
  }

  hasWaitingCodes(): boolean {
    return this.byWaitingCode().size > 0;
  }

  private byWaitingCode(): ReadonlyMap<string, readonly number[]> {
    this.waitingCodes ??= groupRows(this.rows.map(({ waitingCode }) => waitingCode));
    return this.waitingCodes;
  }

  labelHashes(kind: LabelKind): Uint32Array {
    const known = this.hashes.get(kind) ?? hashesOf(this.rows, kind);
    this.hashes.set(kind, known);
    return known;
  }
}

/** By key, the rows that have it. */
export function groupRows<Key>(keys: Iterable<Key | undefined>): ReadonlyMap<Key, readonly number[]> {
  const groups = new Map<Key, number[]>();
  let row = 0;
  for (const key of keys) {
    const group = key === undefined ? undefined : groups.get(key);
    if (group) group.push(row);
    else if (key !== undefined) groups.set(key, [row]);
    row++;
  }
  return groups;
}

function byKey(prescriptions: readonly Labelled[] = [], known = new Map<string, Labelled>()): Map<string, Labelled> {
  for (const prescription of prescriptions) {
    const key = `${prescription.code} ${prescription.label}`;
    if (!known.has(key)) known.set(key, prescription);
  }
  return known;
}

function differences(code: string, a: CircuitRow, b: CircuitRow): CircuitConflict[] {
  return AGREEING.filter((field) => {
    if (a[field] === undefined || b[field] === undefined || a[field] === b[field]) return false;
    return field !== 'label' || foldLabel(a.label) !== foldLabel(b.label);
  }).map((field) => ({ code, field, values: [cell(a[field]), cell(b[field])] }));
}

/** As the table writes it. */
function cell(value: CircuitRow[(typeof AGREEING)[number]]): string {
  return typeof value === 'boolean' ? (value ? 'O' : 'N') : String(value);
}

function merge(known: CircuitRow, row: CircuitRow): CircuitRow {
  const partial = known.partial === true && row.partial === true;
  const { partial: _, ...rest } = { ...row, ...known };
  return { ...rest, ...(partial && { partial }) };
}
