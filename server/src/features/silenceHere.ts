import type { CdaDocument } from '../cda/document';
import type { Edit, Finding } from '../rules/rule';
import { locate } from '../xml/locate';
import type { Span, XmlDocument } from '../xml/tree';

/** Rules whose findings are no matter of opinion, or stand where no comment may be. */
const never: ReadonlySet<string> = new Set(['xml-syntax', 'xml-encoding', 'silence']);

/**
 * The comment that silences one finding, with `reason` in it: on a line of its own above the element, or around it where the element
 * shares its line. Undefined where the finding is not silenced that way.
 */
export function silenceHere({ xml }: CdaDocument, { rule, at }: Finding, reason: string): Edit[] | undefined {
  if (never.has(rule)) return undefined;
  const node = holder(xml, at.start);
  if (!node) return undefined;
  const { text } = xml;
  const lineStart = Math.max(text.lastIndexOf('\n', node.start - 1), text.lastIndexOf('\r', node.start - 1)) + 1;
  const indent = text.slice(lineStart, node.start);
  const says = reason === '' ? rule : `${rule}: ${reason}`;
  const insert = (offset: number, newText: string): Edit => ({ span: { start: offset, end: offset }, newText });
  if (/^[ \t]*$/.test(indent) && at.start < node.openEnd) {
    return [insert(node.start, `<!-- cda-disable-next-line ${says} -->${lineBreak(text)}${indent}`)];
  }
  return [insert(node.start, `<!-- cda-disable ${says} -->`), insert(node.end, `<!-- cda-enable ${rule} -->`)];
}

/** The element that a place belongs to, or the comment or instruction around it that stands outside of the root. */
function holder(xml: XmlDocument, offset: number): (Span & { readonly openEnd: number }) | undefined {
  const element = locate(xml, offset)?.element;
  if (element) return element;
  const node = xml.children.find(({ start, end }) => start <= offset && offset < end);
  const isDeclaration = node?.kind === 'instruction' && node.target.toLowerCase() === 'xml';
  return node && !isDeclaration ? { start: node.start, end: node.end, openEnd: node.end } : undefined;
}

function lineBreak(text: string): string {
  return /\r\n?|\n/.exec(text)?.[0] ?? '\n';
}
