import {
  type Decimal,
  formatDecimal,
  multiply,
  parseDecimal,
  roundSignificant,
  significantDigits,
  trimZeros,
  withDecimals,
} from './decimal';

/** A number as written, with its unit. */
export interface Written {
  readonly value: string;
  readonly unit: string;
}

/** A product, as shown and unrounded; both in plain decimal notation. */
export interface Product {
  readonly shown: string;
  readonly exact: string;
}

/** One significant digit says too little for a result: 1 g/L of glucose is 5.6 mmol/L, not 6. */
const FEWEST_DIGITS = 2;
const EXACT_DIGITS = 12;

/**
 * `written` times the factors. A power of ten only moves the point: the written decimals stay (`0.950` g/L is `95.0` mg/dL)
 * and an integer loses the zeros it gained as decimals (`120` g/L is `12` g/dL). Any other factor rounds to the significant
 * digits of the source, at least two (reference E.1).
 */
export function product(written: string, factors: readonly Decimal[]): Product | undefined {
  const source = parseDecimal(written);
  if (!source) return undefined;
  // Nothing is nothing in every unit, and as precise as it was written.
  if (source.digits === 0n) return { shown: formatDecimal(source), exact: '0' };
  const result = factors.reduce(multiply, source);
  const exact = formatDecimal(trimZeros(roundSignificant(result, Math.max(EXACT_DIGITS, significantDigits(source)))));
  if (factors.every(isPowerOfTen)) return { shown: source.scale === 0 ? exact : movedPoint(source, factors), exact };
  const digits = Math.max(FEWEST_DIGITS, significantDigits(source));
  return { shown: formatDecimal(dropDecimals(roundSignificant(result, digits), digits)), exact };
}

/**
 * The number itself, for scales that are not ratios: rounded to the decimals of the source where they differ in their zero (`Cel` and
 * `K`, `shifted`), else as a product would be.
 */
export function rounded(written: string, converted: number, shifted: boolean): Product | undefined {
  const source = parseDecimal(written);
  const result = parseDecimal(String(converted));
  if (!source || !result) return undefined;
  const exact = formatDecimal(trimZeros(result));
  if (shifted) return { shown: formatDecimal(withDecimals(result, source.scale)), exact };
  const digits = Math.max(FEWEST_DIGITS, significantDigits(source));
  return { shown: formatDecimal(trimZeros(roundSignificant(result, digits))), exact };
}

function isPowerOfTen({ digits }: Decimal): boolean {
  return /^10*$/.test(String(digits));
}

function movedPoint(source: Decimal, factors: readonly Decimal[]): string {
  const moved = factors.map(trimZeros).reduce((sum, { digits, scale }) => sum + String(digits).length - 1 - scale, 0);
  const scale = source.scale - moved;
  return formatDecimal(
    scale >= 0 ? { digits: source.digits, scale } : { digits: source.digits * 10n ** BigInt(-scale), scale: 0 },
  );
}

/** Without the decimals beyond `digits` significant ones: an exact product may have more zeros than the source had digits. */
function dropDecimals(value: Decimal, digits: number): Decimal {
  let result = value;
  while (result.scale > 0 && result.digits % 10n === 0n && significantDigits(result) > digits) {
    result = { digits: result.digits / 10n, scale: result.scale - 1 };
  }
  return result;
}
