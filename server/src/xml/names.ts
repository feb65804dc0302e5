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
  const first = text.charCodeAt(from);
  if (first < 128 && !((nameCharacters[first] as number) & NAME_START)) return from;
  let at = from;
  let code = first;
  while (code < 128 && (nameCharacters[code] as number) & NAME_PART) code = text.charCodeAt(++at);
  if (!(code >= 128)) return at;
  name.lastIndex = from;
  return name.test(text) ? name.lastIndex : from;
}

export function isName(text: string): boolean {
  return text !== '' && nameEndAt(text, 0) === text.length;
}
