/** How the bytes of a file became text. */
export interface Decoded {
  /** The text, without a byte order mark. */
  readonly text: string;
  /** Encoding used, a label of the WHATWG Encoding Standard. */
  readonly encoding: string;
  readonly byteOrderMark: boolean;
  /** False when some bytes are not valid in `encoding` (they became U+FFFD). */
  readonly valid: boolean;
}

/**
 * Decodes an XML file as XML 1.0 appendix F says: byte order mark, else the family of the first bytes, else the declared
 * encoding, else UTF-8. A declared encoding that nobody knows is read as UTF-8. `utf8`: a quicker way to read valid UTF-8; undefined for
 * other bytes.
 */
export function decode(bytes: Uint8Array, utf8?: (bytes: Uint8Array) => string | undefined): Decoded {
  const encoding = markedEncoding(bytes) ?? wideEncoding(bytes) ?? declaredEncoding(bytes) ?? 'utf-8';
  const byteOrderMark = markedEncoding(bytes) !== undefined;
  const content = byteOrderMark ? bytes.subarray(encoding === 'utf-8' ? 3 : 2) : bytes;
  const text = encoding === 'utf-8' ? utf8?.(content) : undefined;
  if (text !== undefined) return { text, encoding, byteOrderMark, valid: true };
  try {
    return {
      text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(content),
      encoding,
      byteOrderMark,
      valid: true,
    };
  } catch {
    return {
      text: new TextDecoder(encoding, { ignoreBOM: true }).decode(content),
      encoding,
      byteOrderMark,
      valid: false,
    };
  }
}

/** The encoding named in an XML declaration at the start of a text. */
export function encodingDeclaration(
  text: string,
): { readonly name: string; readonly start: number; readonly end: number } | undefined {
  const match = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']/.exec(text.slice(0, 400));
  if (!match) return undefined;
  const name = match[1] as string;
  const end = match[0].length - 1;
  return { name, start: end - name.length, end };
}

/** The WHATWG label an encoding name stands for, or undefined when nobody knows it. */
export function encodingLabel(name: string): string | undefined {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return undefined;
}

function wideEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  return undefined;
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 400));
  const label = encodingLabel(encodingDeclaration(head)?.name ?? '');
  // A text that is read byte by byte cannot be UTF-16, whatever it says.
  return label?.startsWith('utf-16') ? undefined : label;
}
