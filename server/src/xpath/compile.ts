import { calculate, negate, onNumbers } from './arithmetic';
import type * as ast from './ast';
import { asInteger, asNumeric, atomOf, isOfType, numberOf10, oneOf, textOf, wrongType } from './atoms';
import { call } from './calls';
import { canCast, cast, castType, isCastable, readQName } from './cast';
import {
  append,
  Code,
  type Compiling,
  constant,
  counted,
  type Eval,
  effectiveBoolean,
  emptySequence,
  many,
  Needs,
  needsOf,
  noContext,
  type StaticType,
  single,
  truth,
  type,
  type Visit,
} from './code';
import { untypedDouble } from './compare';
import { comparison } from './comparisons';
import { error } from './errors';
import { XS } from './names';
import { documentOf, inOrder } from './nodes';
import { matcher } from './paths';
import { keyOf, type StaticContext } from './static';
import { filter, path, step } from './steps';
import { type Atomic, EMPTY, type Item, isNode, isNumeric, type Node, QName, type Sequence, Untyped } from './values';

/** Compiles expressions to closures. One per expression. */
export class Compiler implements Compiling {
  /** Slots of variables bound by `for`, `some`, `every`, innermost last. */
  private readonly scope: { readonly key: string; readonly slot: number }[] = [];
  /** How many local slots the expression needs. */
  locals = 0;
  readonly compatible: boolean;

  constructor(readonly context: StaticContext) {
    this.compatible = context.version === '1.0';
  }

  compile(expression: ast.Expression): Code {
    const code = this.piece(expression);
    if (expression.kind === 'literal' || expression.kind === 'range' || code.constant) return code;
    return (code.needs & changing) === 0 ? oncePerRun(code) : code;
  }

  private piece(expression: ast.Expression): Code {
    switch (expression.kind) {
      case 'literal':
        return this.literal(expression);
      case 'variable':
        return this.variable(expression);
      case 'context':
        return single(type('item'), Needs.item, (item) => {
          if (item === undefined) throw noContext();
          return item;
        });
      case 'sequence':
        return this.sequence(expression);
      case 'range':
        return this.range(expression);
      case 'and':
      case 'or':
        return this.logical(expression);
      case 'comparison':
        return comparison(expression, this.compile(expression.left), this.compile(expression.right), this.compatible);
      case 'arithmetic':
        return this.arithmetic(expression);
      case 'unary':
        return this.unary(expression);
      case 'union':
      case 'intersect':
      case 'except':
        return this.set(expression);
      case 'path':
        return path(this, expression);
      case 'step':
        return step(this, expression);
      case 'filter':
        return filter(this, expression);
      case 'call':
        return call(this, expression);
      case 'if':
        return this.conditional(expression);
      case 'for':
        return this.iteration(expression);
      case 'some':
      case 'every':
        return this.quantified(expression);
      case 'instance':
      case 'treat':
        return this.typed(expression);
      case 'cast':
      case 'castable':
        return this.cast(expression);
    }
  }

  private literal({ value }: ast.Literal): Code {
    if (this.compatible && typeof value !== 'string') return constant(Number(value.toString()));
    return constant(value);
  }

  private variable({ name, start }: ast.VariableReference): Code {
    const key = keyOf(name);
    const bound = this.scope.findLast((variable) => variable.key === key);
    if (bound) {
      const { slot } = bound;
      return single(type('item'), Needs.local, (_, context) => context.locals[slot]);
    }
    const slot = this.context.variables?.get(key);
    if (slot === undefined) {
      const shown = name.prefix ? `${name.prefix}:${name.local}` : name.local;
      throw error(
        'XPST0008',
        `The variable $${shown} is not declared.`,
        `La variable $${shown} n’est pas déclarée.`,
        start,
      );
    }
    return many(type('item', 2), Needs.variable, (_, context) => context.variables[slot] ?? context.variable(slot));
  }

