import { calculate, onNumbers, scaled } from '../arithmetic';
import { atomOf } from '../atoms';
import { cast, toDouble } from '../cast';
import { isSame, keyOf, order, untypedDouble } from '../compare';
import type { DynamicContext } from '../dynamic';
import { error, XPathError } from '../errors';
import { define, type Library } from '../library';
import { childrenOf, isNamespaceDeclaration, isOwnNode, nameOf, stringOf } from '../nodes';
import {
  type Atomic,
  Duration,
  Float,
  type Item,
  isNode,
  isNumeric,
  type Node,
  type QName,
  type Sequence,
  Untyped,
} from '../values';
import { checkCollation } from './strings';

/** Sequences (F&O 15) and the functions that tell (F&O 3, 4). */

function distinct(values: readonly Atomic[], context: DynamicContext): Atomic[] {
  const seen = new Map<string, Atomic[]>();
  return values.filter((value) => {
    const key = keyOf(value);
    const alike = seen.get(key);
    if (!alike) {
      seen.set(key, [value]);
      return true;
    }
    context.spend(alike.length);
    if (alike.some((other) => isSame(other, value, context.timezone))) return false;
    alike.push(value);
    return true;
  });
}

/** Rounds as fn:round does: an item is kept where start ≤ place < start + length. */
function subsequence(items: Sequence, start: number, length: number): Sequence {
  const first = Math.floor(start + 0.5);
  const last = first + Math.floor(length + 0.5);
  return items.filter((_, at) => at + 1 >= first && at + 1 < last);
}

/** Values that can be ordered among themselves: untyped ones as doubles. */
function comparable(values: readonly Atomic[]): Atomic[] {
  return values.map((value) =>
    value instanceof Untyped
      ? untypedDouble(value.value)
      : typeof value === 'object' && value.type === 'anyURI'
        ? value.value
        : value,
  );
}

function extreme(given: readonly Atomic[], sign: 1 | -1, context: DynamicContext): Atomic | undefined {
  const values = comparable(given);
  const [first] = values;
  if (first === undefined) return undefined;
  let best = first;
  // Every value is compared, with itself too: what has no order is an error even alone.
  for (const value of values) {
    const difference = order(value, best, false, context.timezone);
    if (Number.isNaN(difference)) {
      if (isNaNValue(value)) best = value;
    } else if (difference * sign > 0) best = value;
  }
  return values.every(isNumeric) ? widest(best, values) : best;
}

function isNaNValue(value: Atomic): boolean {
  return isNumeric(value) && Number.isNaN(toDouble(value));
}

/** Among numbers the result has the type they are all promoted to. */
function widest(value: Atomic, values: readonly Atomic[]): Atomic {
  if (values.some((other) => typeof other === 'number')) return cast(value, 'double');
  return values.some((other) => other instanceof Float) ? cast(value, 'float') : value;
}

function total(given: readonly Atomic[], context: DynamicContext): Atomic {
  const values = given.map((value) => (value instanceof Untyped ? untypedDouble(value.value) : value));
  const [first, ...rest] = values as [Atomic, ...Atomic[]];
  if (!isNumeric(first) && !(first instanceof Duration && first.type !== 'duration')) throw notSummable();
  return rest.reduce((sum, value) => {
    if (isNumeric(sum) !== isNumeric(value)) throw notSummable();
    try {
      return calculate('add', sum, value, context.timezone);
    } catch (thrown) {
      throw thrown instanceof XPathError && thrown.code === 'XPTY0004' ? notSummable() : thrown;
    }
  }, first);
}

function notSummable(): XPathError {
  return error('FORG0006', 'These values have no sum.', 'Ces valeurs ne s’additionnent pas.');
}

function average(values: readonly Atomic[], context: DynamicContext): Atomic {
  const sum = total(values, context);
  if (isNumeric(sum)) return onNumbers('div', sum, BigInt(values.length));
  return scaled(sum as Duration, 1 / values.length);
}

function deepEqual(a: Sequence, b: Sequence, context: DynamicContext): boolean {
  return a.length === b.length && a.every((item, at) => equalItems(item, b[at] as Item, context));
}

function equalItems(a: Item, b: Item, context: DynamicContext): boolean {
  if (isNode(a) && isNode(b)) return equalNodes(a, b, context);
  return !isNode(a) && !isNode(b) && isSame(a, b, context.timezone);
}

function equalNodes(first: Node, second: Node, context: DynamicContext): boolean {
  const open: [Node, Node][] = [[first, second]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [a, b] = pair;
    context.spend(1);
    if (a === b) continue;
    if (a.kind !== b.kind || !sameName(a, b)) return false;
    if (a.kind === 'element' || a.kind === 'document') {
      if (a.kind === 'element' && b.kind === 'element' && !sameAttributes(a.attributes, b.attributes)) return false;
      const [inA, inB] = [contents(a), contents(b)];
      if (inA.length !== inB.length) return false;
      for (const [at, child] of inA.entries()) open.push([child, inB[at] as Node]);
    } else if (stringOf(a) !== stringOf(b)) return false;
  }
  return true;
}

