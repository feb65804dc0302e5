import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Version } from './comparison';
import { type Commit, gitVersions } from './git';

type Item = vscode.QuickPickItem & { readonly commit?: Commit };

/** The two versions to compare: two files that were selected, or a document and what the user picks to put before it. */
export async function chooseVersions(
  resource: vscode.Uri | undefined,
  selected: readonly vscode.Uri[],
): Promise<readonly [before: Version, after: Version] | undefined> {
  const [first, second] = selected;
  if (first && second) return [named(first), named(second)];
  if (!resource) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a CDA document first.'));
    return undefined;
  }
  const before = await chooseEarlier(resource);
  return before && [before, named(resource)];
}

async function chooseEarlier(resource: vscode.Uri): Promise<Version | undefined> {
  const commits: Item[] = (await gitVersions(resource)).map((commit) => ({
    label: `$(git-commit) ${commit.title}`,
    description: [commit.name, commit.date?.toLocaleDateString(vscode.env.language)].filter(Boolean).join(' · '),
    commit,
  }));
  const file: Item = { label: `$(file) ${vscode.l10n.t('Another file…')}`, alwaysShow: true };
  const title = vscode.l10n.t('Compare the Rendering of {0} With…', posix.basename(resource.path));
  const picked = commits.length > 0 ? await vscode.window.showQuickPick([...commits, file], { title }) : file;
  if (!picked) return undefined;
  if (picked.commit)
    return { uri: picked.commit.uri, label: `${posix.basename(resource.path)} (${picked.commit.name})` };
  const [chosen] = (await vscode.window.showOpenDialog({ title, filters: { XML: ['xml'] } })) ?? [];
  return chosen && named(chosen);
}

function named(uri: vscode.Uri): Version {
  return { uri, label: posix.basename(uri.path) };
}
