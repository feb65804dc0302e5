import type { XmlAttribute, XmlElement } from '../xml/tree';
import { children, type Expression, type Step } from '../xpath/ast';
import type { ExpandedName } from '../xpath/names';
import type { Code } from './code';
import { qualified } from './contextPattern';
import { attributeOf } from './documentIndex';

/** What an expression reads of its context node. */
interface Reads {
  readonly attributes: ExpandedName[];
  /** Something else than attributes: children, ancestors, the text. */
  others: boolean;
}

/**
 * The attribute of `element` that a test is about: the only one it reads, where it reads nothing else of the element; undefined
 * where that attribute is not there.
 */
export function soleAttribute(
  test: Code,
  element: XmlElement,
  variable: (slot: number) => Code | undefined,
): XmlAttribute | undefined {
  const reads: Reads = { attributes: [], others: false };
  read(test, reads, variable, new Set());
  const [name] = reads.attributes;
  if (reads.others || !name || !reads.attributes.every((other) => isSame(name, other))) return undefined;
  return attributeOf(element, name);
}

const isSame = (a: ExpandedName, b: ExpandedName): boolean => a.local === b.local && a.namespace === b.namespace;

function read(code: Code, reads: Reads, variable: (slot: number) => Code | undefined, seen: Set<Code>): void {
  if (seen.has(code) || code.fault) return;
  seen.add(code);
  visit(code.tree, reads, (name) => {
    const slot = code.scope.variables?.get(name);
    const value = slot === undefined ? undefined : variable(slot);
    if (value) read(value, reads, variable, seen);
  });
}

function visit(expression: Expression, reads: Reads, variable: (name: string) => void): void {
  switch (expression.kind) {
    case 'variable':
      return variable(expression.name.local);
    case 'context':
      reads.others = true;
      return;
    case 'step':
      return visitStep(expression, reads);
    case 'path': {
      if (expression.absolute) return;
      const [first, second] = expression.steps;
      if (isCurrent(first) && second?.kind === 'step') return visitStep(second, reads);
      return first && visit(first, reads, variable);
    }
    case 'filter':
      return visit(expression.base, reads, variable);
    case 'call':
      if (expression.arguments.length === 0 && !/^(?:true|false|position|last)$/.test(expression.name.local))
        reads.others = true;
  }
  for (const child of children(expression)) visit(child, reads, variable);
}

function visitStep({ axis, test }: Step, reads: Reads): void {
  const name = axis === 'attribute' ? qualified(test) : undefined;
  if (name) reads.attributes.push(name);
  else reads.others = true;
}

const isCurrent = (expression: Expression | undefined): boolean =>
  expression?.kind === 'context' || (expression?.kind === 'call' && expression.name.local === 'current');
