import type { Circuit, CircuitRow } from '../../terminology/circuit';

/** Where a word stands: the nearer to what a laboratory calls its analysis, the better the match. */
const first = 0;
const edition = 1;
const component = 2;
const rest = 3;

/** Costs of a match, beside the place of the word: a word not yet ended, and each typing error. */
const unfinished = 4;
const error = 16;

/** Below this many answers, typing errors are looked for too. */
const few = 10;
const mostWords = 8;
/** How many analyses an empty query gives. */
const mostUsual = 100;

/**
 * Finds analyses of a Circuit by the beginning of their code or of any words of their French labels, in any order, with typing
 * errors where there is little else. Letter case and accents do not count.
 */
export class AnalysisIndex {
  private readonly rows: readonly CircuitRow[];
  /** Sorted. */
  private readonly words: readonly string[];
  /** The letters of each word, a bit each. */
  private readonly letters: Int32Array;
  /** Of the word `i`: `postings[starts[i]]` to `postings[starts[i + 1]]`, each row × 4 + place. */
  private readonly starts: Int32Array;
  private readonly postings: Int32Array;
  /** Code and row, sorted by code. */
  private readonly codes: readonly (readonly [string, number])[];
  /** What tells rows apart that match equally: the analyses prescribed most, then short labels. */
  private readonly weight: Int32Array;

  /** The first of the analyses prescribed most. */
  private readonly usual: readonly number[];

  private constructor(rows: readonly CircuitRow[]) {
    this.rows = rows;
    const places = new Map<string, number[]>();
    this.weight = Int32Array.from(
      rows,
      ({ restricted, label }) => (restricted ? 0 : 300) + Math.min(label.length, 299),
    );
    const split = splitter();
    rows.forEach((row, index) => {
      for (const [word, place] of wordsOf(row, split)) {
        const known = places.get(word);
        if (known) known.push(index * 4 + place);
        else places.set(word, [index * 4 + place]);
      }
    });
    this.words = [...places.keys()].sort();
    this.letters = Int32Array.from(this.words, lettersOf);
    this.starts = new Int32Array(this.words.length + 1);
    this.words.forEach((word, index) => {
      this.starts[index + 1] = (this.starts[index] ?? 0) + (places.get(word)?.length ?? 0);
    });
    this.postings = new Int32Array(this.starts.at(-1) ?? 0);
    for (const [index, word] of this.words.entries()) this.postings.set(places.get(word) ?? [], this.starts[index]);
    this.codes = rows
      .map(({ loinc, waitingCode }, index): [string, number] => [loinc ?? waitingCode ?? '', index])
      .sort(([a], [b]) => (a < b ? -1 : 1));
    this.usual = this.best(new Int32Array(rows.length), new Uint8Array(rows.length), 0, mostUsual);
  }

  private static readonly known = new WeakMap<Circuit, AnalysisIndex>();

  /** The index of a Circuit, made when first asked for. */
  static of(circuit: Circuit): AnalysisIndex {
    const known = AnalysisIndex.known.get(circuit);
    if (known) return known;
    const index = new AnalysisIndex(circuit.rows);
    AnalysisIndex.known.set(circuit, index);
    return index;
  }

  /** Rows that match all words of `query`, best first, at most `limit`; an empty query gives the analyses prescribed most. */
  search(query: string, limit: number): CircuitRow[] {
    const folded = fold(query);
    if (folded.trim() === '') return this.at(this.usual.slice(0, limit));
    const byCode = /^\s*\d[\d-]*\s*$/.test(query) ? this.withCode(query.trim(), limit) : [];
    const words = (folded.match(WORD) ?? []).slice(0, mostWords);
    let found = words.length === 0 ? [] : this.withWords(words, limit, false);
    if (byCode.length + found.length < few && words.some((word) => errorsIn(word) > 0))
      found = this.withWords(words, limit, true);
    return this.at([...new Set([...byCode, ...found])].slice(0, limit));
  }

  private at(found: readonly number[]): CircuitRow[] {
    return found.map((index) => this.rows[index] as CircuitRow);
  }

