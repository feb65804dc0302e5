import type { Decimal } from './decimal';

/**
 * The tree of an expression, names resolved. `start`–`end` is its place in the source (UTF-16 offsets, without the parentheses
 * around it). Chains of one operator are one node; `//` stands expanded, as the specification writes it
 * (`/descendant-or-self::node()/`).
 */
export type Expression =
  | Literal
  | VariableReference
  | ContextItem
  | SequenceExpression
  | RangeExpression
  | LogicalExpression
  | ComparisonExpression
  | ArithmeticExpression
  | UnaryExpression
  | SetExpression
  | PathExpression
  | Step
  | FilterExpression
  | FunctionCall
  | IfExpression
  | ForExpression
  | QuantifiedExpression
  | TypeExpression
  | CastExpression;

interface Place {
  readonly start: number;
  readonly end: number;
}

/** A string, an integer (bigint), a decimal or a double. */
export interface Literal extends Place {
  readonly kind: 'literal';
  readonly value: string | bigint | Decimal | number;
}

/** An expanded name. `prefix` is as written and means nothing more. */
export interface Name {
  readonly prefix: string;
  readonly namespace: string;
  readonly local: string;
}

export interface VariableReference extends Place {
  readonly kind: 'variable';
  readonly name: Name;
}

/** `.` */
export interface ContextItem extends Place {
  readonly kind: 'context';
}

/** `(a, b)`; `()` without items. */
export interface SequenceExpression extends Place {
  readonly kind: 'sequence';
  readonly items: readonly Expression[];
}

/** `from to last` */
export interface RangeExpression extends Place {
  readonly kind: 'range';
  readonly from: Expression;
  readonly last: Expression;
}

export interface LogicalExpression extends Place {
  readonly kind: 'and' | 'or';
  readonly operands: readonly Expression[];
}

export type Comparator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

/** `general` is `=`, `!=`, …; `value` is `eq`, `ne`, …; `node` is `is`, `<<`, `>>`. */
export type ComparisonExpression = Place & {
  readonly kind: 'comparison';
  readonly left: Expression;
  readonly right: Expression;
} & (
    | { readonly style: 'general' | 'value'; readonly operator: Comparator }
    | { readonly style: 'node'; readonly operator: 'is' | 'before' | 'after' }
  );

export type ArithmeticOperator = 'add' | 'subtract' | 'multiply' | 'div' | 'idiv' | 'mod';

export interface ArithmeticExpression extends Place {
  readonly kind: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `-a`, `+a` */
export interface UnaryExpression extends Place {
  readonly kind: 'unary';
  readonly negative: boolean;
  readonly operand: Expression;
}

export interface SetExpression extends Place {
  readonly kind: 'union' | 'intersect' | 'except';
  readonly operands: readonly Expression[];
}

/** `a/b/c`, `/a` (`absolute`); `/` alone has no steps. A relative path has two steps or more. */
export interface PathExpression extends Place {
  readonly kind: 'path';
  readonly absolute: boolean;
  readonly steps: readonly Expression[];
}

export type Axis =
  | 'child'
  | 'descendant'
  | 'attribute'
  | 'self'
  | 'descendant-or-self'
  | 'following-sibling'
  | 'following'
  | 'namespace'
  | 'parent'
  | 'ancestor'
  | 'preceding-sibling'
  | 'preceding'
  | 'ancestor-or-self';

/** A name test: undefined is `*`. Of the axis's principal kind (attribute, namespace, else element). */
export interface NameTest {
  readonly kind: 'name';
  readonly namespace: string | undefined;
  readonly local: string | undefined;
}

/** `node()`, `text()`, … `name` is that of `element(n)`, `attribute(n)` or the target of a processing instruction. */
export type KindTest =
  | { readonly kind: 'node' | 'text' | 'comment' }
  | { readonly kind: 'processing-instruction'; readonly target?: string }
  | { readonly kind: 'element' | 'attribute'; readonly name?: Name; readonly type?: Name }
  | { readonly kind: 'document-node'; readonly element?: KindTest };

export type NodeTest = NameTest | KindTest;

export interface Step extends Place {
  readonly kind: 'step';
  readonly axis: Axis;
  readonly test: NodeTest;
  readonly predicates: readonly Expression[];
}

/** `(base)[predicate]` */
export interface FilterExpression extends Place {
  readonly kind: 'filter';
  readonly base: Expression;
  readonly predicates: readonly Expression[];
}

export interface FunctionCall extends Place {
  readonly kind: 'call';
  readonly name: Name;
  readonly arguments: readonly Expression[];
}

export interface IfExpression extends Place {
  readonly kind: 'if';
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

export interface Binding {
  readonly name: Name;
  readonly sequence: Expression;
}

/** `for $a in x, $b in y return result` */
export interface ForExpression extends Place {
  readonly kind: 'for';
  readonly bindings: readonly Binding[];
  readonly result: Expression;
}

export interface QuantifiedExpression extends Place {
  readonly kind: 'some' | 'every';
  readonly bindings: readonly Binding[];
  readonly result: Expression;
}

/** `''` one, `?` none or one, `*`, `+`. */
export type Occurrence = '' | '?' | '*' | '+';

/** `item` undefined is `empty-sequence()`. */
export interface SequenceType {
  readonly item: { readonly kind: 'item' } | { readonly kind: 'atomic'; readonly name: Name } | KindTest | undefined;
  readonly occurrence: Occurrence;
}

/** `a instance of t`, `a treat as t` */
export interface TypeExpression extends Place {
  readonly kind: 'instance' | 'treat';
  readonly operand: Expression;
  readonly type: SequenceType;
}

/** `a cast as t`, `a castable as t`; `optional` is `t?`. */
export interface CastExpression extends Place {
  readonly kind: 'cast' | 'castable';
  readonly operand: Expression;
  readonly type: Name;
  readonly optional: boolean;
}

/** The expressions directly inside of `expression`, in order. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'variable':
    case 'context':
      return [];
    case 'sequence':
      return expression.items;
    case 'range':
      return [expression.from, expression.last];
    case 'and':
    case 'or':
    case 'union':
    case 'intersect':
    case 'except':
      return expression.operands;
    case 'comparison':
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'unary':
    case 'instance':
    case 'treat':
    case 'cast':
    case 'castable':
      return [expression.operand];
    case 'path':
      return expression.steps;
    case 'step':
      return expression.predicates;
    case 'filter':
      return [expression.base, ...expression.predicates];
    case 'call':
      return expression.arguments;
    case 'if':
      return [expression.test, expression.then, expression.otherwise];
    case 'for':
    case 'some':
    case 'every':
      return [...expression.bindings.map(({ sequence }) => sequence), expression.result];
  }
}
