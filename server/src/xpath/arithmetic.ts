import type { ArithmeticOperator } from './ast';
import { toDecimal, toDouble } from './cast';
import { isExact } from './compare';
import { addDuration, difference } from './dates';
import * as decimal from './decimal';
import { error, type XPathError } from './errors';
import { type Atomic, Duration, Float, isNumeric, Moment, type Numeric, typeOf } from './values';

/** `+ - * div idiv mod` on numbers, dates and durations (XPath 3.4, F&O 6.2 and 10.6–10.8). */

/** Untyped operands have become doubles. `implicit` is the implicit timezone in minutes. */
export function calculate(operator: ArithmeticOperator, a: Atomic, b: Atomic, implicit: number): Atomic {
  if (isNumeric(a) && isNumeric(b)) return onNumbers(operator, a, b);
  const value = onTimes(operator, a, b, implicit);
  if (value !== undefined) return value;
  const [x, y] = [typeOf(a), typeOf(b)];
  throw error(
    'XPTY0004',
    `There is no arithmetic of xs:${x} and xs:${y} with this operator.`,
    `Cet opérateur ne s’applique pas à xs:${x} et xs:${y}.`,
  );
}

export function onNumbers(operator: ArithmeticOperator, a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'bigint' && typeof b === 'bigint' && operator !== 'div') return onIntegers(operator, a, b);
  if (isExact(a) && isExact(b)) return onDecimals(operator, toDecimal(a), toDecimal(b));
  const value = onDoubles(operator, toDouble(a), toDouble(b));
  if (typeof value === 'bigint' || typeof a === 'number' || typeof b === 'number') return value;
  return new Float(value);
}

function onIntegers(operator: Exclude<ArithmeticOperator, 'div'>, a: bigint, b: bigint): bigint {
  switch (operator) {
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return bounded(a * b);
    case 'idiv':
      if (b === 0n) throw byZero();
      return a / b;
    case 'mod':
      if (b === 0n) throw byZero();
      return a % b;
  }
}

/** Digits beyond which numbers are refused: repeated squaring would fill the memory. */
const MOST_BITS = 10_000;

function bounded(value: bigint): bigint {
  if (BigInt.asIntN(MOST_BITS, value) === value) return value;
  throw decimal.tooLarge();
}

function onDecimals(operator: ArithmeticOperator, a: decimal.Decimal, b: decimal.Decimal): bigint | decimal.Decimal {
  switch (operator) {
    case 'add':
      return decimal.add(a, b);
    case 'subtract':
      return decimal.subtract(a, b);
    case 'multiply': {
      const product = decimal.multiply(a, b);
      bounded(product.digits);
      return product;
    }
    case 'div':
      if (b.digits === 0n) throw byZero();
      return decimal.divide(a, b);
    case 'idiv':
      if (b.digits === 0n) throw byZero();
      return decimal.integerQuotient(a, b);
    case 'mod':
      if (b.digits === 0n) throw byZero();
      return decimal.remainder(a, b);
  }
}

function onDoubles(operator: ArithmeticOperator, a: number, b: number): number | bigint {
  switch (operator) {
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return a * b;
    case 'div':
      return a / b;
    case 'mod':
      return a % b;
    case 'idiv':
      if (b === 0) throw byZero();
      if (Number.isFinite(a) && !Number.isNaN(b)) return BigInt(Math.trunc(a / b));
      throw error('FOAR0002', 'The quotient is no integer.', 'Le quotient n’est pas un entier.');
  }
}

function byZero(): XPathError {
  return error('FOAR0001', 'Division by zero.', 'Division par zéro.');
}

export function negate(value: Numeric): Numeric {
  if (typeof value === 'number' || typeof value === 'bigint') return -value;
  return value instanceof Float ? new Float(-value.value) : decimal.Decimal.of(-value.digits, value.scale);
}

function onTimes(operator: ArithmeticOperator, a: Atomic, b: Atomic, implicit: number): Atomic | undefined {
  if (a instanceof Moment) {
    if (operator === 'subtract' && b instanceof Moment && b.type === a.type && isPoint(a))
      return difference(a, b, implicit);
    if (b instanceof Duration && isOf(a, b)) {
      if (operator === 'add') return addDuration(a, b);
      if (operator === 'subtract') return addDuration(a, scaled(b, -1));
    }
    return undefined;
  }
  if (b instanceof Moment)
    return operator === 'add' && a instanceof Duration && isOf(b, a) ? addDuration(b, a) : undefined;
  if (a instanceof Duration && b instanceof Duration) return onDurations(operator, a, b);
  if (a instanceof Duration && isNumeric(b) && a.type !== 'duration') {
    if (operator === 'multiply') return scaled(a, toDouble(b));
    if (operator === 'div') return scaled(a, 1 / toDouble(b));
  }
  if (operator === 'multiply' && isNumeric(a) && b instanceof Duration && b.type !== 'duration')
    return scaled(b, toDouble(a));
  return undefined;
}

const isPoint = ({ type }: Moment): boolean => type === 'dateTime' || type === 'date' || type === 'time';

/** Whether a duration of this kind can be added: months to no time of day, a plain xs:duration to nothing. */
function isOf(moment: Moment, { type }: Duration): boolean {
  return isPoint(moment) && (type === 'dayTimeDuration' || (type === 'yearMonthDuration' && moment.type !== 'time'));
}

function onDurations(operator: ArithmeticOperator, a: Duration, b: Duration): Atomic | undefined {
  if (a.type !== b.type || a.type === 'duration') return undefined;
  switch (operator) {
    case 'add':
      return new Duration(a.type, a.months + b.months, a.micros + b.micros);
    case 'subtract':
      return new Duration(a.type, a.months - b.months, a.micros - b.micros);
    case 'div': {
      const [x, y] = a.type === 'yearMonthDuration' ? [BigInt(a.months), BigInt(b.months)] : [a.micros, b.micros];
      if (y === 0n) throw byZero();
      return decimal.divide(toDecimal(x), toDecimal(y));
    }
    default:
      return undefined;
  }
}

/** A duration times a number; half a month is rounded up. Throws FOCA0005, FODT0002. */
export function scaled({ type, months, micros }: Duration, factor: number): Duration {
  if (Number.isNaN(factor)) throw error('FOCA0005', 'NaN times a duration.', 'NaN fois une durée.');
  const month = Math.round(months * factor) || 0;
  const exact = Number.isInteger(factor) ? undefined : Math.round(Number(micros) * factor);
  if (!Number.isSafeInteger(month) || !Number.isFinite(exact ?? factor))
    throw error('FODT0002', 'The duration is too long.', 'La durée est trop longue.');
  return new Duration(type, month, exact === undefined ? micros * BigInt(factor) : BigInt(exact));
}
