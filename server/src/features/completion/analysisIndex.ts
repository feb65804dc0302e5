import type { CircuitRow } from '../../terminology/circuit';
import { type Analyses, type AnalysisLists, fold, lettersOf, makeLists, WORD } from './analysisLists';

/** Costs of a match, beside the place of the word: a word not yet ended, and each typing error. */
const unfinished = 4;
const error = 16;

/** Below this many answers, typing errors are looked for too. */
const few = 10;
const mostWords = 8;
/** How many analyses an empty query gives. */
const mostUsual = 100;
/** How long others wait at most while an index is made, milliseconds. */
const slice = 8;

interface Wanted {
  /** How many words a row must have matched. */
  readonly words: number;
  readonly limit: number;
  readonly waiting: boolean | undefined;
}

/**
 * Finds analyses of a Circuit by the beginning of their code or of any words of their French labels, in any order, with typing
 * errors where there is little else. Letter case and accents do not count.
 */
export class AnalysisIndex {
  private readonly usualRows = new Map<boolean | undefined, readonly number[]>();

  private constructor(
    private readonly analyses: Analyses,
    private readonly lists: AnalysisLists,
  ) {}

  private static readonly known = new WeakMap<Analyses, AnalysisIndex>();
  private static readonly making = new WeakMap<Analyses, Promise<AnalysisIndex>>();

  /** The index of a Circuit or a list; made at once where it was not prepared, half a second for 60 000 analyses. */
  static of(analyses: Analyses): AnalysisIndex {
    const known = AnalysisIndex.known.get(analyses);
    if (known) return known;
    const making = makeLists(analyses);
    let step = making.next();
    while (!step.done) step = making.next();
    return AnalysisIndex.keep(analyses, step.value);
  }

  /** Makes the index in slices of a few milliseconds; in each `pause` others may work. */
  static prepare(analyses: Analyses, pause: () => Promise<void>): Promise<AnalysisIndex> {
    const making = AnalysisIndex.making.get(analyses) ?? AnalysisIndex.makeInSlices(analyses, pause);
    AnalysisIndex.making.set(analyses, making);
    return making;
  }

  private static async makeInSlices(analyses: Analyses, pause: () => Promise<void>): Promise<AnalysisIndex> {
    const making = makeLists(analyses);
    let since = performance.now();
    for (let step = making.next(); ; step = making.next()) {
      const known = AnalysisIndex.known.get(analyses);
      if (known) return known;
      if (step.done) return AnalysisIndex.keep(analyses, step.value);
      if (performance.now() - since < slice) continue;
      await pause();
      since = performance.now();
    }
  }

  private static keep(analyses: Analyses, lists: AnalysisLists): AnalysisIndex {
    const index = new AnalysisIndex(analyses, lists);
    AnalysisIndex.known.set(analyses, index);
    return index;
  }

  /** Rows that match all words of `query`, best first, at most `limit`; an empty query gives the analyses prescribed most. Only those with a waiting code alone, or only the others, as `waiting` says. */
  search(query: string, limit: number, waiting?: boolean): CircuitRow[] {
    const folded = fold(query);
    if (folded.trim() === '') return this.at(this.usual(waiting).slice(0, limit));
    const byCode = /^\s*\d[\d-]*\s*$/.test(query) ? this.withCode(query.trim(), limit, waiting) : [];
    const words = (folded.match(WORD) ?? []).slice(0, mostWords);
    let found = words.length === 0 ? [] : this.withWords(words, { limit, waiting }, false);
    if (byCode.length + found.length < few && words.some((word) => errorsIn(word) > 0))
      found = this.withWords(words, { limit, waiting }, true);
    return this.at([...new Set([...byCode, ...found])].slice(0, limit));
  }

  /** The first of the analyses prescribed most. */
  private usual(waiting: boolean | undefined): readonly number[] {
    let rows = this.usualRows.get(waiting);
    if (!rows) {
      const { length } = this.analyses;
      rows = this.best(new Int32Array(length), new Uint8Array(length), { words: 0, limit: mostUsual, waiting });
      this.usualRows.set(waiting, rows);
    }
    return rows;
  }

  private isWanted(row: number, waiting: boolean | undefined): boolean {
    return waiting === undefined || this.lists.waiting[row] === Number(waiting);
  }

