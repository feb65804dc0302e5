import type * as ast from './ast';
import { textOf } from './atoms';
import {
  always,
  Code,
  type Compiling,
  type Eval,
  effectiveBoolean,
  emptySequence,
  many,
  Needs,
  noContext,
  single,
  type,
  type Visit,
} from './code';
import type { DynamicContext } from './dynamic';
import { error, type XPathError } from './errors';
import { type Lookup, lookingUp, lookupOf } from './lookup';
import { nameNumber } from './names';
import { documentOf, inOrder } from './nodes';
import { attributeNamed, axisStep } from './paths';
import { type Item, isNode, isNumeric, type Node, type Sequence } from './values';

/** Compiles paths, steps and filters. A path is one chain of closures, from the first step to what is done with the last node. */

/** One link: given what visits the nodes of this step, gives what visits those of the step before. */
type Link = (visit: Visit) => Visit;

/** What is known of the nodes so far. */
interface Known {
  /** At most one node. */
  readonly alone: boolean;
  /** In document order, each once. */
  readonly ordered: boolean;
  /** None inside of another. */
  readonly peers: boolean;
}

const oneNode: Known = { alone: true, ordered: true, peers: true };

const bound = Needs.item | Needs.position | Needs.last;

interface Predicate {
  readonly code: Code;
  /** May be a number, or asks for its position: the node's place matters. */
  readonly placed: boolean;
}

function predicatesOf(compiler: Compiling, predicates: readonly ast.Expression[]): Predicate[] {
  return predicates.map((predicate) => {
    const code = compiler.compile(predicate);
    const { kind } = code.type;
    const boolean =
      kind === 'node' ||
      kind === 'boolean' ||
      kind === 'string' ||
      kind === 'anyURI' ||
      kind === 'untypedAtomic' ||
      code.type.max === 0;
    return { code, placed: !boolean || (code.needs & (Needs.position | Needs.last)) !== 0 };
  });
}

/** What predicates need of what is around the step. */
function outerNeeds(predicates: readonly Predicate[]): number {
  return predicates.reduce((needs, { code }) => needs | (code.needs & ~bound), 0);
}

/** The place that a predicate such as `[1]` asks for. */
function fixedPlace({ constant }: Code): number | undefined {
  const [only] = constant ?? [];
  return constant?.length === 1 && (typeof only === 'bigint' || typeof only === 'number') ? Number(only) : undefined;
}

/** Keeps the items that pass a predicate, told their positions. */
function keep({ code }: Predicate, items: Sequence, context: DynamicContext): Sequence {
  const { position, size } = context;
  const fixed = fixedPlace(code);
  if (fixed !== undefined) {
    const item = Number.isInteger(fixed) ? items[fixed - 1] : undefined;
    return item === undefined ? [] : [item];
  }
  const kept: Item[] = [];
  context.size = items.length;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item;
    context.position = at + 1;
    if (passes(code, item, at + 1, context)) kept.push(item);
  }
  context.position = position;
  context.size = size;
  return kept;
}

function passes(code: Code, item: Item, position: number, context: DynamicContext): boolean {
  if (code.number) return code.number(item, context) === position;
  if (code.type.kind === 'boolean' || code.type.kind === 'node') return code.test(item, context);
  const value = code.items(item, context);
  if (value.length !== 1) return effectiveBoolean(value);
  const [only] = value as [Item];
  if (isNode(only) || !isNumeric(only)) return effectiveBoolean(value);
  return Number(textOf(only)) === position;
}

/** A step as a link, its predicates in it. */
function stepLink(axis: ast.Axis, test: ast.NodeTest, predicates: readonly Predicate[]): Link {
  const walk = axisStep(axis, test);
  if (predicates.every(({ placed }) => !placed)) {
    return (visit) => walk(predicates.reduceRight<Visit>((next, { code }) => passing(code.test, next), visit)) as Visit;
  }
  const [first, ...rest] = predicates as [Predicate, ...Predicate[]];
  const fixed = fixedPlace(first.code);
  if (fixed !== undefined && rest.every(({ placed }) => !placed)) {
    return (visit) => {
      const next = rest.reduceRight<Visit>((after, { code }) => passing(code.test, after), visit);
      return nth(walk, fixed, next);
    };
  }
  return (visit) => {
    const collectAll = walk((node, context) => {
      context.out.push(node);
      return false;
    });
    return (node, context) => {
      const before = context.out;
      const out: Item[] = [];
      context.out = out;
      collectAll(node as Node, context);
      context.out = before;
      let items: Sequence = out;
      for (const predicate of predicates) items = keep(predicate, items, context);
      for (const item of items) if (visit(item, context)) return true;
      return false;
    };
  };
}

function passing(test: Eval<boolean>, next: Visit): Visit {
  return (node, context) => test(node, context) && next(node, context);
}

