import * as vscode from 'vscode';
import type { Server } from './server';

/** Lets the user choose a file of the Circuit de la biologie; it is read before the setting names it, so that a wrong file changes nothing. */
export async function loadCircuit(server: Server): Promise<void> {
  const title = vscode.l10n.t('Load the Circuit de la biologie');
  const filters = { [vscode.l10n.t('Workbook, table or value set')]: ['xlsx', 'csv', 'tabs', 'tsv', 'json', 'xml'] };
  const [file] = (await vscode.window.showOpenDialog({ title, filters })) ?? [];
  if (file) await readAndUse(server, file);
}

/** Reads `file` with progress, says what it holds, and makes it the Circuit of the workspace (of the user where there is none). */
export async function readAndUse(server: Server, file: vscode.Uri): Promise<void> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading {0}…', file.fsPath),
  };
  const answer = await vscode.window.withProgress(progress, () => server.loadCircuit(file.fsPath));
  if ('failure' in answer) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The Circuit was not changed: {0}', answer.failure));
    return;
  }
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('cda.circuit').update('path', file.fsPath, target);
  void tell(answer.summary, answer.faults);
}

async function tell(summary: string, faults: readonly string[]): Promise<void> {
  const show = vscode.l10n.t('Show the Faults');
  const choice = await vscode.window.showInformationMessage(summary, ...(faults.length > 0 ? [show] : []));
  if (choice !== show) return;
  const content = [summary, '', ...faults].join('\n');
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
}
