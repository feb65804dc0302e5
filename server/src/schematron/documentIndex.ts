import type { XmlAttribute, XmlDocument, XmlElement } from '../xml/tree';
import { nameNumber } from '../xpath/names';
import { indexOf } from '../xpath/nodes';
import type { QualifiedName } from './contextPattern';

/** How candidates for a rule's context are found in one document, whatever the schema. */
export class DocumentIndex {
  private readonly parents = new Map<string, ReadonlyMap<string, readonly XmlElement[]>>();
  private readonly paths = new Map<XmlElement, string>();
  private readonly ordinals = new Map<XmlElement, number>();

  private constructor(readonly document: XmlDocument) {}

  static of(document: XmlDocument): DocumentIndex {
    const known = indexes.get(document);
    if (known) return known;
    const index = new DocumentIndex(document);
    indexes.set(document, index);
    return index;
  }

  /** Elements of a name, in document order. */
  named({ namespace, local }: QualifiedName): readonly XmlElement[] {
    return indexOf(this.document).named(nameNumber(namespace, local));
  }

  /** Elements with a child of this name that has this attribute with one of these values (`templateId/@root`), in document order. */
  withChild(child: QualifiedName, attribute: QualifiedName, values: readonly string[]): readonly XmlElement[] {
    const byValue = this.parentsOf(child, attribute);
    if (values.length === 1) return byValue.get(values[0] as string) ?? none;
    return inOrder(values.flatMap((value) => byValue.get(value) ?? none));
  }

  private parentsOf(child: QualifiedName, attribute: QualifiedName): ReadonlyMap<string, readonly XmlElement[]> {
    const key = `${child.local} ${attribute.local} ${child.namespace} ${attribute.namespace}`;
    const known = this.parents.get(key);
    if (known) return known;
    const byValue = new Map<string, XmlElement[]>();
    for (const element of this.named(child)) {
      const value = attributeOf(element, attribute)?.value;
      if (!element.parent || value === undefined) continue;
      const found = byValue.get(value);
      if (found) found.push(element.parent);
      else byValue.set(value, [element.parent]);
    }
    for (const [value, elements] of byValue) if (elements.length > 1) byValue.set(value, inOrder(elements));
    this.parents.set(key, byValue);
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

const none: readonly XmlElement[] = [];
const indexes = new WeakMap<XmlDocument, DocumentIndex>();

/** The attribute of this name; one without namespace is found by its name alone, which is faster. */
export function attributeOf(element: XmlElement, { namespace, local }: QualifiedName): XmlAttribute | undefined {
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
