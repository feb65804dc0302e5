import { nameEndAt } from '../xml/names';
import { durationText, momentText, readDuration, readMoment } from './dates';
import { Decimal } from './decimal';
import { error, type XPathError } from './errors';
import {
  AnyUri,
  type Atomic,
  type AtomicType,
  Binary,
  Duration,
  Float,
  isNumeric,
  Moment,
  type Numeric,
  typeOf,
  Untyped,
} from './values';

/** Casts between atomic types (F&O 17) and the lexical forms of values. */

/** fn:string of an atomic value. */
export function textOfAtomic(value: Atomic): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return doubleText(value);
  }
  switch (value.type) {
    case 'untypedAtomic':
    case 'anyURI':
      return value.value;
    case 'decimal':
      return value.toString();
    case 'float':
      return floatText(value.value);
    case 'QName':
      return value.lexical;
    case 'hexBinary':
      return value.hex;
    case 'base64Binary':
      return base64(value.hex);
    case 'duration':
    case 'dayTimeDuration':
    case 'yearMonthDuration':
      return durationText(value);
    default:
      return momentText(value);
  }
}

export function doubleText(value: number): string {
  return numberText(value, String, (size) => size.toExponential());
}

function floatText(value: number): string {
  const shortest = (size: number) => {
    for (let digits = 1; digits < 9; digits++) {
      const text = size.toExponential(digits - 1);
      if (Math.fround(Number(text)) === size) return text;
    }
    return size.toExponential(8);
  };
  return numberText(value, (size) => String(Number(shortest(size))), shortest);
}

