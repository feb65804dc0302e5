import { isSpace } from '../xml/characters';
import { nameEndAt } from '../xml/names';
import { error, type XPathError } from './errors';

/**
 * `name` is an NCName or a prefixed name, `wildcard` is `*:local` or `prefix:*`; whether a name is an operator, an axis or a
 * function is for the parser to tell. `symbol` is everything else, `*` too.
 */
export interface Token {
  readonly kind: 'name' | 'wildcard' | 'string' | 'integer' | 'decimal' | 'double' | 'symbol' | 'end';
  /** As written; of a string its value. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SYMBOLS = /\.\.|::|\/\/|!=|<=|>=|<<|>>|[()[\]@$.,/|+\-*=<>?]/y;

const PARENTHESIS = 0x28;
const COLON = 0x3a;

/** Longest text an expression may have: no hand writes more. */
const LONGEST = 200_000;

/** Cuts an expression, which begins at `from`, into tokens; the last one is the `end`. */
export function tokenize(source: string, from = 0): Token[] {
  if (source.length > LONGEST)
    throw error('XPST0003', 'The expression is too long.', 'L’expression est trop longue.', 0);
  const tokens: Token[] = [];
  let at = from;
  for (;;) {
    at = skip(source, at);
    const token = tokenAt(source, at);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
    at = token.end;
  }
}

/** After white space and comments. */
function skip(source: string, from: number): number {
  let at = from;
  let depth = 0;
  let opened = from;
  for (; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === PARENTHESIS && source.charCodeAt(at + 1) === COLON) {
      if (depth++ === 0) opened = at;
      at++;
    } else if (depth > 0 && source.startsWith(':)', at)) {
      depth--;
      at++;
    } else if (depth === 0 && !isSpace(code)) break;
  }
  if (depth > 0) throw error('XPST0003', 'Comment without “:)”.', 'Commentaire sans « :) ».', opened);
  return at;
}

function tokenAt(source: string, start: number): Token {
  if (start >= source.length) return { kind: 'end', text: '', start: source.length, end: source.length };
  const character = source.charAt(start);
  if (character === '"' || character === "'") return stringAt(source, start, character);
  NUMBER.lastIndex = start;
  const number = NUMBER.exec(source)?.[0];
  if (number) {
    const end = start + number.length;
    if (ncNameEndAt(source, end) > end) throw unexpected(source, end);
    const kind = /[eE]/.test(number) ? 'double' : number.includes('.') ? 'decimal' : 'integer';
    return { kind, text: number, start, end };
  }
  const nameEnd = ncNameEndAt(source, start);
  if (nameEnd > start) return nameAt(source, start, nameEnd);
  if (source.startsWith('*:', start)) {
    const end = ncNameEndAt(source, start + 2);
    if (end > start + 2) return { kind: 'wildcard', text: source.slice(start, end), start, end };
  }
  SYMBOLS.lastIndex = start;
  const symbol = SYMBOLS.exec(source)?.[0];
  if (symbol === undefined) throw unexpected(source, start);
  return { kind: 'symbol', text: symbol, start, end: start + symbol.length };
}

function nameAt(source: string, start: number, localEnd: number): Token {
  let end = localEnd;
  let kind: Token['kind'] = 'name';
  if (source.charAt(end) === ':') {
    const after = ncNameEndAt(source, end + 1);
    if (after > end + 1) end = after;
    else if (source.charAt(end + 1) === '*') {
      kind = 'wildcard';
      end += 2;
    }
  }
  return { kind, text: source.slice(start, end), start, end };
}

function stringAt(source: string, start: number, quote: string): Token {
  let end = start + 1;
  for (;;) {
    const close = source.indexOf(quote, end);
    if (close < 0) throw error('XPST0003', 'String without closing quote.', 'Chaîne sans guillemet fermant.', start);
    end = close + 1;
    if (source.charAt(end) !== quote) break;
    end++;
  }
  const text = source.slice(start + 1, end - 1).replaceAll(quote + quote, quote);
  return { kind: 'string', text, start, end };
}

/** Offset after the NCName at `from`; `from` itself where there is none. */
function ncNameEndAt(source: string, from: number): number {
  const end = nameEndAt(source, from);
  const colon = source.slice(from, end).indexOf(':');
  return colon < 0 ? end : from + colon;
}

function unexpected(source: string, at: number): XPathError {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  return error('XPST0003', `Unexpected “${character}”.`, `« ${character} » inattendu.`, at);
}
