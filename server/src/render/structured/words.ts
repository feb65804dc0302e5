import { cut, type Language } from '../../text';
import type { XmlElement, XmlNode } from '../../xml/tree';

/** What values need to be told: the language, and the narrative behind a reference. */
export interface Words {
  readonly lang: Language;
  /** The text that `reference/@value` of this element points to. */
  readonly referenced: (holder: XmlElement | undefined) => string | undefined;
}

const longest = 400;

/** An element's own text on one line; undefined where it has none. Base64 and whole chapters are cut. */
export function textOf(element: XmlElement | undefined): string | undefined {
  if (!element) return undefined;
  const parts: string[] = [];
  let length = 0;
  const open: XmlNode[] = [element];
  for (let node = open.pop(); node && length < longest; node = open.pop()) {
    if (node.kind === 'text') {
      if (node.end - node.start > 100 * longest) break;
      parts.push(node.value);
      length += node.value.length;
    } else if (node.kind === 'element') {
      for (let i = node.children.length; i-- > 0; ) open.push(node.children[i] as XmlNode);
    }
  }
  return cut(parts.join('').replace(/\s+/g, ' ').trim(), longest) || undefined;
}
