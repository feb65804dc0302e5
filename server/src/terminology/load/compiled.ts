import type { Chapter, CircuitConflict, CircuitRow, CircuitTable, Comparability, Labelled } from '../circuit';
import type { ReadCircuit } from './readCircuit';
import type { LoadReport } from './report';

/** Changes whenever the layout of the bytes or the meaning of what is read does: older compiled tables are then not used. */
export const COMPILED_VERSION = 1;

const MAGIC = 0x41444331;
/** Magic, version, lengths of the meta data and of the texts in bytes, numbers of texts, rows and prescriptions. */
const HEADER_WORDS = 7;

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

interface Meta {
  readonly report: LoadReport;
  readonly conflicts: readonly CircuitConflict[];
  readonly chapters: readonly Chapter[];
}

/**
 * A read Circuit as one buffer that can be transferred, stored and opened without building rows: all texts as one UTF-8 text, each
 * once; per column the number of each row's text (0: none); prescriptions as pairs of text numbers.
 */
export function compile({ table, report }: ReadCircuit): ArrayBuffer {
  const texts = new Texts();
  const columns = COLUMNS.map(() => new Uint32Array(table.length));
  const starts = new Uint32Array(table.length + 1);
  const prescriptions: number[] = [];
  for (let index = 0; index < table.length; index++) {
    const row = table.row(index);
    COLUMNS.forEach((name, column) => {
      (columns[column] as Uint32Array)[index] = texts.number(textOf(row, name));
    });
    for (const { code, label } of row.prescriptions ?? []) prescriptions.push(texts.number(code), texts.number(label));
    starts[index + 1] = prescriptions.length / 2;
  }
  const { conflicts, chapters } = table;
  const meta = new TextEncoder().encode(JSON.stringify({ report, conflicts, chapters } satisfies Meta));
  const pool = new TextEncoder().encode(texts.joined());
  const words = [texts.ends(), ...columns, starts, Uint32Array.from(prescriptions)];
  const header = [
    MAGIC,
    COMPILED_VERSION,
    meta.length,
    pool.length,
    texts.count,
    table.length,
    prescriptions.length / 2,
  ];
  const wordCount = words.reduce((sum, { length }) => sum + length, HEADER_WORDS);
  const buffer = new ArrayBuffer(wordCount * 4 + meta.length + pool.length);
  const numbers = new Uint32Array(buffer, 0, wordCount);
  numbers.set(header);
  let at = HEADER_WORDS;
  for (const part of words) {
    numbers.set(part, at);
    at += part.length;
  }
  const bytes = new Uint8Array(buffer, wordCount * 4);
  bytes.set(meta);
  bytes.set(pool, meta.length);
  return buffer;
}

/** Opens what `compile` wrote; `undefined` for another version or bytes that are something else. */
export function openCompiled(buffer: ArrayBuffer): ReadCircuit | undefined {
  if (buffer.byteLength < HEADER_WORDS * 4) return undefined;
  const header = new Uint32Array(buffer, 0, HEADER_WORDS);
  const [magic, version, metaBytes = 0, poolBytes = 0, texts = 0, rows = 0, prescriptions = 0] = header;
  const wordCount = HEADER_WORDS + texts + 1 + COLUMNS.length * rows + rows + 1 + prescriptions * 2;
  const isWhole = buffer.byteLength === wordCount * 4 + metaBytes + poolBytes;
  if (magic !== MAGIC || version !== COMPILED_VERSION || !isWhole) return undefined;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const meta = JSON.parse(decoder.decode(new Uint8Array(buffer, wordCount * 4, metaBytes))) as Meta;
  const pool = decoder.decode(new Uint8Array(buffer, wordCount * 4 + metaBytes, poolBytes));
  let at = HEADER_WORDS;
  const next = (length: number) => {
    const part = new Uint32Array(buffer, at * 4, length);
    at += length;
    return part;
  };
  const ends = next(texts + 1);
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, next(rows)])) as Record<ColumnName, Uint32Array>;
  const table = new CompiledTable(meta, {
    pool,
    ends,
    columns,
    starts: next(rows + 1),
    prescriptions: next(prescriptions * 2),
  });
  return { table, report: meta.report };
}

