import type { XmlElement } from '../xml/tree';
import {
  asAtomic,
  asDouble,
  asInteger,
  asNumeric,
  asString,
  atomOf,
  numberOf10,
  textOf,
  textOf10,
  wrongType,
} from './atoms';
import type { StaticType } from './code';
import type { DynamicContext } from './dynamic';
import {
  type Atomic,
  type AtomicType,
  type Duration,
  type Item,
  isNode,
  isNumeric,
  type Moment,
  type Node,
  type Numeric,
  type QName,
} from './values';

/** How library functions are declared: types as XPath has them in a signature, values as TypeScript has them in the body. */

interface Bases {
  string: string;
  /** Any item as fn:string gives it. */
  text: string;
  double: number;
  numeric: Numeric;
  integer: bigint;
  boolean: boolean;
  atomic: Atomic;
  /** What fn:sum adds: in XPath 1.0 the numbers of nodes. */
  summand: Atomic;
  item: Item;
  node: Node;
  element: XmlElement;
  QName: QName;
  dateTime: Moment;
  date: Moment;
  time: Moment;
  duration: Duration;
  dayTimeDuration: Duration;
  anyURI: Atomic;
}

type Base = keyof Bases;

/** `?` none or one, `*` any number, `+` one or more; `=` after all that marks an argument that may be left out. */
export type Parameter = Base | `${Base}?` | `${Base}*` | `${Base}+` | `${Base}=` | `${Base}?=` | `${Base}*=`;

/** What a body is given for a parameter. */
type Argument<P extends string> = P extends `${infer Q}=`
  ? Argument<Q> | undefined
  : P extends `${infer B extends Base}*` | `${infer B extends Base}+`
    ? readonly Bases[B][]
    : P extends `${infer B extends Base}?`
      ? Bases[B] | undefined
      : P extends Base
        ? Bases[P]
        : never;

type Arguments<P extends readonly string[]> = { readonly [I in keyof P]: Argument<P[I]> };

export type Result = StaticType['kind'] | `${StaticType['kind']}?` | `${StaticType['kind']}*`;

type Returned<R extends string> = R extends `${string}*`
  ? readonly Item[]
  : R extends `${string}?`
    ? Item | undefined
    : Item;

/** What a body may use beside its arguments. */
export interface Call {
  readonly context: DynamicContext;
  /** The context item. */
  readonly item: Item | undefined;
}

export interface LibraryFunction {
  readonly parameters: readonly Parameter[];
  readonly result: Result;
  /** Extra `Needs` of a body that looks at more than its arguments. */
  readonly needs: number;
  /** The last argument is the context item where it is left out. */
  readonly onContext: boolean;
  /** The last argument may be repeated. */
  readonly variadic: boolean;
  // The body's own types are checked where it is declared.
  readonly body: (context: DynamicContext, ...values: never[]) => unknown;
}

export type Library = Record<string, LibraryFunction>;

interface Options {
  readonly needs?: number;
  readonly onContext?: boolean;
  readonly variadic?: boolean;
}

/** Declares a function. */
export function define<const P extends readonly Parameter[], const R extends Result>(
  parameters: P,
  result: R,
  body: (context: DynamicContext, ...values: Arguments<P>) => Returned<R>,
  { needs = 0, onContext = false, variadic = false }: Options = {},
): LibraryFunction {
  return { parameters, result, body: body as LibraryFunction['body'], needs, onContext, variadic };
}

export function least({ parameters, onContext }: LibraryFunction): number {
  const optional = parameters.findIndex((parameter) => parameter.endsWith('='));
  const count = optional < 0 ? parameters.length : optional;
  return onContext ? Math.min(count, parameters.length - 1) : count;
}

/** Conversion of one item to a parameter's type by the function conversion rules (XPath 3.1.5). */
export function converter(base: string, compatible: boolean): (item: Item) => Item {
  switch (base) {
    case 'string':
      return compatible ? textOf10 : asString;
    case 'text':
      return compatible ? textOf10 : textOf;
    case 'double':
      return compatible ? numberOf10 : asDouble;
    case 'numeric':
      return compatible ? (item) => (!isNode(item) && isNumeric(item) ? item : numberOf10(item)) : asNumeric;
    case 'integer':
      return asInteger;
    case 'atomic':
      return atomOf;
    case 'summand':
      return compatible ? (item) => (isNode(item) ? numberOf10(item) : item) : atomOf;
    case 'item':
      return (item) => item;
    case 'node':
      return (item) => {
        if (isNode(item)) return item;
        throw wrongType(item, 'node()');
      };
    case 'element':
      return (item) => {
        if (isNode(item) && item.kind === 'element') return item;
        throw wrongType(item, 'element()');
      };
    default:
      return (item) => asAtomic(item, base as AtomicType);
  }
}
