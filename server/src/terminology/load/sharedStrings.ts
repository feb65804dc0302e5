import { tooLarge } from './errors';
import { decodeReferences, streamTags } from './tags';
import type { ZipPart } from './zip';

const MAX_CHARACTERS = 256 * 2 ** 20;

/** The shared string table: runs of rich text joined, phonetic readings left out (ECMA-376, part 1, 18.4). */
export async function readSharedStrings(part: ZipPart): Promise<string[]> {
  const strings: string[] = [];
  let value = '';
  let total = 0;
  let inText = false;
  await streamTags(part, {
    open(name) {
      if (name === 'si') value = '';
      else if (name === 't') inText = true;
      return name === 'rPh';
    },
    close(name) {
      if (name === 'si') strings.push(unescapeCell(value));
      else if (name === 't') inText = false;
    },
    characters(text, from, to, cdata) {
      if (!inText) return;
      const piece = text.slice(from, to);
      value += cdata ? piece : decodeReferences(piece);
      total += piece.length;
      if (total > MAX_CHARACTERS) throw tooLarge(part.name);
    },
  });
  return strings;
}

/** `_x000D_` and the like stand for characters XML does not carry (ECMA-376, part 1, ST_Xstring). */
export function unescapeCell(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
