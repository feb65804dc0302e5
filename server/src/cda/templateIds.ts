import type { XmlAttribute, XmlElement } from '../xml/tree';
import { find, type TemplateInfo } from './templates';

/** One `templateId` and the element that declares it. */
export interface TemplateUse {
  readonly owner: XmlElement;
  readonly node: XmlElement;
  readonly root: XmlAttribute;
  readonly extension: XmlAttribute | undefined;
  /** The value of `root`, without white space around it. */
  readonly oid: string;
  /** What the catalogue says of it. */
  readonly template: TemplateInfo | undefined;
}

/** A `templateId` with a `root`; undefined of any other element. */
export function templateUse(node: XmlElement): TemplateUse | undefined {
  if (node.local !== 'templateId' || !node.parent) return undefined;
  const root = node.attribute('root');
  if (!root) return undefined;
  const oid = root.value.trim();
  return { owner: node.parent, node, root, extension: node.attribute('extension'), oid, template: find(oid) };
}

/** The templates of each element that declares some. */
export function byOwner(uses: readonly TemplateUse[]): Map<XmlElement, TemplateUse[]> {
  const owners = new Map<XmlElement, TemplateUse[]>();
  for (const use of uses) {
    const known = owners.get(use.owner);
    if (known) known.push(use);
    else owners.set(use.owner, [use]);
  }
  return owners;
}
