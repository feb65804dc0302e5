import { Idiomorph } from 'idiomorph';
import { sanitize, sanitizeNode } from './sanitize';

type Root = HTMLElement | ShadowRoot;

/**
 * HTML on the page that becomes another: only what differs is touched, so that selection, focus and scroll stay. Nothing is inserted
 * that was not sanitized. Most new versions differ in one place: it is looked for in trees as they were parsed, and is all that is
 * sanitized and changed.
 */
export class UpdatedHtml {
  readonly #isForeign: boolean;
  /** What is shown, as it was parsed: nothing of it is ever on the page. Its anchors have no number, since these change with any other. */
  #parsed: HTMLElement | undefined;

  constructor(isForeign: boolean) {
    this.#isForeign = isForeign;
  }

  update(root: Root, html: string): void {
    const fresh = new DOMParser().parseFromString(html, 'text/html').body;
    const numbers = takeNumbers(fresh);
    const isDone = this.#parsed !== undefined && this.#narrow(root, this.#parsed, fresh) && number(root, numbers);
    if (!isDone) this.#replace(root, html);
    this.#parsed = fresh;
    if (this.#isForeign) writeStyles(root);
  }

  #replace(root: Root, html: string): void {
    const fragment = sanitize(html, this.#isForeign);
    if (this.#parsed) this.#morph(root, fragment.childNodes, 'innerHTML');
    else root.replaceChildren(fragment);
  }

  /** Changes what differs below `shown`, which was `old`; false where the page is not as it was parsed: the sanitizer left something out. */
  #narrow(shown: Node, old: Node, fresh: Node): boolean {
    if (shown.childNodes.length !== old.childNodes.length) return false;
    const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
    const most = Math.min(before.length, after.length);
    let start = 0;
    while (start < most && before[start]?.isEqualNode(after[start] as Node)) start++;
    let end = 0;
    while (end < most - start && before.at(-1 - end)?.isEqualNode(after.at(-1 - end) as Node)) end++;
    const gone = before.slice(start, before.length - end);
    const come = after.slice(start, after.length - end);
    const live = [...shown.childNodes].slice(start, before.length - end);
    const next = shown.childNodes[before.length - end] ?? null;
    for (const [index, one] of gone.entries()) {
      const there = live[index] as ChildNode;
      const other = come[index];
      if (there.nodeName !== one.nodeName) return false;
      if (!other) there.remove();
      else if (there instanceof Text && other instanceof Text) there.data = other.data;
      else if (!isSameTag(one, other)) this.#morph(there, this.#clean([other]), 'outerHTML');
      else if (!this.#narrow(there, one, other)) return false;
    }
    for (const added of this.#clean(come.slice(gone.length))) shown.insertBefore(added, next);
    return true;
  }

  #clean(nodes: readonly Node[]): Node[] {
    return nodes.flatMap((node) => sanitizeNode(node.cloneNode(true), this.#isForeign));
  }

  #morph(old: Node, fresh: Iterable<Node>, morphStyle: 'innerHTML' | 'outerHTML'): void {
    Idiomorph.morph(old as Element, [...fresh] as unknown as HTMLCollection, {
      morphStyle,
      callbacks: {
        // What the reader opened or closed stays so; `style` is written below.
        beforeAttributeUpdated: (name, element) =>
          !(name === 'open' && element instanceof HTMLDetailsElement) && !(name === 'style' && this.#isForeign),
      },
    });
  }
}

/** Elements whose children may differ, but nothing else. */
function isSameTag(one: Node, other: Node): boolean {
  return one instanceof Element && other instanceof Element && one.cloneNode(false).isEqualNode(other.cloneNode(false));
}

/** Takes the numbers off the anchors; in the order of the document. */
function takeNumbers(root: ParentNode): string[] {
  return Array.from(root.querySelectorAll<HTMLElement>('[data-anchor]'), (element) => {
    const { anchor = '' } = element.dataset;
    element.dataset.anchor = '';
    return anchor;
  });
}

/** Puts numbers on the anchors; false where there is another number of them. */
function number(root: ParentNode, numbers: readonly string[]): boolean {
  const elements = root.querySelectorAll<HTMLElement>('[data-anchor]');
  if (elements.length !== numbers.length) return false;
  for (const [index, element] of elements.entries()) {
    if (element.dataset.anchor !== numbers[index]) element.dataset.anchor = numbers[index] ?? '';
  }
  return true;
}

/** The policy of the page allows no `style` attribute; what the server let through of it is written as properties instead. */
function writeStyles(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-style], [style]')) {
    const style = element.dataset.style ?? '';
    if (written.get(element) === style) continue;
    element.style.cssText = style;
    written.set(element, style);
  }
}
const written = new WeakMap<HTMLElement, string>();
