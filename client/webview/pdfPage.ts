import { AnnotationMode, type PDFPageProxy, type RenderTask, TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { fill, texts } from './host';

/** Larger canvases are refused by browsers, or eat the machine's memory. */
const MOST_PIXELS = 16_000_000;

/** One page: a canvas as sharp as the screen, and above it the text, for selection and screen readers. */
export class PdfPage {
  readonly element = document.createElement('section');
  readonly #page: PDFPageProxy;
  readonly #onDrawn: () => void;
  #near = false;
  /** Width in device pixels of what is drawn; 0: nothing. */
  #drawn = 0;
  #task: RenderTask | undefined;

  /** `onDrawn` is called when the page shows something, if only why it cannot be drawn. */
  constructor(page: PDFPageProxy, label: string, onDrawn: () => void) {
    this.#page = page;
    this.#onDrawn = onDrawn;
    const { width, height } = page.getViewport({ scale: 1 });
    this.element.className = 'page';
    this.element.setAttribute('aria-label', label);
    this.element.style.aspectRatio = `${width} / ${height}`;
  }

  /** Whether the page is near what is seen. One that is far gives its memory back. */
  setNear(near: boolean): void {
    this.#near = near;
    if (near) {
      this.refresh();
    } else {
      this.#task?.cancel();
      this.#task = undefined;
      this.#drawn = 0;
      this.element.replaceChildren();
    }
  }

  /** Draws the page again when its size on the screen has changed. */
  refresh(): void {
    const pixels = Math.round(this.element.clientWidth * devicePixelRatio);
    if (!this.#near || pixels === 0 || pixels === this.#drawn) return;
    this.#drawn = pixels;
    this.#task?.cancel();
    this.#draw(this.element.clientWidth).catch((error: Error) => {
      if (error.name !== 'RenderingCancelledException') this.#report(error);
    });
  }

  async #draw(width: number): Promise<void> {
    const viewport = this.#page.getViewport({ scale: width / this.#page.getViewport({ scale: 1 }).width });
    const density = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.floor(viewport.width * density);
    canvas.height = Math.floor(viewport.height * density);
    const task = this.#page.render({
      canvas,
      viewport,
      transform: [density, 0, 0, density, 0, 0],
      annotationMode: AnnotationMode.ENABLE,
    });
    this.#task = task;
    await task.promise;
    if (this.#task !== task) return;
    this.element.replaceChildren(canvas);
    this.#onDrawn();

    const text = document.createElement('div');
    text.className = 'textLayer';
    text.style.setProperty('--total-scale-factor', String(viewport.scale));
    const source = this.#page.streamTextContent();
    await new TextLayer({ textContentSource: source, container: text, viewport }).render();
    if (this.#task === task) this.element.append(text);
  }

  #report({ message }: Error): void {
    const sentence = document.createElement('p');
    sentence.className = 'fault';
    sentence.textContent = fill(texts.brokenPage, message);
    this.element.replaceChildren(sentence);
    this.#onDrawn();
  }
}
