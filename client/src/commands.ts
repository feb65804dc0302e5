import * as vscode from 'vscode';
import { silenceCommand } from '../../server/src/protocol';
import { loadCircuit, readAndUse } from './circuit';
import { convertResult } from './convert';
import { installPackage, offerPackage } from './installPackage';
import { showNotes, showNotesCommand } from './officialStatus';
import { chooseVersions } from './preview/compareRenderings';
import { Comparison } from './preview/comparison';
import type { Previews } from './preview/previews';
import type { Server } from './server';
import { silence } from './silence';

export function registerCommands(previews: Previews, server: Server, extension: vscode.Uri): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  const subject = (resource?: vscode.Uri) => resource ?? previews.subject;
  const sayNone = () => vscode.window.showInformationMessage(vscode.l10n.t('Open a CDA document first.'));
  return vscode.Disposable.from(
    registerCommand('cda.openPreviewToSide', async (resource?: vscode.Uri) => {
      const uri = subject(resource);
      if (uri) previews.open(uri);
      else await sayNone();
    }),
    registerCommand('cda.choosePreviewStylesheet', async (resource?: vscode.Uri) => {
      const uri = subject(resource);
      if (uri) await previews.chooseStylesheet(uri);
      else await sayNone();
    }),
    registerCommand('cda.compareRenderings', async (resource?: vscode.Uri, selected: readonly vscode.Uri[] = []) => {
      const versions = await chooseVersions(subject(resource), selected);
      if (versions) new Comparison(extension, server, ...versions);
    }),
    registerCommand('cda.convertResult', () => convertResult(server)),
    registerCommand('cda.validate', async (resource?: vscode.Uri) => {
      const uri = subject(resource);
      if (!uri) return void (await sayNone());
      const answer = await server.validate(uri);
      if (!answer.package) void offerPackage(answer.problem);
    }),
    registerCommand(silenceCommand, silence),
    registerCommand(showNotesCommand, showNotes),
    registerCommand('cda.installPackage', (file?: vscode.Uri) => installPackage(server, file)),
    registerCommand('cda.loadCircuit', (file?: vscode.Uri) => (file ? readAndUse(server, file) : loadCircuit(server))),
  );
}