  private sequence({ items }: ast.SequenceExpression): Code {
    const codes = items.map((item) => this.compile(item));
    if (codes.length === 0) return emptySequence;
    const kinds = new Set(codes.map((code) => code.type.kind));
    const kind = kinds.size === 1 ? (codes[0] as Code).type.kind : codes.every(isAtomic) ? 'atomic' : 'item';
    const needs = needsOf(codes);
    const constants = codes.map(({ constant }) => constant);
    const all = constants.every((values) => values !== undefined) ? constants.flat() : undefined;
    const code = many(type(kind, 2, codes.some((code) => code.type.min) ? 1 : 0), needs, (item, context) => {
      const values: Item[] = [];
      for (const { items } of codes) for (const value of items(item, context)) values.push(value);
      return values;
    });
    return code.with(
      { any: anyOf(codes), ...(all && { items: () => all, constant: all }) },
      { ordered: codes.every(({ ordered }) => ordered) },
    );
  }

  private range({ from, last }: ast.RangeExpression): Code {
    const [low, high] = [from, last].map((bound) => this.bound(bound)) as [
      Eval<number | undefined>,
      Eval<number | undefined>,
    ];
    const needs = needsOf([from, last].map((bound) => this.compile(bound)));
    const code = many(type('integer', 2), needs, (item, context) => {
      const [a, b] = [low(item, context), high(item, context)];
      if (a === undefined || b === undefined || a > b) return EMPTY;
      if (b - a >= LONGEST_RANGE)
        throw error('XPDY0130', 'The range is too long to be listed.', 'L’intervalle est trop long pour être énuméré.');
      context.spend(b - a + 1);
      return Array.from({ length: b - a + 1 }, (_, at) => BigInt(a + at));
    });
    return code.with({
      test: (item, context) => {
        const [a, b] = [low(item, context), high(item, context)];
        if (a === undefined || b === undefined || a > b) return false;
        return effectiveBoolean(a === b ? [BigInt(a)] : [BigInt(a), BigInt(b)]);
      },
      any: (visit) => (item, context) => {
        const [a, b] = [low(item, context), high(item, context)];
        if (a === undefined || b === undefined) return false;
        for (let value = a; value <= b; value++) {
          context.spend(1);
          if (visit(BigInt(value), context)) return true;
        }
        return false;
      },
    });
  }

  /** An end of a range, which must be an integer. */
  private bound(expression: ast.Expression): Eval<number | undefined> {
    const code = this.compile(expression);
    if (code.number) return code.number;
    const one = oneOf(code, this.compatible);
    return (item, context) => {
      const value = one(item, context);
      if (value === undefined) return undefined;
      const bound = this.compatible ? numberOf10(value) : Number(asInteger(value));
      if (Number.isSafeInteger(bound)) return bound;
      throw error('FOAR0002', 'The end of the range is no integer.', 'La borne de l’intervalle n’est pas un entier.');
    };
  }

  private logical({ kind, operands }: ast.LogicalExpression): Code {
    const codes = operands.map((operand) => this.compile(operand));
    const tests = codes.map(({ test }) => test);
    const needs = needsOf(codes);
    const [first, second] = tests as [Eval<boolean>, Eval<boolean>];
    if (tests.length === 2) {
      if (kind === 'and') return truth(needs, (item, context) => first(item, context) && second(item, context));
      return truth(needs, (item, context) => first(item, context) || second(item, context));
    }
    const decisive = kind === 'or';
    const any: Eval<boolean> = (item, context) => {
      for (const test of tests) if (test(item, context) === decisive) return decisive;
      return !decisive;
    };
    return truth(needs, any);
  }

  private arithmetic({ operator, left, right }: ast.ArithmeticExpression): Code {
    const codes = [this.compile(left), this.compile(right)] as const;
    const needs = needsOf(codes);
    const [a, b] = codes;
    const [x, y] = [a.number, b.number];
    if (x && y && (operator === 'add' || operator === 'subtract')) {
      const sign = operator === 'add' ? 1 : -1;
      const sum: Eval<number> = (item, context) => x(item, context) + sign * y(item, context);
      return counted(needs, sum);
    }
    const [first, second] = [oneOf(a, this.compatible), oneOf(b, this.compatible)];
    if (this.compatible) {
      return single(type('double'), needs, (item, context) => {
        const [m, n] = [first(item, context), second(item, context)];
        return onNumbers(operator, numberOf10(m), numberOf10(n));
      });
    }
    const numeric = isKindNumeric(a) && isKindNumeric(b);
    return single(type(numeric ? 'numeric' : 'atomic', 1, a.type.min && b.type.min ? 1 : 0), needs, (item, context) => {
      const m = first(item, context);
      if (m === undefined) return undefined;
      const n = second(item, context);
      if (n === undefined) return undefined;
      return calculate(operator, operand(m), operand(n), context.timezone);
    });
  }

