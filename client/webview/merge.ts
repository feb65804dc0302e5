import { diffArrays } from 'diff';

/** Milliseconds that may be spent on comparing; what is left then is marked as a whole. */
const MOST_TIME = 4_000;
/** Pairs of blocks whose likeness is looked at closely; with more, only their names count. */
const MOST_PAIRS = 10_000;
/** Share of common words from which two blocks are versions of each other. */
const ALIKE = 0.5;

const INLINE =
  /^(?:A|ABBR|B|BDI|BDO|BR|CITE|CODE|DEL|DFN|EM|I|IMG|INS|KBD|MARK|Q|S|SAMP|SMALL|SPAN|STRONG|SUB|SUP|TIME|U|VAR|WBR)$/;
/** Numbers stay whole: `5,3` is one word. */
const WORDS = /\s+|[\p{L}\p{M}\p{N}]+(?:[.,]\p{N}+)*|[^\s\p{L}\p{M}\p{N}]/gu;

/** What a block holds, as it is compared: a block inside it, or what stands in one line of text. */
type Unit = { readonly block: Element } | { readonly run: readonly Node[] };

/**
 * Marks in a rendering what differs from an earlier one: `data-cda-diff` on blocks that were added or removed, or whose words changed,
 * `ins` and `del` around the words. The removed blocks are moved into it from the earlier one, which is used up.
 * Only texts and images are compared, not attributes.
 */
export function merge(before: Element, after: Element): void {
  new Merge().blocks(before, after);
}

class Merge {
  readonly #end = performance.now() + MOST_TIME;
  readonly #texts = new WeakMap<Node, string>();

  blocks(before: Element, after: Element): void {
    if (this.#text(before) === this.#text(after)) return;
    const old = unitsOf(before);
    const fresh = unitsOf(after);
    if (isRow(after) && old.length === fresh.length) {
      // Cells answer each other by their column.
      for (const [index, unit] of fresh.entries()) this.#pair(old[index] as Unit, unit);
      return;
    }
    const [first] = fresh;
    const [earlier] = old;
    const areLines = old.length === 1 && fresh.length === 1 && first && earlier && 'run' in first && 'run' in earlier;
    if (areLines) this.#words(earlier.run, first.run);
    else this.#align(old, fresh, after);
  }

  #align(old: readonly Unit[], fresh: readonly Unit[], parent: Element): void {
    const keys = (units: readonly Unit[]) => units.map((unit) => `${nameOf(unit)}|${this.#unitText(unit)}`);
    for (const [removed, added, next] of this.#hunks(old, fresh, keys(old), keys(fresh))) {
      this.#resolve(removed, added, parent, next);
    }
  }

  /** A run of units that changed: those alike are compared inside, the others were removed or added. */
  #resolve(removed: readonly Unit[], added: readonly Unit[], parent: Element, next: Unit | undefined): void {
    const close = removed.length * added.length <= MOST_PAIRS;
    const areAlone = removed.length === 1 && added.length === 1;
    const alike = (a: Unit, b: Unit) => {
      if (nameOf(a) !== nameOf(b)) return false;
      const titles = [this.#title(a), this.#title(b)];
      if (titles[0] === titles[1] && titles[0] !== '') return true;
      // One stands where the other stood, and no name tells them apart.
      if (areAlone && titles.includes('')) return true;
      return close && this.#likeness(a, b) >= ALIKE;
    };
    let oldAt = 0;
    let freshAt = 0;
    const put = (oldTo: number, freshTo: number) => {
      for (const unit of removed.slice(oldAt, oldTo)) insert(unit, parent, firstNode(added[freshAt] ?? next));
      for (const unit of added.slice(freshAt, freshTo)) markUnit(unit, 'added');
    };
    for (const [a, b] of this.#pairs(removed, added, alike)) {
      put(a, b);
      this.#pair(removed[a] as Unit, added[b] as Unit);
      oldAt = a + 1;
      freshAt = b + 1;
    }
    put(removed.length, added.length);
  }

