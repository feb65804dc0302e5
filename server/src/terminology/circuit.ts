import data from '../../../data/circuit.json';
import { foldLabel } from './labels';

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

/** Columns in which the repeated rows of one analysis must agree (reference D.3). */
const AGREEING = ['label', 'comparability', 'unit', 'twin', 'factor', 'waitingCode'] as const;

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
  loinc(index: number): string | undefined;
  waitingCode(index: number): string | undefined;
}

/** The value set "Circuit de la biologie": every analysis once, found by its codes and its labels. */
export class Circuit {
  readonly info: CircuitInfo;
  private readonly table: CircuitTable;
  private allRows: readonly CircuitRow[] | undefined;
  private byLoinc: Map<string, number> | undefined;
  private byWaitingCode: Map<string, number> | undefined;
  private byLabel: Map<string, CircuitRow> | undefined;

  /**
   * `content`: rows as they stand in the source, repeated analyses included (they are merged, the first row wins a conflict), or
   * a table of merged ones.
   */
  constructor(content: Iterable<CircuitRow> | CircuitTable, origin: { builtIn: boolean; source: string }) {
    this.table = Symbol.iterator in content ? mergeRows(content) : content;
    this.info = { ...origin, analyses: this.table.length };
  }

  get rows(): readonly CircuitRow[] {
    this.allRows ??= Array.from({ length: this.table.length }, (_, index) => this.table.row(index));
    return this.allRows;
  }

  get conflicts(): readonly CircuitConflict[] {
    return this.table.conflicts;
  }

  get chapters(): readonly Chapter[] {
    return this.table.chapters;
  }

  /** The analysis with this LOINC code in column S. */
  find(loinc: string): CircuitRow | undefined {
    this.byLoinc ??= this.index((index) => this.table.loinc(index));
    return this.at(this.byLoinc.get(loinc));
  }

  /** The analysis with this national waiting code in column AK. */
  findByWaitingCode(code: string): CircuitRow | undefined {
    this.byWaitingCode ??= this.index((index) => this.table.waitingCode(index));
    return this.at(this.byWaitingCode.get(code));
  }

  /** The analysis whose French reference label (T) is `label`, after folding; a LOINC row before a waiting one. */
  findByLabel(label: string): CircuitRow | undefined {
    this.byLabel ??= new Map(
      [...this.rows]
        .sort((a, b) => Number(a.loinc !== undefined) - Number(b.loinc !== undefined))
        .map((row): [string, CircuitRow] => [foldLabel(row.label), row]),
    );
    return this.byLabel.get(foldLabel(label));
  }

  private at(index: number | undefined): CircuitRow | undefined {
    return index === undefined ? undefined : this.table.row(index);
  }

  private index(codeOf: (index: number) => string | undefined): Map<string, number> {
    const byCode = new Map<string, number>();
    for (let index = 0; index < this.table.length; index++) {
      const code = codeOf(index);
      if (code !== undefined) byCode.set(code, index);
    }
    return byCode;
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
  const conflicts: CircuitConflict[] = [];
  for (const row of rows) {
    const code = row.loinc ?? row.waitingCode;
    if (code === undefined) continue;
    const known = merged.get(code);
    if (!known) {
      merged.set(code, row);
      continue;
    }
    conflicts.push(...differences(code, known, row));
    const prescriptions = gathered.get(code) ?? byKey(known.prescriptions);
    gathered.set(code, byKey(row.prescriptions, prescriptions));
    merged.set(code, merge(known, row));
  }
  for (const [code, prescriptions] of gathered) {
    const row = merged.get(code);
    if (row && prescriptions.size > 0) merged.set(code, { ...row, prescriptions: [...prescriptions.values()] });
  }
  const all = [...merged.values()];
  return {
    length: all.length,
    conflicts,
    chapters,
    row: (index) => all[index] as CircuitRow,
    loinc: (index) => all[index]?.loinc,
    waitingCode: (index) => all[index]?.waitingCode,
  };
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
  }).map((field) => ({ code, field, values: [String(a[field]), String(b[field])] }));
}

function merge(known: CircuitRow, row: CircuitRow): CircuitRow {
  const partial = known.partial === true && row.partial === true;
  const { partial: _, ...rest } = { ...row, ...known };
  return { ...rest, ...(partial && { partial }) };
}
