import type { XmlAttribute, XmlElement } from '../xml/tree';
import { children, type Expression, type PathExpression, type Step } from '../xpath/ast';
import type { ExpandedName } from '../xpath/names';
import type { Code } from './code';
import { qualified } from './contextPattern';
import { attributeOf } from './documentIndex';

/** A child or an attribute of what stands before it in a path. */
interface Move extends ExpandedName {
  readonly axis: 'child' | 'attribute';
}

/** What a test reads of its context, and what it demands there. */
interface Reads {
  readonly paths: (readonly Move[])[];
  /** Values that attributes or elements must have for the test to hold. */
  readonly demands: { readonly path: readonly Move[]; readonly value: string }[];
  /** It also reads what no path of children and attributes leads to. */
  others: boolean;
}

export interface SolePlace {
  readonly place: XmlAttribute | XmlElement;
  /** The value that the test wants there, where it is one. */
  readonly demanded?: string;
}

/**
 * The one place below `element`, or attribute of it, that an assertion which fails there is about: the end of the only path its test
 * reads, as far as exactly one node stands there; of several attributes of that node the only one without the value that the test
 * demands. Undefined where the test reads more, and for templateIds: one of another template is not at fault.
 */
export function solePlace(test: Code, element: XmlElement): SolePlace | undefined {
  if (test.fault) return undefined;
  const reads = readsOf(test);
  const place = placeIn(reads, element);
  if (!place) return undefined;
  const values = reads.demands.flatMap(({ path, value }) => (reaches(path, place, element) ? [value] : []));
  const [demanded, ...others] = values;
  return { place, ...(demanded !== undefined && others.length === 0 && { demanded }) };
}

function placeIn({ paths, demands, others }: Reads, element: XmlElement): XmlAttribute | XmlElement | undefined {
  if (others || paths.length === 0) return undefined;
  let node = element;
  let depth = 0;
  for (; ; depth++) {
    const [move, ...moves] = paths.map((path) => path[depth]);
    if (!move || !moves.every((other) => other && isSame(move, other))) break;
    if (move.axis === 'attribute') return attributeOf(node, move) ?? otherThan(node, element);
    const [child, ...siblings] = childrenOf(node, move);
    if (!child || siblings.length > 0 || child.local === 'templateId') break;
    node = child;
  }
  const wrong = demands.flatMap(({ path, value }) => {
    const last = path.length === depth + 1 ? path[depth] : undefined;
    const attribute = last?.axis === 'attribute' ? attributeOf(node, last) : undefined;
    return attribute && attribute.value !== value ? [attribute] : [];
  });
  return wrong.length === 1 ? wrong[0] : otherThan(node, element);
}

/** Whether a path leads from `element` to `place`, as far as names tell. */
function reaches(path: readonly Move[], place: XmlAttribute | XmlElement, element: XmlElement): boolean {
  let at: XmlElement | undefined = place.kind === 'attribute' ? place.owner : place;
  const moves = [...path];
  if (place.kind === 'attribute') {
    const last = moves.pop();
    if (last?.axis !== 'attribute' || attributeOf(place.owner, last) !== place) return false;
  }
  for (let move = moves.pop(); move; move = moves.pop()) {
    if (move.axis !== 'child' || at?.local !== move.local) return false;
    at = at.parent;
  }
  return at === element;
}

function otherThan(node: XmlElement, element: XmlElement): XmlElement | undefined {
  return node === element ? undefined : node;
}

function isSame(a: Move, b: Move): boolean {
  return a.axis === b.axis && a.local === b.local && a.namespace === b.namespace;
}

function childrenOf(element: XmlElement, { namespace, local }: ExpandedName): XmlElement[] {
  return element.elements(local).filter((child) => child.namespace === namespace);
}

const known = new WeakMap<Code, Reads>();

function readsOf(test: Code): Reads {
  const found = known.get(test);
  if (found) return found;
  const reads: Reads = { paths: [], demands: [], others: false };
  visit(test.tree, [], true, reads);
  known.set(test, reads);
  return reads;
}

/** `at`: the path to the context item; `isDemanded`: the test fails where the expression is false. */
function visit(expression: Expression, at: readonly Move[], isDemanded: boolean, reads: Reads): void {
  switch (expression.kind) {
    case 'context':
      return here(at, reads);
    case 'variable':
    case 'filter':
      reads.others = true;
      return;
    case 'step':
      follow([expression], at, isDemanded, reads);
      return;
    case 'path':
      return followPath(expression, at, isDemanded, reads);
    case 'comparison':
      if (isDemanded) demand(expression, at, reads);
      break;
    case 'call':
      // Without arguments they are about the context item, or its place among its siblings.
      if (expression.arguments.length === 0 && !/^(?:true|false)$/.test(expression.name.local)) reads.others = true;
  }
  for (const child of children(expression)) visit(child, at, isDemanded && expression.kind === 'and', reads);
}

/** The context item itself is read: a place below the rule's context, or all of that. */
function here(at: readonly Move[], reads: Reads): void {
  if (at.length === 0) reads.others = true;
  else reads.paths.push(at);
}

function followPath(path: PathExpression, at: readonly Move[], isDemanded: boolean, reads: Reads): void {
  if (path.absolute) reads.others = true;
  else follow(fromHere(path), at, isDemanded, reads);
}

/** The steps of a relative path without a `.` at its beginning. */
function fromHere({ steps }: PathExpression): readonly Expression[] {
  return steps[0]?.kind === 'context' ? steps.slice(1) : steps;
}

function follow(steps: readonly Expression[], at: readonly Move[], isDemanded: boolean, reads: Reads): void {
  let path = at;
  let isRead = false;
  for (const step of steps) {
    const move = step.kind === 'step' ? moveOf(step) : undefined;
    if (step.kind !== 'step' || !move) {
      reads.others = true;
      return;
    }
    path = [...path, move];
    for (const predicate of step.predicates) visit(predicate, path, isDemanded, reads);
    isRead = step.predicates.length > 0;
  }
  // What is only there to bear a predicate is not read beside it.
  if (!isRead) reads.paths.push(path);
}

function moveOf({ axis, test }: Step): Move | undefined {
  const name = axis === 'child' || axis === 'attribute' ? qualified(test) : undefined;
  return name && { ...name, axis: axis as Move['axis'] };
}

/** `@a = 'x'`, `b/c = 'x'`, the sides in any order. */
function demand(comparison: Extract<Expression, { kind: 'comparison' }>, at: readonly Move[], reads: Reads): void {
  if (comparison.operator !== 'eq') return;
  for (const [value, literal] of [
    [comparison.left, comparison.right],
    [comparison.right, comparison.left],
  ] as const) {
    if (literal.kind !== 'literal' || typeof literal.value !== 'string') continue;
    const steps = value.kind === 'path' && !value.absolute ? fromHere(value) : [value];
    const moves = steps.flatMap(
      (step) => (step.kind === 'step' && step.predicates.length === 0 ? moveOf(step) : []) ?? [],
    );
    if (moves.length === steps.length) reads.demands.push({ path: [...at, ...moves], value: literal.value });
  }
}
