import {
  perDocument,
  perNode,
  type XmlAttribute,
  type XmlDocument,
  type XmlElement,
  type XmlNode,
  type XmlText,
} from '../xml/tree';
import { identify, nameNumbered, XML, XMLNS } from './names';
import { NamespaceNode, type Node } from './values';

/**
 * The XPath data model over the shared tree, which is not copied. Neighbouring text and CDATA are one text node, for which its
 * first piece stands; the XML declaration and namespace declarations are no nodes; the document node is the `XmlDocument`.
 */

/** Elements below which looking at each is as fast as an index. */
const WORTHWHILE = 16;

/** What is found once per document, and its place among documents. */
class DocumentIndex {
  /** By the number of the name: what was asked for. */
  private readonly byNumber: (readonly XmlElement[] | undefined)[] = [];
  /** All elements by local name. */
  private byLocal: ReadonlyMap<string, readonly XmlElement[]> | undefined;
  private ids: ReadonlyMap<string, XmlElement> | undefined;
  private readonly byValue = new Map<string, ReadonlyMap<string, readonly XmlElement[]>>();
  /** What `valued` was asked once. */
  private readonly asked = new Set<string>();

  constructor(
    readonly document: XmlDocument,
    /** Order among documents. */
    readonly rank: number,
  ) {}

  /** Elements whose name has this number, in document order. */
  named(number: number): readonly XmlElement[] {
    const known = this.byNumber[number];
    if (known) return known;
    const { namespace, local } = nameNumbered(number);
    const namesakes = this.locallyNamed(local);
    const isInNamespace = (element: XmlElement) => element.namespace === namespace;
    const named = namesakes.every(isInNamespace) ? namesakes : namesakes.filter(isInNamespace);
    this.byNumber[number] = named;
    return named;
  }

  /** Elements of this local name, whatever the namespace, in document order. */
  locallyNamed(local: string): readonly XmlElement[] {
    this.byLocal ??= grouped(this.document.elements);
    return this.byLocal.get(local) ?? none;
  }

  /**
   * Elements whose name has this number, by the value of an attribute or by their own texts. Undefined at the first question and
   * where they are few: an index does not pay then.
   */
  valued(name: number, by: LookupKey): ReadonlyMap<string, readonly XmlElement[]> | undefined {
    const named = this.named(name);
    if (named.length < WORTHWHILE) return undefined;
    const key = `${name} ${by}`;
    const known = this.byValue.get(key);
    if (known) return known;
    if (!this.asked.has(key)) {
      this.asked.add(key);
      return undefined;
    }
    const byValue = new Map<string, XmlElement[]>();
    for (const element of named) {
      for (const value of valuesOf(element, by)) {
        const alike = byValue.get(value);
        if (alike) alike.push(element);
        else byValue.set(value, [element]);
      }
    }
    this.byValue.set(key, byValue);
    return byValue;
  }

  /** The first element with this `xml:id`; without a DTD or a schema no other attribute is an ID. */
  withId(id: string): XmlElement | undefined {
    if (!this.ids) {
      const ids = new Map<string, XmlElement>();
      for (const element of this.document.elements) {
        const found = element.attributeNS(XML, 'id')?.value.trim();
        if (found && !ids.has(found)) ids.set(found, element);
      }
      this.ids = ids;
    }
    return this.ids.get(id);
  }
}

function grouped(elements: readonly XmlElement[]): Map<string, XmlElement[]> {
  const groups = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const known = groups.get(element.local);
    if (known) known.push(element);
    else groups.set(element.local, [element]);
  }
  return groups;
}

/** The number of an attribute's name, or `text` for the text nodes that are children. */
export type LookupKey = number | 'text';

/** What an element is looked up by, each once. */
export function valuesOf(element: XmlElement, by: LookupKey): Iterable<string> {
  const { children, attributes } = element;
  if (by !== 'text') return attributes.filter((candidate) => identify(candidate) === by).map(({ value }) => value);
  const [only] = children;
  if (children.length === 1 && only?.kind === 'text' && !only.cdata) return [only.value];
  return new Set(
    children.flatMap((child, at) => (child.kind === 'text' && isOwnNode(children, at) ? textOf(child) : [])),
  );
}

const none: readonly XmlElement[] = [];
let ranks = 0;

/** What is known of a document. */
export const indexOf = perDocument((document) => new DocumentIndex(document, ranks++));

/** The parent node; undefined for a document. */
export function parentOf(node: Node): XmlElement | XmlDocument | undefined {
  switch (node.kind) {
    case 'document':
      return undefined;
    case 'attribute':
      return node.owner;
    case 'namespace':
      return node.parent;
    default:
      return node.parent ?? node.document;
  }
}

/** The document a node is in. */
export function documentOf(node: Node): XmlDocument {
  return node.kind === 'document' ? node : node.document;
}

/** The node if it is an element, else the element it is in. */
export function nearestElement(node: Node): XmlElement | undefined {
  switch (node.kind) {
    case 'element':
      return node;
    case 'document':
      return undefined;
    case 'attribute':
      return node.owner;
    default:
      return node.parent;
  }
}

export function childrenOf(node: Node): readonly XmlNode[] {
  return node.kind === 'element' || node.kind === 'document' ? node.children : noNodes;
}
const noNodes: readonly XmlNode[] = [];

