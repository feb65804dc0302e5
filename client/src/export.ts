import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { ExportParams } from '../../server/src/protocol';
import type { Server } from './server';

type Format = ExportParams['format'];

const endings: Readonly<Record<Format, string>> = { html: 'html', pdf: 'pdf', copy: 'pdf' };

/** The commands that write a rendering, or the PDF a document carries, to a file. */
export class Exports implements vscode.Disposable {
  readonly #server: Server;
  /** For pages shown in the browser: emptied at the next start, since the browser may read them late. */
  readonly #pages: vscode.Uri;
  readonly #commands: vscode.Disposable;

  /** `subject`: the document a command is about that names none. */
  constructor(server: Server, storage: vscode.Uri, subject: () => vscode.Uri | undefined) {
    this.#server = server;
    this.#pages = vscode.Uri.joinPath(storage, 'pages');
    const command = (name: string, run: (uri: vscode.Uri, stylesheet?: string) => Promise<void>) =>
      vscode.commands.registerCommand(name, async (resource?: vscode.Uri, stylesheet?: string) => {
        const uri = resource ?? subject();
        if (uri) await run(uri, stylesheet);
        else void vscode.window.showInformationMessage(vscode.l10n.t('Open a CDA document first.'));
      });
    this.#commands = vscode.Disposable.from(
      command('cda.exportHtml', (uri, stylesheet) => this.#save(uri, 'html', stylesheet)),
      command('cda.exportPdf', (uri, stylesheet) => this.#save(uri, 'pdf', stylesheet)),
      command('cda.extractPdf', (uri) => this.#save(uri, 'copy')),
      command('cda.openInBrowser', (uri, stylesheet) => this.#browse(uri, stylesheet)),
    );
    void this.#empty();
  }

  dispose(): void {
    this.#commands.dispose();
  }

  async #save(uri: vscode.Uri, format: Format, stylesheet?: string): Promise<void> {
    const bytes = await this.#bytes(uri, format, stylesheet);
    if (!bytes) return;
    const ending = endings[format];
    const defaultUri = uri.with({ path: `${withoutEnding(uri.path)}.${ending}` });
    const filters = { [ending.toUpperCase()]: [ending] };
    const target = await vscode.window.showSaveDialog({ filters, ...(uri.scheme === 'file' && { defaultUri }) });
    if (!target) return;
    await vscode.workspace.fs.writeFile(target, bytes);
    const open = vscode.l10n.t('Open');
    const name = posix.basename(target.path);
    const choice = await vscode.window.showInformationMessage(vscode.l10n.t('{0} was written.', name), open);
    if (choice === open) await vscode.env.openExternal(target);
  }

  async #browse(uri: vscode.Uri, stylesheet?: string): Promise<void> {
    const bytes = await this.#bytes(uri, 'html', stylesheet);
    if (!bytes) return;
    const page = vscode.Uri.joinPath(this.#pages, `${withoutEnding(posix.basename(uri.path))}.html`);
    await vscode.workspace.fs.writeFile(page, bytes);
    await vscode.env.openExternal(page);
  }

  /** The file's content; undefined where there is none, which the user was told. */
  async #bytes(uri: vscode.Uri, format: Format, stylesheet?: string): Promise<Uint8Array | undefined> {
    // The server only renders what is open, and the editor may have been closed.
    await vscode.workspace.openTextDocument(uri);
    const trusted = vscode.workspace.isTrusted;
    const params = { uri: uri.toString(), format, trusted, ...(stylesheet && { stylesheet }) };
    const title = vscode.l10n.t('Exporting {0}…', posix.basename(uri.path));
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () =>
      this.#server.export(params),
    );
    if ('failure' in answer) {
      void vscode.window.showErrorMessage(answer.failure);
      return undefined;
    }
    if (answer.notice) void vscode.window.showWarningMessage(answer.notice);
    return Buffer.from(answer.base64, 'base64');
  }

  async #empty(): Promise<void> {
    try {
      await vscode.workspace.fs.delete(this.#pages, { recursive: true });
    } catch {
      // Nothing was shown in a browser before.
    }
  }
}

function withoutEnding(path: string): string {
  return path.replace(/\.xml$/i, '');
}
