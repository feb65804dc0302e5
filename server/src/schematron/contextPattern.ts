import { children, type Expression, type NodeTest, type Step } from '../xpath/ast';
import { XPathError } from '../xpath/errors';
import type { ExpandedName } from '../xpath/names';
import { type NameContext, parse } from '../xpath/parser';

/**
 * A rule's context read as an XSLT pattern (XSLT 2.0, 5.5.3): alternatives, each a path of steps. `general` is what no such
 * path says (`key()`, `id()`, other axes, positions, parentheses): a node matches where the expression, evaluated from any of
 * its ancestors or itself, gives the node.
 */
export type Alternative =
  | { readonly kind: 'path'; readonly steps: readonly PatternStep[] }
  | { readonly kind: 'document' }
  | { readonly kind: 'general'; readonly expression: Expression };

export interface PatternStep {
  readonly step: Step;
  /** How it follows: a child (or attribute) of what the step before matched, anywhere below it, or (first step) of the document node. */
  readonly after: 'child' | 'descendant' | 'root' | 'anywhere';
  /** A predicate depends on positions: it can only be judged among its siblings. */
  readonly positional: boolean;
}

/** Parses the contexts of one schema: hundreds begin with the same steps, which are parsed once. */
export class ContextParser {
  /** First steps of paths, by the text up to their end. */
  private readonly begun = new Map<string, Path>();

  constructor(private readonly names: NameContext) {}

  /** Throws XPathError. */
  parse(source: string): Expression {
    const tree = this.continued(source) ?? parse(source, this.names);
    if (tree.kind === 'path') this.remember(source, tree);
    return tree;
  }

  /** Undefined where nothing that was parsed before begins it, or where what follows is more than further steps. */
  private continued(source: string): Path | undefined {
    for (let slash = source.lastIndexOf('/'); slash > 0; slash = source.lastIndexOf('/', slash - 1)) {
      const begun = this.begun.get(source.slice(0, slash));
      if (!begun) continue;
      const rest = restOf(source, this.names, slash + 1);
      if (!rest || begun.steps.length + rest.steps.length > mostSteps) return undefined;
      return { ...begun, steps: [...begun.steps, ...rest.steps], end: rest.end };
    }
    return undefined;
  }

  private remember(source: string, path: Path): void {
    let before = 0;
    for (const [at, { start, end }] of path.steps.entries()) {
      // Behind a parenthesis a text is no path without its other half.
      if (!/^\/?$/.test(source.slice(before, start))) return;
      before = end;
      const text = source.slice(0, end);
      // What `//` stands for is no step that `/` could follow.
      if (text.endsWith('/') || this.begun.has(text)) continue;
      this.begun.set(text, { ...path, steps: path.steps.slice(0, at + 1), end });
    }
  }
}

type Path = Extract<Expression, { kind: 'path' }>;

/** A path of more is parsed as a whole: the parser refuses one that is too long. */
const mostSteps = 100;

/** A relative path; undefined for any other text. */
function restOf(source: string, names: NameContext, from: number): Pick<Path, 'steps' | 'end'> | undefined {
  try {
    const rest = parse(source, names, from);
    // Behind a parenthesis.
    if (rest.start !== from) return undefined;
    if (rest.kind === 'step') return { steps: [rest], end: rest.end };
    return rest.kind === 'path' && !rest.absolute ? rest : undefined;
  } catch (error) {
    if (error instanceof XPathError) return undefined;
    throw error;
  }
}

export function readContext(expression: Expression): Alternative[] {
  if (expression.kind === 'union') return expression.operands.flatMap(readContext);
  const steps = stepsOf(expression);
  if (!steps) return [{ kind: 'general', expression }];
  return steps.length === 0 ? [{ kind: 'document' }] : [{ kind: 'path', steps }];
}

function stepsOf(expression: Expression): PatternStep[] | undefined {
  const path = expression.kind === 'path' ? expression : undefined;
  const steps: PatternStep[] = [];
  let after: PatternStep['after'] = path?.absolute ? 'root' : 'anywhere';
  for (const step of path?.steps ?? [expression]) {
    if (step.kind !== 'step') return undefined;
    if (isAnyBelow(step)) {
      after = after === 'root' || after === 'anywhere' ? 'anywhere' : 'descendant';
      continue;
    }
    if (step.axis !== 'child' && step.axis !== 'attribute') return undefined;
    steps.push({ step, after, positional: step.predicates.some(isPositional) });
    after = 'child';
  }
  // A path cannot end with `//`; an attribute has nothing below it.
  const inner = steps.slice(0, -1).some(({ step }) => step.axis === 'attribute');
  return after !== 'child' && steps.length > 0 ? undefined : inner ? undefined : steps;
}

/** What `//` stands for. */
const isAnyBelow = ({ axis, test, predicates }: Step): boolean =>
  axis === 'descendant-or-self' && test.kind === 'node' && predicates.length === 0;

/** Functions that never give a number: booleans, nodes, strings. */
const notNumbers = new Set(
  `boolean not true false exists empty contains starts-with ends-with matches deep-equal doc-available lang
  key id idref doc document current root
  string concat substring substring-before substring-after normalize-space translate upper-case lower-case replace name local-name`.split(
    /\s+/,
  ),
);

