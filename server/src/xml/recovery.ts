import { nameEndAt } from './names';
import type { XmlElement } from './tree';

/** How far ahead of a fault is looked: UTF-16 units and end tags. */
const mostCharacters = 200_000;
const mostEndTags = 8;

/**
 * Whether an end tag that does not fit the open element, but `target` further out, has lost its start tag; else the elements between
 * have lost their end tags. What follows tells: `offset` is behind the end tag.
 */
export function isStrayEndTag(text: string, offset: number, open: XmlElement, target: XmlElement): boolean {
  const ahead = endTagsAhead(text, offset);
  const asStray = fitting(ahead, open);
  return asStray > fitting(ahead, target.parent) && asStray >= Math.min(2, ahead.length);
}

/** How many of the end tags close these elements, from the innermost out. */
function fitting(names: readonly string[], innermost: XmlElement | undefined): number {
  let element = innermost;
  let count = 0;
  for (; element && names[count] === element.name; element = element.parent) count++;
  return count;
}

const markup = /<(?:!--|!\[CDATA\[|\?|\/?[^\s/>!?])/g;
const ends: Readonly<Record<string, string>> = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' };

/** Names of the next end tags whose start tags come before `offset`. */
function endTagsAhead(text: string, offset: number): string[] {
  const near = text.slice(offset, offset + mostCharacters);
  const found: string[] = [];
  let depth = 0;
  markup.lastIndex = 0;
  for (let match = markup.exec(near); match && found.length < mostEndTags; match = markup.exec(near)) {
    const { 0: start, index } = match;
    const close = ends[start] ?? '>';
    const end = near.indexOf(close, index + start.length - 1);
    if (end < 0) break;
    markup.lastIndex = end + close.length;
    if (close !== '>') continue;
    if (!start.startsWith('</')) {
      if (near.charAt(end - 1) !== '/') depth++;
    } else if (depth > 0) depth--;
    else found.push(near.slice(index + 2, nameEndAt(near, index + 2)));
  }
  return found;
}
