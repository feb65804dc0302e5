import type { CdaDocument } from '../cda/document';
import type { Quantity } from '../cda/quantities';
import type { ReferenceRange, Result } from '../cda/results';
import { resultOf } from '../cda/results';
import type { Ucum } from '../terminology/ucum';
import type { XmlAttribute, XmlElement } from '../xml/tree';
import { type Cell, type NarrativeRow, NarrativeRows } from './narrativeRow';
import {
  type Comparator,
  contradict,
  flagIn,
  flagOf,
  fold,
  numbersIn,
  type PrintedNumber,
  type PrintedQuantity,
  type PrintedRange,
  quantitiesIn,
  rangesIn,
} from './printed';
import { looksLikeUnit, matchUnit, type UnitMatch } from './printedUnit';

/**
 * What the narrative prints against what the entry says.
 * `same`: equal, decimal comma or point, rounded or converted; `spelling`: the same unit under another code (`mg/l`); `different`: both
 * cannot be right; `unsure`: cannot be told; `narrative` and `entry`: stands on that side only.
 */
export type Verdict = 'same' | 'spelling' | 'different' | 'unsure' | 'narrative' | 'entry';

export type Aspect = 'value' | 'unit' | 'range' | 'flag';

export interface AspectComparison {
  readonly aspect: Aspect;
  readonly verdict: Verdict;
  /** As printed, on one line. */
  readonly printed: string | undefined;
  /** As the entry writes it, `≤ 1.0`, `3.89–6.00 mmol/L`. */
  readonly entry: string | undefined;
  /** What differs in the entry: the attribute to correct, where there is one. */
  readonly at: XmlAttribute | undefined;
}

export interface Comparison {
  readonly result: Result;
  readonly row: NarrativeRow;
  /** Aspects that one of both sides shows. */
  readonly aspects: readonly AspectComparison[];
}

/** Compares observations of one document with its narrative. */
export class Comparer {
  readonly rows: NarrativeRows;

  constructor(
    document: CdaDocument,
    private readonly ucum: Ucum,
  ) {
    this.rows = new NarrativeRows(document);
  }

  /** Undefined where the entry points to nothing that is there. */
  compare(result: Result): Comparison | undefined {
    const row = this.rows.rowOf(result);
    if (!row) return undefined;
    const aspects = this.compareValue(result, row);
    // In rows of words, "Normal" and intervals are words too.
    const isNumeric = result.type !== undefined && numeric.has(result.type);
    if (isNumeric || result.range) aspects.push(...this.compareRange(result, row));
    if (isNumeric || result.interpretation) aspects.push(...this.compareFlag(result, row));
    return { result, row, aspects: aspects.filter(({ printed, entry }) => printed || entry) };
  }

  private compareValue(result: Result, row: NarrativeRow): AspectComparison[] {
    const entry = entryValue(result);
    const printed = row.value?.text;
    if (!entry) return compareAnswer(result, row, this.rows);
    const at = entry.quantity.value;
    const said = `${entry.comparator ?? ''} ${entry.quantity.value?.value.trim() ?? ''}`.trim();
    const unitOfEntry = entry.quantity.unit?.value.trim() ?? '';
    const quantities = printed === undefined ? undefined : quantitiesIn(printed);
    if (!quantities) {
      // Prose, or several numbers: the value may be among them.
      const found = numbersIn(printed ?? '').includes(entry.value);
      const verdict = printed ? (found ? 'same' : 'unsure') : 'entry';
      return [
        { aspect: 'value', verdict, printed, entry: said, at },
        {
          aspect: 'unit',
          verdict: printed ? 'unsure' : 'entry',
          printed: undefined,
          entry: unitOfEntry,
          at: undefined,
        },
      ];
    }
    const readings = quantities.map((quantity) => this.reading(quantity, row, entry, unitOfEntry));
    const best = readings.reduce((a, b) => (rank(b) < rank(a) ? b : a));
    return [
      { aspect: 'value', verdict: best.value, printed, entry: said, at },
      { aspect: 'unit', verdict: best.unit, printed: best.unitText, entry: unitOfEntry, at: entry.quantity.unit ?? at },
    ];
  }

  /** One printed quantity against the entry. */
  private reading(quantity: PrintedQuantity, row: NarrativeRow, entry: EntryValue, code: string): Reading {
    const unitText = quantity.unit || this.unitAround(row);
    const match = unitText && code ? matchUnit(unitText, code, this.ucum) : undefined;
    const unit = unitVerdict(match, unitText, code);
    const factor = typeof match === 'number' ? match : 1;
    const equal = agrees(quantity, entry.value, entry.decimals, factor);
    const sign = compareComparators(quantity.comparator, entry);
    // Another unit explains any number; one that is not understood may.
    const value = !equal ? (match === 'unknown' ? 'unsure' : 'different') : sign;
    if (typeof match === 'number') return { value, unit: equal ? 'same' : 'different', unitText };
    return { value: match === 'other' && value === 'different' && !equal ? 'unsure' : value, unit, unitText };
  }

