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

/** The value set "Circuit de la biologie": every analysis once, found by its codes and its labels. */
export class Circuit {
  readonly info: CircuitInfo;
  readonly rows: readonly CircuitRow[];
  readonly conflicts: readonly CircuitConflict[];
  private readonly byLoinc = new Map<string, CircuitRow>();
  private readonly byWaitingCode = new Map<string, CircuitRow>();
  private byLabel: Map<string, CircuitRow> | undefined;

  /** `rows` as they stand in the source, repeated analyses included: they are merged, the first row wins a conflict. */
  constructor(rows: Iterable<CircuitRow>, origin: { builtIn: boolean; source: string }) {
    const merged = new Map<string, CircuitRow>();
    const conflicts: CircuitConflict[] = [];
    for (const row of rows) {
      const code = row.loinc ?? row.waitingCode;
      if (code === undefined) continue;
      const known = merged.get(code);
      if (known) conflicts.push(...differences(code, known, row));
      merged.set(code, known ? merge(known, row) : row);
    }
    this.rows = [...merged.values()];
    this.conflicts = conflicts;
    this.info = { ...origin, analyses: this.rows.length };
    for (const row of this.rows) {
      if (row.loinc !== undefined) this.byLoinc.set(row.loinc, row);
      if (row.waitingCode !== undefined) this.byWaitingCode.set(row.waitingCode, row);
    }
  }

  /** The analysis with this LOINC code in column S. */
  find(loinc: string): CircuitRow | undefined {
    return this.byLoinc.get(loinc);
  }

  /** The analysis with this national waiting code in column AK. */
  findByWaitingCode(code: string): CircuitRow | undefined {
    return this.byWaitingCode.get(code);
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

  private static excerpt: Circuit | undefined;

  /** The excerpt shipped in `data/circuit.json`. */
  static builtIn(): Circuit {
    Circuit.excerpt ??= new Circuit(data.rows as readonly CircuitRow[], { builtIn: true, source: data.source });
    return Circuit.excerpt;
  }
}

function differences(code: string, a: CircuitRow, b: CircuitRow): CircuitConflict[] {
  return AGREEING.filter((field) => a[field] !== undefined && b[field] !== undefined && a[field] !== b[field]).map(
    (field) => ({ code, field, values: [String(a[field]), String(b[field])] }),
  );
}

function merge(known: CircuitRow, row: CircuitRow): CircuitRow {
  const prescriptions = [...(known.prescriptions ?? []), ...(row.prescriptions ?? [])];
  const partial = known.partial === true && row.partial === true;
  const { partial: _, ...rest } = { ...row, ...known };
  return { ...rest, ...(prescriptions.length > 0 && { prescriptions }), ...(partial && { partial }) };
}