/** Every text once, by number; 0 stands for none. */
class Texts {
  private readonly numbers = new Map<string, number>();

  get count(): number {
    return this.numbers.size;
  }

  number(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const added = this.numbers.size + 1;
    this.numbers.set(text, added);
    return added;
  }

  joined(): string {
    return [...this.numbers.keys()].join('');
  }

  /** Where each text ends in the joined one, in UTF-16 units; text 0 ends at 0. */
  ends(): Uint32Array {
    const ends = new Uint32Array(this.numbers.size + 1);
    let end = 0;
    for (const [text, number] of this.numbers) {
      end += text.length;
      ends[number] = end;
    }
    return ends;
  }
}

function textOf(row: CircuitRow, name: ColumnName): string | undefined {
  switch (name) {
    case 'restricted':
    case 'systematic':
      return row[name] === undefined ? undefined : row[name] ? 'O' : 'N';
    case 'factor':
    case 'rank':
      return row[name] === undefined ? undefined : String(row[name]);
    case 'chapterCode':
      return row.chapter?.code;
    case 'chapterLabel':
      return row.chapter?.label;
    case 'subchapterCode':
      return row.subchapter?.code;
    case 'subchapterLabel':
      return row.subchapter?.label;
    default:
      return row[name];
  }
}

interface Packed {
  readonly pool: string;
  readonly ends: Uint32Array;
  readonly columns: Readonly<Record<ColumnName, Uint32Array>>;
  readonly starts: Uint32Array;
  readonly prescriptions: Uint32Array;
}

class CompiledTable implements CircuitTable {
  readonly length: number;
  readonly conflicts: readonly CircuitConflict[];
  readonly chapters: readonly Chapter[];
  private readonly made: (CircuitRow | undefined)[] = [];

  constructor(
    { conflicts, chapters }: Meta,
    private readonly packed: Packed,
  ) {
    this.length = packed.columns.loinc.length;
    this.conflicts = conflicts;
    this.chapters = chapters;
  }

  loinc(index: number): string | undefined {
    return this.text(this.packed.columns.loinc[index]);
  }

  waitingCode(index: number): string | undefined {
    return this.text(this.packed.columns.waitingCode[index]);
  }

  row(index: number): CircuitRow {
    const known = this.made[index];
    if (known) return known;
    const row = this.make(index);
    this.made[index] = row;
    return row;
  }

  private make(index: number): CircuitRow {
    const row: { -readonly [Name in keyof CircuitRow]: CircuitRow[Name] } = { label: '' };
    for (const name of COLUMNS) {
      const text = this.text(this.packed.columns[name][index]);
      if (text !== undefined) setField(row, name, text);
    }
    const prescriptions = this.prescriptionsOf(index);
    if (prescriptions.length > 0) row.prescriptions = prescriptions;
    return row;
  }

  private prescriptionsOf(index: number): Labelled[] {
    const { starts, prescriptions } = this.packed;
    const found: Labelled[] = [];
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at++) {
      const code = this.text(prescriptions[at * 2]);
      const label = this.text(prescriptions[at * 2 + 1]);
      found.push({ ...(code !== undefined && { code }), ...(label !== undefined && { label }) });
    }
    return found;
  }

  private text(number = 0): string | undefined {
    const { pool, ends } = this.packed;
    return number === 0 ? undefined : pool.slice(ends[number - 1], ends[number]);
  }
}

function setField(
  row: { -readonly [Name in keyof CircuitRow]: CircuitRow[Name] },
  name: ColumnName,
  text: string,
): void {
  switch (name) {
    case 'restricted':
    case 'systematic':
      row[name] = text === 'O';
      break;
    case 'factor':
    case 'rank':
      row[name] = Number(text);
      break;
    case 'comparability':
      row.comparability = text as Comparability;
      break;
    case 'chapterCode':
      row.chapter = { ...row.chapter, code: text };
      break;
    case 'chapterLabel':
      row.chapter = { ...row.chapter, label: text };
      break;
    case 'subchapterCode':
      row.subchapter = { ...row.subchapter, code: text };
      break;
    case 'subchapterLabel':
      row.subchapter = { ...row.subchapter, label: text };
      break;
    default:
      row[name] = text;
  }
}
