import type { Comparator, ComparisonExpression } from './ast';
import { atomOf, numberOf10, oneOf, textOf, textOf10, wrongType } from './atoms';
import { toDouble } from './cast';
import { type Code, type Eval, single, truth, type, type Visit } from './code';
import { comparePair, compareStrings, compareValues, holds, incomparable, untypedDouble } from './compare';
import { compareOrder, stringOf } from './nodes';
import { type Atomic, type Item, isNode, isNumeric, type Node, type Sequence, Untyped } from './values';

/** Compiles comparisons, the commonest ones to a comparison of two strings or two numbers. */
export function comparison(expression: ComparisonExpression, left: Code, right: Code, compatible: boolean): Code {
  const needs = left.needs | right.needs;
  if (expression.style === 'node') return nodeComparison(expression.operator, left, right, needs);
  const { operator } = expression;
  const quick = counting(operator, left, right);
  if (quick) return truth(needs, quick);
  if (expression.style === 'value') {
    const a = oneOf(left, compatible);
    const b = oneOf(right, compatible);
    const compare: Eval<boolean | undefined> = (item, context) => {
      const x = a(item, context);
      if (x === undefined) return undefined;
      const y = b(item, context);
      if (y === undefined) return undefined;
      return compareValues(operator, atomOf(x), atomOf(y), context.timezone);
    };
    const optional = left.type.min === 0 || right.type.min === 0;
    return single(type('boolean', 1, optional ? 0 : 1), needs, compare);
  }
  if (compatible) return truth(needs, general10(operator, left, right));
  const literal = withLiteral(operator, left, right) ?? withLiteral(swapped[operator], right, left);
  return truth(needs, literal ?? general(operator, left, right));
}

/** `a op b` is `b swapped[op] a`. */
const swapped: Readonly<Record<Comparator, Comparator>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
};

/** Both are integers a double holds. */
function counting(operator: Comparator, left: Code, right: Code): Eval<boolean> | undefined {
  const [a, b] = [left.number, right.number];
  if (!a || !b) return undefined;
  switch (operator) {
    case 'eq':
      return (item, context) => a(item, context) === b(item, context);
    case 'ne':
      return (item, context) => a(item, context) !== b(item, context);
    case 'lt':
      return (item, context) => a(item, context) < b(item, context);
    case 'le':
      return (item, context) => a(item, context) <= b(item, context);
    case 'gt':
      return (item, context) => a(item, context) > b(item, context);
    case 'ge':
      return (item, context) => a(item, context) >= b(item, context);
  }
}

/** Nodes with constants: no typed value is made. */
function withLiteral(operator: Comparator, nodes: Code, { constant }: Code): Eval<boolean> | undefined {
  if (nodes.type.kind !== 'node' || !constant || constant.length === 0) return undefined;
  const [first] = constant as readonly Atomic[];
  if (constant.length === 1 && typeof first === 'object' && isNumeric(first))
    return withNumber(operator, nodes, toDouble(first));
  if (constant.length === 1 && (typeof first === 'bigint' || typeof first === 'number'))
    return withNumber(operator, nodes, Number(first));
  const isText = constant.every((value) => typeof value === 'string');
  return isText && (constant.length === 1 || operator === 'eq')
    ? nodes.any(textVisit(operator, constant as readonly string[]))
    : undefined;
}

function textVisit(operator: Comparator, texts: readonly string[]): Visit {
  if (texts.length > 1) {
    const set = new Set(texts);
    return (node) => set.has(stringOf(node as Node));
  }
  const text = texts[0] as string;
  if (operator === 'eq') return (node) => stringOf(node as Node) === text;
  const matches = textComparison(operator);
  return (node) => matches(stringOf(node as Node), text);
}

function withNumber(operator: Comparator, nodes: Code, number: number): Eval<boolean> {
  return nodes.any((node) => {
    // The typed values of comments, instructions and namespaces are strings.
    const { kind } = node as Node;
    if (kind === 'comment' || kind === 'instruction' || kind === 'namespace') throw incomparable('', number);
    const value = untypedDouble(stringOf(node as Node));
    return holds(operator, value < number ? -1 : value > number ? 1 : value === number ? 0 : Number.NaN);
  });
}

function general(operator: Comparator, left: Code, right: Code): Eval<boolean> {
  if (left.type.kind === 'node' && (right.type.kind === 'node' || right.type.kind === 'string'))
    return strings(operator, left, right);
  if (left.type.kind === 'string' && right.type.kind === 'node') return strings(swapped[operator], right, left);
  const { items } = right;
  const matches = textComparison(operator);
  const pair = (a: Item, b: Item, context: Context) =>
    isTextual(a) && isTextual(b)
      ? matches(textOf(a), textOf(b))
      : comparePair(operator, atomOf(a), atomOf(b), context.timezone);
  const visit = left.any((a, context) => {
    const values = context.operand as Sequence;
    const texts = operator === 'eq' && values.length > FEW && isTextual(a) ? textsOf(values) : undefined;
    if (texts) return texts.has(textOf(a));
    for (const b of values) if (pair(a, b, context)) return true;
    return false;
  });
  const one = left.type.max < 2 ? left.one : undefined;
  return (item, context) => {
    const values = items(item, context);
    const [only] = values;
    if (only === undefined) return false;
    if (!one || values.length > 1) return withOperand(visit, values, item, context);
    const a = one(item, context);
    return a !== undefined && pair(a, only, context);
  };
}

