import type { CdaDocument } from '../cda/document';
import type { Text } from '../text';
import type { XmlAttribute, XmlElement } from '../xml/tree';
import { replacement } from './fixes';
import type { Problem } from './rule';

/** Contents of the last document that are sound: while its text is typed, its copies of some megabytes stay as they are. */
let sound: readonly string[] = [];
const mostKept = 50;

/** What a document embeds as `application/pdf` and no reader can open: no Base64, or the Base64 of something else. */
export function* unreadablePdfs({ media }: CdaDocument): Generator<Problem> {
  const [before, now]: [readonly string[], string[]] = [sound, []];
  for (const element of media) {
    const type = element.attribute('mediaType');
    if (!type || !/^\s*application\/pdf\s*(?:;|$)/i.test(type.value)) continue;
    if (element.child('reference') || element.attribute('nullFlavor')) continue;
    const content = contentOf(element);
    const problem = before.includes(content) ? undefined : fault(content, type);
    if (problem) yield problem;
    else if (now.length < mostKept) now.push(content);
  }
  sound = now;
}

/** A copy is made only of what references or several nodes make up. */
function contentOf(element: XmlElement): string {
  const [only, ...others] = element.children;
  const raw = only?.kind === 'text' && !only.cdata && others.length === 0 ? only.raw : '&';
  return raw.includes('&') ? element.textContent : raw;
}

function fault(content: string, type: XmlAttribute): Problem | undefined {
  const head = decodedHead(content);
  const at = type.valueSpan;
  if (head === undefined) return { at, message: whyNot(content) };
  if (head === '') return { at, message: empty };
  if (head.includes('%PDF-')) return undefined;
  const actual = kinds.find(({ magic }) => magic.test(head));
  return { at, message: notPdf(actual?.name), ...(actual && { fixes: [replacement(type, actual.type)] }) };
}

/** A reader looks for the mark of a PDF in the first 1024 bytes. */
const headBytes = 1024;

/**
 * Characters that are decoded at a time, whole lines of 64 or 76 digits with their ends: of megabytes only the beginning is looked at, and
 * copies of the rest would keep the garbage collector busy.
 */
const pieceLength = 60_060;

/** The first bytes that Base64 encodes, a character for each; undefined where it is none to its end. White space does not count. */
function decodedHead(base64: string): string | undefined {
  let start = Math.max(0, base64.search(/[^\t\n\f\r ]/));
  let head = '';
  for (let end = start + pieceLength; end < base64.length; end += pieceLength) {
    const bytes = decoded(base64.slice(start, end));
    // Digits go by four: other white space may have shifted them, and then the rest is decoded at once.
    if (!bytes || bytes.length % 3 !== 0) break;
    // A piece that is mostly white space has few bytes.
    head += bytes.slice(0, headBytes - head.length);
    start = end;
  }
  const rest = decoded(base64.slice(start));
  return rest === undefined ? undefined : head + rest.slice(0, headBytes - head.length);
}

function decoded(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch {
    return undefined;
  }
}

function whyNot(content: string): Text {
  const [digits = ''] = /^[A-Za-z0-9+/ \t\r\n]*[= \t\r\n]*/.exec(content) ?? [];
  const foreign = content.codePointAt(digits.length);
  return foreign === undefined ? incomplete : notBase64(String.fromCodePoint(foreign));
}

const kinds: readonly { readonly magic: RegExp; readonly type: string; readonly name: Text }[] = [
  { magic: /^\x89PNG/, type: 'image/png', name: { en: 'a PNG image', fr: 'une image PNG' } },
  { magic: /^\xff\xd8\xff/, type: 'image/jpeg', name: { en: 'a JPEG image', fr: 'une image JPEG' } },
  { magic: /^GIF8/, type: 'image/gif', name: { en: 'a GIF image', fr: 'une image GIF' } },
  { magic: /^(?:II\*\0|MM\0\*)/, type: 'image/tiff', name: { en: 'a TIFF image', fr: 'une image TIFF' } },
  { magic: /^\{\\rtf/, type: 'text/rtf', name: { en: 'an RTF text', fr: 'un texte RTF' } },
];

function notPdf(actual: Text | undefined): Text {
  return {
    en: `The content is declared application/pdf but is no PDF: ${actual ? `it is ${actual.en}` : 'its bytes do not begin with “%PDF-”'}. No reader will open it as one.`,
    fr: `Le contenu est déclaré application/pdf mais n’est pas un PDF : ${actual ? `c’est ${actual.fr}` : 'ses octets ne commencent pas par « %PDF- »'}. Aucun lecteur ne l’ouvrira comme tel.`,
  };
}

function notBase64(character: string): Text {
  return {
    en: `The content declared application/pdf is not Base64 (“${character}” does not belong there): it cannot be decoded.`,
    fr: `Le contenu déclaré application/pdf n’est pas du Base64 (« ${character} » n’y a pas sa place) : il est impossible à décoder.`,
  };
}

const incomplete: Text = {
  en: 'The Base64 declared application/pdf is cut off or wrongly padded: its end cannot be decoded.',
  fr: 'Le Base64 déclaré application/pdf est tronqué ou mal complété : sa fin est impossible à décoder.',
};

const empty: Text = {
  en: 'The content declared application/pdf is empty.',
  fr: 'Le contenu déclaré application/pdf est vide.',
};
