import * as vscode from 'vscode';
import type { ConvertResultAnswer } from '../../server/src/protocol';
import { apply } from './edits';
import type { Server } from './server';

type Choice = ConvertResultAnswer['choices'][number];

/** Asks which conversion of the result under the cursor is wanted, and whether to insert or to copy it. */
export async function convertResult(server: Server): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const { document, selection } = editor;
  const { uri, version } = document;
  const answer = await server.convertResult({ uri: uri.toString(), position: selection.active });
  if (!answer || answer.choices.length === 0) {
    const none = vscode.l10n.t('Place the cursor in a laboratory result with a value.');
    void vscode.window.showInformationMessage(answer?.reason ?? none);
    return;
  }
  const title = vscode.l10n.t('Convert This Result');
  const choice = await vscode.window.showQuickPick([...answer.choices], { title });
  if (choice) await use(choice, uri, version);
}

/** `version`: of the document when the server was asked. */
async function use({ label, edits }: Choice, uri: vscode.Uri, version: number): Promise<void> {
  const insert = vscode.l10n.t('Insert as a second observation');
  const copy = vscode.l10n.t('Copy');
  const action = await vscode.window.showQuickPick([insert, copy], { title: label });
  if (action === copy) await vscode.env.clipboard.writeText(label);
  if (action !== insert) return;
  await apply(uri, version, edits);
}
