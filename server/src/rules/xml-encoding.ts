import type { Text } from '../text';
import { encodingDeclaration, encodingLabel } from '../xml/decode';
import type { Span } from '../xml/tree';
import { unreadablePdfs } from './embeddedPdf';
import { crBio } from './examples';
import type { Fix, Rule } from './rule';

const utf8 = { encoding: 'utf-8', byteOrderMark: false, valid: true };
/** `%PDF-1.4\n%%EOF\n` */
const pdf = 'JVBERi0xLjQKJSVFT0YK';
const embedded = (content: string) =>
  crBio(`<component><section><entry><observationMedia classCode="OBS" moodCode="EVN">
    <value mediaType="application/pdf" representation="B64">${content}</value>
  </observationMedia></entry></section></component>`);
const latin1 = crBio('').replace('UTF-8', 'ISO-8859-1');

/** A file that does not say the truth about its bytes: one tool reads “Glycémie”, the next one “GlycÃ©mie” or nothing at all. */
export const xmlEncoding: Rule = {
  id: 'xml-encoding',
  severity: 'warning',
  summary: {
    en: 'Byte order mark, encoding declaration that contradicts the bytes, or content that is not the PDF it is declared to be',
    fr: 'Marque d’ordre des octets (BOM), déclaration d’encodage contredite par les octets, ou contenu qui n’est pas le PDF annoncé',
  },
  source:
    'XML 1.0, section 4.3.3 and appendix F; functional reference, sections I.1 (5, 25) and I.2 (validators that fail on a UTF-8 byte order mark)',
  good: [
    { xml: crBio(''), bytes: utf8 },
    { xml: latin1, bytes: { ...utf8, encoding: 'windows-1252' } },
    { xml: crBio('').replace('UTF-8', 'UTF-16'), bytes: { encoding: 'utf-16be', byteOrderMark: true, valid: true } },
    { xml: latin1 },
    { xml: embedded(pdf) },
    { xml: embedded(`\n  ${pdf.slice(0, 8)}\n\t${pdf.slice(8)}\n`) },
    { xml: embedded(`<![CDATA[${pdf}]]>`) },
    { xml: embedded(pdf.replace(/(.{8})/g, '$1&#10;')) },
    { xml: embedded('<reference value="copy.pdf"/>') },
  ],
  bad: [
    { xml: crBio(''), bytes: { ...utf8, byteOrderMark: true }, at: '<?xml' },
    { xml: latin1, bytes: { ...utf8, byteOrderMark: true }, count: 2, at: '<?xml' },
    {
      xml: crBio('').replace('UTF-8', 'UTF8MB4'),
      at: 'UTF8MB4',
      fixed: crBio(''),
    },
    {
      xml: crBio('').replace('UTF-8', 'utf-16'),
      bytes: utf8,
      at: 'utf-16',
      fixed: crBio(''),
    },
    { xml: crBio('<!-- Glyc\ufffdmie -->'), bytes: { ...utf8, valid: false }, at: '\ufffd' },
    { xml: crBio(''), bytes: { ...utf8, valid: false }, at: 'UTF-8' },
    { xml: latin1.replace('biologiques', 'biologiques répétés'.replaceAll('é', 'Ã©')), at: 'Ã©' },
    { xml: embedded(pdf.replace('JVBE', 'KVBE')), at: 'application/pdf' },
    {
      xml: embedded('iVBORw0KGgo='),
      at: 'application/pdf',
      fixed: embedded('iVBORw0KGgo=').replace('application/pdf', 'image/png'),
    },
    { xml: embedded(`${pdf.slice(0, 20)}*${pdf.slice(20)}`), at: 'application/pdf' },
    { xml: embedded(`${pdf}=`), at: 'application/pdf' },
    { xml: embedded(''), at: 'application/pdf' },
  ],
  *check(document, { origin: { bytes } }) {
    const { text } = document.xml;
    const declared = encodingDeclaration(text);
    const label = declared && encodingLabel(declared.name);
    if (bytes?.byteOrderMark && bytes.encoding === 'utf-8') {
      yield { at: { start: 0, end: Math.min(text.length, 5) }, message: byteOrderMark };
    }
    if (declared && !label) {
      yield {
        at: declared,
        message: {
          en: `“${declared.name}” is not the name of an encoding. Write UTF-8.`,
          fr: `« ${declared.name} » n’est pas un nom d’encodage. Écrire UTF-8.`,
        },
        fixes: [declare(declared, 'UTF-8')],
      };
    } else if (declared && label && bytes && family(label) !== family(bytes.encoding)) {
      const actual = bytes.encoding.toUpperCase();
      yield {
        at: declared,
        message: {
          en: `The file is encoded in ${actual} but declares ${declared.name}.`,
          fr: `Le fichier est encodé en ${actual} mais déclare ${declared.name}.`,
        },
        fixes: [declare(declared, bytes.encoding.startsWith('utf-16') ? 'UTF-16' : actual)],
      };
    }
    const lost = text.indexOf('\ufffd');
    if (lost >= 0) yield { at: { start: lost, end: lost + 1 }, message: lostCharacter };
    else if (bytes && !bytes.valid) {
      yield { at: declared ?? { start: 0, end: Math.min(text.length, 5) }, message: invalidBytes(bytes.encoding) };
    }
    const doubled = doublyEncoded(text);
    if (doubled) yield { at: doubled, message: doublyEncodedMessage(text.slice(doubled.start, doubled.end)) };
    for (const problem of unreadablePdfs(document)) yield { ...problem, severity: 'error' };
  },
};

