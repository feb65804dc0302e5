import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Text } from '../../text';
import { decode } from '../../xml/decode';
import { forbiddenInstruction } from './forbidden';

/** Files have addresses of a scheme that no engine knows: whatever a stylesheet asks for comes through here. */
const scheme = 'cda://files';
const mostBytes = 32 * 1024 * 1024;

export function addressOf(path: string): string {
  return scheme + pathToFileURL(path).pathname;
}

/** The path of an address or of a `file:` URL. */
export function pathOf(address: string): string | undefined {
  const pathname = /^(?:cda:\/\/files|file:\/\/(?:localhost)?)(\/[^?#]*)$/.exec(address)?.[1];
  try {
    return pathname === undefined ? undefined : fileURLToPath(`file://${pathname}`);
  } catch {
    return undefined;
  }
}

/** What one transformation read, so that what was compiled can be used again while no file changes. */
export class StylesheetFiles {
  /** What was asked for outside the folders, or on the network. */
  readonly refused = new Set<string>();
  /** What is inside the folders and not there. */
  readonly missing = new Set<string>();
  /** Why a module must not run at all. */
  forbidden: Text | undefined;
  /** Hash of what was read, by path. */
  readonly digests = new Map<string, string>();
  private readonly stamps = new Map<string, string>();
  private readonly folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.folders = folders.flatMap((folder) => real(folder) ?? []);
  }

  /** The bytes of a file that the stylesheet may read; never throws. */
  readonly read = (address: string): Uint8Array | undefined => {
    const path = pathOf(address);
    const found = path === undefined ? undefined : real(path);
    if (path === undefined || !this.isInside(found ?? path)) {
      this.refused.add(path ?? address);
      return undefined;
    }
    if (found === undefined) {
      this.missing.add(path);
      return undefined;
    }
    try {
      const stamp = stampOf(found);
      if (stamp === undefined) return undefined;
      const bytes = readFileSync(found);
      this.stamps.set(found, stamp);
      this.digests.set(found, digestOf(bytes));
      this.forbidden ??= forbiddenInstruction(decode(bytes).text, basename(found));
      return this.forbidden ? undefined : bytes;
    } catch {
      this.missing.add(path);
      return undefined;
    }
  };

  /** Whether everything that was read is still the same. */
  get isCurrent(): boolean {
    return [...this.stamps].every(([path, stamp]) => stampOf(path) === stamp);
  }

  private isInside(path: string): boolean {
    return this.folders.some((folder) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  }
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** Undefined for what is no file, or too large. */
function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size <= mostBytes ? `${stat.mtimeMs} ${stat.size}` : undefined;
}