/** The node at one place: those after it are not looked for. */
function nth(walk: ReturnType<typeof axisStep>, place: number, next: Visit): Visit {
  if (!(place >= 1 && Number.isInteger(place))) return () => false;
  const seek = walk((node, context) => {
    if (++context.place < place) return false;
    context.found = node;
    return true;
  });
  return (node, context) => {
    const before = context.place;
    context.place = 0;
    const there = seek(node as Node, context);
    context.place = before;
    return there && next(context.found as Node, context);
  };
}

/** What a step needs beside the node it comes from. */
function axisNeeds(axis: ast.Axis): number {
  switch (axis) {
    case 'self':
    case 'child':
    case 'descendant':
    case 'descendant-or-self':
    case 'attribute':
    case 'namespace':
      return 0;
    default:
      return Needs.around;
  }
}

/** What is known after a step on an axis. */
function after({ alone, ordered, peers }: Known, axis: ast.Axis, nth: boolean): Known {
  switch (axis) {
    case 'self':
      return { alone, ordered, peers };
    case 'attribute':
    case 'namespace':
      return { alone: false, ordered, peers: true };
    case 'child':
      return { alone: alone && nth, ordered: ordered && peers, peers };
    case 'descendant':
    case 'descendant-or-self':
      return { alone: alone && nth, ordered: ordered && peers, peers: false };
    case 'parent':
      return alone ? oneNode : { alone: false, ordered: false, peers: false };
    case 'following-sibling':
      return { alone: alone && nth, ordered: alone, peers: alone };
    case 'following':
      return { alone: alone && nth, ordered: alone, peers: false };
    default:
      return alone && nth ? oneNode : { alone: false, ordered: false, peers: axis === 'preceding-sibling' && alone };
  }
}

/** A step alone, from the context item. */
export function step(compiler: Compiling, expression: ast.Step): Code {
  const { axis, test } = expression;
  const predicates = predicatesOf(compiler, expression.predicates);
  const needs = Needs.item | axisNeeds(axis) | outerNeeds(predicates);
  if (
    axis === 'attribute' &&
    test.kind === 'name' &&
    test.namespace !== undefined &&
    test.local !== undefined &&
    predicates.length === 0
  ) {
    const id = nameNumber(test.namespace, test.local);
    return single(
      type('node', 1, 0),
      needs,
      (item) => attributeNamed(item ?? noItem(), id) ?? (isNode(item as Item) ? undefined : noNode()),
    );
  }
  const known = after(oneNode, axis, isNth(predicates));
  return chain(needs, [stepLink(axis, test, predicates)], known);
}

const isNth = ([first]: readonly Predicate[]): boolean => first !== undefined && fixedPlace(first.code) !== undefined;

function noItem(): never {
  throw noContext();
}

function noNode(): never {
  throw error('XPTY0020', 'The context item is not a node.', 'L’élément de contexte n’est pas un nœud.');
}

/** Steps from the context item. */
function chain(needs: number, links: readonly Link[], known: Known): Code {
  const any = (visit: Visit): Eval<boolean> => {
    const run = links.reduceRight((next, link) => link(next), visit);
    return (item, context) => {
      if (item === undefined) return noItem();
      if (!isNode(item)) return noNode();
      return run(item, context);
    };
  };
  return walked(needs, known, any);
}

function walked(needs: number, { alone, ordered, peers }: Known, any: (visit: Visit) => Eval<boolean>): Code {
  return new Code(alone ? type('node', 1, 0) : type('node', 2), needs, { any }, { ordered, peers });
}

/** A path: `/`, `a/b`, `//a`, `$x/a/string()`. */
export function path(compiler: Compiling, { absolute, steps }: ast.PathExpression): Code {
  const shorter = steps.filter((one, at) => !isSelf(one) || (at === 0 && !absolute && steps.length === 1));
  let code: Code | undefined;
  let links: Link[] = [];
  let known = oneNode;
  let needs: number = absolute ? Needs.document : Needs.item;
  if (absolute) code = single(type('node'), Needs.document, rootOf);
  /** Makes what was read so far the beginning of what follows. */
  const close = (): Code => {
    const begin = code;
    const run = links;
    if (!begin) return chain(needs, run, known);
    if (run.length === 0) return begin;
    const any = (visit: Visit): Eval<boolean> => begin.any(checked(run.reduceRight((next, link) => link(next), visit)));
    return walked(needs, known, any);
  };
  for (let at = 0; at < shorter.length; at++) {
    const one = shorter[at] as ast.Expression;
    if (one.kind === 'step') {
      const merged = merge(one, shorter[at + 1], compiler);
      if (merged) at++;
      const { axis, test, predicates, lookup } = merged ?? {
        axis: one.axis,
        test: one.test,
        predicates: predicatesOf(compiler, one.predicates),
      };
      needs |= axisNeeds(axis) | outerNeeds(predicates);
      links.push(
        lookup ? lookupLink(lookup, stepLink(axis, test, predicates), predicates) : stepLink(axis, test, predicates),
      );
      known = after(known, axis, isNth(predicates));
    } else if (at === 0 && !absolute) {
      code = compiler.compile(one);
      needs = code.needs;
      known = { alone: code.type.max < 2, ordered: code.ordered, peers: code.peers || code.type.max < 2 };
    } else {
      const inner = compiler.compile(one);
      const base = close();
      code = mapped(base, inner, at === shorter.length - 1);
      needs = code.needs;
      links = [];
      known = { alone: code.type.max < 2, ordered: code.ordered, peers: code.peers };
    }
  }
  return close();
}

