import * as vscode from 'vscode';

/** What is used of the API of VS Code's built-in Git extension, version 1 (extensions/git/src/api/git.d.ts). */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): Git;
}

interface Git {
  toGitUri(uri: vscode.Uri, ref: string): vscode.Uri;
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Repository {
  log(options: {
    readonly maxEntries: number;
    readonly path: string;
  }): Promise<readonly { readonly hash: string; readonly message: string; readonly authorDate?: Date }[]>;
}

/** A committed version of a file. */
export interface Commit {
  readonly uri: vscode.Uri;
  /** `HEAD`, or the short hash. */
  readonly name: string;
  readonly title: string;
  readonly date?: Date;
}

const MOST = 30;

/** The committed versions of a file, `HEAD` first; none where Git or a commit is missing. */
export async function gitVersions(uri: vscode.Uri): Promise<Commit[]> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension || uri.scheme !== 'file') return [];
  const exported = await extension.activate();
  if (!exported.enabled) return [];
  const git = exported.getAPI(1);
  try {
    const log = (await git.getRepository(uri)?.log({ maxEntries: MOST, path: uri.fsPath })) ?? [];
    return log.map(({ hash, message, authorDate }, index) => ({
      uri: git.toGitUri(uri, hash),
      name: index === 0 ? 'HEAD' : hash.slice(0, 8),
      title: message.split('\n', 1)[0] ?? '',
      ...(authorDate && { date: authorDate }),
    }));
  } catch {
    // A repository without a commit has no log.
    return [];
  }
}
