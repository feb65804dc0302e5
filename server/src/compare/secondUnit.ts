import { secondQuantities } from '../cda/quantities';
import { loincOf, type Result } from '../cda/results';
import type { Circuit } from '../terminology/circuit';
import type { Ucum } from '../terminology/ucum';
import { agrees, decimalsOf, type EntryValue } from './entryValue';
import type { PrintedQuantity } from './printed';
import { matchUnit } from './printedUnit';

export interface Converters {
  readonly ucum: Ucum;
  /** For the mass or molar twin of an analysis. */
  readonly circuit: Circuit;
}

/** Share of a value that the rounded factors of the Circuit may account for; reference E.1. */
const tolerance = 0.01;

/** Whether rounding of a factor, and `rounding` of both numbers, explains what was given for what a conversion gives. */
export function isExplained(expected: number, given: number, rounding: number): boolean {
  return Math.abs(expected - given) <= Math.abs(expected) * tolerance + rounding;
}

/**
 * `1.30 g/L`, what the entry says in the unit of the other quantity that a narrative prints beside it (`7.2 mmol/L (13.0 g/L)`), where that
 * is another number: its own translation, a multiple of its unit, or its twin in the Circuit. Undefined where they agree or cannot be compared.
 */
export function contradictedBy(
  other: PrintedQuantity,
  entry: EntryValue,
  result: Result,
  { ucum, circuit }: Converters,
): string | undefined {
  const unit = entry.quantity.unit?.value.trim() ?? '';
  for (const { value, unit: given } of secondQuantities(entry.quantity.element)) {
    const same = other.unit === '' ? 'unknown' : matchUnit(other.unit, given, ucum);
    if (same !== 'same' && same !== 'spelling') continue;
    return agrees(other, Number(value), decimalsOf(value), 1) ? undefined : `${value} ${given}`;
  }
  if (other.unit === '' || other.comparator !== entry.comparator || unit === '') return undefined;
  const match = matchUnit(other.unit, unit, ucum);
  if (match === 'same' || match === 'spelling') return undefined;
  if (typeof match === 'number') {
    const isSame = agrees(other, entry.value, entry.decimals, match);
    return isSame ? undefined : `${shortened(entry.value / match)} ${other.unit}`;
  }
  const row = circuit.find(loincOf(result) ?? '');
  const twin = row?.twin === undefined ? undefined : circuit.find(row.twin);
  if (!row?.factor || row.unit !== unit || !twin?.unit) return undefined;
  const toTwin = matchUnit(other.unit, twin.unit, ucum);
  const scale = toTwin === 'same' || toTwin === 'spelling' ? 1 : toTwin;
  if (typeof scale !== 'number') return undefined;
  const expected = entry.value * row.factor;
  const rounding = (10 ** -entry.decimals * row.factor + 10 ** -other.decimals * scale) / 2;
  return isExplained(expected, other.value * scale, rounding)
    ? undefined
    : `${shortened(expected / scale)} ${other.unit}`;
}

function shortened(value: number): string {
  return String(Number(value.toPrecision(4)));
}
