import type { XmlAttribute, XmlElement } from '../xml/tree';

/** One `templateId` and the element that declares it. */
export interface TemplateUse {
  readonly owner: XmlElement;
  readonly node: XmlElement;
  readonly root: XmlAttribute;
  readonly extension: XmlAttribute | undefined;
}

/** Every `templateId` with a `root`, in document order. */
export function templateUsesOf(elements: readonly XmlElement[]): TemplateUse[] {
  const uses: TemplateUse[] = [];
  for (const node of elements) {
    if (node.local !== 'templateId' || !node.parent) continue;
    const root = node.attribute('root');
    if (root) uses.push({ owner: node.parent, node, root, extension: node.attribute('extension') });
  }
  return uses;
}
