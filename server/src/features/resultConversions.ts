import type { CdaDocument } from '../cda/document';
import type { Quantity } from '../cda/quantities';
import type { Result } from '../cda/results';
import { type Conversion, conversions, convertTo, type Measured, type Terminologies } from '../terminology/convert';
import { interval, twinOf } from './hover/conversion';
import { numbersOf, secondUnits } from './secondUnits';

/** One conversion of a result: what each of its numbers becomes, those of its value and of its reference range. */
export interface ResultConversion {
  readonly conversion: Conversion;
  readonly numbers: ReadonlyMap<Quantity, string>;
}

/**
 * The conversions the reference allows (E.1, E.2), the Circuit's first; none where the document gives both units already, in a twin or in
 * a translation, nor for a result that is no quantity.
 */
export function resultConversions(document: CdaDocument, result: Result, terms: Terminologies): ResultConversion[] {
  const all = numbersOf(result);
  const [first] = all;
  const measured = first && measuredAs(first, result);
  if (!measured || !result.quantities.some(({ value }) => value !== undefined)) return [];
  if (secondUnits(result, terms.ucum).length > 0 || twinOf(document, result, terms.circuit)) return [];
  return conversions(measured, terms).flatMap((conversion) => {
    const numbers = new Map<Quantity, string>();
    for (const quantity of all) {
      const own = measuredAs(quantity, result, measured.unit);
      const value = own && (own.unit === conversion.unit ? own.value : convertTo(own, conversion.unit, terms)?.value);
      if (value === undefined) return [];
      numbers.set(quantity, value);
    }
    return [{ conversion, numbers }];
  });
}

/** A number with its unit, else that of the value, and the analysis it belongs to. */
function measuredAs({ value, unit }: Quantity, { code }: Result, fallback?: string): Measured | undefined {
  const written = unit?.value.trim() ?? fallback;
  if (!value || !written) return undefined;
  return {
    value: value.value.trim(),
    unit: written,
    ...(code?.code && { code: code.code.value.trim() }),
    ...(code?.codeSystem && { codeSystem: code.codeSystem.value.trim() }),
  };
}

/** A conversion's numbers as text: `5.3`, or `< 1.0` where the result is an interval. */
export interface ConvertedTexts {
  readonly value: string;
  readonly low?: string;
  readonly high?: string;
  /** `3.5–6.1` */
  readonly range?: string;
}

export function convertedTexts(
  { quantities, range }: Result,
  { numbers }: Pick<ResultConversion, 'numbers'>,
): ConvertedTexts {
  const [first] = quantities;
  const interval = first?.interval && intervalText(quantities, numbers);
  const [low, high] = [range?.low && numbers.get(range.low), range?.high && numbers.get(range.high)];
  const reference = range && intervalText([range.low, range.high], numbers);
  return {
    value: interval ?? (first && numbers.get(first)) ?? '',
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    ...(reference !== undefined && { range: reference }),
  };
}

function intervalText(
  bounds: readonly (Quantity | undefined)[],
  numbers: ReadonlyMap<Quantity, string>,
): string | undefined {
  const bound = (local: string) => {
    const quantity = bounds.find((one) => one?.element.local === local);
    return quantity && numbers.get(quantity);
  };
  return interval(bound('low'), bound('high'), bounds);
}
