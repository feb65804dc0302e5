/** Markdown from texts that nobody vouches for: what a document says never becomes a link, an image, HTML or a table. */

import { oneLine } from '../text';

/** Longer texts are cut. */
const LIMIT = 200;

/** Text as text: every character that Markdown or its automatic links would read is escaped. */
export function plain(text: string): string {
  return oneLine(text, LIMIT)
    .replace(/[\\`*_{}[\]<>!|~&$@#]/g, '\\$&')
    .replace(/:\/\//g, ':\\//')
    .replace(/www\./gi, (www) => `${www.slice(0, -1)}\\.`);
}

/** A code, unit or OID, as it is written. */
export function code(text: string): string {
  const written = oneLine(text, LIMIT).replaceAll('|', '¦');
  if (written === '') return '–';
  const longest = Math.max(0, ...Array.from(written.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${written} ${fence}` : fence + written + fence;
}

/** A table; cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Paragraphs, without the empty ones. */
export function paragraphs(...parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part).join('\n\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
