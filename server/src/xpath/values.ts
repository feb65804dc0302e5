import type { XmlAttribute, XmlComment, XmlDocument, XmlElement, XmlInstruction, XmlText } from '../xml/tree';
import type { Decimal } from './decimal';

/**
 * The values of XPath 2.0 as JavaScript has them:
 *
 * | XPath | JavaScript |
 * | --- | --- |
 * | xs:string and types derived from it | string |
 * | xs:boolean | boolean |
 * | xs:integer and types derived from it | bigint |
 * | xs:double | number |
 * | any other atomic type | an object of a class below |
 * | node | a node of the shared tree, or a `NamespaceNode` |
 */
export type Atomic =
  | string
  | boolean
  | number
  | bigint
  | Untyped
  | Decimal
  | Float
  | AnyUri
  | QName
  | Moment
  | Duration
  | Binary;

export type Numeric = number | bigint | Decimal | Float;

export type Node = XmlDocument | XmlElement | XmlAttribute | XmlText | XmlComment | XmlInstruction | NamespaceNode;

export type Item = Node | Atomic;

/** What an expression gives: items in order, never nested. */
export type Sequence = readonly Item[];

export const EMPTY: Sequence = [];

/** xs:untypedAtomic: the typed value of every node of a document without a schema. */
export class Untyped {
  readonly type = 'untypedAtomic';
  constructor(readonly value: string) {}
}

/** xs:float: kept in single precision. */
export class Float {
  readonly type = 'float';
  readonly value: number;
  constructor(value: number) {
    this.value = Math.fround(value);
  }
}

export class AnyUri {
  readonly type = 'anyURI';
  constructor(readonly value: string) {}
}

export class QName {
  readonly type = 'QName';
  constructor(
    readonly namespace: string,
    readonly local: string,
    readonly prefix = '',
  ) {}

  get lexical(): string {
    return this.prefix ? `${this.prefix}:${this.local}` : this.local;
  }
}

export type MomentType = 'dateTime' | 'date' | 'time' | 'gYearMonth' | 'gYear' | 'gMonthDay' | 'gDay' | 'gMonth';

/** A date, a time or a part of one. Parts its type does not have keep the values of 1972-12-31T00:00:00 (F&O 10.4). */
export class Moment {
  constructor(
    readonly type: MomentType,
    /** Proleptic Gregorian; 0 is the year before 1. */
    readonly year: number,
    readonly month: number,
    readonly day: number,
    /** Microseconds since midnight, local. */
    readonly micros: number,
    /** Minutes east of UTC; undefined where the value has no timezone. */
    readonly offset: number | undefined,
  ) {}
}

export type DurationType = 'duration' | 'dayTimeDuration' | 'yearMonthDuration';

/** Months and seconds are both of one sign. */
export class Duration {
  constructor(
    readonly type: DurationType,
    readonly months: number,
    /** Microseconds. */
    readonly micros: bigint,
  ) {}
}

export class Binary {
  constructor(
    readonly type: 'hexBinary' | 'base64Binary',
    /** Two upper-case hexadecimal digits each. */
    readonly hex: string,
  ) {}
}

/** A prefix in scope of an element. */
export class NamespaceNode {
  readonly kind = 'namespace';
  constructor(
    readonly parent: XmlElement,
    readonly prefix: string,
    readonly uri: string,
    /** Place among the element's namespaces. */
    readonly rank: number,
  ) {}

  get document(): XmlDocument {
    return this.parent.document;
  }
}

export function isNode(item: Item): item is Node {
  return typeof item === 'object' && 'kind' in item;
}

/** Primitive types and the two that integers and durations need beside them. */
export type AtomicType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'float'
  | 'untypedAtomic'
  | 'anyURI'
  | 'QName'
  | MomentType
  | DurationType
  | 'hexBinary'
  | 'base64Binary';

/** The most exact type of a value that `AtomicType` has. */
export function typeOf(value: Atomic): AtomicType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'double';
    case 'bigint':
      return 'integer';
    default:
      return value.type;
  }
}

export function isNumeric(value: Atomic): value is Numeric {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    (typeof value === 'object' && (value.type === 'decimal' || value.type === 'float'))
  );
}
