import type { XmlDocument, XmlElement } from '../xml/tree';
import type { NodeTest } from '../xpath/ast';
import { identify, nameNumber } from '../xpath/names';
import { isDeclaration, isNamespaceDeclaration, isOwnNode, inOrder as nodesInOrder } from '../xpath/nodes';
import type { Code } from './code';
import { type ChildAttribute, DocumentIndex, inOrder } from './documentIndex';
import type { ContextNode } from './failure';

/** The first steps of one or more contexts: contexts that begin alike share them, so that each is looked for once. */
export interface Prefix {
  readonly id: number;
  readonly before: Prefix | undefined;
  readonly after: 'child' | 'descendant' | 'root' | 'anywhere';
  readonly axis: 'child' | 'attribute';
  readonly test: NodeTest;
  /** Number of the one element name that `test` asks for. */
  readonly name: number | undefined;
  /** What a child of every match has, as a predicate asks. */
  readonly hint: { readonly child: ChildAttribute; readonly values: readonly string[] } | undefined;
  readonly predicates: readonly Predicate[];
  /** The step itself, where a predicate of it depends on positions: its value for each parent. */
  readonly step: Code | undefined;
}

export interface Predicate {
  readonly code: Code;
  /** Whether the hint alone decides it. */
  readonly hinted: boolean;
}

/** Evaluates what contexts are made of; an error is no match (XSLT 2.0, 5.5.4). */
export interface Judge {
  holds(code: Code, node: ContextNode): boolean;
  nodes(code: Code, from: ContextNode): readonly ContextNode[];
}

/** The nodes of one document that contexts match, each prefix searched at most once. */
export class Selection {
  private readonly found: (readonly ContextNode[] | undefined)[] = [];
  private readonly members: (ReadonlySet<ContextNode> | undefined)[] = [];
  private readonly index: DocumentIndex;

  constructor(
    private readonly document: XmlDocument,
    private readonly judge: Judge,
  ) {
    this.index = DocumentIndex.of(document);
  }

  /** In document order, each once. */
  nodes(prefix: Prefix): readonly ContextNode[] {
    const known = this.found[prefix.id];
    if (known) return known;
    const nodes = prefix.step ? this.positional(prefix, prefix.step) : this.filtered(prefix);
    this.found[prefix.id] = nodes;
    return nodes;
  }

  private positional(prefix: Prefix, step: Code): readonly ContextNode[] {
    const nodes = this.origins(prefix).flatMap((origin) => this.judge.nodes(step, origin));
    return sorted(nodes);
  }

  private filtered(prefix: Prefix): readonly ContextNode[] {
    const { test, axis } = prefix;
    if (axis === 'child' && (test.kind === 'name' || test.kind === 'element')) return this.elements(prefix);
    return sorted(this.others(prefix).filter((node) => this.holdsAll(prefix.predicates, node)));
  }

  private elements(prefix: Prefix): readonly XmlElement[] {
    const { hint, name, predicates } = prefix;
    const named = name === undefined ? undefined : this.index.named(name);
    if (named?.length === 0) return none;
    const hinted = hint && this.index.withChild(hint.child, hint.values);
    if (hinted?.length === 0) return none;
    const useHint = hinted !== undefined && hinted.length < (named?.length ?? Number.POSITIVE_INFINITY);
    const direct = useHint ? hinted : (named ?? this.document.elements);
    const [candidates, forward] = this.placed(prefix, direct);
    const asked = useHint && !forward ? predicates.filter((predicate) => !predicate.hinted) : predicates;
    // Those found by name have it.
    const matches = !useHint && !forward && named ? undefined : elementTest(prefix.test);
    if (!matches && asked.length === 0) return candidates;
    return candidates.filter((element) => (!matches || matches(element)) && this.holdsAll(asked, element));
  }

  private holdsAll(predicates: readonly Predicate[], node: ContextNode): boolean {
    for (const { code } of predicates) if (!this.judge.holds(code, node)) return false;
    return true;
  }

  /** Those of `direct` that stand where the prefix wants them; true with it when they are all children of the steps before instead. */
  private placed(prefix: Prefix, direct: readonly XmlElement[]): readonly [readonly XmlElement[], boolean] {
    const { after, before } = prefix;
    if (after === 'anywhere') return [direct, false];
    if (after === 'root') return [this.document.root ? direct.filter((element) => !element.parent) : none, false];
    const parents = this.parents(before as Prefix);
    if (parents.length === 0) return [none, false];
    if (after === 'descendant') return [within(direct, parents), false];
    let cost = 0;
    for (const parent of parents) cost += parent.children.length;
    if (cost < direct.length) return [childrenOf(parents), true];
    const members = this.membersOf(before as Prefix);
    return [direct.filter((element) => element.parent !== undefined && members.has(element.parent)), false];
  }

