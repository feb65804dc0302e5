import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which of the installed packages is in use, and which was before; the names of their folders beside this file. */
export interface InstallState {
  readonly current?: string;
  readonly previous?: string;
}

const stateName = 'installed.json';

export function statePath(folder: string): string {
  return join(folder, stateName);
}

/** What is installed in a folder; nothing where it cannot be read. */
export function readState(folder: string): InstallState {
  try {
    const state: unknown = JSON.parse(readFileSync(statePath(folder), 'utf8'));
    const { current, previous } = typeof state === 'object' && state !== null ? (state as InstallState) : {};
    return { ...(isName(current) && { current }), ...(isName(previous) && { previous }) };
  } catch {
    return {};
  }
}

/** Folder of the installed package in use, whether or not it is still there. */
export function installedPackage(folder: string): string | undefined {
  const { current } = readState(folder);
  return current && join(folder, current);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,80}$/.test(value);
}
