import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

export const EXTENSION_ID = 'cda-workbench.cda-workbench';

/** Address of a file of the workspace, which is a fresh copy of samples/. */
export function sampleUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('VS Code was started without a workspace folder');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Gives the samples in the workspace, opened or not, the text they have in the project. */
export async function restoreSamples(): Promise<void> {
  const extension = vscode.extensions.getExtension(EXTENSION_ID);
  if (!extension) return;
  const samples = vscode.Uri.joinPath(extension.extensionUri, 'samples');
  for (const [name] of await vscode.workspace.fs.readDirectory(samples)) {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(samples, name));
    await vscode.workspace.fs.writeFile(sampleUri(name), bytes);
  }
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}

export async function openSample(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(sampleUri(name)));
}

/** Calls `attempt` until it returns something other than undefined or false; a throw counts as a failed attempt. */
export async function eventually<T>(
  what: string,
  attempt: () => T | Promise<T>,
  ms = 30_000,
): Promise<Exclude<Awaited<T>, undefined | false>> {
  const end = Date.now() + ms;
  let last: unknown;
  do {
    try {
      const value = await attempt();
      if (value !== undefined && value !== false) return value as Exclude<Awaited<T>, undefined | false>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await delay(100);
  } while (Date.now() < end);
  throw new Error(`Waited ${ms} ms in vain for ${what}`, { cause: last });
}

/** The diagnostics of a file as soon as they satisfy the predicate. */
export async function waitForDiagnostics(
  uri: vscode.Uri,
  predicate: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  const read = () => vscode.languages.getDiagnostics(uri);
  try {
    return await eventually('diagnostics', () => predicate(read()) && read());
  } catch (error) {
    const seen = read().map(({ code, message }) => `\n  ${JSON.stringify(code)} ${message}`);
    throw new Error(`${(error as Error).message}; the file has ${seen.length}:${seen.join('')}`);
  }
}

/** The rule id of a diagnostic. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
