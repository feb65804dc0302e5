import { cut, type Text } from '../../text';
import type { CircuitConflict, CircuitRow } from '../circuit';

/** A column of the table: its field, its letters, its heading as written, and how it was recognized. */
export interface LoadColumn {
  readonly field: string;
  readonly letters: string;
  readonly heading?: string;
  readonly by: 'heading' | 'letter';
}

export type LoadFaultKind =
  | 'loinc'
  | 'waiting-code'
  | 'label'
  | 'formula'
  | 'comparability'
  | 'yes-no'
  | 'unit'
  | 'unit-habit'
  | 'twin'
  | 'twin-missing'
  | 'twin-not-mutual'
  | 'factor'
  | 'factor-not-reciprocal'
  | 'rank';

/** Something wrong in one row; the row is used without the cell at fault. */
export interface LoadFault {
  readonly kind: LoadFaultKind;
  /** Address of the cell, e.g. `1.JDV_CircuitBio!S123`; for a FHIR resource the place of the concept. */
  readonly at: string;
  readonly message: Text;
}

/** Repeated rows of one analysis that disagree, with their rows; the first one is used. */
export interface LoadConflict extends CircuitConflict {
  /** Cells of the analysis's code, at most `MAX_PLACES`. */
  readonly at: readonly string[];
}

/** What was read from a file, for the user; plain data. */
export interface LoadReport {
  readonly source: string;
  readonly format: 'workbook' | 'table' | 'fhir' | 'svs';
  readonly sheet?: string;
  readonly columns: readonly LoadColumn[];
  /** Rows that hold something, below the headings. */
  readonly rows: number;
  readonly analyses: number;
  /** Analyses that only have a waiting code. */
  readonly waitingOnly: number;
  /** Rows that repeat an analysis under another prescription. */
  readonly repeated: number;
  /** Rows without any code of an analysis. */
  readonly withoutCode: number;
  readonly chapters: number;
  readonly subchapters: number;
  /** At most `MAX_LISTED`; `conflictCount` of them in all. */
  readonly conflicts: readonly LoadConflict[];
  readonly conflictCount: number;
  /** At most `MAX_LISTED`, in the order of the table; `faultCount` of them in all. */
  readonly faults: readonly LoadFault[];
  readonly faultCount: number;
  readonly faultCounts: Readonly<Partial<Record<LoadFaultKind, number>>>;
  /** What the user should know of how the table was read: columns found by letter only, or missing. */
  readonly notes: readonly Text[];
}

/** Longer lists help nobody. */
export const MAX_LISTED = 200;
export const MAX_PLACES = 20;
/** Texts quote cells, which may be as long as a book. */
const LONGEST_TEXT = 300;

export function shortened(text: string): string {
  return cut(text, LONGEST_TEXT);
}

/** Collects faults, the first ones whole and all of them by number. */
export class Faults {
  readonly listed: LoadFault[] = [];
  readonly counts: Partial<Record<LoadFaultKind, number>> = {};
  count = 0;

  add(kind: LoadFaultKind, at: () => string, message: Text): void {
    this.count++;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    if (this.listed.length >= MAX_LISTED) return;
    this.listed.push({ kind, at: at(), message: { en: shortened(message.en), fr: shortened(message.fr) } });
  }
}

/** Names of the Circuit's columns for the user, as their headings read (reference D.2). */
export const fieldNames: Readonly<Partial<Record<keyof CircuitRow, string>>> = {
  loinc: 'LOINC',
  label: 'Libellés français de référence',
  editionLabel: 'Libellés d’édition',
  comparability: 'Niveau minimum de comparabilité',
  restricted: 'Liste restreinte O/N',
  recommendedUnit: 'Unité recommandée',
  unit: 'Unité UCUM',
  systematic: 'Présence systématique CR O/N',
  twin: 'Correspondance',
  factor: 'Facteur de conversion des unités',
  waitingCode: 'Codes_bio_attente_LOINC',
};

const MOST_CELLS = 4;

/** `S4, S5  53049-3, Unité UCUM: g/L ≠ g/dL` */
export function conflictText({ at, code, field, values }: LoadConflict): Text {
  const [what, differ] = [
    `${at.slice(0, MOST_CELLS).join(', ')}  ${code}, ${fieldNames[field] ?? field}`,
    values.join(' ≠ '),
  ];
  return { en: `${what}: ${differ}`, fr: `${what} : ${differ}` };
}
