import * as vscode from 'vscode';
import type { RenderFailure, Rendering, StylesheetInfo } from '../../../server/src/protocol';
import type { Server } from '../server';
import { Anchors } from './anchors';
import { type DrawnFinding, findingsOf } from './findings';
import { openLink } from './links';
import { COMMANDS, EXPORTS, type OfferedPdf, type Place, type ToPage, type ToPanel } from './messages';
import { received } from './received';
import { SourceSync } from './sourceSync';
import type { Stylesheets } from './stylesheets';
import { Throttle } from './throttle';

const TYPING_DELAY = 150;
/** A stylesheet that takes longer is told to be prepared; milliseconds. */
const PATIENCE = 700;

interface Pdf {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** One panel: asks the server for renderings of one document, hands them to the page, and keeps page and editor together. */
export class Preview {
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  /** Where the reader is, to be restored when the page is made anew. */
  place: Place;
  readonly #server: Server;
  readonly #stylesheets: Stylesheets;
  readonly #sync: SourceSync;
  readonly #updates = new Throttle(() => this.#update(), TYPING_DELAY);
  readonly #end = new vscode.CancellationTokenSource();
  #request: vscode.CancellationTokenSource | undefined;
  #shown: Rendering | undefined;
  #stylesheetsOffered: readonly StylesheetInfo[] | undefined;
  #anchors = new Anchors([]);
  #findings: readonly DrawnFinding[] = [];
  #failure: string | undefined;
  /** The PDF copy. */
  #pdf: Pdf | undefined;
  /** What is shown may not be the newest any more. */
  #outdated = true;
  #pageReady = false;
  /** The page was told the findings since it was loaded. */
  #hasMarks = false;

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, place: Place, server: Server, stylesheets: Stylesheets) {
    this.uri = uri;
    this.panel = panel;
    this.place = place;
    this.#server = server;
    this.#stylesheets = stylesheets;
    this.#sync = new SourceSync({
      uri,
      post: (message) => this.#post(message),
      anchors: () => (this.#isBehind ? undefined : this.#anchors),
      scrolls: () => this.panel.visible && (this.place.sync ?? this.#scrollSync),
    });
    const key = uri.toString();
    const subscriptions = vscode.Disposable.from(
      this.#sync,
      panel.webview.onDidReceiveMessage((message: unknown) => {
        const known = received(message);
        if (known) void this.#receive(known);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document.uri.toString() === key) this.#outdate();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('cda.preview.scrollSync', uri)) void this.#offer();
        if (change.affectsConfiguration('cda', uri)) this.#outdate();
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((each) => each.toString() === key)) this.#showFindings();
      }),
      stylesheets.onDidChange(() => this.#outdate()),
      server.onDidStart(() => this.#outdate()),
    );
    panel.onDidDispose(() => {
      subscriptions.dispose();
      this.#updates.dispose();
      this.#end.cancel();
      this.#request?.cancel();
    });
    this.#updates.request(0);
  }

  /** What the document may be shown with; none before the first answer. */
  get stylesheets(): readonly StylesheetInfo[] | undefined {
    return this.#stylesheetsOffered;
  }

  /** What the panel shows; none before the first answer. */
  get shown(): Rendering | undefined {
    return this.#shown;
  }

  async #receive(message: ToPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#pageReady = true;
        this.#hasMarks = false;
        this.#post({ type: 'restore', place: this.place });
        await this.#offer();
        this.#show();
        if (this.#outdated) this.#updates.request(0);
        break;
      case 'moved':
        this.place = message.place;
        break;
      case 'open':
        openLink(message.href);
        break;
      case 'source': {
        const span = this.#anchors.span(message.anchor);
        if (span) await this.#sync.show(span, message.focus);
        break;
      }
      case 'finding': {
        const finding = this.#findings[message.index];
        if (finding) await this.#sync.show(finding.range, true);
        break;
      }
      case 'scrolled':
        this.#sync.scrollTo(message.line);
        break;
      case 'command':
        await vscode.commands.executeCommand(message.command, this.uri, ...this.#alsoFor(message.command));
        break;
      case 'pdf':
        await this.#givePdf(message.hash);
        break;
      case 'cancel':
        this.#request?.cancel();
        await this.#stylesheets.choose(this.#shown?.stylesheet.id ?? 'builtin');
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
    if (this.#end.token.isCancellationRequested) return;
    if (answer.stylesheets) this.#stylesheetsOffered = answer.stylesheets;
    if ('failure' in answer) {
      this.#failure = answer.failure;
    } else {
      this.#failure = undefined;
      this.#shown = answer;
      this.#anchors = new Anchors(answer.anchors, answer.told);
      this.#keepPdf(answer);
    }
    this.#show();
  }

  async #ask(): Promise<Rendering | (Pick<RenderFailure, 'failure'> & Partial<RenderFailure>)> {
    try {
      // The server only renders what is open, and the editor may have been closed.
      await vscode.workspace.openTextDocument(this.uri);
    } catch (error) {
      return { failure: vscode.l10n.t('The document cannot be opened: {0}', (error as Error).message) };
    }
    const stylesheet = this.#stylesheets.chosen;
    const params = {
      uri: this.uri.toString(),
      trusted: vscode.workspace.isTrusted,
      ...(this.#pdf && { knownPdf: this.#pdf.hash }),
      ...(stylesheet !== undefined && { stylesheet }),
    };
    const request = new vscode.CancellationTokenSource();
    this.#request = request;
    const patience = setTimeout(() => this.#tellBusy(), PATIENCE);
    try {
      const givenUp = new Promise<never>((_, reject) => {
        request.token.onCancellationRequested(() => reject(new vscode.CancellationError()));
      });
      return await Promise.race([this.#server.render(params, request.token), givenUp]);
    } catch (error) {
      if (request.token.isCancellationRequested) {
        return { failure: vscode.l10n.t('The preparation of the stylesheet was cancelled.') };
      }
      return { failure: vscode.l10n.t('The CDA language server did not answer ({0}).', (error as Error).message) };
    } finally {
      clearTimeout(patience);
      request.dispose();
      this.#post({ type: 'busy' });
    }
  }

  /** The built-in stylesheet is ready; others are compiled, which can take long. */
  #tellBusy(): void {
    const wanted = this.#stylesheets.wanted(this.uri);
    if (wanted === 'builtin') return;
    const known = this.#stylesheetsOffered?.find(({ id }) => id === wanted)?.label ?? wanted;
    this.#post({ type: 'busy', message: vscode.l10n.t('Preparing the stylesheet “{0}”…', known) });
  }

  #keepPdf({ pdf }: Rendering): void {
    // A plain Uint8Array: VS Code passes that to a page as bytes, and a Buffer as JSON.
    if (pdf?.base64 !== undefined) this.#pdf = { hash: pdf.hash, bytes: bytesOf(pdf.base64) };
    else if (pdf?.hash !== this.#pdf?.hash) this.#pdf = undefined;
  }

  async #givePdf(hash: string): Promise<void> {
    if (this.#pdf?.hash === hash) {
      this.#post({ type: 'pdf', ...this.#pdf });
      return;
    }
    const base64 = await this.#server.attachment({ uri: this.uri.toString(), hash });
    if (base64 !== null) this.#post({ type: 'pdf', hash, bytes: bytesOf(base64) });
  }

  #show(): void {
    if (!this.#pageReady) return;
    if (this.#shown) {
      const { html, foreign, structured, first, stylesheet, unfit } = this.#shown;
      const notice = this.#notice(this.#shown);
      this.#post({
        type: 'show',
        html,
        first,
        pdfs: this.#pdfs(this.#shown),
        stylesheet: stylesheet.label,
        lines: this.#anchors.lines(),
        ...(foreign && { foreign }),
        ...(structured !== undefined && { structured }),
        ...(notice && { notice }),
        ...(unfit !== undefined && { unfit }),
      });
      this.#sync.refresh();
    }
    this.#showFindings();
    if (this.#failure) this.#post({ type: 'fail', message: this.#failure });
  }

  #pdfs({ pdf, attachments = [] }: Rendering): OfferedPdf[] {
    const copy = pdf ? [{ hash: pdf.hash, label: vscode.l10n.t('PDF copy') }] : [];
    return [...copy, ...attachments.filter(({ hash }) => hash !== pdf?.hash)];
  }

  #notice({ notice, stylesheet }: Rendering): string | undefined {
    if (vscode.workspace.isTrusted || this.#stylesheets.wanted(this.uri) === 'builtin') return notice;
    if (stylesheet.id !== 'builtin') return notice;
    const untrusted = vscode.l10n.t(
      'The workspace is not trusted: the document is shown with the built-in stylesheet.',
    );
    return [untrusted, notice].filter(Boolean).join(' ');
  }

  #showFindings(): void {
    const isBehind = this.#isBehind;
    if (isBehind && this.#shown && this.#hasMarks) return;
    // Where there is no place for them yet, they are counted all the same.
    this.#findings = findingsOf(this.uri, isBehind ? new Anchors([]) : this.#anchors);
    this.#hasMarks = this.#pageReady;
    const marks = this.#findings.map(({ range: _, ...mark }) => mark);
    this.#post({ type: 'marks', marks });
  }

  /** The text is newer than what is shown, and a newer rendering is on its way: places would be those of another text. */
  get #isBehind(): boolean {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === this.uri.toString());
    return document !== undefined && document.version !== this.#shown?.version && this.#failure === undefined;
  }

  /** What is exported is what is shown. */
  #alsoFor(command: string): readonly string[] {
    return this.#shown && EXPORTS.some((each) => each === command) ? [this.#shown.stylesheet.id] : [];
  }

  get #scrollSync(): boolean {
    return vscode.workspace.getConfiguration('cda.preview', this.uri).get('scrollSync', true);
  }

  async #offer(): Promise<void> {
    const existing = new Set(await vscode.commands.getCommands(true));
    const commands = COMMANDS.filter((command) => existing.has(command));
    this.#post({ type: 'offer', commands, scrollSync: this.#scrollSync });
  }

  #post(message: ToPage): void {
    if (this.#pageReady) void this.panel.webview.postMessage(message);
  }
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
