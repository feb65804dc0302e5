import type { Expression } from './ast';
import type { DynamicContext } from './dynamic';
import { error } from './errors';
import { inOrder } from './nodes';
import type { StaticContext } from './static';
import {
  AnyUri,
  type Atomic,
  type AtomicType,
  EMPTY,
  Float,
  type Item,
  isNode,
  type Node,
  type Sequence,
  Untyped,
} from './values';

/** A compiled piece of an expression, asked with the context item. */
export type Eval<T> = (item: Item | undefined, context: DynamicContext) => T;

/** Takes one item of a sequence; true when no more are wanted. */
export type Visit = (item: Item, context: DynamicContext) => boolean;

/** What is known before evaluation: the kind of every item, and how many there are at least and at most (2: any number). */
export interface StaticType {
  readonly kind: 'item' | 'node' | 'atomic' | 'numeric' | AtomicType;
  readonly min: 0 | 1;
  readonly max: 0 | 1 | 2;
}

/** What a value depends on. */
export const Needs = {
  item: 1,
  position: 2,
  last: 4,
  /** Variables of `for`, `some` and `every`. */
  local: 8,
  variable: 16,
  current: 32,
  /** The context item, but only for the document it is in. */
  document: 64,
  /** What stays the same for a whole run: other documents, the time. */
  run: 128,
  /** A function of the host's: anything. */
  host: 256,
  /** What is around the node one comes from: ancestors, siblings, what precedes and follows. */
  around: 512,
  /** The time of the run. */
  time: 1024,
} as const;

/** The forms of a value that a piece of an expression gives of itself; the others are made of these when asked for. */
interface Forms {
  one?: Eval<Item | undefined>;
  items?: Eval<Sequence>;
  test?: Eval<boolean>;
  any?: (visit: Visit) => Eval<boolean>;
  number?: Eval<number>;
  constant?: Sequence;
}

/** What is known of a value. */
interface Facts {
  readonly ordered?: boolean;
  readonly peers?: boolean;
}

/** An expression compiled: closures for each way to ask for its value. */
export class Code {
  /** `any` visits in document order, each node once. */
  readonly ordered: boolean;
  /** No node of the value is inside of another. */
  readonly peers: boolean;

  constructor(
    readonly type: StaticType,
    /** Sum of `Needs`; 0 for a constant. */
    readonly needs: number,
    private readonly forms: Forms,
    { ordered = true, peers = false }: Facts = {},
  ) {
    this.ordered = ordered;
    this.peers = peers;
  }

  /** The value, nodes of a path in document order. Not to be changed. */
  get items(): Eval<Sequence> {
    const { forms } = this;
    forms.items ??= this.given ? listOf(this.given) : collect(this.any.bind(this), this.ordered);
    return forms.items;
  }

  /** The value, where `type.max` is not 2; else an error where there is more than one item. */
  get one(): Eval<Item | undefined> {
    const { forms, type } = this;
    forms.one ??= forms.any && type.max === 1 ? firstOf(forms.any) : onlyOf(this.items);
    return forms.one;
  }

  /** `one`, where it was given and is the whole value. */
  private get given(): Eval<Item | undefined> | undefined {
    return this.type.max < 2 ? this.forms.one : undefined;
  }

  /** Effective boolean value (XPath 2.4.3). */
  get test(): Eval<boolean> {
    const { forms } = this;
    forms.test ??= this.newTest();
    return forms.test;
  }

  private newTest(): Eval<boolean> {
    const { forms, type, given } = this;
    if (forms.any && type.kind === 'node') return forms.any(always);
    return given ? testOfOne(type, given) : testOf(this.items);
  }

  /**
   * Makes what visits the items until `visit` returns true, and returns whether it did. Unless `ordered`, nodes may come in any
   * order and more than once: good enough to find one, not to count or list them.
   */
  any(visit: Visit): Eval<boolean> {
    const { forms, given } = this;
    if (forms.any) return forms.any(visit);
    if (given) {
      return (item, context) => {
        const value = given(item, context);
        return value !== undefined && visit(value, context);
      };
    }
    const { items } = this;
    return (item, context) => {
      for (const value of items(item, context)) if (visit(value, context)) return true;
      return false;
    };
  }

  /** The value of an integer that a double holds exactly. */
  get number(): Eval<number> | undefined {
    return this.forms.number;
  }

  get constant(): Sequence | undefined {
    return this.forms.constant;
  }

  /** The same value, some forms of which are better made otherwise. */
  with(forms: Forms, facts: Facts & { readonly type?: StaticType } = {}): Code {
    const { type, needs, ordered, peers } = this;
    return new Code(facts.type ?? type, needs, { ...this.forms, ...forms }, { ordered, peers, ...facts });
  }
}

export function type(kind: StaticType['kind'], max: 0 | 1 | 2 = 1, min: 0 | 1 = max === 1 ? 1 : 0): StaticType {
  return { kind, min, max };
}

/** At most one item. */
export function single(of: StaticType, needs: number, one: Eval<Item | undefined>): Code {
  return new Code(of, needs, { one }, { peers: true });
}

