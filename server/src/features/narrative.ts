import type { CdaDocument } from '../cda/document';
import { cut } from '../text';
import type { XmlElement, XmlNode } from '../xml/tree';

const LIMIT = 200;

/** The first text of an element on one line, at most 200 characters: whole chapters and Base64 copies are never gathered. */
export function shortText(element: XmlElement): string {
  const parts: string[] = [];
  let length = 0;
  const open: XmlNode[] = [element];
  for (let node = open.pop(); node && length < LIMIT; node = open.pop()) {
    if (node.kind === 'text') {
      if (node.end - node.start > 100 * LIMIT) break;
      const text = node.value.replace(/\s+/g, ' ');
      parts.push(text);
      length += text.length;
    } else if (node.kind === 'element') {
      for (let i = node.children.length; i-- > 0; ) open.push(node.children[i] as XmlNode);
    }
  }
  return cut(parts.join('').replace(/\s+/g, ' ').trim(), LIMIT);
}

/** The narrative an element names by its `originalText` or `text` reference. */
export function referencedText(document: CdaDocument, element: XmlElement | undefined): string | undefined {
  const pointer = element?.child('reference')?.attribute('value')?.value.trim();
  if (!pointer) return undefined;
  const target = document.targets.get(pointer.replace(/^#/, ''))?.[0];
  return (target && shortText(target.element)) || undefined;
}
