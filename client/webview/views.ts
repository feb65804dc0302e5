import type { Place, View } from '../src/preview/messages';
import { byId, documentUri, vscode } from './host';

const ORDER: readonly View[] = ['pdf', 'narrative'];

interface Part {
  readonly tab: HTMLElement;
  readonly panel: HTMLElement;
}

/** The tabs, what they show, and where the reader is in each. */
export class Views {
  readonly #parts: Readonly<Record<View, Part>> = { pdf: part('pdf'), narrative: part('narrative') };
  readonly #tabs = byId('tabs');
  readonly #scroll: Partial<Record<View, number>> = {};
  #chosen: View | undefined;
  #current: View = 'narrative';
  #hasPdf = false;
  #first: View = 'narrative';
  #timer: number | undefined;

  constructor() {
    for (const view of ORDER) {
      const { tab, panel } = this.#parts[view];
      tab.addEventListener('click', () => this.choose(view));
      panel.addEventListener('scroll', () => this.#scrolled(view), { passive: true });
    }
    this.#tabs.addEventListener('keydown', (event) => this.#onKey(event));
  }

  panel(view: View): HTMLElement {
    return this.#parts[view].panel;
  }

  restore({ view, scroll }: Place): void {
    this.#chosen = view;
    Object.assign(this.#scroll, scroll);
  }

  /** Shows what the document offers; the reader's choice goes before the document's. */
  offer(hasPdf: boolean, first: View): void {
    this.#hasPdf = hasPdf;
    this.#first = first;
    this.#show();
  }

  /** The reader picks a tab. */
  choose(view: View): void {
    this.#chosen = view;
    this.#show();
    this.#tell();
  }

  /** Puts a view back where the reader was, once it is tall enough for it. */
  scrollBack(view: View): void {
    const { panel } = this.#parts[view];
    const top = this.#scroll[view] ?? 0;
    if (!panel.hidden && panel.scrollTop !== top) panel.scrollTop = top;
  }

  #show(): void {
    this.#current = this.#hasPdf ? (this.#chosen ?? this.#first) : 'narrative';
    this.#tabs.hidden = !this.#hasPdf;
    for (const view of ORDER) {
      const { tab, panel } = this.#parts[view];
      const selected = view === this.#current;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      // A scroll event of a panel that is about to lose its height would forget the place.
      if (panel.hidden !== selected) continue;
      panel.hidden = !selected;
      if (selected) this.scrollBack(view);
    }
  }

  #onKey(event: KeyboardEvent): void {
    const at = ORDER.indexOf(this.#current);
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    const next = steps[event.key];
    const view = next === undefined ? undefined : ORDER.at(next % ORDER.length);
    if (!view) return;
    event.preventDefault();
    this.choose(view);
    this.#parts[view].tab.focus();
  }

  #scrolled(view: View): void {
    const { panel } = this.#parts[view];
    if (panel.hidden) return;
    this.#scroll[view] = panel.scrollTop;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), 200);
  }

  #tell(): void {
    const place: Place = { ...(this.#chosen && { view: this.#chosen }), scroll: { ...this.#scroll } };
    vscode.setState({ uri: documentUri, place });
    vscode.postMessage({ type: 'moved', place });
  }
}

function part(view: View): Part {
  return { tab: byId(`tab-${view}`), panel: byId(`view-${view}`) };
}
