import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { StylesheetInfo } from '../../../server/src/protocol';
import type { Server } from '../server';
import type { PageState, Place } from './messages';
import { pageHtml } from './page';
import { Preview } from './preview';
import { placeOf } from './received';
import { Stylesheets } from './stylesheets';

const VIEW_TYPE = 'cda.preview';
const START: Place = { scroll: {} };

/** The preview panels: one per document. */
export class Previews implements vscode.WebviewPanelSerializer<PageState>, vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #server: Server;
  readonly #open = new Map<string, Preview>();
  /** Where readers were in documents whose panel is closed. */
  readonly #places = new Map<string, Place>();
  readonly #stylesheets: Stylesheets;
  readonly #subscriptions: vscode.Disposable;
  /** The stylesheet that the server was told to get ready. */
  #prepared: string | undefined;

  constructor(extension: vscode.Uri, server: Server, memory: vscode.Memento) {
    this.#extension = extension;
    this.#server = server;
    this.#stylesheets = new Stylesheets(memory);
    this.#subscriptions = vscode.Disposable.from(
      this.#stylesheets,
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      server.onDidStart(() => {
        this.#prepared = undefined;
      }),
      server.onStatus(({ uri }) => this.#prepare(uri)),
    );
  }

  /** Shows the preview of a document beside its source; reveals it when there is one. */
  open(uri: vscode.Uri): void {
    const existing = this.#open.get(uri.toString());
    if (existing) {
      existing.panel.reveal(undefined, true);
      return;
    }
    const title = vscode.l10n.t('Preview {0}', posix.basename(uri.path));
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, title, where, { enableFindWidget: true });
    this.#fill(panel, uri, this.#places.get(uri.toString()) ?? START);
  }

  /** What a command is about that names no document: the one of the preview that has the focus, else the active editor's. */
  get subject(): vscode.Uri | undefined {
    for (const { panel, uri } of this.#open.values()) if (panel.active) return uri;
    return vscode.window.activeTextEditor?.document.uri;
  }

  /** Lets the user choose the stylesheet of the previews, among those the document may be shown with. */
  async chooseStylesheet(uri: vscode.Uri): Promise<void> {
    const preview = this.#open.get(uri.toString());
    await this.#stylesheets.pick(uri, preview?.stylesheets ?? (await this.#stylesheetsOf(uri)), preview?.shown);
    if (!preview) this.open(uri);
  }

  /** What a document without a preview may be shown with. */
  async #stylesheetsOf(uri: vscode.Uri): Promise<readonly StylesheetInfo[]> {
    await vscode.workspace.openTextDocument(uri);
    const asking = new vscode.CancellationTokenSource();
    try {
      const params = { uri: uri.toString(), stylesheet: 'builtin', asker: 'chooser' } as const;
      return (await this.#server.render(params, asking.token)).stylesheets;
    } finally {
      asking.dispose();
    }
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: PageState | undefined): Promise<void> {
    if (state && !this.#open.has(state.uri))
      this.#fill(panel, vscode.Uri.parse(state.uri), placeOf(state.place) ?? START);
    else panel.dispose();
  }

  dispose(): void {
    // The panels stay: VS Code revives them after a reload of the window.
    this.#subscriptions.dispose();
  }

  /** Once a document has its findings, the stylesheet of its preview is compiled. */
  #prepare(uri: string): void {
    const stylesheet = this.#stylesheets.wanted(vscode.Uri.parse(uri));
    if (stylesheet === 'builtin' || stylesheet === this.#prepared || !vscode.workspace.isTrusted) return;
    this.#prepared = stylesheet;
    void this.#server.prepare({ uri, stylesheet, trusted: true });
  }

  #fill(panel: vscode.WebviewPanel, uri: vscode.Uri, place: Place): void {
    const key = uri.toString();
    const preview = new Preview(uri, panel, place, this.#server, this.#stylesheets);
    this.#open.set(key, preview);
    panel.onDidDispose(() => {
      this.#open.delete(key);
      this.#places.set(key, preview.place);
    });
    const dist = vscode.Uri.joinPath(this.#extension, 'dist');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.html = this.#page(panel.webview, dist, key);
  }

  #page(webview: vscode.Webview, dist: vscode.Uri, uri: string): string {
    const address = (...path: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(dist, ...path)).toString();
    return pageHtml({
      language: vscode.env.language,
      source: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      script: address('webview', 'main.js'),
      styles: [address('webview', 'main.css'), address('preview.css')],
      pdfjs: `${address('webview', 'pdfjs')}/`,
      uri,
      labels: {
        views: vscode.l10n.t('Views of the document'),
        pdf: vscode.l10n.t('PDF copy'),
        narrative: vscode.l10n.t('Narrative'),
        structured: vscode.l10n.t('Structured'),
        waiting: vscode.l10n.t('Rendering…'),
        findings: vscode.l10n.t('Show findings'),
        nextFinding: vscode.l10n.t('Next finding'),
        sync: vscode.l10n.t('Scroll with the source'),
        more: vscode.l10n.t('Export and compare'),
        exportHtml: vscode.l10n.t('Export as HTML…'),
        exportPdf: vscode.l10n.t('Export as PDF…'),
        extractPdf: vscode.l10n.t('Save the PDF copy…'),
        openInBrowser: vscode.l10n.t('Open in the browser'),
        compare: vscode.l10n.t('Compare renderings…'),
        choosePdf: vscode.l10n.t('PDF shown:'),
        pdfIsApart: vscode.l10n.t('The PDF copy is a file inside the document: it does not follow your typing.'),
        differencesOnly: vscode.l10n.t('Differences only'),
        chooseAnother: vscode.l10n.t('Choose another stylesheet…'),
        cancel: vscode.l10n.t('Cancel'),
      },
      texts: {
        page: vscode.l10n.t('Page {0} of {1}'),
        loadingPdf: vscode.l10n.t('Loading the PDF…'),
        brokenPdf: vscode.l10n.t('The PDF of this document cannot be shown: {0}'),
        notPdf: vscode.l10n.t('its bytes are not those of a PDF file.'),
        lockedPdf: vscode.l10n.t('it is protected by a password.'),
        brokenPage: vscode.l10n.t('This page cannot be shown: {0}'),
        showNarrative: vscode.l10n.t('Show the narrative'),
        stylesheet: vscode.l10n.t('Stylesheet: {0}'),
        severities: {
          error: vscode.l10n.t('Error'),
          warning: vscode.l10n.t('Warning'),
          info: vscode.l10n.t('Information'),
          hint: vscode.l10n.t('Hint'),
        },
        goToSource: vscode.l10n.t('Go to the source.'),
        noFindings: vscode.l10n.t('No finding'),
        findings: vscode.l10n.t('Errors and warnings: {0}'),
        elsewhere: vscode.l10n.t('without a place in this view: {0}'),
      },
    });
  }
}
