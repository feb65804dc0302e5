import { error, type XPathError } from './errors';
import { blockRange } from './unicodeBlocks';

/**
 * Regular expressions of XPath (F&O 7.6.1, on XML Schema part 2 appendix F) as JavaScript's: parsed as a whole and written anew,
 * since much is spelt alike and means something else.
 */
export interface Regex {
  /** Of all matches in a text. */
  readonly all: RegExp;
  readonly groups: number;
  matches(text: string): boolean;
  /** The pieces between matches. */
  split(text: string): string[];
  /** Throws FORX0003 where the empty string matches: there would be no end of matches. */
  refuseEmpty(): void;
}

/** Patterns remembered; those of a schema are few. */
const MOST = 1000;
const known = new Map<string, Map<string, Regex>>();
let count = 0;

/** Throws FORX0001 (flags) and FORX0002 (pattern). */
export function regex(pattern: string, flags: string): Regex {
  let byPattern = known.get(flags);
  const found = byPattern?.get(pattern);
  if (found) return found;
  const compiled = compileRegex(pattern, flags);
  if (count++ >= MOST) {
    known.clear();
    count = 1;
    byPattern = undefined;
  }
  if (!byPattern) {
    byPattern = new Map();
    known.set(flags, byPattern);
  }
  byPattern.set(pattern, compiled);
  return compiled;
}

function compileRegex(pattern: string, flags: string): Regex {
  if (!/^[smix]*$/.test(flags))
    throw error('FORX0001', `“${flags}” are no flags.`, `« ${flags} » ne sont pas des options.`);
  const translator = new Translator(pattern, flags);
  const source = translator.whole();
  let once: RegExp;
  let all: RegExp;
  try {
    const own = flags.includes('i') ? 'ui' : 'u';
    once = new RegExp(source, own);
    all = new RegExp(source, `g${own}`);
  } catch {
    throw translator.invalid();
  }
  return {
    all,
    groups: translator.groups,
    matches: (text) => once.test(text),
    split: (text) => {
      const pieces: string[] = [];
      let from = 0;
      for (const { 0: separator, index } of text.matchAll(all)) {
        pieces.push(text.slice(from, index));
        from = index + separator.length;
      }
      pieces.push(text.slice(from));
      return pieces;
    },
    refuseEmpty: () => {
      if (once.test(''))
        throw error('FORX0003', `“${pattern}” matches nothing at all.`, `« ${pattern} » correspond à la chaîne vide.`);
    },
  };
}

/** A replacement as JavaScript's: `$1` to `$9…`, `\$`, `\\`. Throws FORX0004. */
export function replacement(text: string, groups: number): (match: string, ...captured: string[]) => string {
  const parts: (string | number)[] = [];
  for (const { 0: piece, 1: escaped, 2: number } of text.matchAll(/\\([\\$])|\$(\d+)|[\\$]|[^\\$]+/g)) {
    if (escaped !== undefined) parts.push(escaped);
    else if (number !== undefined) {
      let digits = number;
      while (digits.length > 1 && Number(digits) > groups) digits = digits.slice(0, -1);
      parts.push(Number(digits), number.slice(digits.length));
    } else if (piece === '$' || piece === '\\')
      throw error('FORX0004', `“${text}” is no replacement.`, `« ${text} » n’est pas un texte de remplacement.`);
    else parts.push(piece);
  }
  if (parts.every((part) => typeof part === 'string')) {
    const fixed = parts.join('');
    return () => fixed;
  }
  return (match, ...captured) =>
    parts
      .map((part) =>
        typeof part === 'string' ? part : part === 0 ? match : part > groups ? '' : (captured[part - 1] ?? ''),
      )
      .join('');
}

const START =
  ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME = `${START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040`;

/** Members of a class, and whether it is what they are not. */
interface Members {
  readonly inside: string;
  readonly negative: boolean;
}

const MULTI: Readonly<Record<string, Members>> = {
  s: { inside: ' \\t\\n\\r', negative: false },
  i: { inside: START, negative: false },
  c: { inside: NAME, negative: false },
  d: { inside: '\\p{Nd}', negative: false },
  w: { inside: '\\p{P}\\p{Z}\\p{C}', negative: true },
};

