import { remember } from '../text';

/** Quantities, intervals and flags as people print them in a narrative: `100 000 /mL`, `<1,0 mg/l`, `(3.89 - 6.00)`, `Anormalement haut`. */

export type Comparator = '<' | '≤' | '>' | '≥';

export interface PrintedNumber {
  readonly value: number;
  /** Digits printed after the decimal point or comma. */
  readonly decimals: number;
}

export interface PrintedQuantity extends PrintedNumber {
  readonly comparator: Comparator | undefined;
  /** As printed, empty where none is. */
  readonly unit: string;
}

/** A bound that is not printed is undefined; `strict`: the only bound is excluded (`< 5`). */
export interface PrintedRange {
  readonly low: PrintedNumber | undefined;
  readonly high: PrintedNumber | undefined;
  readonly strict: boolean;
  readonly unit: string;
}

const NUMBER = String.raw`[+\-−]?\s?(?:\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?`;
const COMPARATOR = String.raw`<\s?=|>\s?=|[<>≤≥]|(?:inf[ée]rieure?|sup[ée]rieure?)s?(?: ou [ée]gale?s?)? [àa]|moins de|plus de|jusqu['’][àa]`;
/** Begins as units do; a power of ten may come first (`10*9/L`, `x10^9/L`). In a parenthesis stands another quantity or a remark. */
const UNIT = String.raw`(?:[x×]\s?)?(?:10\s?(?:\*{1,2}|\^|e)\s?\d{1,2}|10[⁰¹²³⁴-⁹]{1,2}|(?=(?:\/\s?)?[\p{L}{\[]|[%°‰µ]))[^();:,]{0,40}?`;
const quantity = new RegExp(String.raw`^(?:(${COMPARATOR})\s*)?(${NUMBER})\s*(${UNIT})?$`, 'iu');
const range = new RegExp(
  String.raw`^(?:de |entre )?(${NUMBER})\s*(${UNIT})?\s*(?:à|a|et|-|–|—|−)\s*(${NUMBER})\s*(${UNIT})?$`,
  'iu',
);
const bound = new RegExp(String.raw`^(?:n\s*)?(${COMPARATOR})\s*(${NUMBER})\s*(${UNIT})?$`, 'iu');

/** What makes two quantities of one text: `5 à 10`, `5 g/L - 10`. */
const second = /(?:^|\s)(?:à|a|et|ou|[-–—−])\s+[+\-−]?\d/iu;

/** Longest text that is looked at: a cell with more is prose. */
const longest = 120;

/** The text on one line, with plain blanks. */
export function tidy(text: string): string {
  return text.replace(/\s{2,}|[^\S ]/g, ' ').trim();
}

/**
 * The quantities a text prints when it prints nothing else: `10.02 mmol/L (0.60 g/L)` has two. A label before a colon and a remark in
 * parentheses are overlooked. Undefined for any other text.
 */
export function quantitiesIn(text: string): readonly PrintedQuantity[] | undefined {
  return hasNumber(text) ? remember(quantities, text, (own) => partsOf(own, oneQuantity)) : undefined;
}

const quantities = new Map<string, readonly PrintedQuantity[] | undefined>();

/** The reference ranges a text prints when it prints nothing else: `3.5 à 8.0 mmol/L (0.21 à 0.48 g/L)` has two. */
export function rangesIn(text: string): readonly PrintedRange[] | undefined {
  return hasNumber(text) ? remember(ranges, text, (own) => partsOf(own, oneRange)) : undefined;
}

const ranges = new Map<string, readonly PrintedRange[] | undefined>();

/** Whether a text may print quantities or ranges and nothing else. */
function hasNumber(text: string): boolean {
  return text.length <= longest && /\d/.test(text);
}

/** Whether a text prints reference ranges that are not single values, and nothing else. */
export function isInterval(text: string): boolean {
  return rangesIn(text)?.some(({ low, high }) => low !== high) ?? false;
}

/** Every number of a text, wherever it stands. */
export function numbersIn(text: string): readonly number[] {
  return Array.from(text.slice(0, 400).matchAll(numbers), ([number]) => numberOf(number).value);
}

const numbers = new RegExp(NUMBER, 'g');

/** What stands before and in the parentheses, undefined where something cannot be read. */
function partsOf<T>(text: string, read: (part: string) => T | undefined): T[] | undefined {
  const tidied = tidy(text);
  const [, outside = '', inside] = /^([^()]*?)\s*(?:\(([^()]*)\))?$/.exec(tidied) ?? [];
  const main = read(outside.replace(/^[^:;]*:\s*/, '').trim());
  const other = inside === undefined ? undefined : read(inside.trim());
  if (main === undefined && outside !== '') return undefined;
  const parts = [main, other].filter((part) => part !== undefined);
  return parts.length > 0 ? parts : undefined;
}

