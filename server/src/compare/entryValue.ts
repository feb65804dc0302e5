import type { Quantity } from '../cda/quantities';
import type { ReferenceRange, Result } from '../cda/results';
import type { XmlAttribute, XmlElement } from '../xml/tree';
import type { Comparator, PrintedNumber } from './printed';
import type { Verdict } from './verdict';

export interface EntryValue extends PrintedNumber {
  readonly quantity: Pick<Quantity, 'element' | 'value' | 'unit'>;
  readonly comparator: Comparator | undefined;
  /** Whether the document says itself that the bound belongs to the interval or not. */
  readonly explicit: boolean;
}

export const numeric: ReadonlySet<string> = new Set(['PQ', 'REAL', 'INT', 'IVL_PQ', 'IVL_REAL', 'IVL_INT']);

/** The number of an entry, or the only bound of an interval; undefined for a full interval and all other types. */
export function entryValue({ value, type, interpretation }: Result): EntryValue | undefined {
  if (!value || !type || !numeric.has(type)) return undefined;
  if (!type.startsWith('IVL_')) {
    const code = interpretation?.code?.value.trim();
    return withNumber(value, code === '<' || code === '>' ? code : undefined, true);
  }
  const [low, high] = [value.child('low'), value.child('high')];
  const bound = low?.attribute('value') ? low : high;
  if (!bound || (low?.attribute('value') && high?.attribute('value'))) return undefined;
  const inclusive = bound.attribute('inclusive')?.value.trim();
  const strict = inclusive === 'false';
  const comparator = bound === low ? (strict ? '>' : '≥') : strict ? '<' : '≤';
  return withNumber(bound, comparator, inclusive !== undefined);
}

/** The nullFlavor of a numeric value that says that it is not known, or not told; `OTH`, `TRC`, `PINF`… say something of the value. */
export function unknownValue({ value, type }: Result): XmlAttribute | undefined {
  const flavor = value?.attribute('nullFlavor');
  if (!type || !numeric.has(type) || value?.attribute('value')) return undefined;
  return /^(?:NI|UNK|ASKU|NAV|NASK|MSK|NA)$/.test(flavor?.value.trim() ?? '') ? flavor : undefined;
}

function withNumber(
  element: XmlElement,
  comparator: Comparator | undefined,
  explicit: boolean,
): EntryValue | undefined {
  const attribute = element.attribute('value');
  const text = attribute?.value.trim() ?? '';
  if (!attribute || text === '' || !Number.isFinite(Number(text))) return undefined;
  const quantity = { element, value: attribute, unit: element.attribute('unit') };
  return { quantity, comparator, explicit, value: Number(text), decimals: decimalsOf(text) };
}

/** Digits behind the decimal point. */
export function decimalsOf(text: string): number {
  return /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
}

/** Equal as they stand, or one is the other rounded; `factor` turns the printed number into the entry's unit. */
export function agrees(printed: PrintedNumber, value: number, decimals: number, factor: number): boolean {
  const scaled = printed.value * factor;
  const near = Math.abs(scaled - value);
  if (near <= 1e-9 * Math.max(Math.abs(value), Math.abs(scaled))) return true;
  // Rounding is only told between numbers that do not vanish by it.
  const step = Math.max(10 ** -printed.decimals * factor, 10 ** -decimals);
  const isRounded = factor !== 1 || printed.decimals !== decimals;
  return isRounded && scaled !== 0 && value !== 0 && near <= step * 0.5000001 && near < 0.1 * Math.abs(value);
}

export function compareComparators(printed: Comparator | undefined, { comparator, explicit }: EntryValue): Verdict {
  if (printed === comparator) return 'same';
  if (printed === undefined || comparator === undefined) return 'different';
  const opposite = '<≤'.includes(printed) !== '<≤'.includes(comparator);
  return opposite || explicit ? 'different' : 'unsure';
}

export function boundVerdict(printed: PrintedNumber | undefined, entry: Quantity | undefined, factor: number): Verdict {
  const text = entry?.value?.value.trim();
  // An interval from zero is often printed by its upper bound only.
  if (!printed) return text && Number(text) !== 0 ? 'entry' : 'same';
  if (!text) return 'narrative';
  return agrees(printed, Number(text), decimalsOf(text), factor) ? 'same' : 'different';
}

export function saysInclusive({ low, high }: ReferenceRange): boolean {
  return (low ?? high)?.element.attribute('inclusive')?.value.trim() === 'true';
}

/** `3.89–6.00 mmol/L`, `≤ 5.0 mg/L`. */
export function rangeText({ low, high }: ReferenceRange): string | undefined {
  const [a, b] = [low?.value?.value.trim(), high?.value?.value.trim()];
  const unit = (low ?? high)?.unit?.value.trim() ?? '';
  const strict = (low ?? high)?.element.attribute('inclusive')?.value.trim() === 'false';
  const bounds = a && b ? `${a}–${b}` : a ? `${strict ? '>' : '≥'} ${a}` : b ? `${strict ? '<' : '≤'} ${b}` : undefined;
  return bounds && `${bounds} ${unit}`.trim();
}
