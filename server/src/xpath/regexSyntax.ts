import { error, type XPathError } from './errors';
import { blockRange } from './unicodeBlocks';

/** A regular expression of XPath (F&O 7.6.1, on XML Schema part 2 appendix F), read. */
export type RegexTree =
  /** One character: `source` is JavaScript's expression for it, of flag `u`. */
  | { readonly kind: 'character'; readonly source: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly RegexTree[] }
  /** `max` may be infinite. */
  | {
      readonly kind: 'repeat';
      readonly part: RegexTree;
      readonly min: number;
      readonly max: number;
      readonly reluctant: boolean;
    }
  | { readonly kind: 'group'; readonly number: number; readonly part: RegexTree }
  | { readonly kind: 'reference'; readonly number: number }
  | { readonly kind: 'start' | 'end' };

/** Throws FORX0002. `groups` is how many there are. */
export function parseRegex(pattern: string, flags: string): { readonly tree: RegexTree; readonly groups: number } {
  return new Parser(pattern, flags).whole();
}

export function invalidRegex(pattern: string): XPathError {
  const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern;
  return error('FORX0002', `“${shown}” is no regular expression.`, `« ${shown} » n’est pas une expression régulière.`);
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
/** A repetition counts no further. */
const MOST_TIMES = 100_000;

class Parser {
  private groups = 0;
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

  whole(): { tree: RegexTree; groups: number } {
    const tree = this.choice();
    if (this.at < this.characters.length) throw this.invalid();
    return { tree, groups: this.groups };
  }

  private invalid(): XPathError {
    return invalidRegex(this.pattern);
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

  private choice(): RegexTree {
    if (++this.depth > DEEPEST) throw this.invalid();
    const first = this.sequence();
    const parts = [first];
    while (this.take('|')) parts.push(this.sequence());
    this.depth--;
    return parts.length === 1 ? first : { kind: 'choice', parts };
  }

  private sequence(): RegexTree {
    const parts: RegexTree[] = [];
    for (let next = this.next; next !== undefined && next !== '|' && next !== ')'; next = this.next)
      parts.push(this.quantified(this.atom(next)));
    return parts.length === 1 ? (parts[0] as RegexTree) : { kind: 'sequence', parts };
  }

  private quantified(part: RegexTree): RegexTree {
    const bounds = this.quantifier();
    if (!bounds) return part;
    const [min, max] = bounds;
    return { kind: 'repeat', part, min, max, reluctant: this.take('?') };
  }

  private quantifier(): readonly [min: number, max: number] | undefined {
    const next = this.next;
    if (next === '?' || next === '*' || next === '+') {
      this.at++;
      return [next === '+' ? 1 : 0, next === '?' ? 1 : Number.POSITIVE_INFINITY];
    }
    if (next !== '{') return undefined;
    const close = this.characters.indexOf('}', this.at);
    const match = /^\{(\d+)(?:(,)(\d*))?\}$/.exec(this.characters.slice(this.at, close + 1).join(''));
    if (!match) throw this.invalid();
    this.at = close + 1;
    const [, least = '', comma, most] = match;
    const min = Number(least);
    const max = comma === undefined ? min : most ? Number(most) : Number.POSITIVE_INFINITY;
    if (max < min || min > MOST_TIMES || (Number.isFinite(max) && max > MOST_TIMES)) throw this.invalid();
    return [min, max];
  }

  private atom(next: string): RegexTree {
    this.at++;
    switch (next) {
      case '(':
        return this.group();
      case '[':
        return { kind: 'character', source: this.characterClass() };
      case '.':
        return { kind: 'character', source: this.flags.includes('s') ? '[^]' : '[^\\n\\r]' };
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
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
        return { kind: 'character', source: next === '/' ? '\\/' : next };
    }
  }

  private group(): RegexTree {
    const plain = this.characters[this.at] === '?' && this.characters[this.at + 1] === ':';
    if (plain) {
      this.at += 2;
      const part = this.choice();
      if (!this.take(')')) throw this.invalid();
      return part;
    }
    const number = ++this.groups;
    this.open.push(number);
    const part = this.choice();
    if (!this.take(')')) throw this.invalid();
    this.open.pop();
    return { kind: 'group', number, part };
  }

  private escaped(): RegexTree {
    const next = this.characters[this.at] ?? '';
    if (/[1-9]/.test(next)) return this.reference();
    const members = this.escape();
    return { kind: 'character', source: typeof members === 'string' ? members : written(members) };
  }

  private reference(): RegexTree {
    let digits = this.characters[this.at++] as string;
    while (/^\d$/.test(this.characters[this.at] ?? '') && Number(digits + this.characters[this.at]) <= this.groups)
      digits += this.characters[this.at++];
    const number = Number(digits);
    if (number > this.groups || this.open.includes(number)) throw this.invalid();
    return { kind: 'reference', number };
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

  /** `[…]`, after its bracket, as an expression of JavaScript: what is subtracted becomes a look ahead. */
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
      if (typeof member === 'string') inside += this.range(member);
      else if (member.negative) others.push(member);
      else inside += member.inside;
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
    const last = this.member();
    if (typeof last !== 'string' || codeOf(last) < codeOf(first)) throw this.invalid();
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
