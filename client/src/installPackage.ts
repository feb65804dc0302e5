import * as vscode from 'vscode';
import type { InstallPackageParams, InstallProgressParams } from '../../server/src/protocol';
import type { Server } from './server';

type Choice = vscode.QuickPickItem & { readonly from: InstallPackageParams['from'] | 'folder' };

/** Asks where the ANS package comes from, and installs it with progress. */
export async function installPackage(server: Server, file?: vscode.Uri): Promise<void> {
  if (file) return install(server, { from: 'file', path: file.fsPath });
  const title = vscode.l10n.t('Install the ANS Package (testContenuCDA)');
  const address = vscode.workspace.getConfiguration('cda.package').get<string>('url') ?? '';
  const choices: Choice[] = [
    { from: 'url', label: vscode.l10n.t('Download'), ...sourceOf(address) },
    { from: 'file', label: vscode.l10n.t('From a zip archive of this machine…') },
    { from: 'folder', label: vscode.l10n.t('Use a folder that is already here…') },
  ];
  if (await server.hasPreviousPackage())
    choices.push({ from: 'previous', label: vscode.l10n.t('Back to the package installed before') });
  const choice = await vscode.window.showQuickPick(choices, { title });
  if (!choice) return;
  if (choice.from === 'folder') return chooseFolder();
  if (choice.from !== 'file') return install(server, { from: choice.from });
  const [archive] = (await vscode.window.showOpenDialog({ title, filters: { zip: ['zip'] } })) ?? [];
  if (archive) await install(server, { from: 'file', path: archive.fsPath });
}

/** Says that there is no package, why the one of the setting is none, and the ways to one. */
export async function offerPackage(problem?: string): Promise<void> {
  const installing = vscode.l10n.t('Install…');
  const choosing = vscode.l10n.t('Choose a Folder…');
  const text = [vscode.l10n.t('There is no ANS package.'), problem].filter(Boolean).join(' ');
  const choice = await vscode.window.showWarningMessage(text, installing, choosing);
  if (choice === installing) await vscode.commands.executeCommand('cda.installPackage');
  if (choice === choosing) await chooseFolder();
}

/** Makes a folder of this machine the package of the workspace (of the user where there is none). */
async function chooseFolder(): Promise<void> {
  const title = vscode.l10n.t('Folder of the ANS package testContenuCDA');
  const [folder] = (await vscode.window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: false })) ?? [];
  if (!folder) return;
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('cda.package').update('path', folder.fsPath, target);
}

/** Host and repository: the whole address of an archive is cut in the list. */
function sourceOf(address: string): { description?: string; detail: string } {
  if (!URL.canParse(address)) return { detail: address };
  const { host, pathname } = new URL(address);
  const [repository = ''] = pathname.slice(1).split('/archive/');
  return { description: host, detail: repository };
}

async function install(server: Server, params: InstallPackageParams): Promise<void> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Installing the ANS package'),
    cancellable: true,
  };
  let isCancelled = false;
  const answer = await vscode.window.withProgress(progress, (report, token) => {
    let before = 0;
    token.onCancellationRequested(() => {
      isCancelled = true;
    });
    return server.installPackage(
      params,
      (state) => {
        const share = state.total ? (100 * state.done) / state.total : undefined;
        const increment =
          share === undefined ? undefined : Math.max(0, share / 2 + (state.phase === 'unpack' ? 50 : 0) - before);
        before += increment ?? 0;
        report.report({ message: said(state), ...(increment !== undefined && { increment }) });
      },
      token,
    );
  });
  if ('failure' in answer) {
    const text = vscode.l10n.t('The ANS package was not changed: {0}', answer.failure);
    void (isCancelled ? vscode.window.showInformationMessage(text) : vscode.window.showErrorMessage(text));
    return;
  }
  const { version, sha256, faults } = answer;
  const text = sha256
    ? vscode.l10n.t('ANS package installed: {0}. SHA-256 of the archive: {1}.', version, sha256)
    : vscode.l10n.t('ANS package in use again: {0}.', version);
  const copy = vscode.l10n.t('Copy the SHA-256');
  const chosen = await vscode.window.showInformationMessage([text, ...faults].join(' '), ...(sha256 ? [copy] : []));
  if (chosen === copy && sha256) await vscode.env.clipboard.writeText(sha256);
}

function said({ phase, done, total }: InstallProgressParams): string {
  if (phase === 'unpack') return vscode.l10n.t('unpacking: {0} of {1} files', done, total ?? '?');
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return total === undefined
    ? vscode.l10n.t('downloading: {0} MB', megabytes(done))
    : vscode.l10n.t('downloading: {0} of {1} MB', megabytes(done), megabytes(total));
}