  private unary({ negative, operand }: ast.UnaryExpression): Code {
    const code = this.compile(operand);
    const literal = code.constant?.length === 1 ? code.constant[0] : undefined;
    if (literal !== undefined && !isNode(literal) && isNumeric(literal))
      return constant(negative ? negate(literal) : literal);
    const one = oneOf(code, this.compatible);
    if (this.compatible)
      return single(type('double'), code.needs, (item, context) => {
        const value = numberOf10(one(item, context));
        return negative ? -value : value;
      });
    return single(type('numeric', 1, code.type.min), code.needs, (item, context) => {
      const value = one(item, context);
      if (value === undefined) return undefined;
      return negative ? negate(asNumeric(value)) : asNumeric(value);
    });
  }

  private set({ kind, operands }: ast.SetExpression): Code {
    const codes = operands.map((operand) => this.compile(operand));
    const needs = needsOf(codes);
    const nodes = codes.map(({ items, type }): Eval<readonly Node[]> => {
      if (type.kind === 'node') return items as Eval<readonly Node[]>;
      return (item, context) => items(item, context).map(asNode);
    });
    if (kind === 'union') {
      const code = many(type('node', 2), needs, (item, context) => {
        let all: readonly Node[] = [];
        let own: Node[] | undefined;
        for (const one of nodes) {
          const found = one(item, context);
          if (all.length === 0) all = found;
          else if (found.length > 0) {
            if (!own) all = own = [...all];
            for (const node of found) own.push(node);
          }
        }
        return inOrder(all);
      });
      if (!codes.every(({ type }) => type.kind === 'node')) return code;
      const tests = codes.map(({ test }) => test);
      const test: Eval<boolean> = (item, context) => {
        for (const one of tests) if (one(item, context)) return true;
        return false;
      };
      return code.with({ test, any: anyOf(codes) }, { ordered: false });
    }
    const [left, right] = nodes as [Eval<readonly Node[]>, Eval<readonly Node[]>];
    const keep = kind === 'intersect';
    return many(type('node', 2), needs, (item, context) => {
      const found = left(item, context);
      if (found.length === 0) return EMPTY;
      const others = right(item, context);
      if (others.length < 8) return inOrder(found.filter((node) => others.includes(node) === keep));
      const set = new Set(others);
      return inOrder(found.filter((node) => set.has(node) === keep));
    });
  }

  private conditional(expression: ast.IfExpression): Code {
    const test = this.compile(expression.test);
    const then = this.compile(expression.then);
    const otherwise = this.compile(expression.otherwise);
    const needs = needsOf([test, then, otherwise]);
    const { test: truth } = test;
    const choose =
      <T>(a: Eval<T>, b: Eval<T>): Eval<T> =>
      (item, context) =>
        truth(item, context) ? a(item, context) : b(item, context);
    const ordered = then.ordered && otherwise.ordered;
    return new Code(
      either(then.type, otherwise.type),
      needs,
      {
        items: choose(then.items, otherwise.items),
        one: choose(then.one, otherwise.one),
        test: choose(then.test, otherwise.test),
        any: (visit) => choose(then.any(visit), otherwise.any(visit)),
      },
      { ordered, peers: then.peers && otherwise.peers },
    );
  }

  /** Brings variables into scope while `inside` is compiled. Each binding sees those before it. */
  private bind(
    bindings: readonly ast.Binding[],
    result: ast.Expression,
  ): { slots: number[]; sequences: Code[]; inside: Code } {
    const slots: number[] = [];
    const sequences: Code[] = [];
    for (const { name, sequence } of bindings) {
      sequences.push(this.compile(sequence));
      const slot = this.locals++;
      slots.push(slot);
      this.scope.push({ key: keyOf(name), slot });
    }
    const inside = this.compile(result);
    this.scope.length -= bindings.length;
    return { slots, sequences, inside };
  }