/** Whether a predicate may be a number, which stands for a position, or asks for one. */
export function isPositional(predicate: Expression): boolean {
  return maybeNumber(predicate) || asksPosition(predicate);
}

function maybeNumber(expression: Expression): boolean {
  switch (expression.kind) {
    case 'comparison':
    case 'and':
    case 'or':
    case 'some':
    case 'every':
    case 'instance':
    case 'castable':
    case 'step':
    case 'union':
    case 'intersect':
    case 'except':
      return false;
    case 'path':
      return expression.steps.length > 0 && maybeNumber(expression.steps.at(-1) as Expression);
    case 'literal':
      return typeof expression.value !== 'string';
    case 'filter':
      return maybeNumber(expression.base);
    case 'call':
      return !notNumbers.has(expression.name.local);
    case 'if':
      return maybeNumber(expression.then) || maybeNumber(expression.otherwise);
    default:
      return true;
  }
}

/** `position()` and `last()`, but not those of predicates inside. */
function asksPosition(expression: Expression): boolean {
  if (expression.kind === 'call') {
    if (/^(?:position|last)$/.test(expression.name.local)) return true;
  } else if (expression.kind === 'step') return false;
  else if (expression.kind === 'filter') return asksPosition(expression.base);
  else if (expression.kind === 'path') return expression.steps.slice(0, 1).some(asksPosition);
  return children(expression).some(asksPosition);
}

/**
 * What every match of a step must have: an attribute with one of `values`, its own, or that of a child named `child`. `exact`:
 * nothing more is asked by the predicate it was found in.
 */
export interface Hint {
  readonly child: ExpandedName | undefined;
  readonly attribute: ExpandedName;
  readonly values: readonly string[];
  readonly exact: boolean;
}

/** What a predicate demands of an attribute: `cda:templateId/@root = 'x'`, `cda:templateId[@root = 'x']`, `@root = 'x'`, `or` of them, or `and` with others. */
export function hintOf(predicate: Expression): Hint | undefined {
  switch (predicate.kind) {
    case 'comparison':
      return predicate.style === 'node' || predicate.operator !== 'eq'
        ? undefined
        : (equality(predicate.left, predicate.right) ?? equality(predicate.right, predicate.left));
    case 'step':
    case 'path':
      return ofChild(predicate);
    case 'and': {
      const found = predicate.operands.map(hintOf).find((hint) => hint !== undefined);
      return found && { ...found, exact: false };
    }
    case 'or':
      return either(predicate.operands.map(hintOf));
    default:
      return undefined;
  }
}

/** `path = 'value'` where the path ends in an attribute of the context or of its children. */
function equality(path: Expression, value: Expression): Hint | undefined {
  if (value.kind !== 'literal' || typeof value.value !== 'string') return undefined;
  const steps = path.kind === 'path' ? path.steps : [path];
  if (steps.length > 2 || (path.kind === 'path' && path.absolute)) return undefined;
  const attribute = nameOf(steps.at(-1), 'attribute');
  const child = steps.length === 2 ? nameOf(steps[0], 'child') : undefined;
  if (!attribute || (steps.length === 2 && !child)) return undefined;
  return { child, attribute, values: [value.value], exact: steps.every((step) => children(step).length === 0) };
}

/** `child[@attribute = 'value']`, which may go on below that child. */
function ofChild(path: Expression): Hint | undefined {
  if (path.kind === 'path' && path.absolute) return undefined;
  const [first, ...rest] = path.kind === 'path' ? path.steps : [path];
  const child = nameOf(first, 'child');
  if (!child || first?.kind !== 'step') return undefined;
  for (const predicate of first.predicates) {
    if (isPositional(predicate)) return undefined;
    const hint = hintOf(predicate);
    const exact = hint?.exact === true && rest.length === 0 && first.predicates.length === 1;
    if (hint && !hint.child) return { ...hint, child, exact };
  }
  return undefined;
}

function either(hints: readonly (Hint | undefined)[]): Hint | undefined {
  const [first] = hints;
  if (!first || !hints.every((hint) => hint && same(hint, first))) return undefined;
  const known = hints as readonly Hint[];
  return {
    ...first,
    values: [...new Set(known.flatMap(({ values }) => values))],
    exact: known.every(({ exact }) => exact),
  };
}

const same = (a: Hint, b: Hint): boolean =>
  a.attribute.local === b.attribute.local &&
  a.attribute.namespace === b.attribute.namespace &&
  a.child?.local === b.child?.local &&
  a.child?.namespace === b.child?.namespace;

function nameOf(step: Expression | undefined, axis: Step['axis']): ExpandedName | undefined {
  return step?.kind === 'step' && step.axis === axis ? qualified(step.test) : undefined;
}

/** The one name a test asks for. */
export function qualified(test: NodeTest): ExpandedName | undefined {
  if (test.kind !== 'name' || test.namespace === undefined || test.local === undefined) return undefined;
  return { namespace: test.namespace, local: test.local };
}
