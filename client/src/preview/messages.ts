/** What the preview panel and its page say to each other. */

export type View = 'pdf' | 'narrative';

/** Where the reader is; survives a hidden tab, a reload of the window and a closed panel. */
export interface Place {
  /** The tab the reader chose; absent while the document decides. */
  readonly view?: View;
  /** Scroll offset of each tab, in CSS pixels. */
  readonly scroll: Readonly<Partial<Record<View, number>>>;
}

/** What the page keeps by `setState`, and a revived panel gets back. */
export interface PageState {
  readonly uri: string;
  readonly place: Place;
}

export interface ShownPdf {
  readonly hash: string;
  /** Left out when the page already holds it. */
  readonly bytes?: Uint8Array;
}

export type ToPage =
  | {
      readonly type: 'show';
      readonly html: string;
      readonly first: View;
      readonly pdf?: ShownPdf;
      readonly notice?: string;
    }
  /** Nothing newer can be shown: the page keeps what it has, and says why. */
  | { readonly type: 'fail'; readonly message: string }
  | { readonly type: 'restore'; readonly place: Place };

export type ToPanel =
  /** The page was (re)loaded and holds nothing. */
  | { readonly type: 'ready' }
  | { readonly type: 'moved'; readonly place: Place }
  | { readonly type: 'open'; readonly href: string };

/** Sentences of the page, translated by the extension. `{0}`, `{1}` are filled by the page. */
export interface Texts {
  readonly page: string;
  readonly brokenPdf: string;
  /** Endings of `brokenPdf`. */
  readonly notPdf: string;
  readonly lockedPdf: string;
  readonly brokenPage: string;
  readonly showNarrative: string;
}