  private iteration({ bindings, result }: ast.ForExpression): Code {
    const { slots, sequences, inside } = this.bind(bindings, result);
    let run: Eval<boolean> = (item, context) => {
      for (const value of inside.items(item, context)) append(value, context);
      return false;
    };
    for (let at = slots.length - 1; at >= 0; at--)
      run = this.overEach(slots[at] as number, sequences[at] as Code, true, run);
    const each = run;
    return many({ ...inside.type, min: 0, max: 2 }, needsOf([...sequences, inside]), (item, context) => {
      const before = context.out;
      const out: Item[] = [];
      context.out = out;
      each(item, context);
      context.out = before;
      return out;
    });
  }

  /** Gives a variable one item after the other, until `next` is true. */
  private overEach(slot: number, sequence: Code, ordered: boolean, next: Eval<boolean>): Eval<boolean> {
    // Where the items come from paths the context item has to be kept: a visit is told the item alone.
    const outer = this.locals++;
    if (ordered && !sequence.ordered)
      return (item, context) => {
        for (const value of sequence.items(item, context)) {
          context.spend(1);
          context.locals[slot] = value;
          if (next(item, context)) return true;
        }
        return false;
      };
    const visits = sequence.any((value, context) => {
      context.spend(1);
      context.locals[slot] = value;
      return next(context.locals[outer], context);
    });
    return (item, context) => {
      context.locals[outer] = item as Item;
      return visits(item, context);
    };
  }

  private quantified({ kind, bindings, result }: ast.QuantifiedExpression): Code {
    const { slots, sequences, inside } = this.bind(bindings, result);
    const wanted = kind === 'some';
    const { test } = inside;
    let run: Eval<boolean> = (item, context) => test(item, context) === wanted;
    for (let at = slots.length - 1; at >= 0; at--)
      run = this.overEach(slots[at] as number, sequences[at] as Code, false, run);
    const found = run;
    return truth(needsOf([...sequences, inside]), (item, context) => found(item, context) === wanted);
  }

  private typed({ kind, operand, type: wanted, start }: ast.TypeExpression): Code {
    const code = this.compile(operand);
    const matches = this.sequenceType(wanted, start);
    if (kind === 'instance') return truth(code.needs, (item, context) => matches(code.items(item, context)));
    return many(code.type, code.needs, (item, context) => {
      const value = code.items(item, context);
      if (matches(value)) return value;
      throw error(
        'XPDY0050',
        'The value is not of the type it is treated as.',
        'La valeur n’est pas du type annoncé par « treat as ».',
      );
    });
  }

  private sequenceType({ item: wanted, occurrence }: ast.SequenceType, start: number): (items: Sequence) => boolean {
    if (!wanted) return (items) => items.length === 0;
    const matches = this.itemType(wanted, start);
    const [min, max] = { '': [1, 1], '?': [0, 1], '*': [0, Infinity], '+': [1, Infinity] }[occurrence] as [
      number,
      number,
    ];
    return (items) => items.length >= min && items.length <= max && items.every(matches);
  }

  private itemType(wanted: NonNullable<ast.SequenceType['item']>, start: number): (item: Item) => boolean {
    if (wanted.kind === 'item') return () => true;
    if (wanted.kind === 'atomic') {
      const { local, namespace } = wanted.name;
      if (namespace !== XS || (local !== 'anyAtomicType' && !isCastable(local))) throw unknownType(wanted.name, start);
      return (item) => !isNode(item) && isOfType(item, local);
    }
    const matches = matcher(wanted, 'element');
    return (item) => isNode(item) && matches(item);
  }

  private cast({ kind, operand, type: name, optional, start }: ast.CastExpression): Code {
    const { namespace, local } = name;
    if (namespace === XS && (local === 'anyAtomicType' || local === 'NOTATION' || local === 'anySimpleType'))
      throw error('XPST0080', `Nothing can be cast to xs:${local}.`, `Rien ne se convertit en xs:${local}.`, start);
    if (namespace !== XS || !isCastable(local)) throw unknownType(name, start);
    const code = this.compile(operand);
    const convert = this.conversion(local);
    if (kind === 'castable') {
      const { items } = code;
      return truth(code.needs, (item, context) => {
        const values = items(item, context);
        const [value] = values;
        if (value === undefined || values.length > 1) return values.length === 0 && optional;
        try {
          if (local !== 'QName') return canCast(atomOf(value), local);
          convert(value);
          return true;
        } catch {
          return false;
        }
      });
    }
    const one = oneOf(code, this.compatible);
    return single(type(castType(local), 1, optional ? 0 : 1), code.needs, (item, context) => {
      const value = one(item, context);
      if (value !== undefined) return convert(value);
      if (optional) return undefined;
      throw error('XPTY0004', 'An empty sequence cannot be cast.', 'Une séquence vide ne se convertit pas.');
    });
  }

