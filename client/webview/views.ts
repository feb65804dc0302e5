import { VIEWS, type View } from '../src/preview/messages';
import { byId } from './host';
import type { Reader } from './reader';

interface Part {
  readonly tab: HTMLElement;
  readonly panel: HTMLElement;
}

/** The tabs, what they show, and where the reader is in each. */
export class Views {
  readonly #parts: Readonly<Record<View, Part>> = {
    pdf: part('pdf'),
    narrative: part('narrative'),
    structured: part('structured'),
  };
  readonly #tabs = byId('tabs');
  readonly #reader: Reader;
  #offered: readonly View[] = ['narrative'];
  #first: View = 'narrative';
  #current: View = 'narrative';
  /** Where the current view was put from here: the scroll event of that is none of the reader's. */
  #placed: number | undefined;
  /** Called when another view is about to be seen: it may have to be filled. */
  onShow: (view: View) => void = () => {};
  /** Called when the reader has scrolled the view that is seen. */
  onScroll: (view: View) => void = () => {};

  constructor(reader: Reader) {
    this.#reader = reader;
    for (const view of VIEWS) {
      const { tab, panel } = this.#parts[view];
      tab.addEventListener('click', () => this.choose(view));
      panel.addEventListener('scroll', () => this.#scrolled(view), { passive: true });
    }
    this.#tabs.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get current(): View {
    return this.#current;
  }

  panel(view: View): HTMLElement {
    return this.#parts[view].panel;
  }

  /** Shows what the document offers; the reader's choice goes before the document's. */
  offer(views: readonly View[], first: View): void {
    this.#offered = views;
    this.#first = first;
    this.#show();
  }

  /** The reader picks a tab. */
  choose(view: View): void {
    this.#reader.choose({ view });
    this.#show();
  }

  /** Puts a view back where the reader was, once it is tall enough for it. */
  scrollBack(view: View): void {
    if (!this.#parts[view].panel.hidden) this.scrollTo(view, this.#reader.place.scroll[view] ?? 0);
  }

  scrollTo(view: View, top: number): void {
    const { panel } = this.#parts[view];
    if (panel.scrollTop === top) return;
    panel.scrollTop = top;
    this.#placed = panel.scrollTop;
  }

  #show(): void {
    const wanted = this.#reader.place.view ?? this.#first;
    this.#current = this.#offered.includes(wanted) ? wanted : 'narrative';
    this.#tabs.hidden = this.#offered.length < 2;
    for (const view of VIEWS) {
      const { tab, panel } = this.#parts[view];
      const selected = view === this.#current;
      tab.hidden = !this.#offered.includes(view);
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      // A scroll event of a panel that is about to lose its height would forget the place.
      if (panel.hidden !== selected) continue;
      panel.hidden = !selected;
      if (!selected) continue;
      this.onShow(view);
      this.scrollBack(view);
    }
  }

  #onKey(event: KeyboardEvent): void {
    const at = this.#offered.indexOf(this.#current);
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    const next = steps[event.key];
    const view = next === undefined ? undefined : this.#offered.at(next % this.#offered.length);
    if (!view) return;
    event.preventDefault();
    this.choose(view);
    this.#parts[view].tab.focus();
  }

  #scrolled(view: View): void {
    const { panel } = this.#parts[view];
    if (panel.hidden) return;
    this.#reader.scrolled(view, panel.scrollTop);
    if (panel.scrollTop === this.#placed) return;
    this.#placed = undefined;
    this.onScroll(view);
  }
}

function part(view: View): Part {
  return { tab: byId(`tab-${view}`), panel: byId(`view-${view}`) };
}
