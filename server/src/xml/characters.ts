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

/** Finds what may be a character that XML forbids: one half of a pair is among it. A plain search, three times as fast as an exact one. */
export const suspectCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
