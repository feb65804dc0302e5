import type { Text } from '../../text';
import { decode } from '../../xml/decode';
import { parseXml } from '../../xml/parse';
import type { XmlElement } from '../../xml/tree';
import { damaged, notATable, tooLarge } from './errors';
import { readSharedStrings } from './sharedStrings';
import type { SheetSource } from './sheet';
import { readSheet } from './worksheet';
import { openZip, type ZipPart } from './zip';

type Parts = ReadonlyMap<string, ZipPart>;

/** Workbook and relationship parts, which are read whole. */
const MAX_SMALL_PART = 4 * 2 ** 20;

/** The worksheets of an Office Open XML workbook in their order, transitional or strict; throws a CircuitError. */
export async function openWorkbook(
  bytes: Uint8Array,
  onProgress?: (share: number) => void,
): Promise<readonly SheetSource[]> {
  const parts = await openZip(bytes);
  const book = workbookPart(parts);
  const related = await relationships(parts, book.name);
  const root = await smallXml(book);
  let strings: ReturnType<typeof readSharedStrings> | undefined;
  const shared = () => {
    const part = [...related.values()].find(({ type }) => type === 'sharedStrings')?.part;
    strings ??= part ? readSharedStrings(part) : Promise.resolve([]);
    return strings;
  };
  const sheets: SheetSource[] = [];
  for (const sheet of root.child('sheets')?.elements('sheet') ?? []) {
    const id = sheet.attributes.find(({ local }) => local === 'id')?.value ?? '';
    const { type, part } = related.get(id) ?? {};
    if (type !== 'worksheet' || !part) continue;
    const name = sheet.attribute('name')?.value ?? '';
    sheets.push({
      name,
      async read(wanted = {}) {
        return readSheet(name, part, await shared(), wanted, wanted.head === undefined ? onProgress : undefined);
      },
    });
  }
  if (sheets.length === 0) throw damaged(book.name);
  return sheets;
}

const OTHER_FORMATS: ReadonlyArray<readonly [part: string, Text]> = [
  [
    'xl/workbook.bin',
    { en: 'a binary workbook (.xlsb), save it as .xlsx', fr: 'un classeur binaire (.xlsb), à enregistrer en .xlsx' },
  ],
  [
    'content.xml',
    { en: 'an OpenDocument file, save it as .xlsx', fr: 'un fichier OpenDocument, à enregistrer en .xlsx' },
  ],
  ['word/document.xml', { en: 'a Word document', fr: 'un document Word' }],
];

function workbookPart(parts: Parts): ZipPart {
  const book =
    parts.get('xl/workbook.xml') ?? [...parts.values()].find(({ name }) => /\/workbook\d*\.xml$/i.test(name));
  if (book) return book;
  const other = OTHER_FORMATS.find(([name]) => parts.has(name));
  throw notATable(other?.[1] ?? { en: 'a zip without a workbook in it', fr: 'une archive zip sans classeur' });
}

interface Related {
  /** Last step of the relationship's type. */
  readonly type: string;
  readonly part: ZipPart | undefined;
}

async function relationships(parts: Parts, of: string): Promise<Map<string, Related>> {
  const folder = of.slice(0, of.lastIndexOf('/') + 1);
  const part = parts.get(`${folder}_rels/${of.slice(folder.length)}.rels`.toLowerCase());
  const related = new Map<string, Related>();
  if (!part) throw damaged(of);
  for (const element of (await smallXml(part)).elements('Relationship')) {
    const name = partName(element.attribute('Target')?.value ?? '', folder);
    related.set(element.attribute('Id')?.value ?? '', {
      type: element.attribute('Type')?.value.split('/').at(-1) ?? '',
      part: name === undefined ? undefined : parts.get(name),
    });
  }
  return related;
}

/** Where a target leads from `folder`; undefined where it has not the form of an address. */
function partName(target: string, folder: string): string | undefined {
  try {
    return decodeURIComponent(new URL(target, `zip:///${folder}`).pathname.slice(1)).toLowerCase();
  } catch {
    return undefined;
  }
}

async function smallXml(part: ZipPart): Promise<XmlElement> {
  if (part.size > MAX_SMALL_PART) throw tooLarge(part.name);
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.chunks()) chunks.push(chunk);
  const { root, faults } = parseXml(decode(Buffer.concat(chunks)).text);
  if (!root || faults.length > 0) throw damaged(part.name);
  return root;
}
