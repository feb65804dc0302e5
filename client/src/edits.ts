import * as vscode from 'vscode';
import type { Place } from '../../server/src/protocol';

interface Edit {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly newText: string;
}

/** Applies edits that the server made for one version of a document; says so where the document has changed meanwhile. */
export async function apply(uri: vscode.Uri, version: number, edits: readonly Edit[]): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.version !== version) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The document has changed meanwhile: nothing was inserted.'));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) {
    const { start, end } = range;
    edit.replace(uri, new vscode.Range(start.line, start.character, end.line, end.character), newText);
  }
  await vscode.workspace.applyEdit(edit);
}
