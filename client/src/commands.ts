import * as vscode from 'vscode';
import type { Previews } from './preview/previews';

export function registerCommands(previews: Previews): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('cda.openPreviewToSide', async (resource?: vscode.Uri) => {
      const uri = resource ?? vscode.window.activeTextEditor?.document.uri;
      if (uri) await previews.open(uri);
      else await vscode.window.showInformationMessage(vscode.l10n.t('Open a CDA document first.'));
    }),
    vscode.commands.registerCommand('cda.chooseCircuit', () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@id:cda.circuit.path'),
    ),
  );
}