  #pair(old: Unit, fresh: Unit): void {
    if ('block' in old && 'block' in fresh) this.blocks(old.block, fresh.block);
    else this.#words(nodesOf(old), nodesOf(fresh));
  }

  #words(old: readonly Node[], fresh: readonly Node[]): void {
    const before = tokensOf(old);
    const after = tokensOf(fresh);
    const pieces = new Map<Node, Node[]>();
    const put = (at: Token | undefined, piece: Node) => {
      const node = at?.node ?? fresh.at(-1);
      if (node) pieces.set(node, [...(pieces.get(node) ?? []), piece]);
    };
    let changed = false;
    let done = 0;
    const keep = (to: number) => {
      for (; done < to; done++) put(after[done], pieceOf(after[done] as Token));
    };
    for (const [removed, added, , end] of this.#hunks(before, after, texts(before), texts(after))) {
      keep(end - added.length);
      const isSpace = [...removed, ...added].every(({ text }) => text === ' ');
      for (const part of isSpace ? [] : removed) put(after[done] ?? after[done - 1], wrapped('del', part));
      for (; done < end; done++)
        put(after[done], isSpace ? pieceOf(after[done] as Token) : wrapped('ins', after[done] as Token));
      changed ||= !isSpace;
    }
    keep(after.length);
    if (!changed) return;
    for (const [node, parts] of pieces) (node as ChildNode).replaceWith(...joined(parts));
    const [first] = pieces.values().next().value ?? [];
    first?.parentElement?.closest(BLOCKS)?.setAttribute('data-cda-diff', 'changed');
  }

  /** What differs between two sequences, each with the unit after it and the place in `fresh` where it ends. */
  *#hunks<T>(
    old: readonly T[],
    fresh: readonly T[],
    oldKeys: readonly string[],
    freshKeys: readonly string[],
  ): Generator<[removed: readonly T[], added: readonly T[], next: T | undefined, end: number]> {
    const changes = diffArrays([...oldKeys], [...freshKeys], { timeout: this.#timeLeft });
    if (!changes) {
      yield [old, fresh, undefined, fresh.length];
      return;
    }
    let a = 0;
    let b = 0;
    let from: readonly [number, number] | undefined;
    for (const { added, removed, count } of [...changes, { added: false, removed: false, count: 0 }]) {
      if (!added && !removed) {
        if (from) yield [old.slice(from[0], a), fresh.slice(from[1], b), fresh[b], b];
        from = undefined;
      } else {
        from ??= [a, b];
      }
      if (!added) a += count;
      if (!removed) b += count;
    }
  }

  #pairs(old: readonly Unit[], fresh: readonly Unit[], alike: (a: Unit, b: Unit) => boolean): [number, number][] {
    const changes = diffArrays<Unit>([...old], [...fresh], { comparator: alike, timeout: this.#timeLeft }) ?? [];
    const pairs: [number, number][] = [];
    let a = 0;
    let b = 0;
    for (const { added, removed, count } of changes) {
      if (!added && !removed) for (let at = 0; at < count; at++) pairs.push([a + at, b + at]);
      if (!added) a += count;
      if (!removed) b += count;
    }
    return pairs;
  }

  /** What names a block whose content changed: a row's first cell, a section's heading, a term. */
  #title(unit: Unit): string {
    if (!('block' in unit)) return '';
    const title = unit.block.querySelector(':scope > :is(th, td, h1, h2, h3, h4, h5, h6, caption, dt, summary)');
    return title ? this.#text(title) : '';
  }

  /** Share of the words of two units that both have, 0 to 1. */
  #likeness(a: Unit, b: Unit): number {
    const left = this.#unitText(a).match(WORDS) ?? [];
    const right = this.#unitText(b).match(WORDS) ?? [];
    const counts = new Map<string, number>();
    for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
    let common = 0;
    for (const word of right) {
      const count = counts.get(word) ?? 0;
      if (count === 0) continue;
      counts.set(word, count - 1);
      common++;
    }
    return left.length + right.length === 0 ? 1 : (2 * common) / (left.length + right.length);
  }

  #unitText(unit: Unit): string {
    return 'block' in unit
      ? this.#text(unit.block)
      : unit.run
          .map((node) => this.#text(node))
          .join('')
          .trim();
  }

  #text(node: Node): string {
    let text = this.#texts.get(node);
    if (text === undefined) {
      const images = node instanceof Element ? [node, ...node.querySelectorAll('img')].filter(isImage) : [];
      text = [(node.textContent ?? '').replace(/\s+/g, ' ').trim(), ...images.map(({ src }) => src)].join('\n').trim();
      this.#texts.set(node, text);
    }
    return text;
  }

  get #timeLeft(): number {
    return Math.max(1, this.#end - performance.now());
  }
}

