import { tooLarge } from './errors';
import { cleanCell } from './sheet';
import { streamTags } from './tags';
import type { ZipPart } from './zip';

const MAX_CHARACTERS = 256 * 2 ** 20;

/** The shared string table: runs of rich text joined, phonetic readings left out (ECMA-376, part 1, 18.4); each as a cell's content. */
export async function readSharedStrings(part: ZipPart): Promise<(string | undefined)[]> {
  const strings: (string | undefined)[] = [];
  let value = '';
  let total = 0;
  const add = (text: string) => {
    total += text.length;
    if (total > MAX_CHARACTERS) throw tooLarge(part.name);
    strings.push(cleanCell(unescapeCell(text)));
  };
  const handler = {
    collecting: false,
    /** Items of plain text without a reference, `<si><t>…</t></si>`, are nearly all there are. */
    skim(bytes: Buffer, start: number, limit: number) {
      let at = start;
      while (at < limit) {
        if (!isAt(bytes, at, START)) return at;
        const from = at + START.length;
        let to = from;
        while (to < limit && bytes[to] !== LT) if (bytes[to++] === AMPERSAND) return at;
        if (to === limit || !isAt(bytes, to, END)) return at;
        add(bytes.toString('utf8', from, to));
        at = to + END.length;
      }
      return at;
    },
    open(name: string) {
      if (name === 'si') value = '';
      else if (name === 't') handler.collecting = true;
      return name === 'rPh';
    },
    close(name: string) {
      if (name === 'si') add(value);
      else if (name === 't') handler.collecting = false;
    },
    characters(text: string) {
      value += text;
      if (value.length > MAX_CHARACTERS) throw tooLarge(part.name);
    },
  };
  await streamTags(part, handler);
  return strings;
}

const START = Buffer.from('<si><t>');
const END = Buffer.from('</t></si>');
const AMPERSAND = 38;
const LT = 60;

function isAt(bytes: Buffer, at: number, mark: Buffer): boolean {
  for (let i = 0; i < mark.length; i++) if (bytes[at + i] !== mark[i]) return false;
  return true;
}

/** `_x000D_` and the like stand for characters XML does not carry (ECMA-376, part 1, ST_Xstring). */
export function unescapeCell(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
