import * as vscode from 'vscode';
import type { RenderFailure, Rendering } from '../../../server/src/protocol';
import type { Server } from '../server';
import type { Place, ShownPdf, ToPage, ToPanel } from './messages';
import { Throttle } from './throttle';

const TYPING_DELAY = 150;
const LINKS = ['http', 'https', 'mailto'];

interface Pdf {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** One panel: asks the server for renderings of one document, and hands them to the page. */
export class Preview {
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  /** Where the reader is, to be restored when the page is made anew. */
  place: Place;
  readonly #server: Server;
  readonly #updates = new Throttle(() => this.#update(), TYPING_DELAY);
  readonly #cancellation = new vscode.CancellationTokenSource();
  #shown: Rendering | undefined;
  #failure: string | undefined;
  #pdf: Pdf | undefined;
  /** What is shown may not be the newest any more. */
  #outdated = true;
  #pageReady = false;
  /** Hash of the PDF copy that the page holds. */
  #pagePdf: string | undefined;

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, place: Place, server: Server) {
    this.uri = uri;
    this.panel = panel;
    this.place = place;
    this.#server = server;
    const key = uri.toString();
    const subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: ToPanel) => this.#receive(message)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document.uri.toString() === key) this.#outdate();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('cda', uri)) this.#outdate();
      }),
      server.onDidStart(() => this.#outdate()),
    );
    panel.onDidDispose(() => {
      subscriptions.dispose();
      this.#updates.dispose();
      this.#cancellation.cancel();
    });
    this.#updates.request(0);
  }

  #receive(message: ToPanel): void {
    switch (message.type) {
      case 'ready':
        this.#pageReady = true;
        this.#pagePdf = undefined;
        this.#post({ type: 'restore', place: this.place });
        this.#show();
        if (this.#outdated) this.#updates.request(0);
        break;
      case 'moved':
        this.place = message.place;
        break;
      case 'open':
        openLink(message.href);
        break;
    }
  }

  /** A hidden panel waits: its page says that it is ready when it is shown again. */
  #outdate(): void {
    this.#outdated = true;
    if (this.panel.visible) this.#updates.request();
  }

  async #update(): Promise<void> {
    this.#outdated = false;
    const answer = await this.#ask();
    if (this.#cancellation.token.isCancellationRequested) return;
    if ('failure' in answer) {
      this.#failure = answer.failure;
    } else {
      this.#failure = undefined;
      this.#shown = answer;
      this.#keepPdf(answer);
    }
    this.#show();
  }

  async #ask(): Promise<Rendering | Pick<RenderFailure, 'failure'>> {
    try {
      // The server only renders what is open, and the editor may have been closed.
      await vscode.workspace.openTextDocument(this.uri);
    } catch (error) {
      return { failure: vscode.l10n.t('The document cannot be opened: {0}', (error as Error).message) };
    }
    try {
      const params = { uri: this.uri.toString(), ...(this.#pdf && { knownPdf: this.#pdf.hash }) };
      return await this.#server.render(params, this.#cancellation.token);
    } catch (error) {
      return { failure: vscode.l10n.t('The CDA language server did not answer ({0}).', (error as Error).message) };
    }
  }

  #keepPdf({ pdf }: Rendering): void {
    // A plain Uint8Array: VS Code passes that to a page as bytes, and a Buffer as JSON.
    if (pdf?.base64 !== undefined)
      this.#pdf = { hash: pdf.hash, bytes: new Uint8Array(Buffer.from(pdf.base64, 'base64')) };
    else if (pdf?.hash !== this.#pdf?.hash) this.#pdf = undefined;
  }

  #show(): void {
    if (!this.#pageReady) return;
    if (this.#shown) {
      const { html, first, notice } = this.#shown;
      const pdf = this.#pdfForPage();
      this.#post({ type: 'show', html, first, ...(notice && { notice }), ...(pdf && { pdf }) });
    }
    if (this.#failure) this.#post({ type: 'fail', message: this.#failure });
  }

  #pdfForPage(): ShownPdf | undefined {
    const pdf = this.#pdf;
    const held = pdf?.hash === this.#pagePdf;
    this.#pagePdf = pdf?.hash;
    return pdf && held ? { hash: pdf.hash } : pdf;
  }

  #post(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }
}

/** Links come from the document: only schemes that leave the machine in the user's sight. VS Code asks before it opens one. */
function openLink(href: string): void {
  const uri = vscode.Uri.parse(href);
  if (LINKS.includes(uri.scheme)) void vscode.env.openExternal(uri);
}
