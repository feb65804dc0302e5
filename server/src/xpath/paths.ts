import type { XmlAttribute, XmlElement, XmlNode } from '../xml/tree';
import type { Axis, NodeTest } from './ast';
import type { Visit } from './code';
import { identify, nameNumber } from './names';
import {
  childrenOf,
  documentOf,
  indexOf,
  isNamespaceDeclaration,
  isOwnNode,
  namespacesOf,
  nearestElement,
  parentOf,
  placeOf,
} from './nodes';
import { type Item, isNode, type Node } from './values';

/** Axes and node tests as closures: `axisStep(axis, test)(visit)` visits what a step selects, in the order of the axis. */

/** One step from a node: returns true as soon as `visit` does. */
export type Walk = (node: Node, context: Parameters<Visit>[1]) => boolean;

export type Matcher = (node: Node) => boolean;

/** Whether nodes pass a test; a name is one of `principal` nodes. */
export function matcher(test: NodeTest, principal: 'element' | 'attribute' | 'namespace'): Matcher {
  switch (test.kind) {
    case 'name':
      return nameMatcher(test.namespace, test.local, principal);
    case 'node':
      return () => true;
    case 'text':
    case 'comment':
      return (node) => node.kind === test.kind;
    case 'processing-instruction': {
      const target = test.target?.trim();
      return (node) => node.kind === 'instruction' && (target === undefined || node.target === target);
    }
    case 'element':
    case 'attribute': {
      // Without a schema elements are xs:untyped and attributes xs:untypedAtomic.
      const { name, type } = test;
      const types =
        test.kind === 'element'
          ? ['untyped', 'anyType']
          : ['untypedAtomic', 'anySimpleType', 'anyAtomicType', 'anyType'];
      if (type && !types.includes(type.local)) return () => false;
      return nameMatcher(name?.namespace, name?.local, test.kind);
    }
    case 'document-node': {
      if (!test.element) return (node) => node.kind === 'document';
      const inside = matcher(test.element, 'element');
      return (node) => {
        if (node.kind !== 'document') return false;
        const elements = node.children.filter(({ kind }) => kind === 'element');
        return elements.length === 1 && inside(elements[0] as XmlElement);
      };
    }
  }
}

function nameMatcher(
  namespace: string | undefined,
  local: string | undefined,
  kind: 'element' | 'attribute' | 'namespace',
): Matcher {
  if (kind === 'namespace') {
    return (node) => node.kind === kind && (local === undefined || (node.prefix === local && !namespace));
  }
  if (namespace === undefined && local === undefined) return (node) => node.kind === kind;
  if (local === undefined) return (node) => node.kind === kind && node.namespace === namespace;
  if (namespace === undefined) return (node) => node.kind === kind && node.local === local;
  const id = nameNumber(namespace, local);
  return (node) => node.kind === kind && isNamed(node, id);
}

function isNamed(node: XmlElement | XmlAttribute, id: number): boolean {
  return node.nameId === id || (node.nameId <= 0 && identify(node) === id);
}

export function principalOf(axis: Axis): 'element' | 'attribute' | 'namespace' {
  return axis === 'attribute' || axis === 'namespace' ? axis : 'element';
}

/** The number of a test for one expanded name. */
function nameId(test: NodeTest): number | undefined {
  if (test.kind !== 'name' || test.namespace === undefined || test.local === undefined) return undefined;
  return nameNumber(test.namespace, test.local);
}

export function axisStep(axis: Axis, test: NodeTest): (visit: Visit) => Walk {
  const matches = matcher(test, principalOf(axis));
  const id = nameId(test);
  switch (axis) {
    case 'self':
      return (visit) => (node, context) => matches(node) && visit(node, context);
    case 'child':
      return id === undefined ? (visit) => childStep(matches, visit) : (visit) => namedChildStep(id, visit);
    case 'attribute':
      return id === undefined ? (visit) => attributeStep(matches, visit) : (visit) => namedAttributeStep(id, visit);
    case 'descendant': {
      const find = finder(test, id);
      return find ? (visit) => foundDescendantStep(find, visit) : (visit) => descendantStep(test, matches, visit);
    }
    case 'descendant-or-self':
      return (visit) => {
        const below = axisStep('descendant', test)(visit);
        return (node, context) => (matches(node) && visit(node, context)) || below(node, context);
      };
    case 'parent':
      return (visit) => (node, context) => {
        const parent = parentOf(node);
        return parent !== undefined && matches(parent) && visit(parent, context);
      };
    case 'ancestor':
      return (visit) => ancestorStep(matches, visit);
    case 'ancestor-or-self':
      return (visit) => {
        const above = ancestorStep(matches, visit);
        return (node, context) => (matches(node) && visit(node, context)) || above(node, context);
      };
    case 'following-sibling':
      return (visit) => siblingStep(1, matches, visit);
    case 'preceding-sibling':
      return (visit) => siblingStep(-1, matches, visit);
    case 'following':
      return (visit) => followingStep(test, matches, visit);
    case 'preceding':
      return (visit) => precedingStep(matches, visit);
    case 'namespace':
      return (visit) => (node, context) => {
        if (node.kind !== 'element') return false;
        for (const namespace of namespacesOf(node)) if (matches(namespace) && visit(namespace, context)) return true;
        return false;
      };
  }
}

