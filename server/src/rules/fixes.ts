import type { Text } from '../text';
import { illegalCharacter } from '../xml/characters';
import type { Span, XmlAttribute, XmlElement } from '../xml/tree';
import type { Edit, Fix } from './rule';

/** Text as it stands in a quoted attribute value, without characters that XML has no way to write. */
export function escapeAttribute(value: string): string {
  return value
    .replace(illegalCharacter, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');
}

/** Sets the value of an attribute that exists. */
export function setValue(attribute: XmlAttribute, value: string): Edit {
  return { span: attribute.valueSpan, newText: escapeAttribute(value) };
}

export function replacement(attribute: XmlAttribute, value: string): Fix {
  const name = attribute.name;
  return {
    title: { en: `Change ${name} to “${value}”`, fr: `Remplacer ${name} par « ${value} »` },
    edits: [setValue(attribute, value)],
  };
}

/** Adds an attribute at the end of an element's start tag. */
export function addAttribute(element: XmlElement, name: string, value: string): Edit {
  const last = element.attributes.at(-1);
  const at = last ? last.end : element.nameEnd;
  return { span: { start: at, end: at }, newText: ` ${name}="${escapeAttribute(value)}"` };
}

/** Removes a node with the blank line it would leave behind. */
export function remove(node: Span & { readonly parent: XmlElement | undefined }): Edit {
  const before = node.parent?.children[node.parent.children.indexOf(node as XmlElement) - 1];
  const start = before?.kind === 'text' && before.value.trim() === '' ? before.start : node.start;
  return { span: { start, end: node.end }, newText: '' };
}

export function removal(node: Span & { readonly parent: XmlElement | undefined }, title: Text): Fix {
  return { title, edits: [remove(node)] };
}

/** Inserts a sibling after `node`, on a line of its own where `node` has one. */
export function insertAfter(node: XmlElement, xml: string): Edit {
  return { span: { start: node.end, end: node.end }, newText: lineBreakBefore(node) + xml };
}

/** Inserts a sibling before `node`, on a line of its own where `node` has one. */
export function insertBefore(node: XmlElement, xml: string): Edit {
  return { span: { start: node.start, end: node.start }, newText: xml + lineBreakBefore(node) };
}

/** The line break and indentation before a node that starts its line, else nothing. */
function lineBreakBefore(node: XmlElement): string {
  const before = node.parent?.children[node.parent.children.indexOf(node) - 1];
  if (before?.kind !== 'text') return '';
  return /^\s*?((?:\r\n?|\n)[ \t]*)$/.exec(before.raw)?.[1] ?? '';
}
