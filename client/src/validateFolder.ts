import * as vscode from 'vscode';
import { counted } from './counts';
import type { Server } from './server';

/** Checks whole folders; what it finds stands in the Problems panel until the next run, but for files that are opened meanwhile. */
export class FolderChecks implements vscode.Disposable {
  readonly #server: Server;
  readonly #problems = vscode.languages.createDiagnosticCollection('cda-folder');
  readonly #subscriptions: vscode.Disposable[];
  #running: vscode.CancellationTokenSource | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.#subscriptions = [
      this.#problems,
      vscode.commands.registerCommand('cda.validateFolder', (folder?: vscode.Uri) => this.#validate(folder)),
      // The editor has findings of its own for an open document.
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.#problems.delete(uri)),
    ];
  }

  dispose(): void {
    this.#running?.cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #validate(chosen?: vscode.Uri): Promise<void> {
    const folder = chosen ?? (await chooseFolder());
    if (!folder) return;
    this.#running?.cancel();
    this.#problems.clear();
    const running = new vscode.CancellationTokenSource();
    this.#running = running;
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Checking the CDA documents of {0}', vscode.workspace.asRelativePath(folder)),
      cancellable: true,
    };
    const answer = await vscode.window.withProgress(progress, (report, token) => {
      token.onCancellationRequested(() => running.cancel());
      const onFile = (file: vscode.Uri, diagnostics: vscode.Diagnostic[], done: number, total: number) => {
        report.report({ message: vscode.l10n.t('{0} of {1} files', done, total), increment: 100 / total });
        if (this.#running === running && !isOpen(file)) this.#problems.set(file, diagnostics);
      };
      return this.#server.checkFolder(folder, onFile, running.token);
    });
    if (this.#running !== running) return;
    this.#running = undefined;
    const isCancelled = running.token.isCancellationRequested;
    running.dispose();
    if (isCancelled) return;
    if ('failure' in answer) {
      void vscode.window.showErrorMessage(vscode.l10n.t('The folder was not checked: {0}', answer.failure));
      return;
    }
    const { documents, notes } = answer;
    const text =
      documents === 1
        ? vscode.l10n.t('1 CDA document checked: {0}.', counted(answer))
        : vscode.l10n.t('{0} CDA documents checked: {1}.', documents, counted(answer));
    const show = vscode.l10n.t('Show the Problems');
    const choice = await vscode.window.showInformationMessage([text, ...notes.slice(0, 3)].join(' '), show);
    if (choice === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const [start] = vscode.workspace.workspaceFolders ?? [];
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder of CDA documents to check'),
      canSelectFolders: true,
      canSelectFiles: false,
      ...(start && { defaultUri: start.uri }),
    })) ?? [];
  return folder;
}

function isOpen(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}
