import type { Place, View } from '../src/preview/messages';
import { documentUri, vscode } from './host';

/** Where the reader is and what they chose; the extension is told, so that it outlives the page. */
export class Reader {
  #place: Place = { scroll: {} };
  #timer: number | undefined;

  get place(): Place {
    return this.#place;
  }

  restore(place: Place): void {
    this.#place = place;
  }

  choose(choice: Partial<Omit<Place, 'scroll'>>): void {
    this.#place = { ...this.#place, ...choice };
    this.#tell();
  }

  scrolled(view: View, top: number): void {
    this.#place = { ...this.#place, scroll: { ...this.#place.scroll, [view]: top } };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), 200);
  }

  #tell(): void {
    vscode.setState({ uri: documentUri, place: this.#place });
    vscode.postMessage({ type: 'moved', place: this.#place });
  }
}
