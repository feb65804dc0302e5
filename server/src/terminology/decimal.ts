/** Exact decimal arithmetic on numbers as they are written, so that 0.95 × 5.551 is 5.27345 and never 5.273449999. */

/** `digits` × 10^-`scale`; `scale` ≥ 0 is the number of decimals. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const WRITTEN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** No measurement has more characters. */
const LONGEST = 64;

/** Reads an XML Schema decimal or float as written; `undefined` for a decimal comma, blanks inside, or anything else. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = text.length > LONGEST ? null : WRITTEN.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '', part = '', exponent = '0'] = match;
  if (whole.length + part.length === 0) return undefined;
  const digits = BigInt(`${whole}${part}`) * (sign === '-' ? -1n : 1n);
  return shift({ digits, scale: part.length }, Number(exponent));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** Below 0 where `a` < `b`, above 0 where `a` > `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [x, y] = [a.digits * 10n ** BigInt(b.scale), b.digits * 10n ** BigInt(a.scale)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Times 10^`power`; keeps every written digit. */
export function shift({ digits, scale }: Decimal, power: number): Decimal {
  const moved = scale - power;
  return moved >= 0 ? { digits, scale: moved } : { digits: digits * 10n ** BigInt(-moved), scale: 0 };
}

/** How many significant digits were written; the zeros that end an integer count (`120` has 3, `0.90` has 2, `0` has 1). */
export function significantDigits({ digits }: Decimal): number {
  return String(digits < 0n ? -digits : digits).length;
}

/** Rounded, half away from zero, to `count` significant digits; a shorter number is returned as it is. */
export function roundSignificant(value: Decimal, count: number): Decimal {
  const excess = significantDigits(value) - count;
  if (excess <= 0) return value;
  return shift({ digits: withoutLast(value.digits, excess), scale: 0 }, excess - value.scale);
}

/** With `scale` decimals, rounded half away from zero. */
export function withDecimals({ digits, scale: had }: Decimal, scale: number): Decimal {
  if (had <= scale) return { digits: digits * 10n ** BigInt(scale - had), scale };
  return { digits: withoutLast(digits, had - scale), scale };
}

/** Without the last `count` digits, rounded half away from zero. */
function withoutLast(digits: bigint, count: number): bigint {
  const unit = 10n ** BigInt(count);
  const size = digits < 0n ? -digits : digits;
  return ((size + unit / 2n) / unit) * (digits < 0n ? -1n : 1n);
}

/** Without the zeros that end the decimals. */
export function trimZeros({ digits, scale }: Decimal): Decimal {
  let [shorter, decimals] = [digits, scale];
  while (decimals > 0 && shorter % 10n === 0n) {
    shorter /= 10n;
    decimals--;
  }
  return { digits: shorter, scale: decimals };
}

/** Plain notation with a point, never an exponent. */
export function formatDecimal({ digits, scale }: Decimal): string {
  const size = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const sign = digits < 0n ? '-' : '';
  return scale === 0 ? sign + size : `${sign}${size.slice(0, -scale)}.${size.slice(-scale)}`;
}
