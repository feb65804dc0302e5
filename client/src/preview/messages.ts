/** What the preview panel and its page say to each other. */
import type { View } from '../../../server/src/protocol';

export type { View };

/** In the order of their tabs. */
export const VIEWS: readonly View[] = ['pdf', 'narrative', 'structured'];

/** Where the reader is; survives a hidden tab, a reload of the window and a closed panel. */
export interface Place {
  /** The tab the reader chose; absent while the document decides. */
  readonly view?: View;
  /** Scroll offset of each tab, in CSS pixels. */
  readonly scroll: Readonly<Partial<Record<View, number>>>;
  /** Hash of the PDF the reader chose among several. */
  readonly pdf?: string;
  /** What the reader switched on or off; absent: the setting decides, findings are shown. */
  readonly sync?: boolean;
  readonly findings?: boolean;
  readonly differencesOnly?: boolean;
}

/** What the page keeps by `setState`, and a revived panel gets back. */
export interface PageState {
  readonly uri: string;
  readonly place: Place;
}

/** A PDF that the document carries; the page asks for its bytes when it is to be shown. */
export interface OfferedPdf {
  readonly hash: string;
  readonly label: string;
}

/** A finding as it is drawn on the rendering. */
export interface Mark {
  /** Where it may be drawn: anchors that hold it, the smallest first. */
  readonly anchors: readonly number[];
  readonly severity: Severity;
  readonly message: string;
  /** Rule id. */
  readonly rule: string;
}

export const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The two HTML views of one rendering. */
export interface ShownHtml {
  readonly html: string;
  /** The narrative comes from a stylesheet of others: it is shown apart, with its own style sheet and none of ours. */
  readonly foreign?: { readonly css: string };
  readonly structured?: string;
}

export type ToPage =
  | (ShownHtml & {
      readonly type: 'show';
      readonly first: View;
      /** The copy first. */
      readonly pdfs: readonly OfferedPdf[];
      readonly notice?: string;
      /** Why the reader may want another stylesheet: shown with a button to choose one. */
      readonly unfit?: string;
      /** Label of the stylesheet in use. */
      readonly stylesheet: string;
      /** First and last source line of each anchor, as pairs. */
      readonly lines: Uint32Array;
    })
  /** Bytes that the page asked for. */
  | { readonly type: 'pdf'; readonly hash: string; readonly bytes: Uint8Array }
  /** Nothing newer can be shown: the page keeps what it has, and says why. */
  | { readonly type: 'fail'; readonly message: string }
  /** The rendering takes its time: the sentence is shown with a way to give up. Without one it has ended. */
  | { readonly type: 'busy'; readonly message?: string }
  | { readonly type: 'restore'; readonly place: Place }
  /** The commands that exist, of those the page has a button for; the setting of the scroll sync. */
  | { readonly type: 'offer'; readonly commands: readonly string[]; readonly scrollSync: boolean }
  /** Where the cursor is: anchors that hold it, the smallest first. */
  | { readonly type: 'cursor'; readonly anchors: readonly number[] }
  /** First line that the editor shows. */
  | { readonly type: 'scroll'; readonly line: number }
  | { readonly type: 'marks'; readonly marks: readonly Mark[] };

export type ToPanel =
  /** The page was (re)loaded and holds nothing. */
  | { readonly type: 'ready' }
  | { readonly type: 'moved'; readonly place: Place }
  | { readonly type: 'open'; readonly href: string }
  /** The reader points at something: show its source, and give it the focus when asked. */
  | { readonly type: 'source'; readonly anchor: number; readonly focus: boolean }
  /** Index in the last `marks`. */
  | { readonly type: 'finding'; readonly index: number }
  /** Source line, with its fraction, at the top of the view. */
  | { readonly type: 'scrolled'; readonly line: number }
  | { readonly type: 'command'; readonly command: string }
  /** Asks for the bytes of a PDF. */
  | { readonly type: 'pdf'; readonly hash: string }
  | { readonly type: 'cancel' };

/** Commands that take a document and the stylesheet it is shown with. */
export const EXPORTS = ['cda.exportHtml', 'cda.exportPdf', 'cda.extractPdf', 'cda.openInBrowser'] as const;

/** Commands that the page may run, each on its document. Those that do not exist have no button. */
export const COMMANDS = ['cda.choosePreviewStylesheet', 'cda.compareRenderings', ...EXPORTS] as const;

/** Sentences of the page, translated by the extension. `{0}`, `{1}` are filled by the page. */
export interface Texts {
  readonly page: string;
  readonly loadingPdf: string;
  readonly brokenPdf: string;
  /** Endings of `brokenPdf`. */
  readonly notPdf: string;
  readonly lockedPdf: string;
  readonly brokenPage: string;
  readonly showNarrative: string;
  /** With the label of the one in use. */
  readonly stylesheet: string;
  /** Accessible names of the severities. */
  readonly severities: Readonly<Record<Severity, string>>;
  readonly goToSource: string;
  readonly noFindings: string;
  /** With their number. */
  readonly findings: string;
  /** How many of them the view has no place for. */
  readonly elsewhere: string;
}

/** To the page that compares two renderings; it answers `ready` and `open`. */
export type ToComparison =
  | {
      readonly type: 'compare';
      readonly before: ComparedVersion;
      readonly after: ComparedVersion;
      readonly notice?: string;
    }
  | { readonly type: 'fail'; readonly message: string };

export interface ComparedVersion {
  readonly label: string;
  readonly html: string;
}
