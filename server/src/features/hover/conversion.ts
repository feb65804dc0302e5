import type { CodedValue } from '../../cda/codes';
import type { CdaDocument } from '../../cda/document';
import type { Quantity } from '../../cda/quantities';
import { loincOf, priorsOf, type Result, sameSample } from '../../cda/results';
import type { Circuit } from '../../terminology/circuit';
import { type Conversion, conversions, convertTo, type Measured } from '../../terminology/convert';
import type { HoverContext } from './subject';

/** A result's number, or interval, with its reference range, as text in one unit. */
export interface Shown {
  readonly unit: string;
  readonly value: string;
  readonly range: string | undefined;
  /** Unit of `range`, the same where the document is right. */
  readonly rangeUnit: string;
}

export interface ConvertedResult extends Pick<Conversion, 'basis' | 'steps' | 'code' | 'label' | 'factor' | 'source'> {
  readonly shown: Shown;
  /** Products before rounding. */
  readonly exact: Shown;
}

/** How many other multiples of the unit are shown: the Circuit's own unit, then the most usual ones. */
const MULTIPLES = 3;

/**
 * Conversions of a result's value (or of both bounds of an interval) and of its reference range: to the Circuit's twin, to
 * other multiples, and last what takes two steps, which the reference does not describe (E.1, condition 3).
 */
export function convertedResults(result: Result, context: HoverContext): ConvertedResult[] {
  const bounds = result.quantities.filter((quantity) => quantity.value);
  const unit = bounds.find((quantity) => quantity.unit)?.unit?.value.trim();
  const [first, ...others] = bounds.map((quantity) => measured(quantity, result, unit));
  if (!first) return [];
  const offered = conversions(first, context);
  const direct = offered.filter(({ basis, steps }) => basis === 'circuit' && steps === 1);
  const multiples = offered.filter(({ basis }) => basis === 'ucum').slice(0, MULTIPLES);
  const longer = offered.filter(({ basis, steps }) => basis === 'circuit' && steps > 1);
  return [...direct, ...multiples, ...longer].flatMap((conversion) => {
    const { unit, exact } = conversion;
    const same = others.flatMap((other) => (other && convertTo(other, unit, context)) ?? []);
    // One bound of two would say something else.
    if (same.length < others.length) return [];
    const all = [conversion, ...same];
    return {
      ...conversion,
      shown: {
        unit,
        rangeUnit: unit,
        value: written(
          bounds,
          all.map(({ value }) => value),
        ),
        range: convertedRange(result, conversion),
      },
      exact: {
        unit,
        rangeUnit: unit,
        value: written(
          bounds,
          all.map((one) => one.exact.value),
        ),
        range: convertedRange(result, exact),
      },
    };
  });
}

/** The result as the document writes it. */
export function asWritten(result: Result): Shown {
  const bounds = result.quantities.filter((quantity) => quantity.value);
  const unit = bounds[0]?.unit?.value.trim() ?? '';
  return {
    unit,
    rangeUnit: (result.range?.low ?? result.range?.high)?.unit?.value.trim() ?? unit,
    value: written(
      bounds,
      bounds.map(({ value }) => value?.value.trim()),
    ),
    range: rangeText(result, result.range?.low?.value?.value.trim(), result.range?.high?.value?.value.trim()),
  };
}

/** The same analysis given in the other kind of unit for the same sample: then nothing is converted (reference E.1). */
export function twinOf(document: CdaDocument, result: Result, circuit: Circuit): Result | undefined {
  const loinc = loincOf(result);
  const twin = loinc === undefined ? undefined : circuit.find(loinc)?.twin;
  const others = twin === undefined ? [] : (resultsByLoinc(document).get(twin) ?? []);
  return others.find((other) => sameSample(result, other) && other.quantities.length > 0);
}

const indexes = new WeakMap<CdaDocument, ReadonlyMap<string, readonly Result[]>>();

/** The results of a document and the prior ones inside them, by LOINC code. */
function resultsByLoinc(document: CdaDocument): ReadonlyMap<string, readonly Result[]> {
  const known = indexes.get(document);
  if (known) return known;
  const index = new Map<string, Result[]>();
  for (const result of document.results.flatMap((one) => [one, ...priorsOf(one)])) {
    const loinc = loincOf(result);
    if (loinc === undefined) continue;
    const same = index.get(loinc);
    if (same) same.push(result);
    else index.set(loinc, [result]);
  }
  indexes.set(document, index);
  return index;
}

/** A bound without unit has that of the other one. */
function measured({ value, unit }: Quantity, { code, range }: Result, other: string | undefined): Measured | undefined {
  const written = unit?.value.trim() ?? other;
  if (!value || written === undefined) return undefined;
  const low = bound(range?.low);
  const high = bound(range?.high);
  return {
    value: value.value.trim(),
    unit: written,
    ...identity(code),
    ...(low && { low }),
    ...(high && { high }),
  };
}

function identity(code: CodedValue | undefined): Pick<Measured, 'code' | 'codeSystem'> {
  return code?.code && code.codeSystem
    ? { code: code.code.value.trim(), codeSystem: code.codeSystem.value.trim() }
    : {};
}

function bound(quantity: Quantity | undefined): Measured['low'] {
  if (!quantity?.value) return undefined;
  const unit = quantity.unit?.value.trim();
  return { value: quantity.value.value.trim(), ...(unit !== undefined && { unit }) };
}

/** `0.95`, or `0.7–1.1`, or `< 1.0` for an interval value. */
function written(bounds: readonly Quantity[], values: readonly (string | undefined)[]): string {
  const at = (local: string) => {
    const index = bounds.findIndex(({ element }) => element.local === local);
    return index < 0 ? undefined : values[index];
  };
  if (bounds[0]?.interval === undefined) return values[0] ?? '';
  return interval(at('low'), at('high'), bounds) ?? values[0] ?? '';
}

function rangeText({ range }: Result, low: string | undefined, high: string | undefined): string | undefined {
  return interval(low, high, [range?.low, range?.high]);
}

/** Nothing where a bound cannot be converted: the other alone would say something else. */
function convertedRange(result: Result, { low, high }: Pick<Conversion, 'low' | 'high'>): string | undefined {
  const { range } = result;
  const isWhole = !!range?.low?.value === (low !== undefined) && !!range?.high?.value === (high !== undefined);
  return isWhole ? rangeText(result, low, high) : undefined;
}

/** `0.7–1.1`, or `< 1.0` where one bound is given; a bound belongs to its interval unless `inclusive` says no (HL7 V3, IVL). */
export function interval(
  low: string | undefined,
  high: string | undefined,
  bounds: readonly (Quantity | undefined)[],
): string | undefined {
  if (low !== undefined && high !== undefined) return `${low}–${high}`;
  const strict = bounds.some((quantity) => quantity?.element.attribute('inclusive')?.value.trim() === 'false');
  if (low !== undefined) return `${strict ? '>' : '≥'} ${low}`;
  return high === undefined ? undefined : `${strict ? '<' : '≤'} ${high}`;
}
