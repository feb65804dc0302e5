import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { CdaDocuments } from './documents';
import { Exports } from './export';
import { Previews } from './preview/previews';
import { Server } from './server';
import { Status } from './status';
import { FolderChecks } from './validateFolder';

let server: Server | undefined;

export function activate({
  extensionUri,
  globalStorageUri,
  subscriptions,
  workspaceState,
}: vscode.ExtensionContext): void {
  const running = new Server(extensionUri);
  server = running;
  const documents = new CdaDocuments();
  const previews = new Previews(extensionUri, running, workspaceState);

  /** Lets menus and key bindings know about the active editor. In a preview there is none, and its source keeps its button. */
  const tellContext = () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document) void vscode.commands.executeCommand('setContext', 'cda.isCda', documents.has(document));
  };
  const start = () => {
    running.start().catch((error: Error) => {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The CDA language server could not be started: {0}', error.message),
      );
    });
  };
  subscriptions.push(
    documents,
    previews,
    new Status(documents, running.onStatus),
    registerCommands(previews, running, extensionUri),
    new FolderChecks(running),
    new Exports(running, globalStorageUri, () => previews.subject),
    running.onStatus(({ uri, official }) => void running.coexistence.offer(uri, official?.xsd)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void running.coexistence.forget(uri.toString())),
    documents.onDidFind(start),
    documents.onDidFind(tellContext),
    vscode.window.onDidChangeActiveTextEditor(tellContext),
  );
  documents.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
