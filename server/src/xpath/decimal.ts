import { error, type XPathError } from './errors';

/** More digits than this, before or after the point, are no number here: each calculation would take long. */
const MOST_DIGITS = 3000;

/** xs:decimal: `digits` × 10^-`scale`, exact; `scale` ≥ 0 and as small as it can be, so equal values are equal in both. */
export class Decimal {
  readonly type = 'decimal';

  private constructor(
    readonly digits: bigint,
    readonly scale: number,
  ) {}

  static of(digits: bigint, scale: number): Decimal {
    if (scale === 0 || digits % 10n !== 0n) return new Decimal(digits, scale);
    if (digits === 0n) return new Decimal(0n, 0);
    const zeros = Math.min(scale, trailingZeros(String(digits)));
    return new Decimal(digits / power(zeros), scale - zeros);
  }

  /** Reads the lexical form of xs:decimal or xs:integer; undefined for any other text. Throws FOAR0002, FOCA0006. */
  static read(text: string): Decimal | undefined {
    const match = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))$/.exec(text);
    if (!match) return undefined;
    const [, sign, before = '', after = match[4] ?? ''] = match;
    const whole = before.replace(/^0+/, '');
    const part = after.slice(0, after.length - trailingZeros(after));
    if (whole.length > MOST_DIGITS) throw tooLarge();
    if (part.length > MOST_DIGITS)
      throw error('FOCA0006', 'The number has too many digits.', 'Le nombre a trop de chiffres.');
    const digits = BigInt(whole + part || '0');
    return Decimal.of(sign === '-' ? -digits : digits, part.length);
  }

  /** The decimal a finite double is, exactly. */
  static fromDouble(value: number): Decimal {
    let scale = 0;
    let scaled = value;
    let power = 1n;
    // Each halving step of a binary fraction needs one more decimal and one factor of five.
    while (!Number.isInteger(scaled)) {
      scaled *= 2;
      power *= 5n;
      scale++;
    }
    return Decimal.of(BigInt(scaled) * power, scale);
  }

  /** The shortest decimal that reads as this finite double: what its author wrote. */
  static shortest(value: number): Decimal {
    const [mantissa = '', exponent = '0'] = String(value).split('e');
    const { digits, scale } = Decimal.read(mantissa) as Decimal;
    const places = scale - Number(exponent);
    return places >= 0 ? Decimal.of(digits, places) : Decimal.of(digits * power(-places), 0);
  }

  toNumber(): number {
    return this.scale === 0 ? Number(this.digits) : Number(`${this.digits}e-${this.scale}`);
  }

  /** Plain notation with a point, never an exponent. */
  toString(): string {
    const size = String(this.digits < 0n ? -this.digits : this.digits).padStart(this.scale + 1, '0');
    const sign = this.digits < 0n ? '-' : '';
    return this.scale === 0 ? sign + size : `${sign}${size.slice(0, -this.scale)}.${size.slice(-this.scale)}`;
  }
}

export function tooLarge(): XPathError {
  return error('FOAR0002', 'The number is too large.', 'Le nombre est trop grand.');
}

function trailingZeros(digits: string): number {
  let last = digits.length;
  while (digits.charAt(last - 1) === '0') last--;
  return digits.length - last;
}

const power = (scale: number): bigint => 10n ** BigInt(scale);

/** Both numbers' digits at one scale. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * power(scale - a.scale), b.digits * power(scale - b.scale), scale];
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return Decimal.of(x + y, scale);
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return Decimal.of(x - y, scale);
}

/** Rounded where the product has more decimals than a number may have. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return round(Decimal.of(a.digits * b.digits, a.scale + b.scale), 'half-even', MOST_DIGITS);
}

/** Digits after the point that a quotient without end keeps (F&O leaves their number open; Saxon has 18). */
const QUOTIENT_SCALE = 18;

/** `b` is not zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  const shift = QUOTIENT_SCALE + b.scale - a.scale;
  const digits =
    shift >= 0 ? quotient(a.digits * power(shift), b.digits) : quotient(a.digits, b.digits * power(-shift));
  return Decimal.of(digits, QUOTIENT_SCALE);
}

/** Rounded half up in size. */
function quotient(a: bigint, b: bigint): bigint {
  const negative = a < 0n !== b < 0n;
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  const rounded = (2n * x + y) / (2n * y);
  return negative ? -rounded : rounded;
}

/** Towards zero. `b` is not zero. */
export function integerQuotient(a: Decimal, b: Decimal): bigint {
  const [x, y] = aligned(a, b);
  return x / y;
}

/** Has the sign of `a`. `b` is not zero. */
export function remainder(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return Decimal.of(x % y, scale);
}

/** Less than zero, zero, more than zero. */
export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export type Rounding = 'floor' | 'ceiling' | 'half-up' | 'half-even';

/** At `places` decimals (negative: tens, hundreds, …); `half-up` rounds a half towards positive infinity. */
export function round(value: Decimal, mode: Rounding, places = 0): Decimal {
  if (value.scale <= places) return value;
  const unit = power(value.scale - places);
  const rest = ((value.digits % unit) + unit) % unit;
  const floor = (value.digits - rest) / unit;
  const up = 2n * rest - unit;
  const upwards =
    mode === 'ceiling'
      ? rest > 0n
      : mode === 'floor'
        ? false
        : up > 0n || (up === 0n && (mode === 'half-up' || floor % 2n !== 0n));
  const digits = upwards ? floor + 1n : floor;
  return places >= 0 ? Decimal.of(digits, places) : Decimal.of(digits * power(-places), 0);
}
