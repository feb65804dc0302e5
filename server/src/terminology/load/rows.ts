import type { Text } from '../../text';
import type { CircuitRow, Comparability, Labelled } from '../circuit';
import { loincFault, loincKind } from '../loinc';
import { ucum } from '../ucum';
import { type Field, foldHeading, foldLookAlikes } from './headings';
import type { RawRecord } from './records';
import type { Faults, LoadFaultKind } from './report';

/** A row of the Circuit and where it comes from. */
export interface PlacedRow {
  readonly row: CircuitRow;
  readonly at: RawRecord['at'];
}

/** Cells that say in words that there is nothing to say. */
const NOTHING = /^(?:-+|–|—|\/|n ?\/? ?a|n[ée]ant|sans (?:objet|unit[ée])|non applicable)$/i;

const LONGEST_NOTHING = 'non applicable'.length;

function isNothing(text: string | undefined): text is undefined {
  return text === undefined || (text.length <= LONGEST_NOTHING && !/^\d/.test(text) && NOTHING.test(text));
}

const DECIMAL = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** OIDs under which plain lists give the national waiting codes (reference C.2). */
const WAITING_SYSTEM = /1\.2\.250\.1\.213\.1\.1\.5\.130$/;

/**
 * Checks one record cell by cell (reference D.3: what a real table may hold). A cell at fault is reported and left out; a record
 * without a usable code is `undefined`.
 */
export function circuitRow(record: RawRecord, faults: Faults): PlacedRow | undefined {
  const { values } = record;
  const report: Report = (kind, field, message) => faults.add(kind, () => record.at(field), message);
  const isWaiting = WAITING_SYSTEM.test(values.system ?? '');
  const loinc =
    values.loinc === undefined
      ? loincCell(isWaiting ? undefined : values.code, 'loinc', 'code', report)
      : loincCell(values.loinc, 'loinc', 'loinc', report);
  const waitingCode =
    values.waitingCode === undefined
      ? waitingCell(isWaiting ? values.code : undefined, 'code', report)
      : waitingCell(values.waitingCode, 'waitingCode', report);
  if (loinc === undefined && waitingCode === undefined) return undefined;
  const text = (field: Field) => textCell(values[field], field, report);
  const label = text('label') ?? text('plainLabel');
  if (label === undefined) {
    report('label', 'label', {
      en: `${loinc ?? waitingCode} has no French reference label.`,
      fr: `${loinc ?? waitingCode} n’a pas de libellé français de référence.`,
    });
  }
  const comparability = comparabilityCell(values.comparability, report);
  const restricted = yesNoCell(values.restricted, 'restricted', report);
  const systematic = yesNoCell(values.systematic, 'systematic', report);
  const unit = unitCell(values.unit, report);
  const written = loincCell(values.twin, 'twin', 'twin', report);
  const twin = written === loinc ? undefined : written;
  if (twin !== written) {
    report('twin', 'twin', {
      en: `The correspondence of ${loinc} is ${loinc} itself.`,
      fr: `La correspondance de ${loinc} est ${loinc} même.`,
    });
  }
  const factor = factorCell(values.factor, report);
  if (twin !== undefined && factor === undefined && values.factor === undefined) {
    report('factor', 'factor', {
      en: `The correspondence ${twin} has no conversion factor.`,
      fr: `La correspondance ${twin} n’a pas de facteur de conversion.`,
    });
  }
  const rank = rankCell(values.rank, report);
  const editionLabel = text('editionLabel');
  const recommendedUnit = text('recommendedUnit');
  const chapter = labelled(text('chapterCode'), text('chapterLabel'));
  const subchapter = labelled(text('subchapterCode'), text('subchapterLabel'));
  const prescription = labelled(text('prescriptionCode'), text('prescriptionLabel'));
  // Assigned one by one: spreading sixteen parts takes a second on 60 000 rows.
  const row: { -readonly [Name in keyof CircuitRow]: CircuitRow[Name] } = { label: label ?? '' };
  if (loinc !== undefined) row.loinc = loinc;
  if (editionLabel !== undefined) row.editionLabel = editionLabel;
  if (comparability !== undefined) row.comparability = comparability;
  if (restricted !== undefined) row.restricted = restricted;
  if (!isNothing(recommendedUnit)) row.recommendedUnit = recommendedUnit;
  if (unit !== undefined) row.unit = unit;
  if (systematic !== undefined) row.systematic = systematic;
  if (twin !== undefined) row.twin = twin;
  if (factor !== undefined) row.factor = factor;
  if (waitingCode !== undefined) row.waitingCode = waitingCode;
  if (chapter) row.chapter = chapter;
  if (subchapter) row.subchapter = subchapter;
  if (rank !== undefined) row.rank = rank;
  if (prescription) row.prescriptions = [prescription];
  return { row, at: record.at };
}

type Report = (kind: LoadFaultKind, field: Field, message: Text) => void;

/** Formulas that have no result show one of these. */
const ERROR = /^#(?:N\/A|[A-Z][A-Z0-9/]*[!?])$/;

