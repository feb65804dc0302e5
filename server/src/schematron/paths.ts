/**
 * `href` (a relative or absolute reference, `file:` or a path) against the path of the file it stands in, with `/` and without
 * `.` and `..`; undefined for what is not a file (`http:` …) and for what is on another machine than that file: nothing is ever fetched.
 */
export function resolvePath(base: string, href: string): string | undefined {
  const from = base.replaceAll('\\', '/');
  const path = joined(from, decoded(href.trim()).replaceAll('\\', '/'));
  return path !== undefined && isReachable(path, from) ? path : undefined;
}

function joined(base: string, reference: string): string | undefined {
  if (/^file:/i.test(reference)) return normalized(withoutScheme(reference));
  if (/^(?:\/|[A-Za-z]:\/)/.test(reference)) return normalized(reference);
  if (/^[A-Za-z][\w+.-]+:/.test(reference)) return undefined;
  return normalized(base.replace(/[^/]*$/, '') + reference);
}

function withoutScheme(uri: string): string {
  return uri.replace(/^file:(?:\/\/[^/]*)?(?:\/(?=[A-Za-z]:))?/i, '');
}

function isReachable(path: string, base: string): boolean {
  const machine = machineOf(path);
  return machine === undefined || machine === machineOf(base);
}

/** `//server`, `//?/UNC/server` or `//?/C:`; undefined for a path of this machine. */
function machineOf(path: string): string | undefined {
  return /^\/\/(?:[?.]\/(?:UNC\/)?)?[^/]*/i.exec(path)?.[0].toLowerCase();
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

function normalized(path: string): string {
  const [root = '', leading = ''] = /^(?:(\/+)|[A-Za-z]:\/)?/.exec(path) ?? [];
  const parts: string[] = [];
  for (const part of path.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (root === '') parts.push(part);
  }
  return (leading === '' ? root : leading.slice(0, 2)) + parts.join('/');
}

/** A path as expressions have it: `file:///…`. */
export function fileUri(path: string): string;
export function fileUri(path: string | undefined): string | undefined;
export function fileUri(path: string | undefined): string | undefined {
  const plain = path?.replaceAll('\\', '/');
  return plain && `file://${plain.startsWith('/') ? '' : '/'}${encodeURI(plain)}`;
}

/** The path of a URI that `fileUri` gave. */
export function pathOf(uri: string): string {
  return withoutScheme(decoded(uri));
}