const CATEGORY = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)$/;

const LONGEST = 10_000;
const DEEPEST = 100;

class Translator {
  groups = 0;
  private at = 0;
  private depth = 0;
  private readonly characters: readonly string[];
  /** Groups that are not closed yet. */
  private readonly open: number[] = [];

  constructor(
    private readonly pattern: string,
    private readonly flags: string,
  ) {
    if (pattern.length > LONGEST) throw this.invalid();
    this.characters = [...pattern];
  }

  invalid(): XPathError {
    const shown = this.pattern.length > 80 ? `${this.pattern.slice(0, 80)}…` : this.pattern;
    return error(
      'FORX0002',
      `“${shown}” is no regular expression.`,
      `« ${shown} » n’est pas une expression régulière.`,
    );
  }

  whole(): string {
    const source = this.alternatives();
    if (this.at < this.characters.length) throw this.invalid();
    return source;
  }

  private get next(): string | undefined {
    if (this.flags.includes('x')) while (/^[ \t\n\r]$/.test(this.characters[this.at] ?? '')) this.at++;
    return this.characters[this.at];
  }

  private take(character: string): boolean {
    if (this.next !== character) return false;
    this.at++;
    return true;
  }

  private alternatives(): string {
    if (++this.depth > DEEPEST) throw this.invalid();
    const branches = [this.branch()];
    while (this.take('|')) branches.push(this.branch());
    this.depth--;
    return branches.join('|');
  }

  private branch(): string {
    let source = '';
    for (let next = this.next; next !== undefined && next !== '|' && next !== ')'; next = this.next) {
      source += this.quantified(this.atom(next));
    }
    return source;
  }

  private quantified(atom: string): string {
    let quantifier = '';
    const next = this.next;
    if (next === '?' || next === '*' || next === '+') {
      quantifier = next;
      this.at++;
    } else if (next === '{') {
      const close = this.characters.indexOf('}', this.at);
      quantifier = this.characters.slice(this.at, close + 1).join('');
      const bounds = /^\{(\d+)(?:,(\d*))?\}$/.exec(quantifier);
      if (!bounds || (bounds[2] && Number(bounds[2]) < Number(bounds[1]))) throw this.invalid();
      this.at = close + 1;
    }
    if (quantifier === '') return atom;
    const reluctant = this.take('?') ? '?' : '';
    return `(?:${atom})${quantifier}${reluctant}`;
  }

  private atom(next: string): string {
    this.at++;
    switch (next) {
      case '(':
        return this.group();
      case '[':
        return this.characterClass();
      case '.':
        return this.flags.includes('s') ? '[^]' : '[^\\n\\r]';
      case '^':
        return this.flags.includes('m') ? '(?:^|(?<=\\n)(?!$))' : '^';
      case '$':
        return this.flags.includes('m') ? '(?=\\n|$)' : '$';
      case '\\':
        return this.escaped();
      case '?':
      case '*':
      case '+':
      case '{':
      case '}':
      case ']':
        throw this.invalid();
      default:
        return next === '/' ? '\\/' : next;
    }
  }

  private group(): string {
    if (this.characters[this.at] === '?' && this.characters[this.at + 1] === ':') {
      this.at += 2;
      const source = this.alternatives();
      if (!this.take(')')) throw this.invalid();
      return `(?:${source})`;
    }
    const number = ++this.groups;
    this.open.push(number);
    const source = this.alternatives();
    if (!this.take(')')) throw this.invalid();
    this.open.pop();
    return `(${source})`;
  }

  private escaped(): string {
    const next = this.characters[this.at] ?? '';
    if (/[1-9]/.test(next)) return this.backReference();
    const members = this.escape();
    return typeof members === 'string' ? members : written(members);
  }

  private backReference(): string {
    let digits = this.characters[this.at++] as string;
    while (/^\d$/.test(this.characters[this.at] ?? '') && Number(digits + this.characters[this.at]) <= this.groups)
      digits += this.characters[this.at++];
    const number = Number(digits);
    if (number > this.groups || this.open.includes(number)) throw this.invalid();
    return `(?:\\${digits})`;
  }

