import {
  type Chapter,
  type CircuitConflict,
  type CircuitRow,
  type CircuitTable,
  type Comparability,
  groupRows,
  type LabelKind,
  type Labelled,
} from '../circuit';
import { labelHash } from '../labels';
import type { ReadCircuit } from './readCircuit';
import type { LoadReport } from './report';

/** Changes whenever the layout of the bytes or the meaning of what is read does: older compiled tables are then not used. */
export const COMPILED_VERSION = 7;

const MAGIC = 0x41444331;
/** Magic, version, check sum of all that follows, bytes of the meta data and of the two pools, numbers of their texts, of rows and of prescriptions. */
const HEADER_WORDS = 10;
/** The check sum is over the words from here on. */
const SUMMED_FROM = 3;

/** Texts of a row, one column of text numbers each. */
const COLUMNS = [
  'loinc',
  'label',
  'editionLabel',
  'comparability',
  'restricted',
  'recommendedUnit',
  'unit',
  'systematic',
  'twin',
  'factor',
  'waitingCode',
  'chapterCode',
  'chapterLabel',
  'subchapterCode',
  'subchapterLabel',
  'rank',
] as const;
type ColumnName = (typeof COLUMNS)[number];
/** Columns that are a field as they stand. */
const PLAIN = ['loinc', 'editionLabel', 'recommendedUnit', 'unit', 'twin', 'waitingCode'] as const;
/** Labels that are found by their hash. */
const HASHED: readonly LabelKind[] = ['label', 'editionLabel'];
/** Columns whose texts are not looked for among the known ones: nearly every row has one of its own. */
const OWN: ReadonlySet<number> = new Set(HASHED.map((kind) => COLUMNS.indexOf(kind)));

interface Meta {
  readonly report: LoadReport;
  readonly conflicts: readonly CircuitConflict[];
  readonly chapters: readonly Chapter[];
}

/** What the two high bits of a text's number say: a text of the first pool or the second, an integer, or a LOINC code (`123-4` as 1234). */
const NARROW = 0;
const INTEGER = 0x40000000;
const WIDE = 0x80000000;
const LOINC = 0xc0000000;
const KIND = 0xc0000000;
const NUMBER = 0x3fffffff;

/**
 * A read Circuit as one buffer that can be transferred, stored and opened without building rows: per column the number of each
 * row's text (0: none), codes and other integers being their own number; the other texts in a Latin-1 pool or, where they do
 * not fit, a UTF-16 one (both open five times as fast as UTF-8); hashes of the labels; prescriptions as pairs of text numbers.
 */
export function compile({ table, report }: ReadCircuit): ArrayBuffer {
  const texts = new Texts();
  const columns = COLUMNS.map(() => new Uint32Array(table.length));
  const hashes = HASHED.map(() => new Uint32Array(table.length));
  const starts = new Uint32Array(table.length + 1);
  const prescriptions: number[] = [];
  for (let index = 0; index < table.length; index++) {
    const row = table.row(index);
    const rowTexts = textsOf(row);
    for (let column = 0; column < rowTexts.length; column++) {
      const text = rowTexts[column];
      if (text === undefined) continue;
      (columns[column] as Uint32Array)[index] = OWN.has(column) ? texts.add(text) : texts.number(text);
    }
    for (let kind = 0; kind < HASHED.length; kind++) {
      const label = row[HASHED[kind] as LabelKind];
      if (label) (hashes[kind] as Uint32Array)[index] = labelHash(label);
    }
    for (const { code, label } of row.prescriptions ?? []) prescriptions.push(texts.number(code), texts.number(label));
    starts[index + 1] = prescriptions.length / 2;
  }
  const { conflicts, chapters } = table;
  const meta = new TextEncoder().encode(JSON.stringify({ report, conflicts, chapters } satisfies Meta));
  const pools = [texts.narrow, texts.wide];
  const words = [...pools.map(({ ends }) => ends), ...columns, ...hashes, starts, Uint32Array.from(prescriptions)];
  const header = [
    MAGIC,
    COMPILED_VERSION,
    0,
    meta.length,
    ...pools.map(({ bytes }) => bytes.length),
    ...pools.map(({ ends }) => ends.length),
    table.length,
    prescriptions.length / 2,
  ];
  const wordCount = words.reduce((sum, { length }) => sum + length, HEADER_WORDS);
  const byteCount = pools.reduce((sum, { bytes }) => sum + bytes.length, meta.length);
  const buffer = new ArrayBuffer((wordCount + Math.ceil(byteCount / 4)) * 4);
  const numbers = new Uint32Array(buffer, 0, wordCount);
  numbers.set(header);
  let at = HEADER_WORDS;
  for (const part of words) {
    numbers.set(part, at);
    at += part.length;
  }
  const bytes = new Uint8Array(buffer, wordCount * 4);
  let byte = 0;
  for (const part of [meta, ...pools.map((pool) => pool.bytes)]) {
    bytes.set(part, byte);
    byte += part.length;
  }
  numbers[SUMMED_FROM - 1] = checkSum(buffer);
  return buffer;
}

