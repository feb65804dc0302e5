import { type Quantity, secondQuantities } from '../cda/quantities';
import type { Result } from '../cda/results';
import type { Ucum } from '../terminology/ucum';

/** A unit in which the laboratory gives its result a second time, and what each number of the result is in it. */
export interface SecondUnit {
  readonly unit: string;
  /** Those of the value, and of the reference range where its bounds have them. */
  readonly numbers: ReadonlyMap<Quantity, string>;
}

/** The second units of a result, from the translations of its value (`PQ/translation`); then nothing is converted (reference E.1 #4). */
export function secondUnits(result: Result, ucum: Ucum): SecondUnit[] {
  const own = result.quantities.filter(({ value }) => value !== undefined);
  const [first] = own;
  if (!first) return [];
  const units = secondQuantities(first.element).map(({ unit }) => unit);
  return units
    .filter((unit) => !ucum.fault(unit))
    .map((unit) => ({ unit, numbers: numbersIn(unit, result) }))
    .filter(({ numbers }) => own.every((quantity) => numbers.has(quantity)));
}

/** The quantities that hold a number: of the value (both bounds of an interval), then of the reference ranges. */
export function numbersOf({ quantities, rangeQuantities }: Result): Quantity[] {
  return [...quantities, ...rangeQuantities].filter(({ value }) => value !== undefined);
}

function numbersIn(unit: string, result: Result): Map<Quantity, string> {
  const numbers = new Map<Quantity, string>();
  for (const quantity of numbersOf(result)) {
    const second = secondQuantities(quantity.element).find((one) => one.unit === unit);
    if (second) numbers.set(quantity, second.value);
  }
  return numbers;
}
