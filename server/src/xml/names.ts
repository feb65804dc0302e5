import { charCodeAt } from './characters';

/** Names as XML 1.0 (5th edition, section 2.3) defines them. */

/** The one namespace whose attributes mean something to every XML vocabulary: `xsi:type` is a name with a prefix of its own. */
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

const wideStart =
  '\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const name = new RegExp(`[:A-Z_a-z${wideStart}][-.0-9:A-Z_a-z\\u00B7\\u0300-\\u036F\\u203F\\u2040${wideStart}]*`, 'uy');

export const NAME_START = 1;
export const NAME_PART = 2;
/** What each ASCII character can be in a name: its `NAME_START`, a `NAME_PART` of it. */
export const nameCharacters = new Uint8Array(128);
for (const character of ':_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
  nameCharacters[character.charCodeAt(0)] = NAME_START | NAME_PART;
for (const character of '-.0123456789') nameCharacters[character.charCodeAt(0)] = NAME_PART;

/** Offset after the name that starts at `from`; `from` itself when none does. */
export function nameEndAt(text: string, from: number): number {
  const first = charCodeAt.call(text, from);
  if (first < 128 && !((nameCharacters[first] as number) & NAME_START)) return from;
  let at = from;
  let code = first;
  while (code < 128 && (nameCharacters[code] as number) & NAME_PART) code = charCodeAt.call(text, ++at);
  if (!(code >= 128)) return at;
  name.lastIndex = from;
  return name.test(text) ? name.lastIndex : from;
}

export function isName(text: string): boolean {
  return text !== '' && nameEndAt(text, 0) === text.length;
}

/** A name as a tag has it, and its parts. */
export class QualifiedName {
  /** `''`: none. */
  readonly prefix: string;
  readonly local: string;
  /** What `xpath/names.ts` knows of it: the number of the name in the namespace it was last met in. */
  number = 0;
  numberedIn = '';

  constructor(readonly name: string) {
    const colon = name.indexOf(':');
    this.prefix = colon < 0 ? '' : name.slice(0, colon);
    this.local = name.slice(colon + 1);
  }
}

/** Of the names last met, those that differ in length or in a few characters. */
const met: (QualifiedName | undefined)[] = new Array(4096);
const longestMet = 64;

/**
 * The name at `start`–`end` of a text. Documents have a few hundred names, hundreds of thousands of times: one object serves for all of
 * an element's namesakes, and its strings are those that V8 compares by their address.
 */
export function nameAt(text: string, start: number, end: number): QualifiedName {
  const length = end - start;
  if (length === 0 || length > longestMet) return new QualifiedName(text.slice(start, end));
  const [first, middle, last] = [
    charCodeAt.call(text, start),
    charCodeAt.call(text, start + (length >> 1)),
    charCodeAt.call(text, end - 1),
  ];
  const place = (length * 1031 + first * 5 + middle * 211 + last * 37) & (met.length - 1);
  const known = met[place];
  if (known && known.name.length === length && text.startsWith(known.name, start)) return known;
  const made = new QualifiedName(internalized(text.slice(start, end)));
  met[place] = made;
  return made;
}

/** The same string as V8 keeps the keys of objects; it keeps no text that it is a part of. */
export function internalized(text: string): string {
  return Object.keys({ [text]: 0 })[0] as string;
}