function family(label: string): string {
  return label.startsWith('utf-16') ? 'utf-16' : label;
}

function declare(declared: Span, name: string): Fix {
  return {
    title: { en: `Declare ${name}`, fr: `Déclarer ${name}` },
    edits: [{ span: { start: declared.start, end: declared.end }, newText: name }],
  };
}

/** The second byte of é, è, à, ç… in UTF-8, read as a character of a one-byte encoding. */
const secondBytes =
  '\u00a0\u00a2\u00a7\u00a8\u00a9\u00aa\u00ab\u00ae\u00af\u00b4\u00b9\u00bb\u20ac\u2021\u02c6\u2030\u0160\u017d\u201d';

/** The first accented letter whose two bytes were taken for two characters. */
function doublyEncoded(text: string): Span | undefined {
  for (let start = text.indexOf('\u00c3'); start >= 0; start = text.indexOf('\u00c3', start + 1)) {
    if (start + 1 < text.length && secondBytes.includes(text.charAt(start + 1))) return { start, end: start + 2 };
  }
  return undefined;
}

const byteOrderMark: Text = {
  en: 'The file starts with a byte order mark, on which some validators fail. Save it as “UTF-8” without BOM.',
  fr: 'Le fichier commence par une marque d’ordre des octets (BOM), qui fait échouer certains validateurs. L’enregistrer en « UTF-8 » sans BOM.',
};

const lostCharacter: Text = {
  en: 'A character was lost here (U+FFFD): the file was read in another encoding than its own. Reopen it with the right encoding, or type the character again.',
  fr: 'Un caractère a été perdu ici (U+FFFD) : le fichier a été lu dans un autre encodage que le sien. Le rouvrir avec le bon encodage ou ressaisir le caractère.',
};

function invalidBytes(encoding: string): Text {
  const name = encoding.toUpperCase();
  return {
    en: `Some bytes of the file are not valid ${name}. Save it in UTF-8.`,
    fr: `Certains octets du fichier ne sont pas valides en ${name}. L’enregistrer en UTF-8.`,
  };
}

function doublyEncodedMessage(seen: string): Text {
  return {
    en: `“${seen}” is an accented letter in UTF-8 read as two characters, here and maybe further on. Read the file as UTF-8 and declare it so.`,
    fr: `« ${seen} » est une lettre accentuée en UTF-8 lue comme deux caractères, ici et peut-être plus loin. Lire le fichier en UTF-8 et déclarer cet encodage.`,
  };
}
