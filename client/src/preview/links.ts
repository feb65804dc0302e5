import * as vscode from 'vscode';

const SCHEMES = ['http', 'https', 'mailto'];

/** Links come from the document: only schemes that leave the machine in the user's sight. VS Code asks before it opens one. */
export function openLink(href: string): void {
  const uri = vscode.Uri.parse(href);
  if (SCHEMES.includes(uri.scheme)) void vscode.env.openExternal(uri);
}
