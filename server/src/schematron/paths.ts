/**
 * `href` (a relative or absolute reference, `file:` or a path) against the path of the file it stands in, with `/` and without
 * `.` and `..`; undefined for what is not a file (`http:` …): nothing is ever fetched.
 */
export function resolvePath(base: string, href: string): string | undefined {
  const reference = decoded(href.trim().replaceAll('\\', '/'));
  if (/^file:/i.test(reference)) return normalized(reference.replace(/^file:(?:\/\/[^/]*)?(?:\/(?=[A-Za-z]:))?/i, ''));
  if (/^(?:\/|[A-Za-z]:\/)/.test(reference)) return normalized(reference);
  if (/^[A-Za-z][\w+.-]+:/.test(reference)) return undefined;
  return normalized(`${base.replaceAll('\\', '/').replace(/[^/]*$/, '')}${reference}`);
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    // The second empty part of `//server/share` stays.
    if (part === '.' || (part === '' && parts.length > 0 && parts.join('') !== '')) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** A path as expressions have it: `file:///…`. */
export function fileUri(path: string): string;
export function fileUri(path: string | undefined): string | undefined;
export function fileUri(path: string | undefined): string | undefined {
  return path && `file://${path.startsWith('/') ? '' : '/'}${encodeURI(path)}`;
}
