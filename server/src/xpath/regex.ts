import { error } from './errors';
import { type Captures, Machine } from './regexMachine';
import { type Risk, riskOf } from './regexRisk';
import { invalidRegex, parseRegex, type RegexTree } from './regexSyntax';

/**
 * Regular expressions of XPath. They run as JavaScript's, written anew since much is spelt alike and means something else; where
 * backtracking could take long on a text, they run on a machine that takes time linear in it.
 */
export class Regex {
  readonly groups: number;
  private readonly once: RegExp;
  private readonly all: RegExp;
  private readonly tree: RegexTree;
  private readonly risk: Risk;
  private made: Machine | undefined;

  /** Throws FORX0001 (flags) and FORX0002 (pattern). */
  constructor(
    private readonly pattern: string,
    private readonly flags: string,
  ) {
    if (!/^[smix]*$/.test(flags))
      throw error('FORX0001', `“${flags}” are no flags.`, `« ${flags} » ne sont pas des options.`);
    const { tree, groups } = parseRegex(pattern, flags);
    this.tree = tree;
    this.groups = groups;
    try {
      const source = javaScript(tree, flags.includes('m'));
      const own = flags.includes('i') ? 'ui' : 'u';
      this.once = new RegExp(source, own);
      this.all = new RegExp(source, `g${own}`);
      this.risk = riskOf(tree, flags);
    } catch {
      // Too large for JavaScript.
      throw invalidRegex(pattern);
    }
  }

  matches(text: string, spend: Spend): boolean {
    const machine = this.machineFor(text);
    return machine ? machine.find(text, 0, spend) !== undefined : this.once.test(text);
  }

  /** The text, `by` in the place of every match. */
  replace(text: string, by: (match: string, ...captured: (string | undefined)[]) => string, spend: Spend): string {
    const machine = this.machineFor(text);
    if (!machine) return text.replace(this.all, by);
    let result = '';
    let from = 0;
    for (const captures of found(machine, text, spend)) {
      const [start = 0, end = 0, ...groups] = captures;
      const captured: (string | undefined)[] = [];
      for (let at = 0; at < groups.length; at += 2)
        captured.push((groups[at] as number) < 0 ? undefined : text.slice(groups[at], groups[at + 1]));
      result += text.slice(from, start) + by(text.slice(start, end), ...captured);
      from = end;
    }
    return result + text.slice(from);
  }

  /** The pieces between matches. */
  split(text: string, spend: Spend): string[] {
    const machine = this.machineFor(text);
    const pieces: string[] = [];
    let from = 0;
    const add = (start: number, end: number) => {
      pieces.push(text.slice(from, start));
      from = end;
    };
    if (machine) for (const [start = 0, end = 0] of found(machine, text, spend)) add(start, end);
    else for (const { 0: separator, index } of text.matchAll(this.all)) add(index, index + separator.length);
    pieces.push(text.slice(from));
    return pieces;
  }

  /** Throws FORX0003 where the empty string matches: there would be no end of matches. */
  refuseEmpty(): void {
    if (this.once.test(''))
      throw error(
        'FORX0003',
        `“${this.pattern}” matches nothing at all.`,
        `« ${this.pattern} » correspond à la chaîne vide.`,
      );
  }

  /** The machine, where JavaScript could take more than some ten milliseconds. */
  private machineFor(text: string): Machine | undefined {
    if (cost(this.risk, text.length) <= CHEAP) return undefined;
    if (!this.risk.references) {
      this.made ??= new Machine(this.tree, this.groups, this.flags);
      if (this.made.complete) return this.made;
    }
    throw error(
      'XPDY0130',
      `Matching “${this.pattern}” may take too long on this text.`,
      `La recherche de « ${this.pattern} » risque d’être trop longue sur ce texte.`,
    );
  }
}

/** Told what a search costs; may throw. */
type Spend = (count: number) => void;

/** Steps of backtracking that are few. */
const CHEAP = 5_000_000;

/** At most so many steps of backtracking. */
function cost({ deterministic, loops, nested, choices, anchored }: Risk, length: number): number {
  const starts = anchored ? 1 : length;
  if (deterministic) return loops === 0 ? length : starts * length;
  // Each character may double the ways to go on, or more.
  if (nested) return 4 ** length;
  return starts * Math.max(1, length) ** loops * 2 ** choices;
}

/** Every match in turn, none of them empty. */
function* found(machine: Machine, text: string, spend: Spend): Generator<Captures> {
  for (let from = 0; from <= text.length; ) {
    const captures = machine.find(text, from, spend);
    if (!captures) return;
    yield captures;
    from = captures[1] as number;
  }
}

/** The expression as JavaScript writes it, for flag `u`. */
function javaScript(tree: RegexTree, multiline: boolean): string {
  switch (tree.kind) {
    case 'character':
      return tree.source;
    case 'sequence':
      return tree.parts
        .map((part) => (part.kind === 'choice' ? inner(part, multiline) : javaScript(part, multiline)))
        .join('');
    case 'choice':
      return tree.parts.map((part) => javaScript(part, multiline)).join('|');
    case 'repeat': {
      const { min, max, reluctant } = tree;
      const most = max === min ? '' : max === Number.POSITIVE_INFINITY ? ',' : `,${max}`;
      return `${inner(tree.part, multiline)}{${min}${most}}${reluctant ? '?' : ''}`;
    }
    case 'group':
      return `(${javaScript(tree.part, multiline)})`;
    case 'reference':
      return `(?:\\${tree.number})`;
    case 'start':
      // After the last line break of a text no line begins.
      return multiline ? '(?:^|(?<=\\n)(?!$))' : '^';
    case 'end':
      return multiline ? '(?=\\n|$)' : '$';
  }
}

function inner(tree: RegexTree, multiline: boolean): string {
  return tree.kind === 'character' || tree.kind === 'group'
    ? javaScript(tree, multiline)
    : `(?:${javaScript(tree, multiline)})`;
}

/** Expressions, and replacements, remembered; those of a schema are few. */
const MOST = 1000;
const known = new Map<string, Map<string, Regex>>();
let count = 0;

/** The expression, compiled once. */
export function regex(pattern: string, flags: string): Regex {
  const found = known.get(flags)?.get(pattern);
  if (found) return found;
  const compiled = new Regex(pattern, flags);
  if (count++ >= MOST) {
    known.clear();
    count = 1;
  }
  const byPattern = known.get(flags) ?? new Map<string, Regex>();
  known.set(flags, byPattern);
  byPattern.set(pattern, compiled);
  return compiled;
}

type Replacement = (match: string, ...captured: (string | undefined)[]) => string;

const replacements = new Map<string, Replacement>();

/** A replacement as JavaScript's: `$1` to `$9…`, `\$`, `\\`; made once. Throws FORX0004. */
export function replacement(text: string, groups: number): Replacement {
  const key = `${groups} ${text}`;
  const known = replacements.get(key);
  if (known) return known;
  if (replacements.size >= MOST) replacements.clear();
  const made = newReplacement(text, groups);
  replacements.set(key, made);
  return made;
}

function newReplacement(text: string, groups: number): Replacement {
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
  return (match, ...captured) =>
    parts
      .map((part) => {
        if (typeof part === 'string') return part;
        return part === 0 ? match : part > groups ? '' : (captured[part - 1] ?? '');
      })
      .join('');
}