  /** The unit of a column, of the heading of the values, or of the label: `Leucocytes (10*9/L)`. */
  private unitAround({ cells, value, label }: NarrativeRow): string {
    const column = cells.find(({ role, text }) => role === 'unit' && text !== '');
    if (column) return column.text;
    const shown = cells.find((cell) => cell.element === value?.element) ?? value;
    const next = shown && cells[cells.indexOf(shown) + 1];
    if (next && next.role === 'other' && looksLikeUnit(next.text, this.ucum)) return next.text;
    // An empty heading says nothing; the first cell names what a row is about.
    for (const text of [shown?.heading ?? '', label ?? '', cells[0] === shown ? '' : (cells[0]?.text ?? '')]) {
      for (const [, inside = ''] of text.matchAll(/\(([^()]{1,30})\)/g))
        if (looksLikeUnit(inside, this.ucum)) return inside;
    }
    return '';
  }

  private compareRange({ range }: Result, row: NarrativeRow): AspectComparison[] {
    const cell = row.cells.find(({ role, text }) => role === 'range' && text !== '') ?? this.unnamedRange(row);
    const printed = cell?.text;
    const entry = range && rangeText(range);
    if (!printed || !range || !entry) {
      if (!printed && !entry) return [];
      return [{ aspect: 'range', verdict: printed ? 'narrative' : 'entry', printed, entry, at: undefined }];
    }
    const at = (range.high ?? range.low)?.value;
    const ranges = rangesIn(printed);
    if (!ranges) return [{ aspect: 'range', verdict: 'unsure', printed, entry, at }];
    const verdicts = ranges.map((one) => this.rangeVerdict(one, range));
    const best = verdicts.find(({ verdict }) => verdict === 'same') ??
      verdicts.find(({ verdict }) => verdict === 'spelling') ??
      verdicts.find(({ verdict }) => verdict === 'unsure') ??
      verdicts[0] ?? { verdict: 'unsure' as const, at };
    return [{ aspect: 'range', printed, entry, verdict: best.verdict, at: best.at ?? at }];
  }

  /** Behind the value, without a heading: the first cell that is nothing but an interval. */
  private unnamedRange({ cells, value }: NarrativeRow): Cell | undefined {
    const from = cells.findIndex(({ element }) => value !== undefined && holds(element, value.element));
    if (from < 0) return undefined;
    return cells.slice(from + 1).find(({ role, text, heading }) => {
      if (role !== 'other' || heading !== '') return false;
      return rangesIn(text)?.some(({ low, high }) => low !== high) ?? false;
    });
  }

  private rangeVerdict(
    printed: PrintedRange,
    range: ReferenceRange,
  ): { verdict: Verdict; at?: XmlAttribute | undefined } {
    const code = (range.low ?? range.high)?.unit?.value.trim() ?? '';
    const match = printed.unit && code ? matchUnit(printed.unit, code, this.ucum) : undefined;
    const factor = typeof match === 'number' ? match : 1;
    const low = boundVerdict(printed.low, range.low, factor);
    const high = boundVerdict(printed.high, range.high, factor);
    if (low === 'same' && high === 'same') {
      if (match === 'spelling') return { verdict: 'spelling', at: (range.low ?? range.high)?.unit };
      if (match === 'other') return { verdict: 'different', at: (range.low ?? range.high)?.unit };
      return { verdict: printed.strict && saysInclusive(range) ? 'different' : 'same' };
    }
    if (match === 'unknown' || match === 'other') return { verdict: 'unsure' };
    const at = high === 'different' ? range.high?.value : low === 'different' ? range.low?.value : undefined;
    return {
      verdict:
        at || low === 'entry' || high === 'entry' || low === 'narrative' || high === 'narrative'
          ? 'different'
          : 'unsure',
      at,
    };
  }

  private compareFlag({ interpretation }: Result, row: NarrativeRow): AspectComparison[] {
    const code = interpretation?.code?.value.trim();
    const entry = code === undefined ? undefined : flagOf(code);
    const cell = row.cells.find(
      ({ role, text, element }) =>
        (role === 'flag' || role === 'other') && element !== row.value?.element && flagIn(text) !== undefined,
    );
    const flag = cell && flagIn(cell.text);
    if (!cell || !flag)
      return code ? [{ aspect: 'flag', verdict: 'entry', printed: undefined, entry: code, at: undefined }] : [];
    if (!entry)
      return [
        { aspect: 'flag', verdict: code ? 'unsure' : 'narrative', printed: cell.text, entry: code, at: undefined },
      ];
    const verdict = contradict(flag, entry) ? 'different' : 'same';
    return [{ aspect: 'flag', verdict, printed: cell.text, entry: code, at: interpretation?.code }];
  }
}

interface Reading {
  readonly value: Verdict;
  readonly unit: Verdict;
  readonly unitText: string;
}

interface EntryValue extends PrintedNumber {
  readonly quantity: Pick<Quantity, 'value' | 'unit'>;
  readonly comparator: Comparator | undefined;
  /** Whether the document says itself that the bound belongs to the interval or not. */
  readonly explicit: boolean;
}

