/** A text for the user, in both languages; the edge (LSP, report, page) picks one. */
export interface Text {
  readonly en: string;
  readonly fr: string;
}

export type Language = keyof Text;

/** The text, or its first `length` UTF-16 units and an ellipsis; never half of a surrogate pair. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)}…`;
}

/** A copy of a part of a text, to be kept: with the part itself V8 keeps the whole text in memory, unless it has less than 13 characters. */
export function copied(part: string): string {
  return part.length < 13 ? part : ` ${part}`.slice(1);
}

const mostRemembered = 2000;
/** Texts with more are prose or garbage, which rarely comes twice. */
const longestRemembered = 300;

/**
 * The answer for a text, computed once for each that is short and comes again: units and labels repeat a thousand times in and between
 * documents. `known` holds copies, no parts of documents, and is emptied when it is full.
 */
export function remember<T>(known: Map<string, T>, text: string, compute: (text: string) => T): T {
  const answer = known.get(text);
  if (answer !== undefined || known.has(text)) return answer as T;
  if (text.length > longestRemembered) return compute(text);
  const own = copied(text);
  const computed = compute(own);
  if (known.size >= mostRemembered) known.clear();
  known.set(own, computed);
  return computed;
}

/** What `oneLine` may have to change: all but Latin, Greek and Cyrillic letters, usual punctuation and single blanks between them. */
const unusual = /[^\x20-\x7e\xa1-\u05ff\u2010-\u2027]|^ | $| {2}/;

/** What a document says, fit for a sentence of ours: one line, no control or direction marks, no half characters, not longer than `length`. */
export function oneLine(text: string, length = 500): string {
  const read = text.slice(0, 4 * length);
  if (!unusual.test(read)) return cut(read, length);
  const line = read
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu, '')
    .trim();
  return line.length <= length && read.length < text.length ? `${line}…` : cut(line, length);
}