  /** The elements that a step matches: nothing else has children. */
  private parents(prefix: Prefix): readonly XmlElement[] {
    const nodes = this.nodes(prefix);
    const isElements = prefix.name !== undefined && !prefix.step;
    return isElements ? (nodes as readonly XmlElement[]) : nodes.filter((node) => node.kind === 'element');
  }

  private membersOf(prefix: Prefix): ReadonlySet<ContextNode> {
    const known = this.members[prefix.id];
    if (known) return known;
    const members = new Set(this.nodes(prefix));
    this.members[prefix.id] = members;
    return members;
  }

  /** Attributes, texts, comments and instructions, and all children for `node()`. */
  private others({ test, axis, ...prefix }: Prefix): readonly ContextNode[] {
    const matches = axis === 'attribute' ? attributeTest(test) : nodeTest(test);
    return this.origins({ test, axis, ...prefix }).flatMap((origin): ContextNode[] => {
      if (axis === 'child') {
        const { children } = origin;
        return children.filter((child, at) => isOwnNode(children, at) && matches(child));
      }
      if (origin.kind !== 'element') return [];
      return origin.attributes.filter((attribute) => !isNamespaceDeclaration(attribute) && matches(attribute));
    });
  }

  /** What the last step of a prefix starts from. */
  private origins({ after, before }: Prefix): readonly (XmlElement | XmlDocument)[] {
    const { document } = this;
    if (after === 'root') return [document];
    if (after === 'anywhere') return [document, ...document.elements];
    const parents = this.parents(before as Prefix);
    return after === 'child' ? parents : orWithin(document.elements, parents);
  }
}

const none: readonly XmlElement[] = [];

/** In document order, each once. */
function sorted(nodes: readonly ContextNode[]): readonly ContextNode[] {
  return nodesInOrder(nodes) as readonly ContextNode[];
}

/** Those of `elements` that stand below one of `ancestors`; both in document order. */
function within(elements: readonly XmlElement[], ancestors: readonly XmlElement[]): XmlElement[] {
  let next = 0;
  let until = 0;
  return elements.filter(({ index }) => {
    for (; next < ancestors.length && (ancestors[next] as XmlElement).index < index; next++)
      until = Math.max(until, (ancestors[next] as XmlElement).lastIndex);
    return index < until;
  });
}

function orWithin(elements: readonly XmlElement[], ancestors: readonly XmlElement[]): XmlElement[] {
  const own = new Set(ancestors);
  const below = new Set(within(elements, ancestors));
  return elements.filter((element) => own.has(element) || below.has(element));
}

function childrenOf(parents: readonly XmlElement[]): XmlElement[] {
  const children: XmlElement[] = [];
  for (const parent of parents) for (const child of parent.children) if (child.kind === 'element') children.push(child);
  return inOrder(children);
}

/** `name`, `*`, `p:*`, `*:name`, `element(…)`. */
function elementTest(test: NodeTest): ((element: XmlElement) => boolean) | undefined {
  const { namespace, local } = namesOf(test);
  if (namespace !== undefined && local !== undefined) {
    const number = nameNumber(namespace, local);
    return (element) => identify(element) === number;
  }
  if (namespace !== undefined) return (element) => element.namespace === namespace;
  return local === undefined ? undefined : (element) => element.local === local;
}

function attributeTest(test: NodeTest): (node: ContextNode) => boolean {
  if (test.kind !== 'name' && test.kind !== 'attribute') return () => test.kind === 'node';
  const { namespace, local } = namesOf(test);
  return (node) =>
    node.kind === 'attribute' &&
    (namespace === undefined || node.namespace === namespace) &&
    (local === undefined || node.local === local);
}

function nodeTest(test: NodeTest): (node: ContextNode) => boolean {
  if (test.kind === 'node') return (node) => !(node.kind === 'instruction' && isDeclaration(node));
  if (test.kind !== 'processing-instruction') return (node) => node.kind === test.kind;
  const { target } = test;
  return (node) =>
    node.kind === 'instruction' && !isDeclaration(node) && (target === undefined || node.target === target);
}

function namesOf(test: NodeTest): { readonly namespace: string | undefined; readonly local: string | undefined } {
  if (test.kind === 'name') return test;
  const name = test.kind === 'element' || test.kind === 'attribute' ? test.name : undefined;
  return { namespace: name?.namespace, local: name?.local };
}