  /** The cast to a type of XML Schema. A string becomes a name with the prefixes of the expression, as since XPath 3.0. */
  conversion(local: string): (item: Item) => Atomic {
    if (local !== 'QName') return (item) => cast(atomOf(item), local);
    return (item) => {
      const value = atomOf(item);
      return typeof value === 'string' || value instanceof Untyped ? this.named(textOf(value)) : cast(value, local);
    };
  }

  private named(text: string): QName {
    const name = readQName(text);
    if (!name) throw error('FORG0001', `“${text}” is no name.`, `« ${text} » n’est pas un nom.`);
    const [prefix, local] = name;
    const namespace = prefix ? this.context.namespaces.get(prefix) : (this.context.defaultElementNamespace ?? '');
    if (namespace !== undefined) return new QName(namespace, local, prefix);
    throw error('FONS0004', `The prefix “${prefix}” is not declared.`, `Le préfixe « ${prefix} » n’est pas déclaré.`);
  }
}

/** What differs from one evaluation of a run to the next. */
const changing = Needs.item | Needs.position | Needs.last | Needs.local | Needs.variable | Needs.current | Needs.host;

/** A range with more integers is not made a list of. */
const LONGEST_RANGE = 1_000_000;

function isAtomic({ type: { kind } }: Code): boolean {
  return kind !== 'node' && kind !== 'item';
}

function isKindNumeric({ type: { kind } }: Code): boolean {
  return kind === 'integer' || kind === 'decimal' || kind === 'double' || kind === 'numeric' || kind === 'float';
}

function either(a: StaticType, b: StaticType): StaticType {
  const kind = a.kind === b.kind || b.max === 0 ? a.kind : a.max === 0 ? b.kind : 'item';
  return { kind, min: a.min && b.min ? 1 : 0, max: a.max > b.max ? a.max : b.max };
}

/** An operand of arithmetic. */
function operand(item: Item): Atomic {
  const value = atomOf(item);
  return value instanceof Untyped ? untypedDouble(value.value) : value;
}

function asNode(item: Item): Node {
  if (isNode(item)) return item;
  throw wrongType(item, 'node()');
}

function unknownType({ prefix, local }: ast.Name, offset: number): Error {
  const name = prefix ? `${prefix}:${local}` : local;
  return error('XPST0051', `There is no atomic type ${name}.`, `Il n’y a pas de type atomique ${name}.`, offset);
}

/** A value of the document alone is found once per run; on other documents each time. One of neither the document nor the time lasts. */
function oncePerRun(code: Code): Code {
  if (!(code.needs & Needs.document)) return remembered(code, () => true, (code.needs & ~Needs.run) === 0);
  return remembered(
    code,
    (item, context) => item !== undefined && isNode(item) && documentOf(item) === context.document,
  );
}

function remembered(code: Code, when: Eval<boolean>, lasting = false): Code {
  const once = <T>(evaluate: Eval<T>): Eval<T> => {
    const key = {};
    return (item, context) => {
      if (!when(item, context)) return evaluate(item, context);
      const memo = lasting ? context.lasting : context.memo;
      const known = memo.get(key);
      if (known !== undefined) return known as T;
      const { unloaded } = context;
      const value = evaluate(item, context);
      // Whoever asks again has to be told too that a document is not there.
      if (context.unloaded === unloaded) memo.set(key, value);
      return value;
    };
  };
  const { number } = code;
  const forms = {
    items: once(code.items),
    one: once(code.one),
    test: once(code.test),
    ...(number && { number: once(number) }),
  };
  return new Code(code.type, code.needs, forms);
}

/** Visits the items of all, one after the other. */
function anyOf(codes: readonly Code[]): (visit: Visit) => Eval<boolean> {
  return (visit) => {
    const visits = codes.map((code) => code.any(visit));
    return (item, context) => visits.some((one) => one(item, context));
  };
}