function oneQuantity(text: string): PrintedQuantity | undefined {
  const [whole, comparator, number = '', unit = ''] = quantity.exec(text) ?? [];
  if (whole === undefined || second.test(unit)) return undefined;
  return { ...numberOf(number), comparator: comparatorOf(comparator), unit: unit.trim() };
}

function oneRange(text: string): PrintedRange | undefined {
  const both = range.exec(text);
  if (both) {
    const [, low = '', lowUnit = '', high = '', unit = lowUnit] = both;
    // In "5 - 10" the dash is no sign.
    return { low: numberOf(low), high: numberOf(high.replace(/^[-−]\s/, '')), strict: false, unit: unit.trim() };
  }
  const [whole, sign, number = '', unit = ''] = bound.exec(text) ?? [];
  if (whole !== undefined) {
    const comparator = comparatorOf(sign);
    const only = numberOf(number);
    const strict = comparator === '<' || comparator === '>';
    const upper = comparator === '<' || comparator === '≤';
    return { low: upper ? undefined : only, high: upper ? only : undefined, strict, unit: unit.trim() };
  }
  const single = oneQuantity(text);
  return single && { low: single, high: single, strict: false, unit: single.unit };
}

function numberOf(text: string): PrintedNumber {
  const plain = text.replace(/ /g, '').replace('−', '-').replace(',', '.');
  return { value: Number(plain), decimals: plain.includes('.') ? plain.length - plain.indexOf('.') - 1 : 0 };
}

function comparatorOf(text: string | undefined): Comparator | undefined {
  if (text === undefined) return undefined;
  const sign = text.toLowerCase().replace(/\s/g, '');
  if (/[ée]gal|=|≤|≥|jusqu/.test(sign)) return /^(?:inf|<|≤|jusqu)/.test(sign) ? '≤' : '≥';
  return /^(?:inf|<|moins)/.test(sign) ? '<' : '>';
}

export type Flag =
  | 'high'
  | 'low'
  | 'normal'
  | 'abnormal'
  | 'susceptible'
  | 'intermediate'
  | 'resistant'
  | 'positive'
  | 'negative'
  | 'detected'
  | 'not-detected';

const words: readonly (readonly [RegExp, Flag])[] = [
  [/^(?:tres )?(?:anormalement )?(?:haut|haute|eleve|elevee|augmente|augmentee)$/, 'high'],
  [/^(?:tres )?(?:anormalement )?(?:bas|basse|diminue|diminuee|abaisse|abaissee)$/, 'low'],
  [/^(?:normal|normale|normaux)$/, 'normal'],
  [/^(?:tres )?(?:anormal|anormale|pathologique)$/, 'abnormal'],
  [/^sensible$/, 'susceptible'],
  [/^intermediaire$/, 'intermediate'],
  [/^resistante?$/, 'resistant'],
  [/^positi(?:f|ve)$/, 'positive'],
  [/^negati(?:f|ve)$/, 'negative'],
  [/^detectee?$/, 'detected'],
  [/^(?:non|pas) detectee?$/, 'not-detected'],
];

/** Flags of interpretationCode, which laboratories also print as they are. */
const codes: Readonly<Record<string, Flag>> = {
  H: 'high',
  HH: 'high',
  HU: 'high',
  HX: 'high',
  L: 'low',
  LL: 'low',
  LU: 'low',
  LX: 'low',
  N: 'normal',
  A: 'abnormal',
  AA: 'abnormal',
  S: 'susceptible',
  I: 'intermediate',
  R: 'resistant',
  POS: 'positive',
  NEG: 'negative',
  DET: 'detected',
  ND: 'not-detected',
};

/** What an interpretationCode says, undefined for those that say nothing a flag prints. */
export function flagOf(code: string): Flag | undefined {
  return Object.hasOwn(codes, code) ? codes[code] : undefined;
}

/** The flag a text prints when it prints nothing else; words after a comma add to it (`Haut, croissant`). */
export function flagIn(text: string): Flag | undefined {
  if (/^[\d<>(]/.test(text)) return undefined;
  return remember(flags, text, (own) => {
    const tidied = tidy(own.slice(0, longest));
    const said = fold(tidied.replace(/,.*$/, ''));
    return flagOf(tidied) ?? words.find(([word]) => word.test(said))?.[1];
  });
}

const flags = new Map<string, Flag | undefined>();

const groups: readonly (readonly Flag[])[] = [
  ['high', 'low', 'normal', 'abnormal'],
  ['susceptible', 'intermediate', 'resistant'],
  ['positive', 'negative'],
  ['detected', 'not-detected'],
];

/** Whether two flags cannot both be right; flags of different kinds say nothing about each other. */
export function contradict(a: Flag, b: Flag): boolean {
  if (a === b || !groups.some((group) => group.includes(a) && group.includes(b))) return false;
  const pair = [a, b];
  return !(pair.includes('abnormal') && !pair.includes('normal'));
}

/** Letters without case and accents, one blank between words, straight apostrophes. */
export function fold(text: string): string {
  return tidy(text)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[’ʼ]/g, "'")
    .toLowerCase();
}
