import { isImage } from './units';

/** Numbers stay whole: `5,3` is one word. */
export const WORDS = /\s+|[\p{L}\p{M}\p{N}]+(?:[.,]\p{N}+)*|[^\s\p{L}\p{M}\p{N}]/gu;

export interface Token {
  readonly text: string;
  /** The text or image it stands in. */
  readonly node: Node;
}

export function tokensOf(nodes: readonly Node[]): Token[] {
  return nodes.flatMap((node): Token[] => {
    if (node instanceof Text) return (node.data.match(WORDS) ?? []).map((word) => ({ text: word.trim() || ' ', node }));
    if (isImage(node)) return [{ text: node.src, node }];
    if (node instanceof HTMLBRElement) return [{ text: '\n', node }];
    return tokensOf([...node.childNodes]);
  });
}

export function texts(tokens: readonly Token[]): string[] {
  return tokens.map(({ text }) => text);
}

export function pieceOf({ node, text }: Token): Node {
  return node instanceof Text ? new Text(text) : node.cloneNode(true);
}

export function wrapped(name: 'ins' | 'del', token: Token): HTMLElement {
  const element = document.createElement(name);
  element.append(pieceOf(token));
  return element;
}

/** Neighbours of one kind become one. */
export function joined(parts: readonly Node[]): Node[] {
  const result: Node[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last instanceof Text && part instanceof Text) last.data += part.data;
    else if (last && part.nodeName === last.nodeName && /^(?:INS|DEL)$/.test(part.nodeName)) {
      (last as Element).append(...part.childNodes);
      last.normalize();
    } else result.push(part);
  }
  return result;
}
