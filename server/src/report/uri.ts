/** A file as SARIF names it: relative to the working directory, or a `file:` URI where the path is absolute. */
export function fileUri(path: string): { readonly uri: string; readonly uriBaseId?: string } {
  const encoded = encodedPath(path);
  if (/^(?:[a-z]:)?\//i.test(encoded)) return { uri: `file://${encoded.startsWith('/') ? '' : '/'}${encoded}` };
  return { uri: encoded, uriBaseId: '%SRCROOT%' };
}

/** A path with slashes, each segment encoded for a URI; a drive keeps its colon. */
export function encodedPath(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/^\.\//, '');
  const [drive = ''] = /^[a-z]:(?=\/)/i.exec(slashed) ?? [];
  return drive + slashed.slice(drive.length).split('/').map(encodeURIComponent).join('/');
}
