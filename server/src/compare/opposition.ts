import { remember } from '../text';
import { fold } from './printed';

/** Answers that exclude each other, on folded text: the words of the one side, then those of the other. */
const scales: readonly (readonly [yes: RegExp, no: RegExp])[] = [
  [
    /\b(?:detecte[ed]?|detectable|retrouvee?|(?:sero-?)?positi(?:f|ve)|(?:sero-?)?reacti(?:f|ve)|presen(?:te?|ce))s?\b/g,
    /\b(?:indetecte[ed]?|indetectable|(?:sero-?)?negati(?:f|ve)|absen(?:te?|ce))s?\b/g,
  ],
  [/\banorma(?:le?s?|ux)\b|\babnormal\b/g, /\bnorma(?:le?s?|ux)\b/g],
  [/\bresistante?s?\b|\bresistant\b/g, /\bsensibles?\b|\bsusceptible\b/g],
  [/\bgauches?\b/g, /\bdroite?s?\b/g],
  [/\boui\b/g, /^non\b(?= *[,.;:(]|$)/g],
];

/** Whether two answers cannot both be right: `non détecté` and `détecté`, `séronégatif` and `positif`, `anormal` and `normal`. */
export function areOpposed(first: string, second: string): boolean {
  const [a, b] = [read(first), read(second)];
  if (a.sides.some((side, scale) => contradict(side, b.sides[scale]))) return true;
  return isNegated(a.folded, b.folded) || isNegated(b.folded, a.folded);
}

/** Whether one answer holds the other as words of their own. */
export function isIncluded(first: string, second: string): boolean {
  const [a, b] = [read(first).folded, read(second).folded];
  return a === b || hasWords(a, b) || hasWords(b, a);
}

interface Answer {
  readonly folded: string;
  /** What it says on each scale, true for its first side. */
  readonly sides: readonly (boolean | undefined)[];
}

const known = new Map<string, Answer>();

function read(text: string): Answer {
  return remember(known, text, (own) => {
    const folded = fold(own);
    return { folded, sides: scales.map((scale) => sideOf(folded, scale)) };
  });
}

function contradict(a: boolean | undefined, b: boolean | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/** Undefined where the text says nothing on the scale, or both. */
function sideOf(text: string, [yes, no]: (typeof scales)[number]): boolean | undefined {
  const sides = new Set<boolean>();
  for (const words of [yes, no]) {
    if (text.search(words) < 0) continue;
    for (const { index } of text.matchAll(words)) sides.add(isTurned(text.slice(0, index)) !== (words === yes));
  }
  const [only] = sides;
  return sides.size === 1 ? only : undefined;
}

/** Right before the word, or earlier in its clause: `non détecté`, `aucun germe détecté`. */
const turned = /\b(?:non|not)[ -]$|\b(?:pas|aucune?|ni|sans|absence|no)\b[^.,;:()]{0,60}$/;

function isTurned(before: string): boolean {
  return turned.test(before);
}

const leading = /^(?:(?:non|not|pas|aucune?|sans)[ -]|(?:pas|absence) (?:de |d'))/;

/** `non fumeur` against `fumeur`. */
function isNegated(text: string, of: string): boolean {
  const rest = text.replace(leading, '');
  return rest !== text && rest !== '' && rest === of;
}

function hasWords(text: string, part: string): boolean {
  if (part === '') return false;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + part.length])) return true;
  }
  return false;
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\d]/u.test(char);
}
