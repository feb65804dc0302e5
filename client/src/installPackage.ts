import * as vscode from 'vscode';
import type { InstallPackageParams, InstallProgressParams } from '../../server/src/protocol';
import type { Server } from './server';

type Choice = vscode.QuickPickItem & { readonly from: InstallPackageParams['from'] };

/** Asks where the ANS package comes from, and installs it with progress. */
export async function installPackage(server: Server, file?: vscode.Uri): Promise<void> {
  if (file) return install(server, { from: 'file', path: file.fsPath });
  const title = vscode.l10n.t('Install the ANS Package (testContenuCDA)');
  const address = vscode.workspace.getConfiguration('cda.package').get<string>('url') ?? '';
  const choices: Choice[] = [
    { from: 'url', label: vscode.l10n.t('Download'), ...sourceOf(address) },
    { from: 'file', label: vscode.l10n.t('From a zip archive of this machine…') },
  ];
  if (await server.hasPreviousPackage())
    choices.push({ from: 'previous', label: vscode.l10n.t('Back to the package installed before') });
  const choice = await vscode.window.showQuickPick(choices, { title });
  if (!choice) return;
  if (choice.from !== 'file') return install(server, { from: choice.from });
  const [archive] = (await vscode.window.showOpenDialog({ title, filters: { zip: ['zip'] } })) ?? [];
  if (archive) await install(server, { from: 'file', path: archive.fsPath });
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
