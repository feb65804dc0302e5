import type { Span } from '../xml/tree';

/** One line of a document around what a finding is on; long lines are cut. */
export interface Excerpt {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** UTF-16 units of each part. */
const longest = { before: 60, marked: 120, after: 60 };

/** The line that `at` starts on, without its indentation. */
export function excerptAt(text: string, at: Span): Excerpt {
  const lineStart = Math.max(text.lastIndexOf('\n', at.start - 1), text.lastIndexOf('\r', at.start - 1)) + 1;
  const from = Math.max(lineStart, at.start - longest.before);
  const marked = firstLine(text.slice(at.start, Math.min(at.end, at.start + longest.marked + 1)));
  const isCut = marked.length > longest.marked;
  const end = at.start + marked.length;
  const after = isCut || end < at.end ? '' : firstLine(text.slice(end, end + longest.after));
  const before = text.slice(from, at.start);
  return {
    before: from > lineStart ? `…${whole(before)}` : before.trimStart(),
    marked: isCut ? `${whole(marked.slice(0, longest.marked))}…` : marked,
    after: after.length === longest.after ? `${whole(after)}…` : after.trimEnd(),
  };
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}

/** Without halves of characters at its ends. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
