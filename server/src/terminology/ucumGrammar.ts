/** What the grammar must know of an atomic unit (a row of the UCUM tables). */
export interface Atom {
  readonly code: string;
  /** May carry a metric prefix. */
  readonly metric: boolean;
  /** Not commensurable with anything but itself (`[IU]`). */
  readonly arbitrary: boolean;
  /** On a scale that is not a ratio (`Cel`, `[pH]`). */
  readonly special: boolean;
}

export type Atoms = ReadonlyMap<string, Atom>;

/** One factor of a unit, denominators as negative exponents: `m[IU]/L` is m·[IU]^1 and L^-1. */
export interface Term {
  /** Power of ten of the prefix; binary prefixes are not clinical and have none. */
  readonly prefix: string;
  readonly atom: Atom;
  readonly exponent: number;
}

export type Fault =
  | { readonly kind: 'empty' | 'space' | 'operand' | 'parenthesis' | 'annotation' | 'annotation-first' }
  | { readonly kind: 'character' | 'atom' | 'prefix'; readonly part: string }
  | { readonly kind: 'power'; readonly part: string }
  | { readonly kind: 'length'; readonly length: number };

/** No unit in use has nearly as many characters; reading a much longer one takes seconds. */
const LONGEST = 128;

export interface Parsed {
  readonly terms: readonly Term[];
  /** Product of the plain integers: `mg/(24.h)` has 1/24. */
  readonly number: number;
}

/** Powers of ten of the metric prefixes, UCUM table 1; binary prefixes are accepted and have no power of ten. */
export const PREFIXES: ReadonlyMap<string, number> = new Map([
  ...Object.entries({ Y: 24, Z: 21, E: 18, P: 15, T: 12, G: 9, M: 6, k: 3, h: 2, da: 1 }),
  ...Object.entries({ d: -1, c: -2, m: -3, u: -6, n: -9, p: -12, f: -15, a: -18, z: -21, y: -24 }),
]);

const SYMBOL = /(?:\[[^\]]*\]?|[^[\]./(){}])+/y;
const ANNOTATION = /\{[!-z|~]*\}/y;
const POWER = /^(.*?)([+-]?\d+)?$/;

class FaultError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.kind);
  }
}

/**
 * Reads a unit in UCUM's case-sensitive form (UCUM §2 to §6, §12): `'/'? component (('.' | '/') component)*`.
 * Stricter than ucum-lhc, which trims blanks and lets any unit carry a prefix (`kmin`, `m%`).
 */
export function parseUnit(unit: string, atoms: Atoms): Parsed | { readonly fault: Fault } {
  if (unit.length > LONGEST) return { fault: { kind: 'length', length: unit.length } };
  const foreign = /[^\x20-\x7e]/u.exec(unit)?.[0];
  if (unit === '') return { fault: { kind: 'empty' } };
  if (foreign !== undefined) return { fault: { kind: 'character', part: foreign } };
  if (unit.includes(' ')) return { fault: { kind: 'space' } };
  const terms: Term[] = [];
  let number = 1;
  let at = 0;

  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(unit)?.[0];
    at += found?.length ?? 0;
    return found;
  };

  const readTerm = (sign: 1 | -1, depth: number): void => {
    let direction = sign;
    if (unit[at] === '/') {
      direction = -sign as 1 | -1;
      at++;
    }
    for (;;) {
      readComponent(direction, depth);
      const operator = unit[at];
      if (operator !== '.' && operator !== '/') return;
      direction = operator === '/' ? (-sign as 1 | -1) : sign;
      at++;
    }
  };

  const readComponent = (sign: 1 | -1, depth: number): void => {
    if (unit[at] === '(') {
      if (depth > 20) throw new FaultError({ kind: 'parenthesis' });
      at++;
      readTerm(sign, depth + 1);
      if (unit[at] !== ')') throw new FaultError({ kind: 'parenthesis' });
      at++;
      return;
    }
    const symbol = match(SYMBOL);
    if (symbol !== undefined) readSymbol(symbol, sign);
    const noted = unit[at] === '{' ? match(ANNOTATION) : undefined;
    if (unit[at] === '{' || unit[at] === '}') throw new FaultError({ kind: 'annotation' });
    if (symbol === undefined && noted === undefined) throw new FaultError({ kind: 'operand' });
    if (symbol === undefined && at < unit.length && !'./)'.includes(unit[at] ?? '')) {
      throw new FaultError({ kind: 'annotation-first' });
    }
  };

  const readSymbol = (symbol: string, sign: 1 | -1): void => {
    if (/^\d+$/.test(symbol)) {
      number *= Number(symbol) ** sign;
      return;
    }
    if (symbol.startsWith('10^')) throw new FaultError({ kind: 'power', part: symbol });
    const ten = symbol.startsWith('10*') ? symbol.slice(3) : undefined;
    const [, code = symbol, power] = ten === undefined ? (POWER.exec(symbol) ?? []) : ['', '10*', ten || undefined];
    if (power !== undefined && !/^[+-]?\d{1,3}$/.test(power)) throw new FaultError({ kind: 'atom', part: symbol });
    const exponent = sign * Number(power ?? 1);
    terms.push({ ...findUnit(code, atoms), exponent });
  };

  try {
    readTerm(1, 0);
    if (at < unit.length) return { fault: { kind: unit[at] === ')' ? 'parenthesis' : 'operand' } };
    return { terms, number };
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault };
    throw error;
  }
}

function findUnit(code: string, atoms: Atoms): Omit<Term, 'exponent'> {
  const whole = atoms.get(code);
  if (whole) return { prefix: '', atom: whole };
  for (const length of [1, 2]) {
    const prefix = code.slice(0, length);
    const atom = PREFIXES.has(prefix) ? atoms.get(code.slice(length)) : undefined;
    if (atom?.metric) return { prefix, atom };
    if (atom && code.length > length) throw new FaultError({ kind: 'prefix', part: code });
  }
  throw new FaultError({ kind: 'atom', part: code });
}
