import type { XmlAttribute, XmlDocument, XmlElement } from './tree';

/** What stands at an offset. */
export interface Place {
  readonly element: XmlElement;
  /** Set when the offset lies in an attribute. */
  readonly attribute?: XmlAttribute;
  readonly part: 'name' | 'tag' | 'attribute-name' | 'attribute-value' | 'content' | 'end-tag';
}

/** The innermost element at `offset` and the part of it; undefined outside of the root element. */
export function locate(document: XmlDocument, offset: number): Place | undefined {
  const element = elementAt(document, offset);
  if (!element) return undefined;
  if (offset > element.openEnd || (offset === element.openEnd && document.text.charAt(offset - 1) === '>'))
    return { element, part: offset > element.closeStart ? 'end-tag' : 'content' };
  if (offset <= element.nameEnd) return { element, part: 'name' };
  const attribute = element.attributes.find(({ start, end }) => offset >= start && offset <= end);
  if (!attribute) return { element, part: 'tag' };
  return { element, attribute, part: offset <= attribute.nameEnd ? 'attribute-name' : 'attribute-value' };
}

function elementAt(document: XmlDocument, offset: number): XmlElement | undefined {
  const { elements } = document;
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle] as XmlElement).start <= offset) low = middle + 1;
    else high = middle;
  }
  let element = elements[low - 1];
  while (element && offset >= element.end && (offset > element.end || isClosed(document, element)))
    element = element.parent;
  return element;
}

/** Whether an element has its end; who types behind one that has none is still in it. */
function isClosed({ text }: XmlDocument, { closeStart, end, selfClosing }: XmlElement): boolean {
  return closeStart < end || (selfClosing && text.charAt(end - 1) === '>');
}
