/** Codes of the characters that markup is made of. */
export const LESS = 0x3c;
export const GREATER = 0x3e;
export const SLASH = 0x2f;
export const EQUALS = 0x3d;
export const BANG = 0x21;
export const QUESTION = 0x3f;
export const DOUBLE = 0x22;
export const SINGLE = 0x27;
export const SEMICOLON = 0x3b;

/** White space as XML has it. */
export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

/** What may be a character that XML forbids: one half of a pair is among it. A plain search, three times as fast as an exact one. */
export const suspectCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;

/** What XML forbids; a pair of halves is one character and none of it. */
export const illegalCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu;

/** UTF-16 units that are compared at once, which is some ten times as fast as the search. */
const block = 0x4000;

/** The text last found to be without. */
let plain = '';

/** Whether a text may hold a character that XML forbids. Of the next version of a text only what has changed is looked at. */
export function isSuspect(text: string): boolean {
  const shorter = Math.min(text.length, plain.length);
  let from = 0;
  while (from + block <= shorter && text.slice(from, from + block) === plain.slice(from, from + block)) from += block;
  let behind = 0;
  const tail = (of: string) => of.slice(of.length - behind - block, of.length - behind);
  while (from + behind + block <= shorter && tail(text) === tail(plain)) behind += block;
  if (suspectCharacter.test(text.slice(from, text.length - behind))) return true;
  plain = text;
  return false;
}

/**
 * `charCodeAt.call(text, at)` is `text.charCodeAt(at)` for loops over texts of many kinds. V8 keeps texts of one or two bytes, parts, sums
 * and keys of objects apart, and where it has met more than four kinds it looks up the method anew for each character.
 */
export const { charCodeAt } = String.prototype;
