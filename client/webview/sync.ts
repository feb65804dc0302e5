import type { View } from '../src/preview/messages';
import { vscode } from './host';
import { anchorOf, openAround, type Pane } from './pane';
import { Stops } from './stops';
import type { Views } from './views';

/** Scroll events that come this soon after something else than the reader moved a view are not theirs; milliseconds. */
const SETTLING = 250;
/** What stays visible above and below the place of the cursor, in CSS pixels. */
const MARGIN = 24;

/** Page and source follow each other: cursor and scrolling of the editor, clicks and scrolling of the reader. */
export class Sync {
  readonly #views: Views;
  readonly #panes: Readonly<Partial<Record<View, Pane>>>;
  #enabled = true;
  #lines = new Uint32Array();
  #cursor: readonly number[] = [];
  #here: HTMLElement | undefined;
  #stops: Stops | undefined;
  /** Until then the views move by themselves. */
  #quietUntil = 0;
  /** Until then the place of the cursor is looked at, and the editor's scrolling not followed. */
  #cursorUntil = 0;
  #frame: number | undefined;

  constructor(views: Views, panes: Readonly<Partial<Record<View, Pane>>>) {
    this.#views = views;
    this.#panes = panes;
    const resized = new ResizeObserver(() => this.#moved());
    for (const pane of Object.values(panes)) {
      resized.observe(pane.panel);
      pane.panel.addEventListener('click', (event) => this.#click(event, pane));
      pane.panel.addEventListener('dblclick', (event) => this.#goTo(event, pane, true));
      // Opened and closed parts change where things are; the event does not bubble.
      pane.panel.addEventListener('toggle', () => this.#moved(), { capture: true });
    }
  }

  enable(enabled: boolean): void {
    this.#enabled = enabled;
    this.#draw();
  }

  /** Another version of the rendering: first and last line of each anchor, as pairs. */
  setLines(lines: Uint32Array<ArrayBuffer>): void {
    this.#lines = lines;
    this.#moved();
  }

  /** What is drawn on a pane goes before it changes, and comes back after. */
  clear(): void {
    this.#here?.removeAttribute('data-cda-here');
    this.#here = undefined;
    this.#moved();
  }

  /** Draws the place of the cursor in the view that is seen. */
  draw(): void {
    this.#moved();
    this.#draw();
  }

  setCursor(anchors: readonly number[]): void {
    this.#cursor = anchors;
    this.#draw();
    if (!this.#enabled || !this.#here) return;
    this.#cursorUntil = performance.now() + SETTLING;
    this.#reveal(this.#here);
  }

  /** Follows the editor, which shows `line` first. */
  scrollTo(line: number): void {
    const pane = this.#pane;
    if (!this.#enabled || !pane || performance.now() < this.#cursorUntil) return;
    this.#scroll(this.#stopsOf(pane).topOf(line));
  }

  /** A view was scrolled: by the reader, unless it was just moved from here. */
  scrolled(): void {
    if (!this.#enabled || this.#frame !== undefined || performance.now() < this.#quietUntil) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      const pane = this.#pane;
      if (!pane || performance.now() < this.#quietUntil) return;
      vscode.postMessage({ type: 'scrolled', line: this.#stopsOf(pane).lineAt(pane.panel.scrollTop) });
    });
  }

  get #pane(): Pane | undefined {
    return this.#panes[this.#views.current];
  }

  #draw(): void {
    const here = this.#enabled ? this.#pane?.find(this.#cursor) : undefined;
    if (here === this.#here) return;
    this.#here?.removeAttribute('data-cda-here');
    this.#here = here;
    here?.setAttribute('data-cda-here', '');
  }

  #reveal(element: HTMLElement): void {
    const pane = this.#pane;
    if (!pane) return;
    openAround(element);
    const view = pane.panel.getBoundingClientRect();
    const { top, bottom, height } = element.getBoundingClientRect();
    const fits = height < view.height - 2 * MARGIN;
    // Something larger than the view is there when its beginning is, or when it fills the view.
    const isThere = fits
      ? top >= view.top + MARGIN && bottom <= view.bottom - MARGIN
      : top <= view.bottom - MARGIN && bottom >= view.top + MARGIN;
    if (isThere) return;
    const above = fits ? (view.height - height) / 2 : MARGIN;
    this.#scroll(pane.panel.scrollTop + top - view.top - above);
  }

  #scroll(top: number): void {
    this.#quietUntil = performance.now() + SETTLING;
    this.#views.scrollTo(this.#views.current, top);
  }

  /** Something else than the reader's scrolling changed where things are. */
  #moved(): void {
    this.#stops = undefined;
    this.#quietUntil = performance.now() + SETTLING;
  }

  #stopsOf(pane: Pane): Stops {
    this.#stops ??= new Stops([...this.#measure(pane)]);
    return this.#stops;
  }

  *#measure({ panel, elements }: Pane): Generator<{ line: number; top: number }> {
    const origin = panel.getBoundingClientRect().top - panel.scrollTop;
    let last = 0;
    yield { line: 0, top: 0 };
    for (const [anchor, element] of elements) {
      const { top, height } = element.getBoundingClientRect();
      const line = this.#lines[2 * anchor];
      // Without height: inside something that is closed.
      if (line === undefined || height === 0) continue;
      last = Math.max(last, this.#lines[2 * anchor + 1] ?? 0);
      if (line > 0) yield { line, top: top - origin };
    }
    yield { line: last + 1, top: panel.scrollHeight };
  }

  #click(event: MouseEvent, pane: Pane): void {
    // The second click of a double click, or the end of a selection.
    if (event.detail > 1 || !getSelection()?.isCollapsed) return;
    this.#goTo(event, pane, false);
  }

  #goTo(event: MouseEvent, pane: Pane, focus: boolean): void {
    const [target] = event.composedPath();
    if (!(target instanceof Element) || target.closest('a[href], button, summary')) return;
    const element = target.closest<HTMLElement>('[data-anchor]');
    const anchor = element && pane.panel.contains(hostOf(element)) ? anchorOf(element) : undefined;
    if (anchor !== undefined && (focus || this.#enabled)) vscode.postMessage({ type: 'source', anchor, focus });
  }
}

function hostOf(element: Element): Element {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : element;
}
