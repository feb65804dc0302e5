import { createHash, randomBytes } from 'node:crypto';

/** What the bytes are. `broken`: no Base64; `other`: nothing that is shown. */
export type MediaKind = 'png' | 'jpeg' | 'gif' | 'svg' | 'pdf' | 'rtf' | 'other' | 'broken';

interface Media {
  readonly kind: MediaKind;
  /** Without whitespace. */
  readonly base64: string;
  /** As the document has it. */
  readonly source: string;
}

/** A document without its Base64, which would take most of the time to parse and to serialize. */
export interface CutDocument {
  readonly text: string;
  /** What every mark begins with. Random, so that no document can contain one. */
  readonly mark: string;
  readonly media: readonly Media[];
}

/** Characters of media in one page, unless the document itself has more: it may use one image any number of times. */
const mostMedia = 32 * 1024 * 1024;

const startTag =
  /<((?:[\w.-]+:)?(?:value|text))\s[^<>]*?\b(?:representation\s*=\s*["']B64["']|mediaType\s*=\s*["'](?:image\/|application\/pdf))[^<>]*>/g;
const content = /[^<]*(?:<!(?:--[\s\S]*?-->|\[CDATA\[[\s\S]*?\]\]>)[^<]*)*/y;

/** Puts `MARK<number>-<kind>-<bytes>.` in place of every Base64 value, with the newlines it had. */
export function cutMedia(text: string): CutDocument {
  const mark = `media${randomBytes(12).toString('hex')}x`;
  const media: Media[] = [];
  const kept: string[] = [];
  let copied = 0;
  for (const { 0: tag, 1: name, index } of text.matchAll(startTag)) {
    const start = index + tag.length;
    if (tag.endsWith('/>') || start <= copied) continue;
    const end = endOfContent(text, start);
    const source = text.slice(start, end);
    if (source.trim() === '' || !text.startsWith(`</${name}`, end)) continue;
    const { kind, base64, size } = readMedia(source, tag);
    kept.push(text.slice(copied, start), `${mark}${media.length}-${kind}-${size}.`);
    kept.push('\n'.repeat(source.split('\n').length - 1));
    media.push({ kind, base64, source });
    copied = end;
  }
  return { text: kept.join('') + text.slice(copied), mark, media };
}

/** What Base64 with white space around it holds, and its size in bytes; `type` names the media type the document says it has. */
export function readMedia(source: string, type: string): { kind: MediaKind; base64: string; size: number } {
  const base64 = bare(source);
  const bytes = decode(base64);
  return { kind: bytes ? kindOf(bytes, type) : 'broken', base64, size: bytes?.length ?? 0 };
}

/**
 * Puts images, texts and hashes in place of their marks; a mark that got anywhere else becomes what stood there. Everything is put in once;
 * when that fills the page, further uses are left out, an image's name excepted.
 */
export function restoreMedia(html: string, { mark, media }: CutDocument): { html: string; leftOut: boolean } {
  const used = new Set<string>();
  let size = 0;
  let leftOut = false;
  const marks = new RegExp(`( src="data:[a-z/+]+;base64,)?${mark}(\\d+)(?:=(data|text|hash)|-[a-z]+-\\d+)\\.("?)`, 'g');
  const restored = html.replace(marks, (_, before = '', number, use, after) => {
    const { base64 = '', source = '' } = media[Number(number)] ?? {};
    if (use === 'hash') return before + hashOf(base64) + after;
    const isImage = use === 'data';
    size += source.length;
    if (size > mostMedia && used.has(number)) {
      leftOut = true;
      return isImage ? '' : before + after;
    }
    used.add(number);
    return before + escapeHtml(isImage ? base64 : use === 'text' ? decodeText(base64) : source) + after;
  });
  return { html: restored, leftOut };
}

/** What a PDF is known by, whatever its white space was. */
export function hashOf(base64: string): string {
  return createHash('sha256').update(base64).digest('hex');
}

export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Where the text that begins at `start` ends, comments and CDATA included. */
function endOfContent(text: string, start: number): number {
  const end = text.indexOf('<', start);
  if (text[end + 1] !== '!') return end;
  content.lastIndex = start;
  return content.test(text) ? content.lastIndex : end;
}

function bare(source: string): string {
  let text = source;
  if (text.includes('<')) text = text.replace(/<!--[\s\S]*?-->|<!\[CDATA\[|\]\]>/g, '');
  if (text.includes('&')) text = text.replace(/&#(?:x0*(?:9|a|d|20)|0*(?:9|10|13|32));/gi, '');
  return [' ', '\n', '\r', '\t'].some((space) => text.includes(space)) ? text.replace(/\s+/g, '') : text;
}

/** Whether a text is whole Base64 and nothing else; much faster than looking at each character. */
export function isBase64(text: string): boolean {
  return decode(text) !== undefined;
}

/** Nothing when it is not Base64: the decoder leaves out what it does not know, and the size tells. */
function decode(base64: string): Buffer | undefined {
  if (base64.includes('-') || base64.includes('_') || Buffer.byteLength(base64) !== base64.length) return undefined;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const characters = base64.length - padding;
  if (characters % 4 === 1 || (padding > 0 && base64.length % 4 !== 0)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === Math.floor((characters * 3) / 4) && characters > 0 ? bytes : undefined;
}

/** By the first bytes; a reader looks for `%PDF-` in the first 1024. */
function kindOf(bytes: Buffer, tag: string): MediaKind {
  const head = bytes.toString('latin1', 0, 1024);
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith('{\\rtf')) return 'rtf';
  return /image\/svg\+xml/i.test(tag) && isPlainSvg(bytes.toString('latin1')) ? 'svg' : 'other';
}

/** A document type declaration could hold an entity bomb for the browser. */
function isPlainSvg(svg: string): boolean {
  return /<svg[\s>]/.test(svg) && !/<!DOCTYPE/i.test(svg);
}

function decodeText(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
