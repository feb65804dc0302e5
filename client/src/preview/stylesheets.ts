import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Rendering, StylesheetInfo } from '../../../server/src/protocol';

const CHOSEN = 'cda.preview.stylesheet';
const BROWSED = 'cda.preview.stylesheets';
/** Files that were browsed for and are still offered. */
const MOST_BROWSED = 5;

type Item = vscode.QuickPickItem & {
  readonly id?: string;
  /** Path of a file that is not there. */
  readonly missing?: string;
};

/** Which stylesheet the previews of this workspace use: the one chosen last, or else that of the setting. */
export class Stylesheets implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      // The newest decision counts, also when it is made in the settings.
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('cda.preview.stylesheet')) void this.choose(undefined);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** `id` of the stylesheet chosen in this workspace; undefined: the setting decides. */
  get chosen(): string | undefined {
    return this.#memory.get<string>(CHOSEN);
  }

  /** The one that a document is to be shown with. */
  wanted(uri: vscode.Uri): string {
    return (
      this.chosen ?? (vscode.workspace.getConfiguration('cda.preview', uri).get<string>('stylesheet') || 'builtin')
    );
  }

  async choose(id: string | undefined): Promise<void> {
    if (id === this.chosen) return;
    await this.#memory.update(CHOSEN, id);
    this.#changed.fire();
  }

  /** Lets the user choose among what a document may be shown with, or any file. */
  async pick(uri: vscode.Uri, offered: readonly StylesheetInfo[], shown: Rendering | undefined): Promise<void> {
    const browse: Item = { label: vscode.l10n.t('Browse…'), alwaysShow: true };
    const items = [
      ...(await this.#items(offered, shown?.stylesheet.id ?? this.wanted(uri))),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      browse,
    ];
    const title = vscode.l10n.t('Stylesheet of the Preview');
    const picked = await vscode.window.showQuickPick<Item>(items, { title, matchOnDetail: true });
    if (!picked) return;
    if (picked.id !== 'builtin' && !vscode.workspace.isTrusted) await askForTrust();
    else if (picked === browse) await this.#browse();
    else if (picked.missing !== undefined)
      void vscode.window.showWarningMessage(vscode.l10n.t('There is no stylesheet {0}.', picked.missing));
    else await this.choose(picked.id);
  }

  /** `used`: the id of the one in use. */
  async #items(stylesheets: readonly StylesheetInfo[], used: string): Promise<Item[]> {
    const offered = [...stylesheets];
    const known = new Set(offered.map(({ id }) => id));
    for (const id of this.#memory.get<string[]>(BROWSED, [])) {
      const isOffered = !known.has(id) && (await isFile(id));
      if (isOffered) offered.push({ id, label: posix.basename(vscode.Uri.file(id).path), detail: id });
    }
    const locked = vscode.l10n.t('only in a trusted workspace');
    return offered.map(({ id, label, detail, missing }) => ({
      id,
      label: `${id === used && !missing ? '$(check) ' : ''}${label}`,
      ...(detail !== undefined && { detail }),
      ...(id !== 'builtin' && !vscode.workspace.isTrusted && { description: `$(workspace-untrusted) ${locked}` }),
      ...(missing && {
        missing: id === 'document' ? detail : id,
        description: `$(warning) ${vscode.l10n.t('not found')}`,
      }),
    }));
  }

  async #browse(): Promise<void> {
    const title = vscode.l10n.t('Choose a Stylesheet');
    const filters = { XSLT: ['xsl', 'xslt'] };
    const [file] = (await vscode.window.showOpenDialog({ title, filters })) ?? [];
    if (!file) return;
    const others = this.#memory.get<string[]>(BROWSED, []).filter((id) => id !== file.fsPath);
    await this.#memory.update(BROWSED, [file.fsPath, ...others].slice(0, MOST_BROWSED));
    await this.choose(file.fsPath);
  }
}

/** A stylesheet is a program of others. */
async function askForTrust(): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'A stylesheet is a program: only the built-in one runs in a workspace that you have not declared trusted.',
    ),
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(vscode.Uri.file(path))).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}