function sameName(a: Node, b: Node): boolean {
  const [x, y] = [nameOf(a), nameOf(b)];
  return x?.local === y?.local && x?.namespace === y?.namespace;
}

type Attributes = Extract<Node, { kind: 'element' }>['attributes'];

const own = (all: Attributes): Attributes => all.filter((attribute) => !isNamespaceDeclaration(attribute));

function sameAttributes(a: Attributes, b: Attributes): boolean {
  const [x, y] = [own(a), own(b)];
  return (
    x.length === y.length &&
    x.every(({ namespace, local, value }) =>
      y.some((other) => other.namespace === namespace && other.local === local && other.value === value),
    )
  );
}

/** Children that count for deep-equal: no comments, no instructions. */
function contents(node: Node): Node[] {
  const children = childrenOf(node);
  return children.filter((child, at) => (child.kind === 'element' || child.kind === 'text') && isOwnNode(children, at));
}

function raise(code: QName | undefined, description: string | undefined): never {
  const standard = 'http://www.w3.org/2005/xqt-errors';
  const name = code === undefined ? 'FOER0000' : code.namespace === standard ? code.local : code.lexical;
  const text = description ?? 'The expression calls error().';
  throw error(name, text, description ?? 'L’expression appelle error().');
}

export const sequences: Library = {
  data: define(['item*'], 'atomic*', (_, items) => items.map(atomOf)),
  'distinct-values': define(['atomic*', 'string='], 'atomic*', (context, values, collation) => {
    checkCollation(collation);
    return distinct(values, context);
  }),
  'index-of': define(['atomic*', 'atomic', 'string='], 'integer*', (context, values, wanted, collation) => {
    checkCollation(collation);
    return values.flatMap((value, at) => (isEqual(value, wanted, context) ? [BigInt(at + 1)] : []));
  }),
  'insert-before': define(['item*', 'integer', 'item*'], 'item*', (_, items, place, inserted) => {
    const at = Math.max(0, Math.min(items.length, Number(place) - 1));
    return [...items.slice(0, at), ...inserted, ...items.slice(at)];
  }),
  remove: define(['item*', 'integer'], 'item*', (_, items, place) =>
    items.filter((_item, at) => at + 1 !== Number(place)),
  ),
  reverse: define(['item*'], 'item*', (_, items) => [...items].reverse()),
  subsequence: define(['item*', 'double', 'double='], 'item*', (_, items, start, length) =>
    subsequence(items, start, length ?? Number.POSITIVE_INFINITY),
  ),
  unordered: define(['item*'], 'item*', (_, items) => items),
  'zero-or-one': define(['item*'], 'item?', (_, items) => {
    if (items.length <= 1) return items[0];
    throw error('FORG0003', 'There is more than one item.', 'Il y a plus d’un élément.');
  }),
  'one-or-more': define(['item*'], 'item*', (_, items) => {
    if (items.length > 0) return items;
    throw error('FORG0004', 'There is no item.', 'Il n’y a aucun élément.');
  }),
  'exactly-one': define(['item*'], 'item', (_, items) => {
    const [only] = items;
    if (only !== undefined && items.length === 1) return only;
    throw error('FORG0005', 'There is not exactly one item.', 'Il n’y a pas exactement un élément.');
  }),
  'deep-equal': define(['item*', 'item*', 'string='], 'boolean', (context, a, b, collation) => {
    checkCollation(collation);
    return deepEqual(a, b, context);
  }),
  max: define(['atomic*', 'string='], 'atomic?', (context, values, collation) => {
    checkCollation(collation);
    return summed(() => extreme(values, 1, context));
  }),
  min: define(['atomic*', 'string='], 'atomic?', (context, values, collation) => {
    checkCollation(collation);
    return summed(() => extreme(values, -1, context));
  }),
  sum: define(['summand*', 'atomic?='], 'atomic?', (context, values, ...zero) => {
    if (values.length > 0) return total(values, context);
    return zero.length > 0 ? zero[0] : 0n;
  }),
  avg: define(['atomic*'], 'atomic?', (context, values) => (values.length > 0 ? average(values, context) : undefined)),
  error: define(['QName?=', 'string=', 'item*='], 'item*', (_, code, description) => raise(code, description)),
  trace: define(['item*', 'string'], 'item*', (_, items) => items),
};

function isEqual(a: Atomic, b: Atomic, context: DynamicContext): boolean {
  if (isNaNValue(a)) return false;
  return isSame(a, b, context.timezone);
}

/** What cannot be compared cannot have an extreme: another code than that of a comparison. */
function summed<T>(find: () => T): T {
  try {
    return find();
  } catch (thrown) {
    if (thrown instanceof XPathError && thrown.code === 'XPTY0004')
      throw error('FORG0006', 'These values have no order.', 'Ces valeurs n’ont pas d’ordre.');
    throw thrown;
  }
}
