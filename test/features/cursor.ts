import { CdaDocument } from '../../server/src/cda/document';
import { type Hover, hover } from '../../server/src/features/hover';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';
import type { ValueSetSource } from '../../server/src/terminology/valueSets';
import type { Language } from '../../server/src/text';

/** Where the cursor stands in a test's text. */
export const cursor = '¦';

/** The document without its cursor mark, and the mark's offset. */
export function withCursor(marked: string): { document: CdaDocument; text: string; offset: number } {
  const offset = marked.indexOf(cursor);
  if (offset < 0 || marked.includes(cursor, offset + 1)) throw new Error('one cursor mark, please');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const document = CdaDocument.read(text);
  if (!document) throw new Error('not a CDA document');
  return { document, text, offset };
}

/** The hover at the mark, with what it covers. */
export function hoverAt(
  marked: string,
  language: Language = 'en',
  circuit = Circuit.builtIn(),
  valueSets?: ValueSetSource,
): (Hover & { covered: string }) | undefined {
  const { document, text, offset } = withCursor(marked);
  const found = hover(document, offset, { circuit, ucum, ...(valueSets && { valueSets }) }, language);
  return found && { ...found, covered: text.slice(found.span.start, found.span.end) };
}

/** The Markdown of the hover at the mark; fails when there is none. */
export function markdownAt(marked: string, language: Language = 'en', circuit = Circuit.builtIn()): string {
  const found = hoverAt(marked, language, circuit);
  if (!found) throw new Error('no hover');
  return found.markdown;
}
