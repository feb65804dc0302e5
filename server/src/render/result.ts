import type { Text } from '../text';

/** One rendering, ready to be shown. */
export interface RenderResult {
  readonly title: string;
  /** Safe HTML: one `<article class="cda">` without script, handler, style or foreign address. */
  readonly html: string;
  /** The PDF copy, or the PDF body of a level-1 document. Base64 without whitespace; its bytes do begin as a PDF. */
  readonly pdf?: {
    readonly base64: string;
    readonly hash: string;
    /** The body of a level-1 document, not a copy beside the narrative. */
    readonly isBody?: boolean;
  };
  /** What a reader is shown first: section F.1 of the reference. */
  readonly first: 'pdf' | 'narrative';
  /** What could not be shown, or was left out. */
  readonly notice?: Text;
}