function numberText(value: number, plain: (size: number) => string, exponential: (size: number) => string): string {
  if (Number.isNaN(value)) return 'NaN';
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (size === Number.POSITIVE_INFINITY) return `${sign}INF`;
  if (size === 0 || (size >= 1e-6 && size < 1e6)) return sign + plain(size);
  const [mantissa = '', exponent = ''] = exponential(size).split('e');
  return `${sign}${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
}

/** fn:string of a number in XPath 1.0: no exponent. */
export function plainNumberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '-Infinity' : 'Infinity';
  if (value === 0) return '0';
  const text = String(value);
  return text.includes('e') ? Decimal.shortest(value).toString() : text;
}

function base64(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  return btoa(bytes.map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join(''));
}

const SPACE = /[ \t\n\r]+/g;

/** White space as XML Schema's `collapse`. */
export function collapse(text: string): string {
  return /^[^ \t\n\r]*$/.test(text) ? text : text.replace(SPACE, ' ').replace(/^ | $/g, '');
}

const INTEGER = /^[+-]?\d+$/;
const DOUBLE = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/;

/** The lexical form of xs:double; undefined for any other text. */
export function readDouble(text: string): number | undefined {
  const trimmed = collapse(text);
  if (!DOUBLE.test(trimmed)) return undefined;
  return trimmed.endsWith('INF') ? Number(trimmed.replace('INF', 'Infinity')) : Number(trimmed);
}

/** fn:number and casts to xs:double of XPath 1.0: NaN where the text is no number. */
export function number10(text: string): number {
  const trimmed = collapse(text);
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

export function toDouble(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value.type === 'float' ? value.value : value.toNumber();
}

export function toDecimal(value: bigint | Decimal): Decimal {
  return typeof value === 'bigint' ? Decimal.of(value, 0) : value;
}

interface Derived {
  readonly base: 'string' | 'integer';
  readonly min?: bigint;
  readonly max?: bigint;
  readonly form?: RegExp;
}

const bits = (size: number, signed: boolean): Derived => ({
  base: 'integer',
  min: signed ? -(2n ** BigInt(size - 1)) : 0n,
  max: 2n ** BigInt(signed ? size - 1 : size) - 1n,
});

const derived: ReadonlyMap<string, Derived> = new Map<string, Derived>([
  ['nonPositiveInteger', { base: 'integer', max: 0n }],
  ['negativeInteger', { base: 'integer', max: -1n }],
  ['nonNegativeInteger', { base: 'integer', min: 0n }],
  ['positiveInteger', { base: 'integer', min: 1n }],
  ['long', bits(64, true)],
  ['int', bits(32, true)],
  ['short', bits(16, true)],
  ['byte', bits(8, true)],
  ['unsignedLong', bits(64, false)],
  ['unsignedInt', bits(32, false)],
  ['unsignedShort', bits(16, false)],
  ['unsignedByte', bits(8, false)],
  ['normalizedString', { base: 'string' }],
  ['token', { base: 'string' }],
  ['language', { base: 'string', form: /^[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*$/ }],
  ['NMTOKEN', { base: 'string' }],
  ['Name', { base: 'string' }],
  ['NCName', { base: 'string' }],
  ['ID', { base: 'string' }],
  ['IDREF', { base: 'string' }],
  ['ENTITY', { base: 'string' }],
]);

const primitive: ReadonlySet<string> = new Set<AtomicType>([
  'string',
  'boolean',
  'integer',
  'decimal',
  'double',
  'float',
  'untypedAtomic',
  'anyURI',
  'QName',
  'dateTime',
  'date',
  'time',
  'gYearMonth',
  'gYear',
  'gMonthDay',
  'gDay',
  'gMonth',
  'duration',
  'dayTimeDuration',
  'yearMonthDuration',
  'hexBinary',
  'base64Binary',
]);

/** Whether XML Schema has an atomic type of this local name that values can be cast to. */
export function isCastable(local: string): boolean {
  return primitive.has(local) || derived.has(local);
}

/** The type of the values that a cast to the type `local` gives. */
export function castType(local: string): AtomicType {
  return (derived.get(local)?.base ?? local) as AtomicType;
}

/** `value` as the type `local` of XML Schema. Throws FORG0001, FOAR0002, FOCA0002, FOCA0006, XPTY0004. */
export function cast(value: Atomic, local: string): Atomic {
  const from = typeOf(value);
  const facets = derived.get(local);
  if (facets) return castDerived(value, local, facets);
  if (from === local) return value;
  const to = local as AtomicType;
  if (from === 'string' || from === 'untypedAtomic') return read(textOfAtomic(value), to);
  const converted = convert(value as Exclude<Atomic, string | Untyped>, to);
  if (converted === undefined)
    throw error('XPTY0004', `xs:${from} cannot be cast to xs:${to}.`, `xs:${from} ne se convertit pas en xs:${to}.`);
  return converted;
}

/** Whether `cast` gives a value; from text most often told without an error to be made. */
export function canCast(value: Atomic, local: string): boolean {
  const from = typeOf(value);
  try {
    if ((from === 'string' || from === 'untypedAtomic') && primitive.has(local)) {
      const text = collapse(textOfAtomic(value));
      // Too many digits are an error.
      if (local === 'integer' && text.length < 1000) return INTEGER.test(text);
      return readCollapsed(text, local as AtomicType) !== undefined;
    }
    cast(value, local);
    return true;
  } catch {
    return false;
  }
}

function castDerived(value: Atomic, local: string, { base, min, max, form }: Derived): Atomic {
  if (base === 'integer') {
    const integer = cast(value, 'integer') as bigint;
    if ((min !== undefined && integer < min) || (max !== undefined && integer > max))
      throw invalid(String(integer), local);
    return integer;
  }
  const text = cast(value, 'string') as string;
  if (local === 'normalizedString') return text.replace(/[\t\n\r]/g, ' ');
  const token = collapse(text);
  if (form ? !form.test(token) : !isToken(token, local)) throw invalid(text, local);
  return token;
}

function isToken(text: string, local: string): boolean {
  if (local === 'token') return true;
  if (local === 'NMTOKEN') return text !== '' && nameEndAt(`_${text}`, 0) === text.length + 1;
  if (text === '' || nameEndAt(text, 0) !== text.length) return false;
  return local === 'Name' || !text.includes(':');
}

/** The prefix (`''`: none) and the local part of a QName; undefined where the text is none. */
export function readQName(text: string): [prefix: string, local: string] | undefined {
  const name = collapse(text);
  if (name === '' || nameEndAt(name, 0) !== name.length) return undefined;
  const [first = '', second, ...more] = name.split(':');
  if (second === undefined) return ['', first];
  if (first === '' || second === '' || more.length > 0 || nameEndAt(second, 0) !== second.length) return undefined;
  return [first, second];
}

function invalid(text: string, type: string): XPathError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return error('FORG0001', `“${shown}” is no xs:${type}.`, `« ${shown} » n’est pas un xs:${type}.`);
}

/** Reads the lexical form of a type. */
function read(text: string, type: AtomicType): Atomic {
  if (type === 'string') return text;
  if (type === 'untypedAtomic') return new Untyped(text);
  const value = readCollapsed(collapse(text), type);
  if (value === undefined) throw invalid(text, type);
  return value;
}

function readCollapsed(text: string, type: AtomicType): Atomic | undefined {
  switch (type) {
    case 'boolean':
      return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined;
    case 'integer':
      return INTEGER.test(text) ? Decimal.read(text)?.digits : undefined;
    case 'decimal':
      return Decimal.read(text);
    case 'double':
      return readDouble(text);
    case 'float': {
      const double = readDouble(text);
      return double === undefined ? undefined : new Float(double);
    }
    case 'anyURI':
      return new AnyUri(text);
    case 'hexBinary':
      return /^(?:[0-9a-fA-F]{2})*$/.test(text) ? new Binary('hexBinary', text.toUpperCase()) : undefined;
    case 'base64Binary':
      return readBase64(text);
    case 'duration':
    case 'dayTimeDuration':
    case 'yearMonthDuration':
      return readDuration(type, text);
    case 'QName':
      throw error(
        'XPTY0004',
        'Such a value cannot be cast to xs:QName.',
        'Cette valeur ne se convertit pas en xs:QName.',
      );
    case 'string':
    case 'untypedAtomic':
      return text;
    default:
      return readMoment(type, text);
  }
}

function readBase64(text: string): Binary | undefined {
  const dense = text.replaceAll(' ', '');
  if (dense.length % 4 !== 0 || !/^[A-Za-z0-9+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)?$/.test(dense)) return undefined;
  let hex = '';
  for (const byte of atob(dense)) hex += byte.charCodeAt(0).toString(16).padStart(2, '0');
  return new Binary('base64Binary', hex.toUpperCase());
}

/** Undefined where there is no such cast. */
function convert(value: Exclude<Atomic, string | Untyped>, to: AtomicType): Atomic | undefined {
  if (to === 'string') return textOfAtomic(value);
  if (to === 'untypedAtomic') return new Untyped(textOfAtomic(value));
  if (typeof value === 'boolean' || isNumeric(value)) return convertNumber(value, to);
  if (value instanceof Moment) return convertMoment(value, to);
  if (value instanceof Duration) return convertDuration(value, to);
  if (value instanceof Binary && (to === 'hexBinary' || to === 'base64Binary')) return new Binary(to, value.hex);
  return undefined;
}

function convertNumber(value: boolean | Numeric, to: AtomicType): Atomic | undefined {
  if (typeof value === 'boolean') return convertNumber(value ? 1n : 0n, to);
  const exact = typeof value === 'bigint' || (typeof value === 'object' && value.type === 'decimal');
  switch (to) {
    case 'double':
      return toDouble(value);
    case 'float':
      return new Float(toDouble(value));
    case 'boolean': {
      const double = toDouble(value);
      return double !== 0 && !Number.isNaN(double);
    }
    case 'integer':
      if (exact) return toDecimal(value).digits / 10n ** BigInt(toDecimal(value).scale);
      return BigInt(Math.trunc(finite(toDouble(value), to)));
    case 'decimal':
      return exact ? toDecimal(value) : Decimal.fromDouble(finite(toDouble(value), to));
    default:
      return undefined;
  }
}

function finite(value: number, to: string): number {
  if (Number.isFinite(value)) return value;
  throw error(
    'FOCA0002',
    `${doubleText(value)} cannot be cast to xs:${to}.`,
    `${doubleText(value)} ne se convertit pas en xs:${to}.`,
  );
}

const momentCasts: Readonly<Record<string, readonly AtomicType[]>> = {
  dateTime: ['date', 'time', 'gYearMonth', 'gYear', 'gMonthDay', 'gDay', 'gMonth'],
  date: ['dateTime', 'gYearMonth', 'gYear', 'gMonthDay', 'gDay', 'gMonth'],
};

function convertMoment(value: Moment, to: AtomicType): Atomic | undefined {
  if (!momentCasts[value.type]?.includes(to)) return undefined;
  const { year, month, day, micros, offset } = value;
  switch (to) {
    case 'dateTime':
      return new Moment(to, year, month, day, 0, offset);
    case 'date':
      return new Moment(to, year, month, day, 0, offset);
    case 'time':
      return new Moment(to, 1972, 12, 31, micros, offset);
    case 'gYearMonth':
      return new Moment(to, year, month, 1, 0, offset);
    case 'gYear':
      return new Moment(to, year, 1, 1, 0, offset);
    case 'gMonthDay':
      return new Moment(to, 1972, month, day, 0, offset);
    case 'gDay':
      return new Moment(to, 1972, 12, day, 0, offset);
    default:
      return new Moment('gMonth', 1972, month, 1, 0, offset);
  }
}

function convertDuration({ months, micros }: Duration, to: AtomicType): Atomic | undefined {
  if (to === 'duration') return new Duration(to, months, micros);
  if (to === 'dayTimeDuration') return new Duration(to, 0, micros);
  return to === 'yearMonthDuration' ? new Duration(to, months, 0n) : undefined;
}
