import { codedValue } from '../cda/codes';
import type { CdaDocument } from '../cda/document';
import type { ReferenceRange, Result } from '../cda/results';
import { isPrior, resultOf } from '../cda/results';
import type { ValueSetSource } from '../terminology/valueSets';
import type { XmlAttribute, XmlElement } from '../xml/tree';
import { compareAnswer } from './answer';
import {
  agrees,
  boundVerdict,
  compareComparators,
  type EntryValue,
  entryValue,
  numeric,
  rangeText,
  saysInclusive,
  unknownValue,
} from './entryValue';
import { meaningOf } from './meaning';
import { type Cell, type NarrativeRow, NarrativeRows } from './narrativeRow';
import {
  contradict,
  flagIn,
  flagOf,
  isInterval,
  numbersIn,
  type PrintedQuantity,
  type PrintedRange,
  quantitiesIn,
  rangesIn,
} from './printed';
import { looksLikeUnit, matchUnit, type UnitMatch } from './printedUnit';
import { type Converters, contradictedBy } from './secondUnit';
import type { AspectComparison, Verdict } from './verdict';

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
    private readonly document: CdaDocument,
    private readonly terms: Converters & { readonly valueSets?: ValueSetSource },
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

  /** The value of a prior result and the column of its day in the row of the result it belongs to; undefined where there is no such column. */
  comparePrior(prior: Result, result: Result): Comparison | undefined {
    const isSame = prior.code?.code?.value.trim() === result.code?.code?.value.trim();
    const row = isSame ? this.rows.rowOf(result) : undefined;
    const column = row && this.rows.priorRow(row, prior);
    if (!column?.value?.text) return undefined;
    const aspects = this.compareValue(prior, column).filter(({ printed, entry }) => printed || entry);
    return { result: prior, row: column, aspects };
  }

  private compareValue(result: Result, row: NarrativeRow): AspectComparison[] {
    const entry = entryValue(result);
    const printed = row.value?.text;
    const unknown = printed !== undefined && quantitiesIn(printed) && unknownValue(result);
    if (unknown) {
      return [{ aspect: 'value', verdict: 'different', printed, entry: unknown.value.trim(), at: unknown }];
    }
    if (!entry) {
      const meaning = result.value && meaningOf(codedValue(result.value), this.document, this.terms.valueSets);
      return compareAnswer(result, row, this.rows, meaning);
    }
    const at = entry.quantity.value;
    const said = `${entry.comparator ?? ''} ${entry.quantity.value?.value.trim() ?? ''}`.trim();
    const unitOfEntry = entry.quantity.unit?.value.trim() ?? '';
    const quantities = printed === undefined ? undefined : quantitiesIn(printed);
    if (!quantities) {
      // Prose, or several numbers: the value may be among them, but an interval prints no value.
      const found = printed !== undefined && !isInterval(printed) && numbersIn(printed).includes(entry.value);
      const verdict = printed ? (found ? 'same' : 'unsure') : isLeftOut(row, entry.value) ? 'missing' : 'entry';
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
    const other = best.value === 'same' ? quantities.find((_, index) => readings[index] !== best) : undefined;
    const second = other && contradictedBy(other, entry, result, this.terms);
    return [
      {
        aspect: 'value',
        verdict: second ? 'different' : best.value,
        printed,
        entry: said,
        at,
        ...(second && { second }),
      },
      { aspect: 'unit', verdict: best.unit, printed: best.unitText, entry: unitOfEntry, at: entry.quantity.unit ?? at },
    ];
  }

  /** One printed quantity against the entry. */
  private reading(quantity: PrintedQuantity, row: NarrativeRow, entry: EntryValue, code: string): Reading {
    const unitText = quantity.unit || this.unitAround(row);
    const match = unitText && code ? matchUnit(unitText, code, this.terms.ucum) : undefined;
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
    if (next && next.role === 'other' && looksLikeUnit(next.text, this.terms.ucum)) return next.text;
    // An empty heading says nothing; the first cell names what a row is about.
    for (const text of [shown?.heading ?? '', label ?? '', cells[0] === shown ? '' : (cells[0]?.text ?? '')]) {
      for (const [, inside = ''] of text.matchAll(/\(([^()]{1,30})\)/g))
        if (looksLikeUnit(inside, this.terms.ucum)) return inside;
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
      return isInterval(text);
    });
  }

  private rangeVerdict(
    printed: PrintedRange,
    range: ReferenceRange,
  ): { verdict: Verdict; at?: XmlAttribute | undefined } {
    const code = (range.low ?? range.high)?.unit?.value.trim() ?? '';
    const match = printed.unit && code ? matchUnit(printed.unit, code, this.terms.ucum) : undefined;
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

const severities: readonly Verdict[] = ['same', 'spelling', 'narrative', 'entry', 'unsure', 'missing', 'different'];

function rank({ value, unit }: Reading): number {
  return severities.indexOf(value) * severities.length + severities.indexOf(unit);
}

function unitVerdict(match: UnitMatch | undefined, printed: string, code: string): Verdict {
  if (match === undefined) return printed ? 'narrative' : code ? 'entry' : 'same';
  if (typeof match === 'number') return 'same';
  return match === 'other' ? 'different' : match === 'unknown' ? 'unsure' : match;
}

/** Whether the place for a number is empty, and no other cell of today's result has it. */
function isLeftOut({ blank, cells }: NarrativeRow, value: number): boolean {
  return blank && !cells.some(({ role, text }) => !elsewhere.has(role) && numbersIn(text).includes(value));
}

const elsewhere: ReadonlySet<string> = new Set(['prior', 'range', 'date', 'method']);

function holds(outer: XmlElement, inner: XmlElement): boolean {
  return inner.index >= outer.index && inner.index < outer.lastIndex;
}

/** Every observation with a value that is no prior result, read as a result; in document order. */
export function comparableObservations(document: CdaDocument): Result[] {
  // Laboratory results are read for other rules too.
  const known = new Map(document.results.map((result) => [result.observation, result]));
  const results: Result[] = [];
  for (const element of document.elements) {
    if (element.local !== 'observation' || isPrior(element) || !element.child('value')) continue;
    results.push(known.get(element) ?? resultOf(element));
  }
  return results;
}