/** Opens what `compile` wrote; `undefined` for another version, or bytes that are damaged or something else. */
export function openCompiled(buffer: ArrayBuffer): ReadCircuit | undefined {
  if (buffer.byteLength < HEADER_WORDS * 4 || buffer.byteLength % 4 !== 0) return undefined;
  const header = new Uint32Array(buffer, 0, HEADER_WORDS);
  const [magic, version, sum, metaBytes = 0, narrowBytes = 0, wideBytes = 0, ...counts] = header;
  const [narrow = 0, wide = 0, rows = 0, prescriptions = 0] = counts;
  const rowWords = (COLUMNS.length + HASHED.length) * rows + rows + 1;
  const wordCount = HEADER_WORDS + narrow + wide + rowWords + prescriptions * 2;
  const metaAt = wordCount * 4;
  const poolsAt = metaAt + metaBytes;
  const isWhole = buffer.byteLength === Math.ceil((poolsAt + narrowBytes + wideBytes) / 4) * 4;
  if (magic !== MAGIC || version !== COMPILED_VERSION || !isWhole || sum !== checkSum(buffer)) return undefined;
  const meta = JSON.parse(Buffer.from(buffer, metaAt, metaBytes).toString()) as Meta;
  let at = HEADER_WORDS;
  const next = (length: number) => {
    const part = new Uint32Array(buffer, at * 4, length);
    at += length;
    return part;
  };
  const pools = {
    narrow: { text: Buffer.from(buffer, poolsAt, narrowBytes).toString('latin1'), ends: next(narrow) },
    wide: { text: Buffer.from(buffer, poolsAt + narrowBytes, wideBytes).toString('utf16le'), ends: next(wide) },
  };
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, next(rows)])) as Record<ColumnName, Uint32Array>;
  const hashes = Object.fromEntries(HASHED.map((kind) => [kind, next(rows)])) as Record<LabelKind, Uint32Array>;
  const table = new CompiledTable(meta, {
    ...pools,
    columns,
    hashes,
    starts: next(rows + 1),
    prescriptions: next(prescriptions * 2),
  });
  return { table, report: meta.report };
}

/** FNV-1a over words: against damage, not against people; a tenth of the time of a digest. */
function checkSum(buffer: ArrayBuffer): number {
  const words = new Int32Array(buffer);
  let sum = 0x811c9dc5 | 0;
  for (let i = SUMMED_FROM; i < words.length; i++) sum = Math.imul(sum ^ (words[i] as number), 0x01000193);
  return sum >>> 0;
}

/** Texts one after the other. */
class Pool {
  private buffer = Buffer.alloc(2 ** 16);
  private used = 0;
  /** Where each text ends, in characters, after the 0 where the first begins. */
  readonly ends: number[] = [0];

  constructor(
    private readonly encoding: 'latin1' | 'utf16le',
    private readonly kind: number,
    /** Of a character. */
    private readonly width: 1 | 2,
  ) {}

  /** The number of a new text. */
  add(text: string): number {
    const end = this.used + text.length * this.width;
    if (end > this.buffer.length) {
      const larger = Buffer.alloc(Math.max(end, this.buffer.length * 2));
      this.buffer.copy(larger, 0, 0, this.used);
      this.buffer = larger;
    }
    this.buffer.write(text, this.used, this.encoding);
    this.used = end;
    return this.kind + this.ends.push(end / this.width) - 1;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.used);
  }
}

/** Texts by number; 0 stands for none. */
class Texts {
  readonly narrow = new Pool('latin1', NARROW, 1);
  readonly wide = new Pool('utf16le', WIDE, 2);
  private readonly known = new Map<string, number>();

  number(text: string | undefined): number {
    if (text === undefined) return 0;
    const own = ownNumber(text);
    if (own !== 0) return own;
    let number = this.known.get(text);
    if (number === undefined) {
      number = this.add(text);
      this.known.set(text, number);
    }
    return number;
  }

  /** The number of a text that is probably new. */
  add(text: string): number {
    return (/^[\0-\xff]*$/.test(text) ? this.narrow : this.wide).add(text);
  }
}

const HYPHEN = 45;
const DIGIT_0 = 48;

/** The number of a text that is an integer or has the form of a LOINC code, of nine digits at most and as a number is written; else 0. */
function ownNumber(text: string): number {
  const { length } = text;
  if (length === 0 || length > 10 || (length > 1 && text.charCodeAt(0) === DIGIT_0)) return 0;
  const isLoinc = length > 2 && text.charCodeAt(length - 2) === HYPHEN;
  let number = 0;
  for (let i = 0; i < length; i++) {
    if (isLoinc && i === length - 2) continue;
    const digit = text.charCodeAt(i) - DIGIT_0;
    if (digit < 0 || digit > 9) return 0;
    number = number * 10 + digit;
  }
  return number > NUMBER ? 0 : (isLoinc ? LOINC : INTEGER) + number;
}