  private withCode(prefix: string, limit: number): number[] {
    const start = lowerBound(this.codes.length, (index) => (this.codes[index]?.[0] ?? '') < prefix);
    const found: number[] = [];
    for (let at = start; found.length < limit && this.codes[at]?.[0].startsWith(prefix); at++)
      found.push((this.codes[at] as readonly [string, number])[1]);
    return found.sort((a, b) => this.codeLength(a) - this.codeLength(b));
  }

  private codeLength(index: number): number {
    return this.rows[index]?.loinc?.length ?? 0;
  }

  private withWords(words: readonly string[], limit: number, tolerant: boolean): number[] {
    const total = new Int32Array(this.rows.length);
    /** How many words a row matched, one after the other. */
    const matched = new Uint8Array(this.rows.length);
    words.forEach((word, turn) => {
      const best = this.costs(word, tolerant);
      for (let row = 0; row < best.length; row++) {
        const cost = best[row] as number;
        if (cost === NONE || matched[row] !== turn) continue;
        matched[row] = turn + 1;
        total[row] = (total[row] as number) + cost;
      }
    });
    return this.best(total, matched, words.length, limit);
  }

  /** What each row costs as a match of `word`, `NONE` where it does not match. */
  private costs(word: string, tolerant: boolean): Uint8Array {
    const best = new Uint8Array(this.rows.length).fill(NONE);
    const start = lowerBound(this.words.length, (index) => (this.words[index] as string) < word);
    for (let at = start; this.words[at]?.startsWith(word); at++)
      this.mark(best, at, this.words[at] === word ? 0 : unfinished);
    const most = tolerant ? errorsIn(word) : 0;
    if (most === 0) return best;
    const letters = lettersOf(word);
    for (let at = 0; at < this.words.length; at++) {
      // Each letter the word lacks is an error: most words need no closer look.
      if (bits(letters & ~(this.letters[at] as number)) > most) continue;
      const errors = prefixErrors(word, this.words[at] as string, most);
      if (errors > 0 && errors <= most) this.mark(best, at, unfinished + errors * error);
    }
    return best;
  }

  private mark(best: Uint8Array, word: number, cost: number): void {
    const end = this.starts[word + 1] as number;
    for (let at = this.starts[word] as number; at < end; at++) {
      const posting = this.postings[at] as number;
      const row = posting >> 2;
      if (cost + (posting & 3) < (best[row] as number)) best[row] = cost + (posting & 3);
    }
  }

  private best(total: Int32Array, matched: Uint8Array, words: number, limit: number): number[] {
    const count = total.length;
    const ranked = new Float64Array(count);
    let found = 0;
    for (let row = 0; row < count; row++) {
      if (matched[row] !== words) continue;
      ranked[found++] = ((total[row] as number) * 1000 + (this.weight[row] as number)) * count + row;
    }
    return Array.from(ranked.subarray(0, found).sort().subarray(0, limit), (rank) => rank % count);
  }
}

const NONE = 255;
const WORD = /[\p{L}\p{N}]+/gu;

/** Lower case without accents. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\x00-\x7f]*$/.test(lower)) return lower;
  return lower.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('œ', 'oe').replaceAll('æ', 'ae');
}

/** Splits texts into folded words, each text once: parts of labels come back by the thousand. */
function splitter(): (text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    let words = known.get(text);
    if (!words) {
      words = fold(text).match(WORD) ?? [];
      known.set(text, words);
    }
    return words;
  };
}

/** The words of a row's labels, each at its best place. */
function wordsOf(
  { label, editionLabel = '' }: CircuitRow,
  split: (text: string) => readonly string[],
): Map<string, number> {
  const cut = label.search(/[[:]/);
  const name = cut < 0 ? label : label.slice(0, cut);
  const places = new Map<string, number>();
  for (const [start] of [split(editionLabel), split(name)]) if (start !== undefined) places.set(start, first);
  for (const [text, place] of [
    [editionLabel, edition],
    [name, component],
    [label.slice(name.length), rest],
  ] as const) {
    for (const word of split(text)) if (!places.has(word)) places.set(word, place);
  }
  return places;
}

/** The letters a to z of a folded word as bits; other characters share the bits left. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) {
    const letter = word.charCodeAt(at) - 97;
    letters |= 1 << (letter >= 0 && letter < 26 ? letter : 26 + (word.charCodeAt(at) & 3));
  }
  return letters;
}

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
