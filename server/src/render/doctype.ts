import { doctypeEnd } from '../xml/doctype';
import { RenderError } from './errors';

const beforeDoctype = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->/y;

/**
 * The text with spaces in place of a document type declaration, so that lines keep their numbers.
 * A declaration of entities is refused at once: they are how a small document becomes a huge one, or reads files.
 */
export function withoutDoctype(text: string): { text: string; removed: boolean } {
  const start = skip(text);
  if (!text.startsWith('<!DOCTYPE', start)) return { text, removed: false };
  const end = doctypeEnd(text, start);
  if (end === undefined) {
    throw new RenderError('not-well-formed', {
      en: 'The document is not well-formed XML (DOCTYPE without “>”).',
      fr: 'Le document n’est pas un XML bien formé (DOCTYPE sans « > »).',
    });
  }
  const declaration = text.slice(start, end);
  if (declaration.includes('<!ENTITY')) {
    throw new RenderError('entities', {
      en: 'The document declares XML entities. They are never expanded, so it is not rendered.',
      fr: 'Le document déclare des entités XML. Elles ne sont jamais développées : il n’est pas affiché.',
    });
  }
  return { text: text.slice(0, start) + declaration.replace(/[^\n]/g, ' ') + text.slice(end), removed: true };
}

function skip(text: string): number {
  let at = 0;
  for (;;) {
    beforeDoctype.lastIndex = at;
    if (!beforeDoctype.test(text)) return at;
    at = beforeDoctype.lastIndex;
  }
}
