import * as vscode from 'vscode';
import { reasonMark, type SilenceArguments } from '../../server/src/protocol';
import { apply } from './edits';

/** Asks why a finding is silenced, and writes the comment. */
export async function silence({ uri, version, rule, edits }: SilenceArguments): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Silence {0}', rule),
    prompt: vscode.l10n.t('Why does this finding call for no correction? The reason is written into the document.'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A silence needs a reason.') : undefined),
  });
  if (!reason?.trim()) return;
  // Two hyphens would end the comment.
  const written = reason
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/-(?=-|$)/g, '\u2010');
  const filled = edits.map(({ range, newText }) => ({ range, newText: newText.replace(reasonMark, () => written) }));
  await apply(vscode.Uri.parse(uri), version, filled);
}