const severities: readonly Verdict[] = ['same', 'spelling', 'narrative', 'entry', 'unsure', 'different'];

function rank({ value, unit }: Reading): number {
  return severities.indexOf(value) * severities.length + severities.indexOf(unit);
}

const numeric: ReadonlySet<string> = new Set(['PQ', 'REAL', 'INT', 'IVL_PQ', 'IVL_REAL', 'IVL_INT']);

/** The number of an entry, or the only bound of an interval; undefined for a full interval and all other types. */
function entryValue({ value, type, interpretation }: Result): EntryValue | undefined {
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

function withNumber(
  element: XmlElement,
  comparator: Comparator | undefined,
  explicit: boolean,
): EntryValue | undefined {
  const attribute = element.attribute('value');
  const text = attribute?.value.trim() ?? '';
  if (!attribute || text === '' || !Number.isFinite(Number(text))) return undefined;
  const quantity = { value: attribute, unit: element.attribute('unit') };
  return { quantity, comparator, explicit, value: Number(text), decimals: decimalsOf(text) };
}

function decimalsOf(text: string): number {
  return /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
}

/** Equal as they stand, or one is the other rounded; `factor` turns the printed number into the entry's unit. */
function agrees(printed: PrintedNumber, value: number, decimals: number, factor: number): boolean {
  const scaled = printed.value * factor;
  const near = Math.abs(scaled - value);
  if (near <= 1e-9 * Math.max(Math.abs(value), Math.abs(scaled))) return true;
  // Rounding is only told between numbers that do not vanish by it.
  const step = Math.max(10 ** -printed.decimals * factor, 10 ** -decimals);
  const isRounded = factor !== 1 || printed.decimals !== decimals;
  return isRounded && scaled !== 0 && value !== 0 && near <= step * 0.5000001 && near < 0.1 * Math.abs(value);
}

function compareComparators(printed: Comparator | undefined, { comparator, explicit }: EntryValue): Verdict {
  if (printed === comparator) return 'same';
  if (printed === undefined || comparator === undefined) return 'different';
  const opposite = '<≤'.includes(printed) !== '<≤'.includes(comparator);
  return opposite || explicit ? 'different' : 'unsure';
}

function unitVerdict(match: UnitMatch | undefined, printed: string, code: string): Verdict {
  if (match === undefined) return printed ? 'narrative' : code ? 'entry' : 'same';
  if (typeof match === 'number') return 'same';
  return match === 'other' ? 'different' : match === 'unknown' ? 'unsure' : match;
}

function boundVerdict(printed: PrintedNumber | undefined, entry: Quantity | undefined, factor: number): Verdict {
  const text = entry?.value?.value.trim();
  // An interval from zero is often printed by its upper bound only.
  if (!printed) return text && Number(text) !== 0 ? 'entry' : 'same';
  if (!text) return 'narrative';
  return agrees(printed, Number(text), decimalsOf(text), factor) ? 'same' : 'different';
}

function saysInclusive({ low, high }: ReferenceRange): boolean {
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

/** A coded answer or a text: the same words, or a positive answer against a negative one. */
function compareAnswer({ value }: Result, row: NarrativeRow, rows: NarrativeRows): AspectComparison[] {
  if (!value) return [];
  const target = rows.target(value.child('originalText'));
  const code = value.attribute('code');
  const printed = target ? rows.textOf(target) : row.value?.text;
  const own = value.attribute('displayName')?.value.trim() || (code ? code.value.trim() : rows.textOf(value));
  // Without a code or text of its own the entry says what the narrative says.
  const entry = own || (target ? printed : undefined);
  if (!entry || !printed) {
    return [{ aspect: 'value', verdict: printed ? 'narrative' : 'entry', printed, entry, at: undefined }];
  }
  const [a, b] = [fold(printed), fold(entry)];
  const isSame = a === b || a.includes(b) || b.includes(a);
  const opposed = answerOf(a) !== undefined && answerOf(b) !== undefined && answerOf(a) !== answerOf(b);
  const at = value.attribute('displayName') ?? code;
  return [{ aspect: 'value', verdict: isSame ? 'same' : opposed ? 'different' : 'unsure', printed, entry, at }];
}

/** Folded words of an answer that can be read in one way only. */
function answerOf(folded: string): boolean | undefined {
  const no = /\b(?:non|pas) (?:detecte|retrouve)|\bnegati(?:f|ve)\b|\babsen(?:t|te|ce)\b/.test(folded);
  const yes = /(?<!non |pas )\bdetecte|\bpositi(?:f|ve)\b|\bpresen(?:t|te|ce)\b/.test(folded);
  return no === yes ? undefined : yes;
}

function holds(outer: XmlElement, inner: XmlElement): boolean {
  return inner.index >= outer.index && inner.index < outer.lastIndex;
}

/** Every observation with a value that is no prior result, read as a result; in document order. */
export function comparableObservations(document: CdaDocument): Result[] {
  const results: Result[] = [];
  for (const element of document.elements) {
    if (element.local !== 'observation' || !element.child('value')) continue;
    const result = resultOf(element);
    if (!result.prior) results.push(result);
  }
  return results;
}
