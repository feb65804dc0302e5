import type { Span, XmlComment, XmlDocument, XmlElement, XmlNode } from '../xml/tree';

/** A comment that asks for findings of some rules to be kept quiet, as the contract describes it. */
export interface Silence {
  readonly comment: XmlComment;
  readonly kind: 'next-line' | 'region' | 'end';
  /** Rule ids, each where it stands in the comment. */
  readonly rules: readonly NamedRule[];
  /** Empty where none is given. */
  readonly reason: string;
}

export interface NamedRule extends Span {
  readonly id: string;
  /** Findings that start here are meant; empty for the end of a region, and there undefined where it ends none. */
  readonly covers: Span | undefined;
}

const comment = /^\s*cda-(disable-next-line|disable|enable)(?=[\s:]|$)([^:]*)(?::(.*))?$/s;

/** Every such comment of a file, also outside of the ClinicalDocument, in document order. */
export function silencesOf(document: XmlDocument): Silence[] {
  if (!/<!--\s*cda-(?:dis|en)able/.test(document.text)) return [];
  const silences: Silence[] = [];
  /** Regions that are open, by rule. */
  const open = new Map<string, { covers: { start: number; end: number } }>();
  let line: Span | undefined;
  for (const node of commentsIn(document.children)) {
    const [, word, list = '', reason = ''] = comment.exec(node.value) ?? [];
    if (word === undefined) continue;
    const kind = word === 'enable' ? 'end' : word === 'disable' ? 'region' : 'next-line';
    // Comments above each other are meant for the same line.
    if (kind === 'next-line' && !(line && node.end <= line.start)) line = lineBelow(document, node.end);
    const target = line;
    const listStart = node.start + '<!--'.length + node.value.indexOf(word) + word.length;
    const rules = [...list.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => {
      const at = { id, start: listStart + index, end: listStart + index + id.length };
      if (kind === 'next-line') return { ...at, covers: target };
      const region = open.get(id);
      if (region) region.covers.end = node.start;
      if (kind === 'end') {
        open.delete(id);
        return { ...at, covers: region && { start: node.start, end: node.start } };
      }
      const started = { ...at, covers: { start: node.end, end: document.text.length } };
      open.set(id, started);
      return started;
    });
    silences.push({ comment: node, kind, rules, reason: reason.trim() });
  }
  return silences;
}

function* commentsIn(nodes: readonly XmlNode[]): Generator<XmlComment> {
  const open = [...nodes].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'comment') yield node;
    else if (node.kind === 'element')
      for (let i = node.children.length; i-- > 0; ) open.push(node.children[i] as XmlNode);
  }
}

const lineEnd = /\r\n?|\n|$/g;

/** The first line below `offset` that holds more than comments, and to the end of the tags that begin on it. */
function lineBelow({ text, elements }: XmlDocument, offset: number): Span {
  const start = afterEmptyLines(text, endOfLine(text, offset));
  let end = endOfLine(text, start);
  for (let index = firstFrom(elements, start); index < elements.length; index++) {
    const element = elements[index] as XmlElement;
    if (element.start >= end) break;
    end = Math.max(end, element.openEnd);
  }
  return { start, end };
}

/** The start of the first line from `offset`, a line start, that holds more than white space and comments (or the ends of some). */
function afterEmptyLines(text: string, offset: number): number {
  const piece = /[ \t]+|\r\n?|\n|<!--[\s\S]*?-->/y;
  piece.lastIndex = offset;
  let start = offset;
  for (let found = piece.exec(text); found; found = piece.exec(text)) {
    const ended = Math.max(found[0].lastIndexOf('\n'), found[0].lastIndexOf('\r'));
    if (ended >= 0) start = found.index + ended + 1;
  }
  return start;
}

/** Offset after the line end that follows `offset`. */
function endOfLine(text: string, offset: number): number {
  lineEnd.lastIndex = offset;
  const found = lineEnd.exec(text);
  return found ? found.index + found[0].length : text.length;
}

/** Index of the first element that starts at `offset` or after. */
function firstFrom(elements: readonly XmlElement[], offset: number): number {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle] as XmlElement).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
