import { readdirSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copied } from '../text';

/** How long a folder's listing is believed: keystrokes ask again and again for the same folders. */
const listingMilliseconds = 2000;
const maxListings = 200;

/**
 * How a linked file stands: there under that name, under another letter case (`actual`: the href that names it), absent (`inPackage`:
 * the ANS package has one of that name), or not looked up.
 */
export type LinkedFile =
  | { readonly kind: 'found' }
  | { readonly kind: 'other-case'; readonly actual: string }
  | { readonly kind: 'missing'; readonly inPackage?: true }
  | { readonly kind: 'unknown' };

/** The names in a folder, by normalized name and by folded name. */
interface Names {
  readonly exact: ReadonlyMap<string, string>;
  readonly folded: ReadonlyMap<string, string>;
}

interface Listing {
  readonly until: number;
  readonly names: Names | 'missing' | 'unreadable';
}

const listings = new Map<string, Listing>();

/** How linked files stand, by folder and href: the documents of a folder name the same ones. */
const states = new Map<string, LinkedFile>();
const maxStates = 1000;
const longestKey = 1000;
/** Until when each listing that they were read from is believed, in milliseconds of `performance.now()`. */
let statesUntil = Number.POSITIVE_INFINITY;

/**
 * Looks up the files a document names by `href` (a URI reference or a file name, relative to the document's folder). Letter case
 * counts on every system. Never throws, never opens a file and never leaves this machine: URLs, UNC paths and what cannot be
 * read are `unknown`.
 */
export function linkedFiles(documentPath: string): (href: string) => LinkedFile {
  const folder = dirname(resolve(documentPath));
  return (href) => {
    if (isNetworkPath(documentPath)) return { kind: 'unknown' };
    if (performance.now() >= statesUntil || states.size >= maxStates) forgetStates();
    const key = `${folder}\n${href}`;
    const known = states.get(key);
    if (known) return known;
    // What is kept says how the href should be written.
    const steps = stepsTo(copied(href), folder);
    const state: LinkedFile = steps ? walk(steps) : { kind: 'unknown' };
    if (key.length <= longestKey) states.set(copied(key), state);
    return state;
  };
}

function forgetStates(): void {
  states.clear();
  statesUntil = Number.POSITIVE_INFINITY;
}

/** The same, where a package is at hand that may have what is missing. */
export function linkedFilesOr(
  look: (href: string) => LinkedFile,
  ansPackage: { fileNamed(href: string): string | undefined } | undefined,
): (href: string) => LinkedFile {
  return (href) => {
    const state = look(href);
    return state.kind === 'missing' && ansPackage?.fileNamed(href) ? { ...state, inPackage: true } : state;
  };
}

/** How a file stands under an absolute path, letter case of every folder and of the file counting on every system. */
export function fileState(path: string): LinkedFile {
  const absolute = resolve(path);
  const { root } = parse(absolute);
  if (isNetworkPath(absolute)) return { kind: 'unknown' };
  const parts = absolute.slice(root.length).split(/[\\/]/).map(encodeURIComponent);
  const state = walk({ from: root, prefix: '', parts: parts.flatMap((part) => [part, '/']).slice(0, -1), suffix: '' });
  return state.kind === 'other-case' ? { ...state, actual: join(root, decodeURIComponent(state.actual)) } : state;
}

interface Steps {
  readonly from: string;
  /** The href up to its first looked-up segment. */
  readonly prefix: string;
  /** Segments and the separators between them, as the href writes them. */
  readonly parts: readonly string[];
  /** Query and fragment. */
  readonly suffix: string;
}

function stepsTo(href: string, folder: string): Steps | undefined {
  const [, path = '', suffix = ''] = /^([^?#]*)(.*)$/s.exec(href.trim()) ?? [];
  if (path === '' || isNetworkPath(decoded(path))) return undefined;
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(path)?.[0];
  if (scheme?.toLowerCase() === 'file:') return stepsOfUrl(path, suffix);
  const drive = scheme?.length === 2 && process.platform === 'win32' ? scheme : undefined;
  if (scheme && !drive) return undefined;
  const rest = path.slice(drive?.length ?? 0);
  const rooted = /^[\\/]/.test(rest);
  if (drive && !rooted) return undefined;
  const from = rooted ? (drive ? `${drive}\\` : parse(folder).root) : folder;
  const prefix = (drive ?? '') + (rooted ? rest.charAt(0) : '');
  return { from, prefix, parts: path.slice(prefix.length).split(/([\\/])/), suffix };
}

function stepsOfUrl(path: string, suffix: string): Steps | undefined {
  try {
    const { root } = parse(fileURLToPath(path));
    const [prefix] = /^file:(?:\/\/(?:localhost)?)?\/(?:[a-z]:\/)?/i.exec(path) ?? [];
    return prefix === undefined || isNetworkPath(root)
      ? undefined
      : { from: root, prefix, parts: path.slice(prefix.length).split(/(\/)/), suffix };
  } catch {
    return undefined;
  }
}

/** UNC and device paths: `//server/share`, `\\\\?\\C:`. */
export function isNetworkPath(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

function walk({ from, prefix, parts, suffix }: Steps): LinkedFile {
  let folder = from;
  let actual = prefix;
  let exact = true;
  for (const part of parts) {
    const name = decoded(part);
    if (name === '..') folder = dirname(folder);
    if (/^(?:[\\/]|\.{0,2})$/.test(name)) {
      actual += part;
      continue;
    }
    const names = list(folder);
    if (names === 'unreadable' || (names === 'missing' && folder === from)) return { kind: 'unknown' };
    const found =
      names === 'missing' ? undefined : (names.exact.get(name.normalize()) ?? names.folded.get(folded(name)));
    if (found === undefined) return { kind: 'missing' };
    const same = found.normalize() === name.normalize();
    exact &&= same;
    actual += same ? part : part.includes('%') ? encodeURIComponent(found) : found;
    folder = join(folder, found);
  }
  return exact ? { kind: 'found' } : { kind: 'other-case', actual: actual + suffix };
}

/** The name a segment stands for; a `%` that starts no escape is meant as such. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function folded(name: string): string {
  return name.normalize().toLowerCase();
}

function list(folder: string): Listing['names'] {
  const now = performance.now();
  const known = listings.get(folder);
  if (known && known.until > now) {
    statesUntil = Math.min(statesUntil, known.until);
    return known.names;
  }
  if (listings.size >= maxListings) listings.clear();
  const names = read(folder);
  const until = now + listingMilliseconds;
  listings.set(folder, { until, names });
  statesUntil = Math.min(statesUntil, until);
  return names;
}

function read(folder: string): Listing['names'] {
  try {
    const names = readdirSync(folder);
    return {
      exact: new Map(names.map((name) => [name.normalize(), name])),
      folded: new Map(names.map((name) => [folded(name), name])),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable';
  }
}
