import { diffArrays } from 'diff';
import { firstNode, insert, isImage, markUnit, nameOf, nodesOf, type Unit, unitsOf } from './units';
import { joined, pieceOf, type Token, texts, tokensOf, WORDS, wrapped } from './words';

/** Milliseconds that may be spent on comparing; what is left then is marked as a whole. */
const MOST_TIME = 4_000;
/** Pairs of blocks whose likeness is looked at closely; with more, only their names count. */
const MOST_PAIRS = 10_000;
/** Share of common words from which two blocks are versions of each other. */
const ALIKE = 0.5;

const BLOCKS =
  'p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, caption, figcaption, summary, div, section, article, main, header';

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

function isRow(element: Element): boolean {
  return element.nodeName === 'TR';
}
