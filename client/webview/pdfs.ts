import type { OfferedPdf } from '../src/preview/messages';
import { byId, texts, vscode } from './host';
import type { Reader } from './reader';
import type { Views } from './views';

/** Which PDF of the document is shown: its copy, or one that is attached beside it. Bytes are asked for when they are seen. */
export class Pdfs {
  readonly #views: Views;
  readonly #reader: Reader;
  readonly #bar = byId('pdf-choice');
  readonly #note = byId('pdf-note');
  readonly #select = byId('pdf-select') as HTMLSelectElement;
  #offered: readonly OfferedPdf[] = [];
  /** Hash of what is shown, or on its way. */
  #shown: string | undefined;

  constructor(views: Views, reader: Reader) {
    this.#views = views;
    this.#reader = reader;
    this.#select.addEventListener('change', () => {
      reader.choose({ pdf: this.#select.value });
      this.fill();
    });
  }

  offer(pdfs: readonly OfferedPdf[]): void {
    this.#offered = pdfs;
    this.#select.replaceChildren(...pdfs.map(({ hash, label }) => new Option(label, hash)));
    this.fill();
  }

  /** Shows the chosen PDF when its tab is seen. */
  fill(): void {
    const isSeen = this.#views.current === 'pdf';
    this.#note.hidden = !isSeen;
    this.#bar.hidden = !isSeen || this.#offered.length < 2;
    const chosen = this.#offered.find(({ hash }) => hash === this.#reader.place.pdf) ?? this.#offered[0];
    if (chosen) this.#select.value = chosen.hash;
    if (chosen?.hash === this.#shown || (chosen && !isSeen)) return;
    this.#shown = chosen?.hash;
    const { dataset } = this.#views.panel('pdf');
    if (chosen) {
      // Shown by the style sheet until the first page is drawn.
      dataset.waiting = texts.loadingPdf;
      vscode.postMessage({ type: 'pdf', hash: chosen.hash });
    } else {
      delete dataset.waiting;
      void this.#draw(undefined);
    }
  }

  async take(hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (hash === this.#shown) await this.#draw(bytes);
  }

  async #draw(bytes: Uint8Array<ArrayBuffer> | undefined): Promise<void> {
    const own = this.#shown;
    // pdf.js is large: loaded when the first PDF comes.
    const { closePdf, openPdf } = await import('./pdf');
    // Imports that waited for the same file do not end in the order they began.
    if (own !== this.#shown) return;
    if (bytes) await openPdf(bytes, this.#views);
    else await closePdf();
  }
}
