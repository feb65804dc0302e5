import { cast, number10, plainNumberText, readDouble, textOfAtomic, toDouble } from './cast';
import { type Code, type Eval, tooMany } from './code';
import { untypedDouble } from './compare';
import { error, type XPathError } from './errors';
import { stringOf } from './nodes';
import {
  AnyUri,
  type Atomic,
  type AtomicType,
  type Item,
  isNode,
  isNumeric,
  type Node,
  type Numeric,
  type Sequence,
  typeOf,
  Untyped,
} from './values';

/** From items to atomic values, and to the types that operators and functions want (XPath 2.4.2, 3.1.5). */

/** fn:data of a node of a document without a schema. */
export function typedValue(node: Node): Atomic {
  const text = stringOf(node);
  return node.kind === 'comment' || node.kind === 'instruction' || node.kind === 'namespace' ? text : new Untyped(text);
}

export function atomOf(item: Item): Atomic {
  return isNode(item) ? typedValue(item) : item;
}

export function atomsOf(items: Sequence): readonly Atomic[] {
  return items.map(atomOf);
}

/** fn:string of an item. */
export function textOf(item: Item): string {
  if (typeof item === 'string') return item;
  return isNode(item) ? stringOf(item) : textOfAtomic(item);
}

/** As `textOf`, in XPath 1.0. */
export function textOf10(item: Item): string {
  return typeof item === 'number' ? plainNumberText(item) : textOf(item);
}

/** fn:number of an item: NaN where it is none. */
export function numberOf(item: Item | undefined): number {
  if (item === undefined) return Number.NaN;
  if (typeof item === 'number') return item;
  if (typeof item === 'bigint') return Number(item);
  if (typeof item === 'boolean') return item ? 1 : 0;
  if (isNode(item) || typeof item === 'string') return readDouble(textOf(item)) ?? Number.NaN;
  if (isNumeric(item)) return toDouble(item);
  return item instanceof Untyped ? (readDouble(item.value) ?? Number.NaN) : Number.NaN;
}

/** As `numberOf`, in XPath 1.0. */
export function numberOf10(item: Item | undefined): number {
  return item !== undefined && (typeof item === 'string' || isNode(item) || item instanceof Untyped)
    ? number10(textOf(item))
    : numberOf(item);
}

/** The value of an operand that must be at most one item; in XPath 1.0 the first one. */
export function oneOf(code: Code, compatible: boolean): Eval<Item | undefined> {
  if (code.type.max < 2) return code.one;
  const { items } = code;
  if (compatible) return (item, context) => items(item, context)[0];
  return (item, context) => {
    const values = items(item, context);
    if (values.length > 1) throw tooMany();
    return values[0];
  };
}

export function wrongType(value: Atomic | Node, wanted: string): XPathError {
  const found = isNode(value) ? 'node()' : `xs:${typeOf(value)}`;
  return error('XPTY0004', `${wanted} is expected, not ${found}.`, `${wanted} est attendu, et non ${found}.`);
}

/** Function conversion to xs:string; xs:anyURI is promoted. */
export function asString(item: Item): string {
  if (typeof item === 'string') return item;
  if (isNode(item)) return stringOf(item);
  if (item instanceof Untyped || item instanceof AnyUri) return item.value;
  throw wrongType(item, 'xs:string');
}

export function asDouble(item: Item): number {
  if (typeof item === 'number') return item;
  const value = asNumeric(item);
  return toDouble(value);
}

export function asNumeric(item: Item): Numeric {
  const value = atomOf(item);
  if (value instanceof Untyped) return untypedDouble(value.value);
  if (isNumeric(value)) return value;
  throw wrongType(value, 'numeric');
}

export function asInteger(item: Item): bigint {
  const value = atomOf(item);
  if (typeof value === 'bigint') return value;
  if (value instanceof Untyped) return cast(value, 'integer') as bigint;
  throw wrongType(value, 'xs:integer');
}

/** Function conversion to an atomic type that has subtypes only in `typeOf`. */
export function asAtomic(item: Item, wanted: AtomicType): Atomic {
  const value = atomOf(item);
  const found = typeOf(value);
  if (found === wanted) return value;
  if (value instanceof Untyped) return cast(value, wanted);
  if (wanted === 'duration' && (found === 'dayTimeDuration' || found === 'yearMonthDuration')) return value;
  throw wrongType(value, `xs:${wanted}`);
}

/** Whether a value is of a type, for `instance of`. */
export function isOfType(value: Atomic, local: string): boolean {
  const found = typeOf(value);
  return (
    found === local ||
    local === 'anyAtomicType' ||
    (local === 'decimal' && found === 'integer') ||
    (local === 'duration' && (found === 'dayTimeDuration' || found === 'yearMonthDuration'))
  );
}
