import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder of the user's for this product: XDG Base Directory Specification; on Windows those of the system. */
export function userFolder(kind: 'cache' | 'data' | 'config'): string {
  const [variable, windows, fallback] = folders[kind];
  const chosen = process.env[variable] || (process.platform === 'win32' ? process.env[windows] : undefined);
  return join(chosen || join(homedir(), fallback), 'cda-workbench');
}

const folders = {
  cache: ['XDG_CACHE_HOME', 'LOCALAPPDATA', '.cache'],
  data: ['XDG_DATA_HOME', 'LOCALAPPDATA', '.local/share'],
  config: ['XDG_CONFIG_HOME', 'APPDATA', '.config'],
} as const;

/** Compiled Circuits, which can be made again. */
export function circuitCacheFolder(): string {
  return join(userFolder('cache'), 'circuits');
}

/** What `CDA: Install the ANS Package…` and `cda package install` fill. */
export function packageFolder(): string {
  return join(userFolder('data'), 'ans-package');
}

/** What terminology servers answered, which can be asked again. */
export function valueSetCacheFolder(): string {
  return join(userFolder('cache'), 'value-sets');
}

/** Stylesheets of others, compiled, which can be compiled again. */
export function stylesheetCacheFolder(): string {
  return join(userFolder('cache'), 'stylesheets');
}