function namedChildStep(id: number, visit: Visit): Walk {
  return (node, context) => {
    if (node.kind !== 'element' && node.kind !== 'document') return false;
    const { children } = node;
    context.spend(children.length);
    for (let at = 0; at < children.length; at++) {
      const child = children[at] as XmlNode;
      if (child.kind === 'element' && isNamed(child, id) && visit(child, context)) return true;
    }
    return false;
  };
}

function childStep(matches: Matcher, visit: Visit): Walk {
  return (node, context) => {
    const children = childrenOf(node);
    context.spend(children.length);
    for (let at = 0; at < children.length; at++) {
      const child = children[at] as XmlNode;
      if (matches(child) && isOwnNode(children, at) && visit(child, context)) return true;
    }
    return false;
  };
}

function namedAttributeStep(id: number, visit: Visit): Walk {
  return (node, context) => {
    if (node.kind !== 'element') return false;
    const { attributes } = node;
    for (let at = 0; at < attributes.length; at++) {
      const attribute = attributes[at] as XmlAttribute;
      // No two attributes of an element have one name.
      if (isNamed(attribute, id)) return visit(attribute, context);
    }
    return false;
  };
}

function attributeStep(matches: Matcher, visit: Visit): Walk {
  return (node, context) => {
    if (node.kind !== 'element') return false;
    for (const attribute of node.attributes) {
      if (!isNamespaceDeclaration(attribute) && matches(attribute) && visit(attribute, context)) return true;
    }
    return false;
  };
}

/** The attribute of this name. */
export function attributeNamed(node: Item, id: number): XmlAttribute | undefined {
  if (!isNode(node) || node.kind !== 'element') return undefined;
  const { attributes } = node;
  for (let at = 0; at < attributes.length; at++) {
    const attribute = attributes[at] as XmlAttribute;
    if (isNamed(attribute, id)) return attribute;
  }
  return undefined;
}

/** How a document's index finds the elements that pass a test, where it does. */
type Find = (index: ReturnType<typeof indexOf>) => readonly XmlElement[];

function finder(test: NodeTest, id: number | undefined): Find | undefined {
  if (id !== undefined) return (index) => index.named(id);
  if (test.kind !== 'name' || test.local === undefined || test.namespace !== undefined) return undefined;
  const { local } = test;
  return (index) => index.locallyNamed(local);
}

/** Elements of one name, found in the document's index. */
function foundDescendantStep(find: Find, visit: Visit): Walk {
  return (node, context) => {
    if (node.kind !== 'element' && node.kind !== 'document') return false;
    const from = node.kind === 'element' ? node.index + 1 : 0;
    const last = node.kind === 'element' ? node.lastIndex : node.elements.length;
    if (from >= last) return false;
    const named = find(indexOf(documentOf(node)));
    for (let at = from === 0 ? 0 : firstFrom(named, from); at < named.length; at++) {
      const element = named[at] as XmlElement;
      if (element.index >= last) break;
      context.spend(1);
      if (visit(element, context)) return true;
    }
    return false;
  };
}

/** Place of the first element with this index or a greater one. */
function firstFrom(elements: readonly XmlElement[], index: number): number {
  let [low, high] = [0, elements.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle] as XmlElement).index < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Tests that only elements pass. */
function elementsOnly(test: NodeTest): boolean {
  return test.kind === 'name' || test.kind === 'element';
}

