import * as vscode from 'vscode';
import type { Anchors, Span } from './anchors';
import type { ToPage } from './messages';

/** The editor's scroll events that come this soon after it was scrolled from here are echoes; milliseconds. */
const SETTLING = 250;
/** Elements of more lines are shown from their first on, not selected. */
const MOST_SELECTED = 12;

export interface SyncOptions {
  readonly uri: vscode.Uri;
  post(message: ToPage): void;
  /** The places of what is shown; none while it is older than the text. */
  anchors(): Anchors | undefined;
  /** Whether the editor's scrolling is to be followed. */
  scrolls(): boolean;
}

/** The editors of a document, kept beside its preview: cursor and scrolling go to the page, and the page's come back. */
export class SourceSync implements vscode.Disposable {
  readonly #options: SyncOptions;
  readonly #key: string;
  readonly #subscriptions: vscode.Disposable;
  #quietUntil = 0;

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#key = options.uri.toString();
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (this.#isSource(textEditor)) this.#tellCursor(textEditor);
      }),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges: [first] }) => {
        if (first && this.#isSource(textEditor)) this.#tellScroll(first);
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Tells the page again where the cursor is, after it got another rendering. */
  refresh(): void {
    const editor = this.#editor;
    if (editor) this.#tellCursor(editor);
  }

  /** Scrolls the editor to a line, which may have a fraction: the page was scrolled. */
  scrollTo(line: number): void {
    const editor = this.#editor;
    if (!editor || !this.#options.scrolls()) return;
    const first = Math.min(Math.floor(line), editor.document.lineCount - 1);
    if (editor.visibleRanges[0]?.start.line === first) return;
    this.#quietUntil = Date.now() + SETTLING;
    editor.revealRange(new vscode.Range(first, 0, first, 0), vscode.TextEditorRevealType.AtTop);
  }

  /** Selects what the reader points at. `focus`: opens the editor when there is none, and goes there. */
  async show({ start, end }: Span, focus: boolean): Promise<void> {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const editor = focus ? await this.#open() : this.#editor;
    if (!editor) return;
    this.#quietUntil = Date.now() + SETTLING;
    const isSmall = range.end.line - range.start.line < MOST_SELECTED;
    // The cursor stands at the beginning, where reading starts.
    editor.selection = new vscode.Selection(isSmall ? range.end : range.start, range.start);
    editor.revealRange(isSmall ? range : new vscode.Range(range.start, range.start), REVEAL);
  }

  get #editor(): vscode.TextEditor | undefined {
    const active = vscode.window.activeTextEditor;
    return active && this.#isSource(active)
      ? active
      : vscode.window.visibleTextEditors.find((editor) => this.#isSource(editor));
  }

  async #open(): Promise<vscode.TextEditor> {
    const viewColumn = this.#editor?.viewColumn ?? vscode.ViewColumn.One;
    return vscode.window.showTextDocument(this.#options.uri, { viewColumn });
  }

  #isSource({ document }: vscode.TextEditor): boolean {
    return document.uri.toString() === this.#key;
  }

  #tellCursor({ selection }: vscode.TextEditor): void {
    const anchors = this.#options.anchors();
    if (anchors) this.#options.post({ type: 'cursor', anchors: anchors.at(selection.active) });
  }

  #tellScroll({ start }: vscode.Range): void {
    if (Date.now() < this.#quietUntil || !this.#options.scrolls()) return;
    this.#options.post({ type: 'scroll', line: start.line });
  }
}

const REVEAL = vscode.TextEditorRevealType.InCenterIfOutsideViewport;
