import type { CircuitRow } from '../../terminology/circuit';

/** A Circuit, or a list of codes and labels. */
export interface Analyses {
  readonly length: number;
  row(index: number): CircuitRow;
}

/** Where a word stands: the nearer to what a laboratory calls its analysis, the better the match. */
const first = 0;
const edition = 1;
const component = 2;
const rest = 3;

/** What a search reads. */
export interface AnalysisLists {
  /** Sorted. */
  readonly words: readonly string[];
  /** The letters of each word, a bit each. */
  readonly letters: Int32Array;
  /** Of the word `i`: `postings[starts[i]]` to `postings[starts[i + 1]]`, each row × 4 + place. */
  readonly starts: Int32Array;
  readonly postings: Int32Array;
  /** Sorted, and the row of each. */
  readonly codes: readonly string[];
  readonly codeRows: readonly number[];
  /** What tells rows apart that match equally: the analyses prescribed most, then short labels. */
  readonly weight: Int32Array;
  /** By row: 1 where it only has a waiting code. */
  readonly waiting: Uint8Array;
}

/** Rows, or words, between two steps: some milliseconds. */
const STEP = 250;

/** Makes the lists; nothing between two steps takes long. */
export function* makeLists(analyses: Analyses): Generator<void, AnalysisLists> {
  const weight = new Int32Array(analyses.length);
  const waiting = new Uint8Array(analyses.length);
  const places = new Map<string, number[]>();
  const codes = new Map<string, number>();
  const wordsOf = wordFinder();
  for (let index = 0; index < analyses.length; index++) {
    const row = analyses.row(index);
    weight[index] = (row.restricted ? 0 : 300) + Math.min(row.label.length, 299);
    waiting[index] = row.loinc === undefined ? 1 : 0;
    codes.set(row.loinc ?? row.waitingCode ?? '', index);
    for (const [word, place] of wordsOf(row)) {
      const known = places.get(word);
      if (known) known.push(index * 4 + place);
      else places.set(word, [index * 4 + place]);
    }
    if (index % STEP === 0) yield;
  }
  const words = yield* sorted(places.keys());
  const letters = new Int32Array(words.length);
  const starts = new Int32Array(words.length + 1);
  for (const [index, word] of words.entries()) {
    letters[index] = lettersOf(word);
    starts[index + 1] = (starts[index] as number) + (places.get(word)?.length ?? 0);
    if (index % STEP === 0) yield;
  }
  const postings = new Int32Array(starts.at(-1) ?? 0);
  for (const [index, word] of words.entries()) {
    postings.set(places.get(word) ?? [], starts[index]);
    if (index % STEP === 0) yield;
  }
  const sortedCodes = yield* sorted(codes.keys());
  const codeRows: number[] = [];
  for (const code of sortedCodes) {
    codeRows.push(codes.get(code) as number);
    if (codeRows.length % STEP === 0) yield;
  }
  return { words, letters, starts, postings, codes: sortedCodes, codeRows, weight, waiting };
}

/** Sorted texts, by their first two characters in turn: sorting all at once would take too long for one step. */
function* sorted(texts: Iterable<string>): Generator<void, string[]> {
  const groups = new Map<string, string[]>();
  let count = 0;
  for (const text of texts) {
    const start = text.slice(0, 2);
    const group = groups.get(start);
    if (group) group.push(text);
    else groups.set(start, [text]);
    if (++count % STEP === 0) yield;
  }
  const all: string[] = [];
  for (const start of [...groups.keys()].sort()) {
    for (const text of (groups.get(start) as string[]).sort()) all.push(text);
    yield;
  }
  return all;
}

export const WORD = /[\p{L}\p{N}]+/gu;

/** Lower case without accents. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\x00-\x7f]*$/.test(lower)) return lower;
  return lower.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('œ', 'oe').replaceAll('æ', 'ae');
}

function wordsIn(text: string): readonly string[] {
  return fold(text).match(WORD) ?? [];
}

/** Finds the words of a row's labels, each at its best place; the answer holds until the next row. */
function wordFinder(): (row: CircuitRow) => ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  // Property, system and scale come back by the thousand.
  const known = new Map<string, readonly string[]>();
  const ending = (text: string) => {
    const words = known.get(text) ?? wordsIn(text);
    known.set(text, words);
    return words;
  };
  const put = (words: readonly string[], place: number) => {
    for (const word of words) if (!places.has(word)) places.set(word, place);
  };
  return ({ label, editionLabel = '' }) => {
    const cut = label.search(/[[:]/);
    const printed = wordsIn(editionLabel);
    const named = wordsIn(cut < 0 ? label : label.slice(0, cut));
    places.clear();
    put([...printed.slice(0, 1), ...named.slice(0, 1)], first);
    put(printed, edition);
    put(named, component);
    if (cut >= 0) put(ending(label.slice(cut)), rest);
    return places;
  };
}

/** The letters a to z of a folded word as bits; other characters share the bits left. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) {
    const letter = word.charCodeAt(at) - 97;
    letters |= 1 << (letter >= 0 && letter < 26 ? letter : 26 + (word.charCodeAt(at) & 3));
  }
  return letters;
}
