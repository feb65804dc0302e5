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

/** A file as it was read. */
class ReadFile {
  /** Why it must not run as a module. */
  readonly forbidden: Text | undefined;
  #digest: string | undefined;

  constructor(
    readonly stamp: string,
    readonly bytes: Uint8Array,
    name: string,
  ) {
    this.forbidden = forbiddenInstruction(decode(bytes).text, name);
  }

  get digest(): string {
    this.#digest ??= digestOf(this.bytes);
    return this.#digest;
  }
}

/** What was read last, by path: a stylesheet reads the same tables of texts for every document. */
const lastRead = new Map<string, ReadFile>();
const mostKept = 16;

/** What one transformation read, so that what was compiled can be used again while no file changes. */
export class StylesheetFiles {
  /** What was asked for outside the folders, or on the network. */
  readonly refused = new Set<string>();
  /** What is inside the folders and not there. */
  readonly missing = new Set<string>();
  /** Why a module must not run at all. */
  forbidden: Text | undefined;
  /** What was read, by path. */
  private readonly files = new Map<string, ReadFile>();
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
      const file = readFile(found);
      if (!file) return undefined;
      this.files.set(found, file);
      this.forbidden ??= file.forbidden;
      return this.forbidden ? undefined : file.bytes;
    } catch {
      this.missing.add(path);
      return undefined;
    }
  };

  /** Hash of what was read, by path. */
  get digests(): ReadonlyMap<string, string> {
    return new Map([...this.files].map(([path, { digest }]) => [path, digest]));
  }

  /** Whether everything that was read is still the same. */
  get isCurrent(): boolean {
    return [...this.files].every(([path, { stamp }]) => stampOf(path) === stamp);
  }

  private isInside(path: string): boolean {
    return this.folders.some((folder) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  }
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Undefined for what is no file, or too large; throws where it cannot be read. */
function readFile(path: string): ReadFile | undefined {
  const stamp = stampOf(path);
  if (stamp === undefined) return undefined;
  const known = lastRead.get(path);
  lastRead.delete(path);
  const file = known?.stamp === stamp ? known : new ReadFile(stamp, readFileSync(path), basename(path));
  lastRead.set(path, file);
  if (lastRead.size > mostKept) lastRead.delete(lastRead.keys().next().value as string);
  return file;
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size <= mostBytes ? `${stat.mtimeMs} ${stat.size}` : undefined;
}