/** Any number of items, listed. */
export function many(of: StaticType, needs: number, items: Eval<Sequence>): Code {
  return new Code(of, needs, { items });
}

function listOf(one: Eval<Item | undefined>): Eval<Sequence> {
  return (item, context) => {
    const value = one(item, context);
    return value === undefined ? EMPTY : [value];
  };
}

function firstOf(any: (visit: Visit) => Eval<boolean>): Eval<Item | undefined> {
  const seek = any((node, context) => {
    context.found = node;
    return true;
  });
  return (item, context) => (seek(item, context) ? context.found : undefined);
}

function onlyOf(items: Eval<Sequence>): Eval<Item | undefined> {
  return (item, context) => {
    const values = items(item, context);
    if (values.length > 1) throw tooMany();
    return values[0];
  };
}

function testOf(items: Eval<Sequence>): Eval<boolean> {
  return (item, context) => effectiveBoolean(items(item, context));
}

function testOfOne({ kind }: StaticType, one: Eval<Item | undefined>): Eval<boolean> {
  switch (kind) {
    case 'node':
      return (item, context) => one(item, context) !== undefined;
    case 'boolean':
      return (item, context) => one(item, context) === true;
    case 'string':
      return (item, context) => {
        const value = one(item, context);
        return value !== undefined && value !== '';
      };
    default:
      return (item, context) => {
        const value = one(item, context);
        return value !== undefined && isTrue(value);
      };
  }
}

/** Visits nothing but the first: whether there is one is all that is asked. */
export const always: Visit = () => true;

/** No sequence may have more items: memory is finite. */
const MOST_ITEMS = 2_000_000;

/** Adds to the sequence being collected. */
export function append(item: Item, context: DynamicContext): boolean {
  if (context.out.push(item) > MOST_ITEMS)
    throw error('XPDY0130', 'The sequence is too long.', 'La séquence est trop longue.');
  return false;
}

/** The nodes that `any` visits, sorted where they come unsorted. */
function collect(any: Code['any'], ordered: boolean): Eval<Sequence> {
  const visitAll = any(append);
  return (item, context) => {
    const before = context.out;
    const out: Item[] = [];
    context.out = out;
    visitAll(item, context);
    context.out = before;
    return ordered ? out : inOrder(out as Node[]);
  };
}

export function constant(value: Item): Code {
  const sequence = [value];
  const number = typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  return new Code(type(kindOf(value)), 0, {
    one: () => value,
    items: () => sequence,
    constant: sequence,
    ...(number !== undefined && { number: () => number }),
  });
}

function kindOf(value: Item): StaticType['kind'] {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'bigint':
      return 'integer';
    case 'number':
      return 'double';
    default:
      return 'type' in value ? value.type : 'node';
  }
}

export const emptySequence = new Code(type('item', 0), 0, {
  items: () => EMPTY,
  one: () => undefined,
  test: () => false,
  constant: EMPTY,
});

/** An integer counted in doubles. */
export function counted(needs: number, number: Eval<number>): Code {
  return new Code(type('integer'), needs, {
    one: (item, context) => BigInt(number(item, context)),
    test: (item, context) => number(item, context) !== 0,
    number,
  });
}

export function truth(needs: number, test: Eval<boolean>): Code {
  return new Code(type('boolean'), needs, { one: test, test });
}

export function tooMany(): Error {
  return error(
    'XPTY0004',
    'A sequence of more than one item is not allowed here.',
    'Une séquence de plusieurs éléments n’est pas admise ici.',
  );
}

/** Effective boolean value of a sequence. Throws FORG0006. */
export function effectiveBoolean(items: Sequence): boolean {
  const [first] = items;
  if (first === undefined) return false;
  if (isNode(first)) return true;
  if (items.length > 1) throw noBoolean();
  return isTrue(first);
}

function isTrue(value: Item): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0 && !Number.isNaN(value);
    case 'bigint':
      return value !== 0n;
  }
  if (isNode(value)) return true;
  if (value instanceof Untyped || value instanceof AnyUri) return value.value !== '';
  if (value instanceof Float) return value.value !== 0 && !Number.isNaN(value.value);
  if (value.type === 'decimal') return value.digits !== 0n;
  throw noBoolean();
}

function noBoolean(): Error {
  return error('FORG0006', 'This value is neither true nor false.', 'Cette valeur n’est ni vraie ni fausse.');
}

export function needsOf(codes: readonly Code[]): number {
  return codes.reduce((needs, code) => needs | code.needs, 0);
}

export function noContext(): Error {
  return error('XPDY0002', 'There is no context item.', 'Il n’y a pas d’élément de contexte.');
}

/** What compiles the pieces inside of a piece. */
export interface Compiling {
  readonly context: StaticContext;
  /** XPath 1.0 rules. */
  readonly compatible: boolean;
  compile(expression: Expression): Code;
  /** The cast to a type of XML Schema. */
  conversion(local: string): (item: Item) => Atomic;
}
