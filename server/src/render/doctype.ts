import { RenderError } from './errors';

const beforeDoctype = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->/y;
const insideDoctype = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|"[^"]*"|'[^']*'|[[\]<>]|[^"'[\]<>]+/y;

/**
 * The text with spaces in place of a document type declaration, so that lines keep their numbers.
 * A declaration of entities is refused at once: they are how a small document becomes a huge one, or reads files.
 */
export function withoutDoctype(text: string): { text: string; removed: boolean } {
  const start = skip(text);
  if (!text.startsWith('<!DOCTYPE', start)) return { text, removed: false };
  const end = endOf(text, start + 1);
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

/** Where the declaration that opened before `at` ends; the end of the text when it never does. */
function endOf(text: string, at: number): number {
  let brackets = 0;
  let angles = 1;
  insideDoctype.lastIndex = at;
  for (let match = insideDoctype.exec(text); match; match = insideDoctype.exec(text)) {
    const [token] = match;
    if (token === '[') brackets++;
    else if (token === ']') brackets--;
    else if (token === '<') angles++;
    else if (token === '>' && --angles === 0 && brackets === 0) return insideDoctype.lastIndex;
  }
  return text.length;
}