/** Whether the child at `at` is a node of its own, and not the XML declaration or the rest of a text. */
export function isOwnNode(siblings: readonly XmlNode[], at: number): boolean {
  const node = siblings[at] as XmlNode;
  if (node.kind === 'text') return siblings[at - 1]?.kind !== 'text' && (!node.cdata || textOf(node) !== '');
  return node.kind !== 'instruction' || !isDeclaration(node);
}

export function isDeclaration(node: Node): boolean {
  return node.kind === 'instruction' && node.start === 0 && node.target === 'xml';
}

export function isNamespaceDeclaration(attribute: XmlAttribute): boolean {
  return attribute.namespace === XMLNS;
}

/** Place of a child among its siblings. */
export function placeOf(node: XmlNode, siblings: readonly XmlNode[]): number {
  let [low, high] = [0, siblings.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((siblings[middle] as XmlNode).start < node.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A text node's string: all its pieces. */
function textOf(node: XmlText): string {
  const siblings = node.parent.children;
  const at = placeOf(node, siblings);
  if (siblings[at + 1]?.kind !== 'text') return node.value;
  let text = node.value;
  for (let next = at + 1; siblings[next]?.kind === 'text'; next++) text += (siblings[next] as XmlText).value;
  return text;
}

/** fn:string of a node. */
export function stringOf(node: Node): string {
  switch (node.kind) {
    case 'attribute':
      return node.value;
    case 'element':
      return elementString(node);
    case 'text':
      return textOf(node);
    case 'comment':
      return node.value;
    case 'instruction':
      return node.data;
    case 'namespace':
      return node.uri;
    case 'document':
      return node.children.map((child) => (child.kind === 'element' ? elementString(child) : '')).join('');
  }
}

function elementString(element: XmlElement): string {
  const { children } = element;
  if (children.length === 0) return '';
  const [only] = children;
  if (children.length === 1 && only?.kind === 'text') return only.value;
  return element.textContent;
}

/** Sorts document order: negative when `a` comes first, 0 for the same node. */
export function compareOrder(a: Node, b: Node): number {
  if (a === b) return 0;
  const [inA, inB] = [documentOf(a), documentOf(b)];
  if (inA !== inB) return indexOf(inA).rank - indexOf(inB).rank;
  return compareWithin(a, b);
}

function compareWithin(a: Node, b: Node): number {
  const difference = startOf(a) - startOf(b);
  if (difference !== 0) return difference;
  return rankAt(a) - rankAt(b);
}

function startOf(node: Node): number {
  if (node.kind === 'document') return -1;
  return node.kind === 'namespace' ? node.parent.start : node.start;
}

/** An element's namespaces come after it and before its attributes. */
function rankAt(node: Node): number {
  return node.kind === 'namespace' ? node.rank + 1 : node.kind === 'document' ? -1 : 0;
}

/** The nodes in document order, each once. */
export function inOrder(nodes: readonly Node[]): readonly Node[] {
  if (nodes.length < 2) return nodes;
  const [first] = nodes as [Node];
  const document = documentOf(first);
  const within = nodes.every((node) => documentOf(node) === document);
  const compare = within ? compareWithin : compareOrder;
  const follow = (direction: 1 | -1) => {
    for (let i = 1; i < nodes.length; i++)
      if (compare(nodes[i - 1] as Node, nodes[i] as Node) * direction >= 0) return false;
    return true;
  };
  if (follow(1)) return nodes;
  // As a reverse axis gives them.
  if (follow(-1)) return [...nodes].reverse();
  const sorted = [...nodes].sort(compare);
  return sorted.filter((node, at) => node !== sorted[at - 1]);
}

/** The namespaces in scope of an element, `xml` too; the same nodes at every call. */
export const namespacesOf = perNode((element: XmlElement): readonly NamespaceNode[] => {
  const bound = new Map<string, string>();
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    for (const attribute of at.attributes) {
      if (!isNamespaceDeclaration(attribute)) continue;
      const prefix = attribute.name === 'xmlns' ? '' : attribute.local;
      if (!bound.has(prefix)) bound.set(prefix, attribute.value);
    }
  }
  bound.set('xml', XML);
  return [...bound]
    .filter(([, uri]) => uri !== '')
    .map(([prefix, uri], rank) => new NamespaceNode(element, prefix, uri, rank));
});

/** What a prefix (`''`: none) stands for at an element. */
export function namespaceFor(element: XmlElement, prefix: string): string | undefined {
  if (prefix === 'xml') return XML;
  const name = prefix ? `xmlns:${prefix}` : 'xmlns';
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    const declared = at.attribute(name)?.value;
    if (declared !== undefined) return declared || undefined;
  }
  return undefined;
}

/** Expanded name of a node that has one; an instruction's is its target, a namespace's its prefix. */
export function nameOf(
  node: Node,
): { readonly namespace: string; readonly local: string; readonly name: string } | undefined {
  switch (node.kind) {
    case 'element':
    case 'attribute':
      return node;
    case 'instruction':
      return { namespace: '', local: node.target, name: node.target };
    case 'namespace':
      return { namespace: '', local: node.prefix, name: node.prefix };
    default:
      return undefined;
  }
}