function textCell(text: string | undefined, field: Field, report: Report): string | undefined {
  if (!text?.startsWith('#') || !ERROR.test(text)) return text;
  report('formula', field, {
    en: `\`${text}\` is the error of a formula.`,
    fr: `\`${text}\` est l’erreur d’une formule.`,
  });
  return undefined;
}

/** A code as it should have been written: blanks out, every hyphen the plain one. */
function tidyCode(text: string): string {
  return text.replace(/\s+/g, '').replace(/[\u2010-\u2015\u2212]/g, '-');
}

function loincCell(text: string | undefined, kind: 'loinc' | 'twin', field: Field, report: Report): string | undefined {
  if (text !== undefined && loincKind(text) === 'term') return text;
  if (isNothing(text)) return undefined;
  const code = tidyCode(text);
  if (loincKind(code) === 'term') return code;
  report(
    kind,
    field,
    loincFault(code)?.message ?? {
      en: `\`${code}\` is not the LOINC code of an analysis.`,
      fr: `\`${code}\` n’est pas le code LOINC d’une analyse.`,
    },
  );
  return undefined;
}

/** Numbers may have been stored as `1443252.0`, also with a comma. */
function codeCell(text: string | undefined): string | undefined {
  if (text !== undefined && /^\d+$/.test(text)) return text;
  if (isNothing(text)) return undefined;
  return tidyCode(text).replace(/^(\d+)[.,]0+$/, '$1');
}

function waitingCell(text: string | undefined, field: Field, report: Report): string | undefined {
  const code = codeCell(text);
  if (code === undefined || (/^[\w.-]+$/.test(code) && /\d/.test(code))) return code;
  report('waiting-code', field, {
    en: `\`${text}\` does not look like a waiting code.`,
    fr: `\`${text}\` n’a pas la forme d’un code d’attente.`,
  });
  return undefined;
}

function comparabilityCell(text: string | undefined, report: Report): Comparability | undefined {
  if (isNothing(text)) return undefined;
  const level = codeCell(text);
  if (level === '1' || level === '2' || level === '9') return level;
  report('comparability', 'comparability', {
    en: `\`${text}\` is no comparability level: 1, 2 or 9.`,
    fr: `\`${text}\` n’est pas un niveau de comparabilité : 1, 2 ou 9.`,
  });
  return undefined;
}

function yesNoCell(text: string | undefined, field: Field, report: Report): boolean | undefined {
  if (text === 'O' || text === 'N') return text === 'O';
  if (isNothing(text)) return undefined;
  const folded = foldHeading(text);
  if (/^(o|oui|true)$/.test(folded)) return true;
  if (/^(n|non|false)$/.test(folded)) return false;
  report('yes-no', field, {
    en: `\`${text}\` is neither O (yes) nor N (no).`,
    fr: `\`${text}\` n’est ni O (oui) ni N (non).`,
  });
  return undefined;
}

function unitCell(text: string | undefined, report: Report): string | undefined {
  if (isNothing(text)) return undefined;
  const unit = foldUnit(text);
  const fault = ucum.fault(unit);
  if (fault) {
    report('unit', 'unit', fault.message);
    return undefined;
  }
  const habit = ucum.habit(unit);
  if (habit) report('unit-habit', 'unit', habit.message);
  return unit;
}

/** Look-alikes of other alphabets and the micro sign only: everything else in a unit has a meaning. */
function foldUnit(text: string): string {
  return text.replace(/[\u00b5\u03bc]/g, 'u').replace(/[\u0400-\u04ff]+/g, foldLookAlikes);
}

/** A number as text, with a point or a comma and blanks between its digits; NaN for anything else. */
function numberIn(text: string): number {
  const number = text.replace(/\s+/g, '').replace(',', '.');
  return DECIMAL.test(number) ? Number(number) : Number.NaN;
}

function factorCell(text: string | undefined, report: Report): number | undefined {
  if (isNothing(text)) return undefined;
  const factor = numberIn(text);
  if (factor > 0 && Number.isFinite(factor)) return factor;
  report('factor', 'factor', {
    en: `\`${text}\` is not a conversion factor: a number above 0.`,
    fr: `\`${text}\` n’est pas un facteur de conversion : un nombre supérieur à 0.`,
  });
  return undefined;
}

function rankCell(text: string | undefined, report: Report): number | undefined {
  if (isNothing(text)) return undefined;
  const rank = numberIn(text);
  if (Number.isFinite(rank)) return rank;
  report('rank', 'rank', {
    en: `\`${text}\` is not a rank: a number.`,
    fr: `\`${text}\` n’est pas un rang : un nombre.`,
  });
  return undefined;
}

function labelled(code: string | undefined, label: string | undefined): Labelled | undefined {
  const tidy = codeCell(code);
  if (tidy === undefined) return label === undefined ? undefined : { label };
  return label === undefined ? { code: tidy } : { code: tidy, label };
}