function descendantStep(test: NodeTest, matches: Matcher, visit: Visit): Walk {
  if (!elementsOnly(test)) return (node, context) => descend(node, matches, visit, context);
  return (node, context) => {
    if (node.kind !== 'element' && node.kind !== 'document') return false;
    const { elements } = documentOf(node);
    const last = node.kind === 'element' ? node.lastIndex : elements.length;
    for (let at = node.kind === 'element' ? node.index + 1 : 0; at < last; at++) {
      const element = elements[at] as XmlElement;
      context.spend(1);
      if (matches(element) && visit(element, context)) return true;
    }
    return false;
  };
}

/** Everything below a node, in document order. */
function descend(node: Node, matches: Matcher, visit: Visit, context: Parameters<Visit>[1]): boolean {
  // Siblings being visited and the next place among them, outermost first: no recursion, however deep the document.
  const open: [siblings: readonly XmlNode[], at: number][] = [[childrenOf(node), 0]];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const [siblings] = top;
    const at = top[1]++;
    const child = siblings[at];
    if (!child) {
      open.pop();
      continue;
    }
    context.spend(1);
    if (matches(child) && isOwnNode(siblings, at) && visit(child, context)) return true;
    if (child.kind === 'element' && child.children.length > 0) open.push([child.children, 0]);
  }
  return false;
}

function ancestorStep(matches: Matcher, visit: Visit): Walk {
  return (node, context) => {
    for (let at = parentOf(node); at; at = parentOf(at)) {
      context.spend(1);
      if (matches(at) && visit(at, context)) return true;
    }
    return false;
  };
}

function siblingsOf(node: Node): readonly XmlNode[] | undefined {
  if (node.kind === 'document' || node.kind === 'attribute' || node.kind === 'namespace') return undefined;
  const parent = parentOf(node);
  return parent?.children;
}

function siblingStep(direction: 1 | -1, matches: Matcher, visit: Visit): Walk {
  return (node, context) => {
    const siblings = siblingsOf(node);
    if (!siblings) return false;
    for (let at = placeOf(node as XmlNode, siblings) + direction; ; at += direction) {
      const sibling = siblings[at];
      if (!sibling) return false;
      context.spend(1);
      if (matches(sibling) && isOwnNode(siblings, at) && visit(sibling, context)) return true;
    }
  };
}

function followingStep(test: NodeTest, matches: Matcher, visit: Visit): Walk {
  const belowOrSelf = axisStep('descendant-or-self', test)(visit);
  const below = axisStep('descendant', test)(visit);
  return (node, context) => {
    if (node.kind === 'attribute' || node.kind === 'namespace') {
      const owner = nearestElement(node) as XmlElement;
      if (below(owner, context)) return true;
      return followingOf(owner, context);
    }
    return followingOf(node, context);
  };
  function followingOf(node: Node, context: Parameters<Visit>[1]): boolean {
    for (let at: Node | undefined = node; at; at = parentOf(at)) {
      const siblings = siblingsOf(at);
      if (!siblings) continue;
      for (let next = placeOf(at as XmlNode, siblings) + 1; next < siblings.length; next++) {
        const sibling = siblings[next] as XmlNode;
        if (
          sibling.kind === 'element'
            ? belowOrSelf(sibling, context)
            : matches(sibling) && isOwnNode(siblings, next) && visit(sibling, context)
        )
          return true;
      }
    }
    return false;
  }
}

/** Nearest first. */
function precedingStep(matches: Matcher, visit: Visit): Walk {
  return (node, context) => {
    const from = node.kind === 'attribute' || node.kind === 'namespace' ? (nearestElement(node) as XmlElement) : node;
    for (let at: Node | undefined = from; at; at = parentOf(at)) {
      const siblings = siblingsOf(at);
      if (!siblings) continue;
      for (let before = placeOf(at as XmlNode, siblings) - 1; before >= 0; before--) {
        if (backwards(siblings, before, matches, visit, context)) return true;
      }
    }
    return false;
  };
}

/** A node and all below, last first. */
function backwards(
  siblings: readonly XmlNode[],
  at: number,
  matches: Matcher,
  visit: Visit,
  context: Parameters<Visit>[1],
): boolean {
  const found: Node[] = [];
  const node = siblings[at] as XmlNode;
  if (matches(node) && isOwnNode(siblings, at)) found.push(node);
  if (node.kind === 'element')
    descend(
      node,
      matches,
      (below) => {
        found.push(below as Node);
        return false;
      },
      context,
    );
  for (let last = found.length - 1; last >= 0; last--) if (visit(found[last] as Node, context)) return true;
  return false;
}
