import { decode } from '../../xml/decode';
import { decodeTable, readDelimited } from './csv';
import { CircuitError, notATable } from './errors';
import { type Concepts, readFhirJson, readXml } from './fhir';
import type { SheetSource } from './sheet';
import { openWorkbook } from './xlsx';

/** Larger tables and value sets are refused: they are read whole. */
const MAX_TEXT_BYTES = 128 * 2 ** 20;

export interface Sheets {
  readonly format: 'workbook' | 'table';
  readonly sheets: readonly SheetSource[];
}

/** What a file is, told by its first bytes and never by its name; throws a CircuitError. */
export async function openSource(bytes: Uint8Array, onProgress?: (share: number) => void): Promise<Sheets | Concepts> {
  if (bytes.length === 0) throw new CircuitError('empty', { en: 'The file is empty.', fr: 'Le fichier est vide.' });
  if (startsWith(bytes, [0x50, 0x4b])) return { format: 'workbook', sheets: await openWorkbook(bytes, onProgress) };
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw compoundFile(bytes);
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46])) throw notATable({ en: 'a PDF file', fr: 'un fichier PDF' });
  if (bytes.length > MAX_TEXT_BYTES) throw notATable({ en: 'a file too large for that', fr: 'un fichier trop grand' });
  const text = decodeTable(bytes);
  const start = text.slice(0, 1000).trimStart();
  if (/[\0-\x08\x0e-\x1f]/.test(start)) throw notATable({ en: 'a binary file', fr: 'un fichier binaire' });
  if (/^<(?:!doctype\s+html|html)\b/i.test(start)) throw notATable({ en: 'a web page', fr: 'une page web' });
  // Column names of NOS tables stand in angle brackets too: <OID>;<Code>;<Libellé>.
  if (/^<[?!\w:]/.test(start) && !/^<[^<>\n]+>[;\t,]/.test(start)) return readXml(decode(bytes).text);
  if (start.startsWith('{')) return readFhirJson(text);
  const sheet = readDelimited(text);
  return { format: 'table', sheets: [{ name: '', read: async () => sheet }] };
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** An OLE container holds an encrypted workbook, or one of before 2007. */
function compoundFile(bytes: Uint8Array): CircuitError {
  const streamName = Buffer.from('EncryptedPackage', 'utf16le');
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(streamName)) {
    return new CircuitError('encrypted', {
      en: 'The workbook is protected by a password: save a copy without one.',
      fr: 'Le classeur est protégé par un mot de passe : enregistrez-en une copie sans mot de passe.',
    });
  }
  return new CircuitError('legacy', {
    en: 'The workbook has the format of before 2007 (.xls): save it as .xlsx.',
    fr: 'Le classeur est au format antérieur à 2007 (.xls) : enregistrez-le en .xlsx.',
  });
}
