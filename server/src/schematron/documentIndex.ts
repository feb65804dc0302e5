import { perDocument, type XmlAttribute, type XmlDocument, type XmlElement } from '../xml/tree';
import { type ExpandedName, nameNumber } from '../xpath/names';
import { indexOf } from '../xpath/nodes';
import { Alike } from './alike';

/** How candidates for a rule's context are found in one document, whatever the schema. */
export class DocumentIndex {
  private readonly parents = new Map<ChildAttribute, ReadonlyMap<string, readonly XmlElement[]>>();
  private readonly paths = new Map<XmlElement, string>();
  private readonly ordinals = new Map<XmlElement, number>();

  private readonly nodes: ReturnType<typeof indexOf>;
  readonly alike: Alike;

  constructor(document: XmlDocument) {
    this.nodes = indexOf(document);
    this.alike = new Alike(document);
  }

  static readonly of = perDocument((document) => new DocumentIndex(document));

  /** Elements whose name has this number, in document order. */
  named(number: number): readonly XmlElement[] {
    return this.nodes.named(number);
  }

  /** Elements with such a child that has the attribute with one of these values (`templateId/@root`), in document order. */
  withChild(child: ChildAttribute, values: readonly string[]): readonly XmlElement[] {
    const byValue = this.parentsOf(child);
    if (values.length === 1) return byValue.get(values[0] as string) ?? none;
    return inOrder(values.flatMap((value) => byValue.get(value) ?? none));
  }

  /** Elements with such a child, by the value of its attribute. */
  parentsOf(child: ChildAttribute): ReadonlyMap<string, readonly XmlElement[]> {
    const known = this.parents.get(child);
    if (known) return known;
    const { name, attribute } = child;
    const byValue = new Map<string, XmlElement[]>();
    for (const element of this.named(name)) {
      const value = attributeOf(element, attribute)?.value;
      if (!element.parent || value === undefined) continue;
      const found = byValue.get(value);
      if (found) found.push(element.parent);
      else byValue.set(value, [element.parent]);
    }
    for (const [value, elements] of byValue) if (elements.length > 1) byValue.set(value, inOrder(elements));
    this.parents.set(child, byValue);
    return byValue;
  }

  /** `/ClinicalDocument/component[2]`: names as they stand, `[n]` from the second sibling of a name on. */
  path(element: XmlElement): string {
    const unknown: XmlElement[] = [];
    let at: XmlElement | undefined = element;
    for (; at && !this.paths.has(at); at = at.parent) unknown.push(at);
    let path = at ? (this.paths.get(at) as string) : '';
    for (let step = unknown.pop(); step; step = unknown.pop()) {
      const ordinal = this.ordinal(step);
      path += `/${step.name}${ordinal > 1 ? `[${ordinal}]` : ''}`;
      this.paths.set(step, path);
    }
    return path;
  }

  private ordinal(element: XmlElement): number {
    if (!element.parent) return 1;
    const known = this.ordinals.get(element);
    if (known !== undefined) return known;
    const counts = new Map<string, number>();
    for (const sibling of element.parent.elements()) {
      const count = (counts.get(sibling.name) ?? 0) + 1;
      counts.set(sibling.name, count);
      this.ordinals.set(sibling, count);
    }
    return this.ordinals.get(element) ?? 1;
  }
}

/** An attribute of children of one name; one object for both, whatever the schema. */
export interface ChildAttribute {
  /** Number of the child's name. */
  readonly name: number;
  readonly attribute: ExpandedName;
}

const childAttributes = new Map<number, Map<number, ChildAttribute>>();

export function childAttribute(child: ExpandedName, attribute: ExpandedName): ChildAttribute {
  const name = nameNumber(child.namespace, child.local);
  const number = nameNumber(attribute.namespace, attribute.local);
  const ofName = childAttributes.get(name) ?? new Map<number, ChildAttribute>();
  childAttributes.set(name, ofName);
  const known = ofName.get(number) ?? { name, attribute };
  ofName.set(number, known);
  return known;
}

const none: readonly XmlElement[] = [];

/** The attribute of this name; one without namespace is found by its name alone, which is faster. */
export function attributeOf(element: XmlElement, { namespace, local }: ExpandedName): XmlAttribute | undefined {
  return namespace === '' ? element.attribute(local) : element.attributeNS(namespace, local);
}

/** In document order, each once; the same array where it is so already. */
export function inOrder(elements: XmlElement[]): XmlElement[] {
  let ordered = true;
  for (let at = 1; at < elements.length && ordered; at++)
    ordered = (elements[at - 1] as XmlElement).index < (elements[at] as XmlElement).index;
  if (ordered) return elements;
  return [...new Set(elements)].sort((a, b) => a.index - b.index);
}
