import type { AnchorRange, Attachment } from '../protocol';
import type { Text } from '../text';

/** A PDF carried by the document. */
export interface RenderedPdf {
  /** Without whitespace; its bytes do begin as a PDF. */
  readonly base64: string;
  readonly hash: string;
  /** The body of a level-1 document, not a copy beside the narrative. */
  readonly isBody?: boolean;
}

/** One rendering, ready to be shown. */
export interface RenderResult {
  readonly title: string;
  /** Safe HTML without script, handler, style sheet or foreign address; of the built-in stylesheet one `<article class="cda">`. */
  readonly html: string;
  /** Safe CSS of another stylesheet than the built-in one, whose `html` it belongs to. */
  readonly foreign?: { readonly css: string };
  /** The structured view, of the built-in stylesheet. */
  readonly structured?: string;
  /** The PDF copy, or the PDF body of a level-1 document. */
  readonly pdf?: RenderedPdf;
  /** The other PDFs. */
  readonly attachments: readonly Attachment[];
  /** What a reader is shown first: section F.1 of the reference. */
  readonly first: 'pdf' | 'narrative';
  /** What could not be shown, or was left out. */
  readonly notice?: Text;
  readonly anchors: readonly AnchorRange[];
  /** See `Rendering.told`. */
  readonly told: readonly (readonly [number, number])[];
}
