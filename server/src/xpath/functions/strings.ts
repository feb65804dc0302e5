import { compareStrings } from '../compare';
import { error } from '../errors';
import { define, type Library } from '../library';
import { regex, replacement } from '../regex';
import type { Item } from '../values';

/** Strings (F&O 7). Positions count characters, not UTF-16 units. */

const CODEPOINT = 'http://www.w3.org/2005/xpath-functions/collation/codepoint';

/** The codepoint collation is the only one there is. */
export function checkCollation(collation: string | undefined): void {
  if (collation === undefined || collation === CODEPOINT) return;
  throw error('FOCH0002', `There is no collation “${collation}”.`, `La collation « ${collation} » n’existe pas.`);
}

/** Whether all characters are single UTF-16 units. */
function isFlat(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

function lengthOf(text: string): number {
  if (isFlat(text)) return text.length;
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function substring(text: string, start: number, length: number): string {
  const first = roundHalfUp(start);
  const last = first + roundHalfUp(length);
  const characters = isFlat(text) ? text : [...text];
  // NaN fails both comparisons: nothing is selected.
  const from = Math.max(first - 1, 0);
  const to = Math.min(last - 1, characters.length);
  if (!(from < to)) return '';
  return typeof characters === 'string' ? characters.slice(from, to) : characters.slice(from, to).join('');
}

function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5);
}

function normalizeSpace(text: string): string {
  if (!/[\t\n\r]|^ | $| {2}/.test(text)) return text;
  return text.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '');
}

function translate(text: string, from: string, to: string): string {
  const targets = [...to];
  const map = new Map<string, string>();
  for (const [at, character] of [...from].entries()) if (!map.has(character)) map.set(character, targets[at] ?? '');
  let result = '';
  for (const character of text) result += map.get(character) ?? character;
  return result;
}

const FORMS = new Set(['NFC', 'NFD', 'NFKC', 'NFKD']);

function fromCodepoint(code: bigint): string {
  const legal =
    code === 9n ||
    code === 10n ||
    code === 13n ||
    (code >= 0x20n && code <= 0xd7ffn) ||
    (code >= 0xe000n && code <= 0xfffdn) ||
    (code >= 0x10000n && code <= 0x10ffffn);
  if (legal) return String.fromCodePoint(Number(code));
  throw error('FOCH0001', `${code} is no character of XML.`, `${code} n’est pas un caractère XML.`);
}

/** Percent-encodes the UTF-8 of every character that `kept` does not match. */
function percentEncode(text: string, kept: RegExp): string {
  let result = '';
  for (const character of text.replace(/\p{Cs}/gu, '\ufffd'))
    result += kept.test(character) ? character : percent(character);
  return result;
}

function percent(character: string): string {
  const code = encodeURIComponent(character);
  return code.startsWith('%') ? code : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

export const strings: Library = {
  concat: define(['text?', 'text?'], 'string', (_, ...texts) => texts.map((text) => text ?? '').join(''), {
    variadic: true,
  }),
  'string-join': define(['string*', 'string'], 'string', (_, texts, separator) => texts.join(separator)),
  substring: define(['string?', 'double', 'double='], 'string', (_, text = '', start, length) =>
    substring(text, start, length ?? Number.POSITIVE_INFINITY),
  ),
  'string-length': define(['string?'], 'integer', (_, text = '') => BigInt(lengthOf(text)), { onContext: true }),
  'normalize-space': define(['string?'], 'string', (_, text = '') => normalizeSpace(text), { onContext: true }),
  'normalize-unicode': define(['string?', 'string='], 'string', (_, text = '', form = 'NFC') => {
    const name = form.trim().toUpperCase();
    if (name === '') return text;
    if (FORMS.has(name)) return text.normalize(name);
    throw error(
      'FOCH0003',
      `There is no normalization form “${form}”.`,
      `La forme de normalisation « ${form} » n’existe pas.`,
    );
  }),
  'upper-case': define(['string?'], 'string', (_, text = '') => text.toUpperCase()),
  'lower-case': define(['string?'], 'string', (_, text = '') => text.toLowerCase()),
  translate: define(['string?', 'string', 'string'], 'string', (_, text = '', from, to) => translate(text, from, to)),
  contains: define(['string?', 'string?', 'string='], 'boolean', (_, text = '', part = '', collation) => {
    checkCollation(collation);
    return text.includes(part);
  }),
  'starts-with': define(['string?', 'string?', 'string='], 'boolean', (_, text = '', part = '', collation) => {
    checkCollation(collation);
    return text.startsWith(part);
  }),
  'ends-with': define(['string?', 'string?', 'string='], 'boolean', (_, text = '', part = '', collation) => {
    checkCollation(collation);
    return text.endsWith(part);
  }),
  'substring-before': define(['string?', 'string?', 'string='], 'string', (_, text = '', part = '', collation) => {
    checkCollation(collation);
    return text.slice(0, Math.max(text.indexOf(part), 0));
  }),
  'substring-after': define(['string?', 'string?', 'string='], 'string', (_, text = '', part = '', collation) => {
    checkCollation(collation);
    const at = text.indexOf(part);
    return at < 0 ? '' : text.slice(at + part.length);
  }),
  compare: define(['string?', 'string?', 'string='], 'integer?', (_, a, b, collation) => {
    checkCollation(collation);
    if (a === undefined || b === undefined) return undefined;
    return BigInt(Math.sign(compareStrings(a, b)));
  }),
  'codepoint-equal': define(['string?', 'string?'], 'boolean?', (_, a, b) =>
    a === undefined || b === undefined ? undefined : a === b,
  ),
  'codepoints-to-string': define(['integer*'], 'string', (_, codes) => codes.map(fromCodepoint).join('')),
  'string-to-codepoints': define(['string?'], 'integer*', (_, text = '') =>
    [...text].map((character) => BigInt(character.codePointAt(0) as number)),
  ),
  'encode-for-uri': define(['string?'], 'string', (_, text = '') => percentEncode(text, /[A-Za-z0-9\-_.~]/)),
  'iri-to-uri': define(['string?'], 'string', (_, text = '') => percentEncode(text, /[!#-;=?-[\]_a-z~]/)),
  'escape-html-uri': define(['string?'], 'string', (_, text = '') => percentEncode(text, /[ -~]/)),
  matches: define(['string?', 'string', 'string='], 'boolean', (context, text = '', pattern, flags = '') =>
    regex(pattern, flags).matches(text, (steps) => context.spend(steps)),
  ),
  replace: define(
    ['string?', 'string', 'string', 'string='],
    'string',
    (context, text = '', pattern, by, flags = '') => {
      const compiled = regex(pattern, flags);
      compiled.refuseEmpty();
      return compiled.replace(text, replacement(by, compiled.groups), (steps) => context.spend(steps));
    },
  ),
  tokenize: define(
    ['string?', 'string', 'string='],
    'string*',
    (context, text = '', pattern, flags = ''): readonly Item[] => {
      const compiled = regex(pattern, flags);
      compiled.refuseEmpty();
      return text === '' ? [] : compiled.split(text, (steps) => context.spend(steps));
    },
  ),
};
