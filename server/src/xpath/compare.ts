import type { Comparator } from './ast';
import { cast, collapse, readDouble, toDecimal, toDouble } from './cast';
import { compareMoments } from './dates';
import { compare as compareDecimals, type Decimal } from './decimal';
import { error, type XPathError } from './errors';
import {
  AnyUri,
  type Atomic,
  Binary,
  Duration,
  Float,
  isNumeric,
  Moment,
  type Numeric,
  QName,
  typeOf,
  Untyped,
} from './values';

/** Comparison of atomic values: `eq`, `lt`, … (XPath 3.5.1) and what `=`, `<`, … make of them (3.5.2). */

/** The codepoint collation: less than zero, zero, more than zero. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
  // A surrogate stands for a character beyond all that have one unit.
  const [highX, highY] = [isSurrogate(x), isSurrogate(y)];
  return highX === highY ? x - y : highX ? 1 : -1;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** NaN when one of them is. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  if (isExact(a) && isExact(b)) return compareDecimals(toDecimal(a), toDecimal(b));
  const single = typeof a !== 'number' && typeof b !== 'number';
  const [x, y] = single ? [Math.fround(toDouble(a)), Math.fround(toDouble(b))] : [toDouble(a), toDouble(b)];
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
}

export function isExact(value: Numeric): value is bigint | Decimal {
  return typeof value === 'bigint' || (typeof value === 'object' && !(value instanceof Float));
}

export function holds(operator: Comparator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
  }
}

/** `a eq b` and so on; untyped values are strings. `implicit` is the implicit timezone in minutes. Throws XPTY0004. */
export function compareValues(operator: Comparator, a: Atomic, b: Atomic, implicit: number): boolean {
  return holds(operator, order(a, b, operator === 'eq' || operator === 'ne', implicit));
}

/** NaN for values that are neither equal nor ordered. */
export function order(a: Atomic, b: Atomic, equalityOnly: boolean, implicit: number): number {
  const [textA, textB] = [stringLike(a), stringLike(b)];
  if (textA !== undefined && textB !== undefined)
    return equalityOnly ? (textA === textB ? 0 : 1) : compareStrings(textA, textB);
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Moment && b instanceof Moment && a.type === b.type) {
    if (equalityOnly || a.type === 'dateTime' || a.type === 'date' || a.type === 'time')
      return compareMoments(a, b, implicit);
  } else if (a instanceof Duration && b instanceof Duration) {
    if (equalityOnly) return a.months === b.months && a.micros === b.micros ? 0 : 1;
    if (a.type === b.type && a.type !== 'duration') {
      if (a.type === 'yearMonthDuration') return a.months - b.months;
      return a.micros < b.micros ? -1 : a.micros > b.micros ? 1 : 0;
    }
  } else if (equalityOnly && a instanceof QName && b instanceof QName) {
    return a.namespace === b.namespace && a.local === b.local ? 0 : 1;
  } else if (equalityOnly && a instanceof Binary && b instanceof Binary && a.type === b.type) {
    return a.hex === b.hex ? 0 : 1;
  }
  throw incomparable(a, b);
}

function stringLike(value: Atomic): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Untyped || value instanceof AnyUri ? value.value : undefined;
}

export function incomparable(a: Atomic, b: Atomic): XPathError {
  const [x, y] = [typeOf(a), typeOf(b)];
  return error('XPTY0004', `xs:${x} cannot be compared with xs:${y}.`, `xs:${x} ne se compare pas à xs:${y}.`);
}

/** One pair of a general comparison: an untyped value becomes what the other one is. */
export function comparePair(operator: Comparator, a: Atomic, b: Atomic, implicit: number): boolean {
  if (a instanceof Untyped) {
    if (!(b instanceof Untyped)) return compareValues(operator, like(a.value, b), b, implicit);
  } else if (b instanceof Untyped) return compareValues(operator, a, like(b.value, a), implicit);
  return compareValues(operator, a, b, implicit);
}

function like(text: string, other: Atomic): Atomic {
  if (typeof other === 'string' || other instanceof AnyUri) return text;
  if (isNumeric(other)) return untypedDouble(text);
  return cast(text, typeOf(other));
}

/** An untyped value where a number is wanted. Throws FORG0001. */
export function untypedDouble(text: string): number {
  const value = readDouble(text);
  if (value !== undefined) return value;
  const shown = collapse(text).slice(0, 60);
  throw error('FORG0001', `“${shown}” is no number.`, `« ${shown} » n’est pas un nombre.`);
}

/** Values are the same for fn:distinct-values, fn:index-of: NaN equals itself, values that cannot be compared differ. */
export function isSame(a: Atomic, b: Atomic, implicit: number): boolean {
  if (typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b)) return true;
  try {
    return order(a, b, true, implicit) === 0;
  } catch {
    return false;
  }
}

/** A key that the same values share; not all that share one are the same. */
export function keyOf(value: Atomic): string {
  const text = stringLike(value);
  if (text !== undefined) return `s${text}`;
  if (isNumeric(value)) return `n${toDouble(value) + 0}`;
  return typeof value === 'object' && value.type === 'hexBinary' ? value.hex : typeof value;
}