  private at(found: readonly number[]): CircuitRow[] {
    return found.map((index) => this.analyses.row(index));
  }

  private withCode(prefix: string, limit: number, waiting: boolean | undefined): number[] {
    const { codes, codeRows } = this.lists;
    const start = lowerBound(codes.length, (index) => (codes[index] ?? '') < prefix);
    const found: number[] = [];
    for (let at = start; found.length < limit && codes[at]?.startsWith(prefix); at++)
      if (this.isWanted(codeRows[at] as number, waiting)) found.push(codeRows[at] as number);
    return found.sort((a, b) => this.codeLength(a) - this.codeLength(b));
  }

  private codeLength(index: number): number {
    return this.analyses.row(index).loinc?.length ?? 0;
  }

  private withWords(words: readonly string[], wanted: Omit<Wanted, 'words'>, tolerant: boolean): number[] {
    const total = new Int32Array(this.analyses.length);
    /** How many words a row matched, one after the other. */
    const matched = new Uint8Array(this.analyses.length);
    words.forEach((word, turn) => {
      const best = this.costs(word, tolerant);
      for (let row = 0; row < best.length; row++) {
        const cost = best[row] as number;
        if (cost === NONE || matched[row] !== turn) continue;
        matched[row] = turn + 1;
        total[row] = (total[row] as number) + cost;
      }
    });
    return this.best(total, matched, { words: words.length, ...wanted });
  }

  /** What each row costs as a match of `word`, `NONE` where it does not match. */
  private costs(word: string, tolerant: boolean): Uint8Array {
    const best = new Uint8Array(this.analyses.length).fill(NONE);
    const start = lowerBound(this.lists.words.length, (index) => (this.lists.words[index] as string) < word);
    for (let at = start; this.lists.words[at]?.startsWith(word); at++)
      this.mark(best, at, this.lists.words[at] === word ? 0 : unfinished);
    const most = tolerant ? errorsIn(word) : 0;
    if (most === 0) return best;
    const letters = lettersOf(word);
    for (let at = 0; at < this.lists.words.length; at++) {
      // Each letter the word lacks is an error: most words need no closer look.
      if (bits(letters & ~(this.lists.letters[at] as number)) > most) continue;
      const errors = prefixErrors(word, this.lists.words[at] as string, most);
      if (errors > 0 && errors <= most) this.mark(best, at, unfinished + errors * error);
    }
    return best;
  }

  private mark(best: Uint8Array, word: number, cost: number): void {
    const end = this.lists.starts[word + 1] as number;
    for (let at = this.lists.starts[word] as number; at < end; at++) {
      const posting = this.lists.postings[at] as number;
      const row = posting >> 2;
      if (cost + (posting & 3) < (best[row] as number)) best[row] = cost + (posting & 3);
    }
  }

  private best(total: Int32Array, matched: Uint8Array, { words, limit, waiting }: Wanted): number[] {
    const count = total.length;
    const ranked = new Float64Array(count);
    let found = 0;
    for (let row = 0; row < count; row++) {
      if (matched[row] !== words || !this.isWanted(row, waiting)) continue;
      ranked[found++] = ((total[row] as number) * 1000 + (this.lists.weight[row] as number)) * count + row;
    }
    return Array.from(ranked.subarray(0, found).sort().subarray(0, limit), (rank) => rank % count);
  }
}

const NONE = 255;
function bits(value: number): number {
  let count = 0;
  for (let left = value; left !== 0; left &= left - 1) count++;
  return count;
}

function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many typing errors a word may hold: a short one with an error is another word. */
function errorsIn(word: string): number {
  if (/\d/.test(word) || word.length < 5) return 0;
  return word.length < 7 ? 1 : 2;
}

/** The edit distance of `typed` to the nearest beginning of `word`; more than `most` counts as `most + 1`. */
function prefixErrors(typed: string, word: string, most: number): number {
  if (word.length < typed.length - most) return most + 1;
  const width = Math.min(word.length, typed.length + most);
  let before = Array.from({ length: width + 1 }, (_, index) => index);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= width; j++) {
      const same = typed.charCodeAt(i - 1) === word.charCodeAt(j - 1) ? 0 : 1;
      const cost = Math.min((before[j] as number) + 1, (row[j - 1] as number) + 1, (before[j - 1] as number) + same);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    before = row;
  }
  return Math.min(...before);
}