const BLOCKS =
  'p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, caption, figcaption, summary, div, section, article, main, header';

interface Token {
  readonly text: string;
  /** The text or image it stands in. */
  readonly node: Node;
}

function tokensOf(nodes: readonly Node[]): Token[] {
  return nodes.flatMap((node): Token[] => {
    if (node instanceof Text) return (node.data.match(WORDS) ?? []).map((word) => ({ text: word.trim() || ' ', node }));
    if (isImage(node)) return [{ text: node.src, node }];
    if (node instanceof HTMLBRElement) return [{ text: '\n', node }];
    return tokensOf([...node.childNodes]);
  });
}

function texts(tokens: readonly Token[]): string[] {
  return tokens.map(({ text }) => text);
}

function pieceOf({ node, text }: Token): Node {
  return node instanceof Text ? new Text(text) : node.cloneNode(true);
}

function wrapped(name: 'ins' | 'del', token: Token): HTMLElement {
  const element = document.createElement(name);
  element.append(pieceOf(token));
  return element;
}

/** Neighbours of one kind become one. */
function joined(parts: readonly Node[]): Node[] {
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

function unitsOf(parent: Element): Unit[] {
  const units: Unit[] = [];
  let run: Node[] | undefined;
  for (const node of parent.childNodes) {
    if (node instanceof Element && !isInline(node)) {
      units.push({ block: node });
      run = undefined;
    } else if (run) {
      run.push(node);
    } else if (node instanceof Element || (node.textContent ?? '').trim() !== '') {
      run = [node];
      units.push({ run });
    }
  }
  return units;
}

/** An inline element that holds a block is a block. */
function isInline(element: Element): boolean {
  return INLINE.test(element.nodeName) && [...element.children].every(isInline);
}

function isRow(element: Element): boolean {
  return element.nodeName === 'TR';
}

function isImage(node: Node): node is HTMLImageElement {
  return node instanceof HTMLImageElement;
}

function nameOf(unit: Unit): string {
  return 'block' in unit ? unit.block.nodeName : '';
}

function nodesOf(unit: Unit): readonly Node[] {
  return 'block' in unit ? [unit.block] : unit.run;
}

function firstNode(unit: Unit | undefined): Node | null {
  return unit ? (nodesOf(unit)[0] ?? null) : null;
}

/** Puts what was removed where it stood. */
function insert(unit: Unit, parent: Element, before: Node | null): void {
  const nodes = nodesOf(unit);
  for (const node of nodes) {
    for (const named of node instanceof Element ? [node, ...node.querySelectorAll('[id]')] : [])
      named.removeAttribute('id');
  }
  parent.insertBefore(markUnit(unit, 'removed') ?? new Text(), before?.parentNode === parent ? before : null);
}

/** Marks a block, or a run by an element around it; answers what carries the mark. */
function markUnit(unit: Unit, mark: 'added' | 'removed'): Element | undefined {
  if ('block' in unit) {
    unit.block.setAttribute('data-cda-diff', mark);
    return unit.block;
  }
  const element = document.createElement(mark === 'added' ? 'ins' : 'del');
  element.setAttribute('data-cda-diff', mark);
  const [first] = unit.run;
  if (first?.parentNode && mark === 'added') first.parentNode.insertBefore(element, first);
  element.append(...unit.run);
  return element;
}
