import * as vscode from 'vscode';
import { counted } from './counts';
import type { Server } from './server';

/**
 * Checks whole folders; what it finds stands in the Problems panel until the next run. While a file is open the editor's own findings
 * stand there; once it is closed the newest known again: those of the file as it was last saved, else those of the folder.
 */
export class FolderChecks implements vscode.Disposable {
  readonly #server: Server;
  readonly #problems = vscode.languages.createDiagnosticCollection('cda-folder');
  /** The newest verdict on each file of the last run, by its address. */
  readonly #verdicts = new Map<string, readonly vscode.Diagnostic[]>();
  /** Files that were saved since they were opened. */
  readonly #saved = new Set<string>();
  readonly #subscriptions: vscode.Disposable[];
  #running: vscode.CancellationTokenSource | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.#subscriptions = [
      this.#problems,
      vscode.commands.registerCommand('cda.validateFolder', (folder?: vscode.Uri) => this.#validate(folder)),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.#problems.delete(uri)),
      vscode.workspace.onDidSaveTextDocument((document) => {
        this.#saved.add(document.uri.toString());
        this.#take(document);
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const changed = new Set(uris.map(String));
        for (const document of vscode.workspace.textDocuments) {
          if (changed.has(document.uri.toString())) this.#take(document);
        }
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#saved.delete(uri.toString());
        this.#problems.set(uri, this.#verdicts.get(uri.toString()));
      }),
    ];
  }

  dispose(): void {
    this.#running?.cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** What the editor shows of a file as it was saved is newer than what the folder gave. */
  #take({ uri, isDirty }: vscode.TextDocument): void {
    const key = uri.toString();
    if (isDirty || !this.#saved.has(key) || !this.#verdicts.has(key)) return;
    const shown = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'CDA');
    this.#verdicts.set(key, shown);
  }

  async #validate(chosen?: vscode.Uri): Promise<void> {
    const folder = chosen ?? (await chooseFolder());
    if (!folder) return;
    this.#running?.cancel();
    this.#problems.clear();
    this.#verdicts.clear();
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
        if (this.#running !== running) return;
        this.#verdicts.set(file.toString(), diagnostics);
        if (!isOpen(file)) this.#problems.set(file, diagnostics);
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
    const { documents, ran, notes } = answer;
    const text =
      documents === 1
        ? vscode.l10n.t('1 CDA document checked: {0}.', counted(answer))
        : vscode.l10n.t('{0} CDA documents checked: {1}.', documents, counted(answer));
    const show = vscode.l10n.t('Show the Problems');
    const choice = await vscode.window.showInformationMessage(
      [text, ran, ...notes.slice(0, 3)].filter(Boolean).join(' '),
      show,
    );
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