/** In the order of COLUMNS. */
function textsOf(row: CircuitRow): readonly (string | undefined)[] {
  return [
    row.loinc,
    row.label,
    row.editionLabel,
    row.comparability,
    yesNo(row.restricted),
    row.recommendedUnit,
    row.unit,
    yesNo(row.systematic),
    row.twin,
    row.factor === undefined ? undefined : String(row.factor),
    row.waitingCode,
    row.chapter?.code,
    row.chapter?.label,
    row.subchapter?.code,
    row.subchapter?.label,
    row.rank === undefined ? undefined : String(row.rank),
  ];
}

function yesNo(flag: boolean | undefined): string | undefined {
  return flag === undefined ? undefined : flag ? 'O' : 'N';
}

interface OpenPool {
  readonly text: string;
  readonly ends: Uint32Array;
}

interface Packed {
  readonly narrow: OpenPool;
  readonly wide: OpenPool;
  readonly columns: Readonly<Record<ColumnName, Uint32Array>>;
  readonly hashes: Readonly<Record<LabelKind, Uint32Array>>;
  readonly starts: Uint32Array;
  readonly prescriptions: Uint32Array;
}

class CompiledTable implements CircuitTable {
  readonly length: number;
  readonly conflicts: readonly CircuitConflict[];
  readonly chapters: readonly Chapter[];
  private loincRows: ReadonlyMap<number | string, number> | undefined;
  private waitingRows: ReadonlyMap<number | string, readonly number[]> | undefined;

  constructor(
    { conflicts, chapters }: Meta,
    private readonly packed: Packed,
  ) {
    this.length = packed.columns.loinc.length;
    this.conflicts = conflicts;
    this.chapters = chapters;
  }

  find(loinc: string): number | undefined {
    this.loincRows ??= this.rowsByLoinc();
    return this.loincRows.get(ownNumber(loinc) || loinc);
  }

  withWaitingCode(code: string): readonly number[] {
    return this.byWaitingCode().get(ownNumber(code) || code) ?? [];
  }

  hasWaitingCodes(): boolean {
    return this.byWaitingCode().size > 0;
  }

  private byWaitingCode(): ReadonlyMap<number | string, readonly number[]> {
    this.waitingRows ??= groupRows(this.keys('waitingCode'));
    return this.waitingRows;
  }

  labelHashes(kind: LabelKind): Uint32Array {
    return this.packed.hashes[kind];
  }

  private rowsByLoinc(): ReadonlyMap<number | string, number> {
    const rows = new Map<number | string, number>();
    let row = 0;
    for (const key of this.keys('loinc')) {
      if (key !== undefined) rows.set(key, row);
      row++;
    }
    return rows;
  }

  /** By row, the number of its code, or the code where it has none of its own. */
  private *keys(name: 'loinc' | 'waitingCode'): Generator<number | string | undefined> {
    for (const number of this.packed.columns[name]) yield isOwn(number) ? number : this.text(number);
  }

  row(index: number): CircuitRow {
    const { columns } = this.packed;
    const of = (name: ColumnName) => this.text(columns[name][index]);
    const row: { -readonly [Name in keyof CircuitRow]: CircuitRow[Name] } = { label: of('label') ?? '' };
    for (const name of PLAIN) {
      const text = of(name);
      if (text !== undefined) row[name] = text;
    }
    const comparability = of('comparability');
    if (comparability !== undefined) row.comparability = comparability as Comparability;
    for (const name of ['restricted', 'systematic'] as const) {
      const text = of(name);
      if (text !== undefined) row[name] = text === 'O';
    }
    for (const name of ['factor', 'rank'] as const) {
      const text = of(name);
      if (text !== undefined) row[name] = Number(text);
    }
    const chapter = this.labelled(columns.chapterCode[index], columns.chapterLabel[index]);
    if (chapter) row.chapter = chapter;
    const subchapter = this.labelled(columns.subchapterCode[index], columns.subchapterLabel[index]);
    if (subchapter) row.subchapter = subchapter;
    const prescriptions = this.prescriptionsOf(index);
    if (prescriptions.length > 0) row.prescriptions = prescriptions;
    return row;
  }

  private prescriptionsOf(index: number): Labelled[] {
    const { starts, prescriptions } = this.packed;
    const found: Labelled[] = [];
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at++) {
      const prescription = this.labelled(prescriptions[at * 2], prescriptions[at * 2 + 1]);
      if (prescription) found.push(prescription);
    }
    return found;
  }

  private labelled(codeNumber: number | undefined, labelNumber: number | undefined): Labelled | undefined {
    const code = this.text(codeNumber);
    const label = this.text(labelNumber);
    if (code === undefined) return label === undefined ? undefined : { label };
    return label === undefined ? { code } : { code, label };
  }

  private text(number = 0): string | undefined {
    if (number === 0) return undefined;
    const value = number & NUMBER;
    const kind = (number & KIND) >>> 0;
    if (kind === INTEGER) return String(value);
    if (kind === LOINC) return `${Math.floor(value / 10)}-${value % 10}`;
    const { text, ends } = kind === WIDE ? this.packed.wide : this.packed.narrow;
    return text.slice(ends[value - 1], ends[value]);
  }
}

function isOwn(number: number): boolean {
  return (number & INTEGER) !== 0;
}
