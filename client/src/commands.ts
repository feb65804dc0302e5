import * as vscode from 'vscode';
import { silenceCommand } from '../../server/src/protocol';
import { loadCircuit, readAndUse } from './circuit';
import { convertResult } from './convert';
import type { Previews } from './preview/previews';
import type { Server } from './server';
import { silence } from './silence';

export function registerCommands(previews: Previews, server: Server): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('cda.openPreviewToSide', async (resource?: vscode.Uri) => {
      const uri = resource ?? vscode.window.activeTextEditor?.document.uri;
      if (uri) await previews.open(uri);
      else await vscode.window.showInformationMessage(vscode.l10n.t('Open a CDA document first.'));
    }),
    vscode.commands.registerCommand('cda.convertResult', () => convertResult(server)),
    vscode.commands.registerCommand(silenceCommand, silence),
    vscode.commands.registerCommand('cda.loadCircuit', (file?: vscode.Uri) =>
      file ? readAndUse(server, file) : loadCircuit(server),
    ),
  );
}