/** Whether an item is compared with nodes and strings as text. */
function isTextual(item: Item): boolean {
  return typeof item === 'string' || item instanceof Untyped || isNode(item);
}

function textComparison(operator: Comparator): (a: string, b: string) => boolean {
  if (operator === 'eq') return (a, b) => a === b;
  if (operator === 'ne') return (a, b) => a !== b;
  return (a, b) => holds(operator, compareStrings(a, b));
}

/** Nodes with nodes or strings: what is untyped on both sides is compared as text. */
function strings(operator: Comparator, left: Code, right: Code): Eval<boolean> {
  const same = operator === 'eq';
  const matches = textComparison(operator);
  if (right.type.max < 2) {
    const { one } = right;
    const visit = left.any((node, context) => matches(stringOf(node as Node), context.operand as string));
    return (item, context) => {
      const value = one(item, context);
      return value !== undefined && withOperand(visit, textOf(value), item, context);
    };
  }
  const { items } = right;
  const visit = left.any((node, context) => {
    const text = stringOf(node as Node);
    for (const other of context.operand as readonly string[]) if (matches(text, other)) return true;
    return false;
  });
  const among = left.any((node, context) => (context.operand as ReadonlySet<string>).has(stringOf(node as Node)));
  return (item, context) => {
    const values = items(item, context);
    if (values.length === 0) return false;
    const set = same && values.length > FEW ? textsOf(values) : undefined;
    if (set) return withOperand(among, set, item, context);
    return withOperand(visit, values.map(textOf), item, context);
  };
}

/** So many texts are compared one after the other. */
const FEW = 16;

/** Of sequences that stay, such as the codes of a value set, the texts are found once; undefined where not all are compared as text. */
const texts = new WeakMap<Sequence, ReadonlySet<string> | undefined>();

function textsOf(values: Sequence): ReadonlySet<string> | undefined {
  if (texts.has(values)) return texts.get(values);
  const set = values.every(isTextual) ? new Set(values.map(textOf)) : undefined;
  texts.set(values, set);
  return set;
}

type Context = Parameters<Eval<unknown>>[1];

/** Walks the left operand while `context.operand` is the right one. */
function withOperand(visit: Eval<boolean>, operand: unknown, item: Item | undefined, context: Context): boolean {
  const before = context.operand;
  context.operand = operand;
  const found = visit(item, context);
  context.operand = before;
  return found;
}

/** General comparison in XPath 1.0 (section 3.4): booleans, then numbers, then strings. */
function general10(operator: Comparator, left: Code, right: Code): Eval<boolean> {
  if (left.type.kind === 'boolean' || right.type.kind === 'boolean')
    return (item, context) => booleans10(operator, left.test(item, context), right.test(item, context));
  const equal = operator === 'eq' || operator === 'ne';
  return (item, context) => {
    const a = left.items(item, context);
    const b = right.items(item, context);
    if (isBoolean(a) || isBoolean(b)) return booleans10(operator, left.test(item, context), right.test(item, context));
    for (const x of a) {
      for (const y of b) {
        context.spend(1);
        if (!equal || isNumber(x) || isNumber(y)) {
          const [m, n] = [numberOf10(x), numberOf10(y)];
          if (holds(operator, m < n ? -1 : m > n ? 1 : m === n ? 0 : Number.NaN)) return true;
        } else if ((textOf10(x) === textOf10(y)) === (operator === 'eq')) return true;
      }
    }
    return false;
  };
}

const isBoolean = (items: Sequence): boolean => items.length === 1 && typeof items[0] === 'boolean';

const isNumber = (item: Item): boolean => !isNode(item) && isNumeric(item);

function booleans10(operator: Comparator, a: boolean, b: boolean): boolean {
  return holds(operator, Number(a) - Number(b));
}

function nodeComparison(operator: 'is' | 'before' | 'after', left: Code, right: Code, needs: number): Code {
  const [a, b] = [oneOf(left, false), oneOf(right, false)];
  const compare: Eval<boolean | undefined> = (item, context) => {
    const x = a(item, context);
    if (x === undefined) return undefined;
    if (!isNode(x)) throw wrongType(x, 'node()');
    const y = b(item, context);
    if (y === undefined) return undefined;
    if (!isNode(y)) throw wrongType(y, 'node()');
    if (operator === 'is') return x === y;
    const order = compareOrder(x, y);
    return operator === 'before' ? order < 0 : order > 0;
  };
  return single(type('boolean', 1, 0), needs, compare);
}
