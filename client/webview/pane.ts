import drawnCss from './drawn.css' with { type: 'text' };
import { UpdatedHtml } from './update';

/** A rendering in HTML; `css` when it has a style sheet of its own, and none of ours. */
export interface Content {
  readonly html: string;
  readonly css?: string;
}

/** A scrolling panel that shows a rendering, which names the places of the source it comes from: `data-anchor`. */
export class Pane {
  readonly panel: HTMLElement;
  /** What holds the rendering: the panel itself, or a shadow root in it for a foreign style sheet. */
  #root: HTMLElement | ShadowRoot;
  #html = new UpdatedHtml(false);
  readonly #foreignCss = new CSSStyleSheet();
  #shown: Content | undefined;
  #wanted: Content | undefined;
  #elements: Map<number, HTMLElement> | undefined;
  /** Called before the rendering changes: what was drawn on it has to go. */
  onBeforeUpdate: () => void = () => {};
  /** Called after it, to be drawn on again. */
  onUpdate: () => void = () => {};

  constructor(panel: HTMLElement) {
    this.panel = panel;
    this.#root = panel;
  }

  get root(): HTMLElement | ShadowRoot {
    return this.#root;
  }

  /** Content to be shown; one that nobody sees waits until `fill`. */
  update(content: Content | undefined): void {
    this.#wanted = content;
    if (!this.panel.hidden) this.fill();
  }

  /** Turns what is shown into what is wanted, touching only what differs: selection, focus and scroll stay. */
  fill(): void {
    const content = this.#wanted;
    if (!content || (content.html === this.#shown?.html && content.css === this.#shown.css)) return;
    this.onBeforeUpdate();
    this.#setRoot(content.css);
    this.#html.update(this.#root, content.html);
    this.#shown = content;
    this.#elements = undefined;
    this.onUpdate();
  }

  /** Elements by the number of the source place they show, in the order of the page. */
  get elements(): ReadonlyMap<number, HTMLElement> {
    if (!this.#elements) {
      this.#elements = new Map();
      for (const element of this.#root.querySelectorAll<HTMLElement>('[data-anchor]')) {
        const anchor = anchorOf(element);
        if (anchor !== undefined && !this.#elements.has(anchor)) this.#elements.set(anchor, element);
      }
    }
    return this.#elements;
  }

  /** The element of the first of these numbers that the pane shows. */
  find(anchors: readonly number[]): HTMLElement | undefined {
    const anchor = anchors.find((each) => this.elements.has(each));
    return anchor === undefined ? undefined : this.elements.get(anchor);
  }

  reveal(id: string): void {
    revealIn(this.#root, id);
  }

  #setRoot(css: string | undefined): void {
    const wasForeign = this.#root !== this.panel;
    if (css !== undefined && this.#shown?.css !== css) this.#foreignCss.replaceSync(css);
    if (wasForeign === (css !== undefined)) return;
    this.panel.replaceChildren();
    this.#root = this.panel;
    this.#html = new UpdatedHtml(css !== undefined);
    if (css === undefined) return;
    // A style sheet reaches the host of its shadow root; what is around that keeps everything in its place.
    const around = document.createElement('div');
    around.className = 'foreign';
    const host = document.createElement('div');
    this.#root = host.attachShadow({ mode: 'open' });
    this.#root.adoptedStyleSheets = [this.#foreignCss, drawnSheet];
    around.append(host);
    this.panel.append(around);
  }
}

/** What we draw on a rendering, inside a shadow root or outside. */
const drawnSheet = new CSSStyleSheet();
drawnSheet.replaceSync(drawnCss);
document.adoptedStyleSheets.push(drawnSheet);

/** The number on an element. */
export function anchorOf(element: HTMLElement): number | undefined {
  const anchor = Number(element.dataset.anchor || Number.NaN);
  return Number.isSafeInteger(anchor) && anchor >= 0 ? anchor : undefined;
}

/** Scrolls to the target of a link inside a rendering, and gives it the focus as a browser does. */
export function revealIn(root: ParentNode, id: string): void {
  const name = CSS.escape(id);
  const target = root.querySelector<HTMLElement>(`#${name}, a[name="${name}"]`);
  if (!target) return;
  openAround(target);
  target.scrollIntoView();
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

export function openAround(element: Element): void {
  for (let around = element.closest('details'); around; around = around.parentElement?.closest('details') ?? null) {
    around.open = true;
  }
}
