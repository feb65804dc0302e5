import { strToU8, zipSync } from 'fflate';
import { columnIndex, columnLetters } from '../../server/src/terminology/load/sheet';

/** Cells of one row by column letters; a string starting with `<c` is taken as the cell's XML, `@` standing for its address. */
export type Cells = Readonly<Record<string, string | number>>;

export interface RawSheet {
  readonly name: string;
  /** By row number. */
  readonly rows: Readonly<Record<number, Cells>>;
  readonly merges?: readonly string[];
}

export interface RawOptions {
  /** XML put before the root of every part. */
  readonly prolog?: string;
  /** Prefix of the elements, `x:` as the Open XML SDK writes them. */
  readonly prefix?: string;
  /** XML of `si` elements; cells refer to them with `t="s"`. */
  readonly shared?: readonly string[];
  /** More parts, or other contents of known ones. */
  readonly parts?: Readonly<Record<string, string>>;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook of hand-written parts. */
export function rawWorkbook(sheets: readonly RawSheet[], options: RawOptions = {}): Uint8Array {
  const { prolog = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', shared = [], parts = {} } = options;
  const relations = sheets.map((_, i) => relation(`s${i}`, 'worksheet', `/xl/worksheets/sheet${i}.xml`));
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.map(({ name }, i) => `<sheet name="${escapeXml(name)}" sheetId="${i + 1}" r:id="s${i}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join('')}${relation('t', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${shared.map((content) => `<si>${content}</si>`).join('')}</sst>`,
  };
  sheets.forEach((sheet, i) => {
    files[`xl/worksheets/sheet${i}.xml`] = sheetXml(sheet, options.prefix ?? '');
  });
  const all = Object.entries({ ...files, ...parts }).map(([name, xml]) => [name, strToU8(prolog + xml)]);
  return zipSync(Object.fromEntries(all));
}

function relation(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
}

function sheetXml({ rows, merges = [] }: RawSheet, prefix: string): string {
  const namespace = prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
  const body = Object.entries(rows).map(([number, cells]) => {
    const sorted = Object.entries(cells).sort(([a], [b]) => columnIndex(a) - columnIndex(b));
    return `<row r="${number}">${sorted.map(([letters, value]) => cellXml(`${letters}${number}`, value)).join('')}</row>`;
  });
  const merged = merges.map((reference) => `<mergeCell ref="${reference}"/>`).join('');
  const xml = `<worksheet ${namespace}="${MAIN}"><sheetData>${body.join('')}</sheetData>${merged && `<mergeCells>${merged}</mergeCells>`}</worksheet>`;
  return prefix === '' ? xml : xml.replace(/<(\/?)(?=[a-z])/gi, `<$1${prefix}`);
}

function cellXml(reference: string, value: string | number): string {
  if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
  if (value.startsWith('<c')) return value.replace('@', reference);
  return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

/** Headings as the published sheet has them (reference D.2), at its letters. */
export const HEADINGS: Cells = {
  A: 'Libellé de la demande',
  B: 'LOINC',
  C: 'Libellé Français de référence',
  N: 'Chapitre LOINC',
  O: 'Libellés chapitres LOINC',
  P: 'Sous-chapitre LOINC',
  Q: 'Libellés sous-chapitres',
  R: 'Rang',
  S: 'LOINC',
  T: 'Libellés français de référence',
  U: "Libellés d'édition (Référentiel JDV ANS)",
  V: 'Niveau minimum de comparabilité',
  W: 'Liste restreinte O/N',
  X: 'Unité recommandée',
  Y: 'Unité UCUM',
  Z: 'Présence systéma. CR O/N',
  AA: 'Correspondance',
  AB: 'Facteur de conversion des unités',
  AK: 'Codes_bio_attente_LOINC',
};

/** Fasting glucose in moles and in mass, as the excerpt has them. */
export const MOLES: Cells = {
  A: 'Glycémie à jeun',
  B: '40193-5',
  N: '18719-5',
  O: 'Biochimie',
  R: 4178,
  S: '40193-5',
  T: 'Glucose à jeun [Moles/Volume] Sérum/Plasma ; Numérique',
  U: 'Glucose à jeun',
  V: 1,
  W: 'O',
  X: 'mmol/L',
  Y: 'mmol/L',
  Z: 'O',
  AA: '53049-3',
  AB: 0.18,
};
export const MASS: Cells = {
  ...MOLES,
  R: 4180,
  S: '53049-3',
  T: 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique',
  X: 'g/L',
  Y: 'g/L',
  Z: 'N',
  AA: '40193-5',
  AB: '5,551',
};
export const WAITING: Cells = { T: 'Analyse sans LOINC', V: 9, AK: 1443252 };

export const CIRCUIT_SHEET = '1.JDV_CircuitBio';

/** Rows as an array of arrays, for the writers that take one. */
export function grid(rows: readonly Cells[]): (string | number | null)[][] {
  const width = Math.max(...rows.flatMap((cells) => Object.keys(cells).map(columnIndex))) + 1;
  return rows.map((cells) => Array.from({ length: width }, (_, index) => cells[columnLetters(index)] ?? null));
}