  /** What follows a backslash: one character, as JavaScript writes it, or a class. */
  private escape(): string | Members {
    const next = this.characters[this.at++];
    if (next === undefined) throw this.invalid();
    if (next === 'n' || next === 'r' || next === 't') return `\\${next}`;
    if (/^[\\|.?*+(){}$\-[\]^]$/.test(next)) return `\\${next}`;
    if (next === 'p' || next === 'P') return this.property(next === 'P');
    const lower = next.toLowerCase();
    const multi = Object.hasOwn(MULTI, lower) ? MULTI[lower] : undefined;
    if (!multi) throw this.invalid();
    return lower === next ? multi : { ...multi, negative: !multi.negative };
  }

  private property(negative: boolean): Members {
    const close = this.characters.indexOf('}', this.at);
    if (this.characters[this.at] !== '{' || close < 0) throw this.invalid();
    const name = this.characters.slice(this.at + 1, close).join('');
    this.at = close + 1;
    if (CATEGORY.test(name)) return { inside: `\\p{${name}}`, negative };
    const range = name.startsWith('Is') ? blockRange(name.slice(2)) : undefined;
    if (!range) throw this.invalid();
    const [first, last] = range.map((code) => `\\u{${code.toString(16)}}`);
    return { inside: `${first}-${last}`, negative };
  }

  /** `[…]`, after its bracket. */
  private characterClass(): string {
    if (++this.depth > DEEPEST) throw this.invalid();
    const negative = this.characters[this.at] === '^';
    if (negative) this.at++;
    let inside = '';
    const others: Members[] = [];
    let subtracted: string | undefined;
    let empty = true;
    for (;;) {
      const next = this.characters[this.at];
      if (next === undefined) throw this.invalid();
      if (next === ']' && !empty) {
        this.at++;
        break;
      }
      if (next === '-' && this.characters[this.at + 1] === '[') {
        if (empty) throw this.invalid();
        this.at += 2;
        subtracted = this.characterClass();
        if (this.characters[this.at++] !== ']') throw this.invalid();
        break;
      }
      const member = this.member();
      empty = false;
      if (typeof member !== 'string') {
        if (member.negative) others.push(member);
        else inside += member.inside;
        continue;
      }
      inside += this.range(member);
    }
    this.depth--;
    const alternatives = [...(inside ? [`[${inside}]`] : []), ...others.map(written)];
    const positive = alternatives.length === 1 ? (alternatives[0] as string) : `(?:${alternatives.join('|')})`;
    const plain = !negative ? positive : others.length === 0 ? `[^${inside}]` : `(?:(?!${positive})[^])`;
    return subtracted === undefined ? plain : `(?:(?!${subtracted})${plain})`;
  }

  /** One member of a class: a character as JavaScript writes it in a class, or a class. */
  private member(): string | Members {
    const next = this.characters[this.at++] as string;
    if (next === '\\') return this.escape();
    if (next === '[' || next === ']') throw this.invalid();
    return /^[\\\-^/]$/.test(next) ? `\\${next}` : next;
  }

  /** `first`, or the range that it begins. */
  private range(first: string): string {
    const [dash, after] = [this.characters[this.at], this.characters[this.at + 1]];
    if (dash !== '-' || after === undefined || after === '[' || after === ']') return first;
    this.at++;
    if (first === '\\-' && this.characters[this.at - 2] === '-') throw this.invalid();
    const last = this.member();
    if (typeof last !== 'string') throw this.invalid();
    if (codeOf(last) < codeOf(first)) throw this.invalid();
    return `${first}-${last}`;
  }
}

function codeOf(character: string): number {
  const controls: Readonly<Record<string, number>> = { '\\n': 10, '\\r': 13, '\\t': 9 };
  return controls[character] ?? (character.replace(/^\\(?=.)/u, '').codePointAt(0) as number);
}

function written({ inside, negative }: Members): string {
  return `[${negative ? '^' : ''}${inside}]`;
}
