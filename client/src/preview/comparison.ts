import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Server } from '../server';
import { comparePageHtml } from './comparePage';
import { openLink } from './links';
import type { ToComparison } from './messages';
import { received } from './received';
import { Throttle } from './throttle';

/** One of the two versions that are compared. */
export interface Version {
  readonly uri: vscode.Uri;
  /** What the panel calls it. */
  readonly label: string;
}

/** A panel that shows the rendering of the later version, with what differs from the earlier one; it follows both texts. */
export class Comparison {
  readonly #panel: vscode.WebviewPanel;
  readonly #server: Server;
  readonly #versions: readonly [before: Version, after: Version];
  readonly #end = new vscode.CancellationTokenSource();

  constructor(extension: vscode.Uri, server: Server, before: Version, after: Version) {
    this.#server = server;
    this.#versions = [before, after];
    const title = vscode.l10n.t('{0} ↔ {1}', before.label, after.label);
    const dist = vscode.Uri.joinPath(extension, 'dist');
    this.#panel = vscode.window.createWebviewPanel('cda.compare', title, vscode.ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [dist],
    });
    const updates = new Throttle(() => this.#show(), 300);
    const keys = this.#versions.map(({ uri }) => uri.toString());
    const subscriptions = vscode.Disposable.from(
      this.#panel.webview.onDidReceiveMessage((message: unknown) => {
        const known = received(message);
        if (known?.type === 'ready') updates.request(0);
        else if (known?.type === 'open') openLink(known.href);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && keys.includes(document.uri.toString()) && this.#panel.visible)
          updates.request();
      }),
    );
    this.#panel.onDidDispose(() => {
      subscriptions.dispose();
      updates.dispose();
      this.#end.cancel();
    });
    this.#panel.webview.html = pageOf(this.#panel.webview, dist);
  }

  async #show(): Promise<void> {
    try {
      const [before, after] = await Promise.all([this.#render(this.#versions[0]), this.#render(this.#versions[1])]);
      const notice =
        before.pdf === after.pdf ? undefined : vscode.l10n.t('The PDF copies differ; they are not compared.');
      this.#post({ type: 'compare', before, after, ...(notice && { notice }) });
    } catch (error) {
      this.#post({ type: 'fail', message: (error as Error).message });
    }
  }

  /** Both by the built-in stylesheet: what differs is then the documents' own. */
  async #render({ uri, label }: Version): Promise<{ label: string; html: string; pdf: string | undefined }> {
    await vscode.workspace.openTextDocument(uri);
    const answer = await this.#server.render(
      { uri: uri.toString(), stylesheet: 'builtin', asker: 'comparison' },
      this.#end.token,
    );
    if ('failure' in answer) throw new Error(vscode.l10n.t('{0}: {1}', label, answer.failure));
    return { label, html: answer.html, pdf: answer.pdf?.hash };
  }

  #post(message: ToComparison): void {
    if (!this.#end.token.isCancellationRequested) void this.#panel.webview.postMessage(message);
  }
}

function pageOf(webview: vscode.Webview, dist: vscode.Uri): string {
  const address = (...path: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(dist, ...path)).toString();
  return comparePageHtml({
    language: vscode.env.language,
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    script: address('webview', 'compare.js'),
    styles: [address('webview', 'main.css'), address('preview.css')],
    labels: {
      waiting: vscode.l10n.t('Rendering…'),
      previous: vscode.l10n.t('Previous difference'),
      next: vscode.l10n.t('Next difference'),
      onlyDifferences: vscode.l10n.t('Differences only'),
      count: vscode.l10n.t('Differences: {0}'),
      none: vscode.l10n.t('No difference'),
      scope: vscode.l10n.t('The header and the narrative are compared; the coded entries are not.'),
    },
  });
}