function isSelf(one: ast.Expression): boolean {
  return one.kind === 'step' && one.axis === 'self' && one.test.kind === 'node' && one.predicates.length === 0;
}

/** `descendant-or-self::node()/child::a` as one step, where no predicate counts. */
function merge(
  one: ast.Step,
  next: ast.Expression | undefined,
  compiler: Compiling,
): { axis: ast.Axis; test: ast.NodeTest; predicates: Predicate[]; lookup?: Lookup } | undefined {
  if (one.axis !== 'descendant-or-self' || one.test.kind !== 'node' || one.predicates.length > 0) return undefined;
  if (next?.kind !== 'step') return undefined;
  const axis = (
    {
      child: 'descendant',
      descendant: 'descendant',
      self: 'descendant-or-self',
      'descendant-or-self': 'descendant-or-self',
    } as const
  )[next.axis as 'child'];
  if (!axis) return undefined;
  const predicates = predicatesOf(compiler, next.predicates);
  if (predicates.some(({ placed }) => placed)) return undefined;
  const lookup = axis === 'descendant' ? lookupOf(next, compiler) : undefined;
  return { axis, test: next.test, predicates, ...(lookup && { lookup }) };
}

function lookupLink(lookup: Lookup, link: Link, predicates: readonly Predicate[]): Link {
  return (visit) => {
    const passed = predicates.reduceRight<Visit>((next, { code }) => passing(code.test, next), visit);
    return lookingUp(lookup, link(visit), passed, lookup.sole && visit === always);
  };
}

function rootOf(item: Item | undefined): Node {
  if (item === undefined) throw noContext();
  if (!isNode(item)) return noNode();
  return documentOf(item);
}

function checked(visit: Visit): Visit {
  return (item, context) => {
    if (!isNode(item)) throw notNodes();
    return visit(item, context);
  };
}

function notNodes(): XPathError {
  return error('XPTY0019', 'A step needs nodes before it.', 'Une étape suppose des nœuds avant elle.');
}

/** `base/inner`, where `inner` is no axis step. */
function mapped(base: Code, inner: Code, last: boolean): Code {
  const needs = base.needs | (inner.needs & ~bound);
  if (base.type.max === 0) return emptySequence;
  const nodes = inner.type.kind === 'node';
  const place = (inner.needs & (Needs.position | Needs.last)) !== 0;
  const items: Eval<Sequence> = (item, context) => {
    const { position, size } = context;
    const before = base.items(item, context);
    const values: Item[] = [];
    for (let at = 0; at < before.length; at++) {
      const node = before[at] as Item;
      if (!isNode(node)) throw notNodes();
      if (place) {
        context.position = at + 1;
        context.size = before.length;
      }
      for (const value of inner.items(node, context)) values.push(value);
    }
    if (place) {
      context.position = position;
      context.size = size;
    }
    if (nodes || (values.length > 0 && values.every(isNode))) return inOrder(values as Node[]);
    if (!last) {
      if (values.length > 0) throw notNodes();
    } else if (values.some(isNode))
      throw error(
        'XPTY0018',
        'A path gives nodes or values, not both.',
        'Un chemin donne des nœuds ou des valeurs, pas les deux.',
      );
    return values;
  };
  const one = base.type.max === 1 && inner.type.max === 1;
  const code = many(one ? type(inner.type.kind, 1, 0) : type(inner.type.kind, 2), needs, items);
  if (place || !nodes) return code;
  return code.with({ any: (visit) => base.any(checked(inner.any(visit) as Visit)) }, { ordered: false });
}

/** `(base)[predicate]` */
export function filter(compiler: Compiling, expression: ast.FilterExpression): Code {
  const base = compiler.compile(expression.base);
  const predicates = predicatesOf(compiler, expression.predicates);
  const needs = base.needs | outerNeeds(predicates);
  const { kind, max } = base.type;
  const first = isNth(predicates);
  const { items } = base;
  const code = many(type(kind, first ? 1 : max, 0), needs, (item, context) => {
    let kept = items(item, context);
    for (const predicate of predicates) kept = keep(predicate, kept, context);
    return kept;
  });
  if (predicates.some(({ placed }) => placed)) return code.with({}, { peers: base.peers });
  const passes = (visit: Visit): Visit =>
    predicates.reduceRight<Visit>((next, { code: { test } }) => passing(test, next), visit);
  const any = (visit: Visit): Eval<boolean> => base.any(passes(visit));
  return code.with({ any }, { ordered: base.ordered, peers: base.peers });
}
