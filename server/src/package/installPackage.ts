import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Text } from '../text';
import { AnsPackage } from './ansPackage';
import { download, fileDigest } from './download';
import { forgetPackages } from './findPackage';
import { InstallError } from './installError';
import { readState, statePath } from './installedPackage';
import { type InstallRecord, installRecordName } from './packageVersion';
import { unpack } from './unpack';

export interface InstallProgress {
  readonly phase: 'download' | 'unpack';
  /** Bytes, or files. */
  readonly done: number;
  /** Absent where it is not known. */
  readonly total?: number;
}

export interface InstallOptions {
  /** Folder that holds the installed packages. */
  readonly folder: string;
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly signal?: AbortSignal;
}

export interface Installed {
  readonly package: AnsPackage;
  /** Of the archive, hexadecimal. */
  readonly sha256: string;
}

/**
 * Installs the ANS package from an archive: downloaded from an address, the only thing that this product ever asks the network for on
 * this command, or a file of this machine. The package that was in use stays beside it. Whatever happens, what was installed before
 * stays in use until the new one is complete. Rejects with an InstallError, or as `signal` says.
 */
export async function installPackage(
  source: { readonly url: string } | { readonly file: string },
  { folder, onProgress, signal }: InstallOptions,
): Promise<Installed> {
  const staging = join(folder, `.part-${randomUUID()}`);
  try {
    await mkdir(staging, { recursive: true });
    await removeLeftovers(folder);
    const archive = 'file' in source ? source.file : join(staging, 'archive.zip');
    const sha256 =
      'file' in source
        ? await fileDigest(source.file)
        : await download(source.url, archive, {
            ...(signal && { signal }),
            onProgress: (done, total) =>
              onProgress?.({ phase: 'download', done, ...(total !== undefined && { total }) }),
          });
    const files = join(staging, 'files');
    const { commit, date } = await unpack(archive, files, {
      ...(signal && { signal }),
      onProgress: (done, total) => onProgress?.({ phase: 'unpack', done, total }),
    });
    const { root, name } = await packageIn(files);
    const record: InstallRecord = {
      source: 'file' in source ? source.file : source.url,
      sha256,
      installed: new Date().toISOString(),
      folder: name,
      ...(commit !== undefined && { commit }),
      ...(date !== undefined && { date }),
    };
    await writeFile(join(root, installRecordName), `${JSON.stringify(record, null, 2)}\n`);
    signal?.throwIfAborted();
    const installed = await take(root, sha256, folder);
    return { package: installed, sha256 };
  } catch (error) {
    throw signal?.aborted ? signal.reason : asInstallError(error);
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether there is a package that was in use before. */
export function hasPreviousPackage(folder: string): boolean {
  return previousPackage(folder) !== undefined;
}

/** Takes the package that was in use before; undefined where there is none. Calling it again goes back. */
export async function restorePackage(folder: string): Promise<AnsPackage | undefined> {
  const { current } = readState(folder);
  const before = previousPackage(folder);
  if (!before) return undefined;
  await writeState(folder, { current: before.name, ...(current !== undefined && { previous: current }) });
  forgetPackages();
  return before.found;
}

function previousPackage(folder: string): { found: AnsPackage; name: string } | undefined {
  const { previous } = readState(folder);
  const found = previous === undefined ? undefined : AnsPackage.at(join(folder, previous));
  return found && previous !== undefined ? { found, name: previous } : undefined;
}

/** The package itself or, as archives of GitHub have it, in the one folder of the archive. */
async function packageIn(files: string): Promise<{ root: string; name: string }> {
  if (AnsPackage.at(files)) return { root: files, name: '' };
  for (const name of await readdir(files))
    if (AnsPackage.at(join(files, name))) return { root: join(files, name), name };
  throw new InstallError(notThePackage);
}

/** Gives the complete package its place and its turn; others than the one before are removed. */
async function take(root: string, sha256: string, folder: string): Promise<AnsPackage> {
  const name = `${sha256.slice(0, 12)}-${Date.now().toString(36)}`;
  const place = join(folder, name);
  await rename(root, place);
  const found = AnsPackage.at(place);
  if (!found) throw new InstallError(notThePackage);
  const { current } = readState(folder);
  await writeState(folder, { current: name, ...(current !== undefined && { previous: current }) });
  forgetPackages();
  const kept = new Set([name, current, 'installed.json']);
  for (const other of await readdir(folder)) {
    if (/^[\da-f]{12}-\w+$/.test(other) && !kept.has(other)) {
      // One that is in use elsewhere goes next time.
      await rm(join(folder, other), { recursive: true, force: true }).catch(() => undefined);
    }
  }
  return found;
}

/** What installations that were killed left; one that still runs in another window is younger. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^\.(?:part|state)-/.test(name)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > dayMilliseconds) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

const dayMilliseconds = 24 * 3_600_000;

/** Written aside and renamed: whoever reads it meanwhile finds one state or the other. */
async function writeState(folder: string, state: { current: string; previous?: string }): Promise<void> {
  const aside = join(folder, `.state-${randomUUID()}`);
  await writeFile(aside, `${JSON.stringify(state, null, 2)}\n`);
  await rename(aside, statePath(folder));
}

const notThePackage: Text = {
  en: 'the archive is not the ANS package testContenuCDA: it has neither infrastructure/cda/CDA_extended.xsd nor schematrons/profils',
  fr: 'l’archive n’est pas le paquet testContenuCDA de l’ANS : ni infrastructure/cda/CDA_extended.xsd ni schematrons/profils ne s’y trouvent',
};

function asInstallError(error: unknown): InstallError {
  if (error instanceof InstallError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return new InstallError({ en: 'the disk is full', fr: 'le disque est plein' });
  return new InstallError({ en: message, fr: message });
}
