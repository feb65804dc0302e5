import { tooLarge } from './errors';
import { unescapeCell } from './sharedStrings';
import { columnIndex, MAX_COLUMNS, type Merge, type Sheet, type SheetPart, type SheetRow } from './sheet';
import { attribute, decodeReferences, streamTags, type TagHandler } from './tags';
import type { ZipPart } from './zip';

const MAX_CELLS = 20_000_000;
/** Substrings from this length on keep the text they were cut from alive (V8). */
const DETACHED_FROM = 13;
const LT = 60;
const AMPERSAND = 38;

/**
 * A worksheet with its cells as texts: shared, inline and rich strings, cached values of formulas, numbers as written
 * (ECMA-376, part 1, 18.3). Rows without a cell are left out.
 */
export async function readSheet(
  name: string,
  part: ZipPart,
  shared: readonly string[],
  { head = Number.POSITIVE_INFINITY, columns }: SheetPart,
  onProgress?: (share: number) => void,
): Promise<Sheet> {
  const reader = new SheetReader(part.name, shared, columns);
  await streamTags(part, reader, onProgress, () => reader.rows.length >= head);
  return { name, rows: reader.rows, merges: reader.merges };
}

class SheetReader implements TagHandler {
  readonly rows: SheetRow[] = [];
  readonly merges: Merge[] = [];
  private readonly inline = new Map<string, string>();
  private number = 0;
  private cells: (string | undefined)[] = [];
  private count = 0;
  private column = -1;
  private type: string | undefined;
  private value = '';
  private collecting = false;

  constructor(
    private readonly part: string,
    private readonly shared: readonly string[],
    private readonly columns: ReadonlySet<number> | undefined,
  ) {}

  open(name: string, text: string, from: number, to: number, content: number): boolean | number {
    if (name === 'c') {
      const reference = attribute(text, from, to, 'r');
      this.column = reference === undefined ? this.column + 1 : columnIndex(reference);
      const isOutside = this.column < 0 || this.column >= MAX_COLUMNS;
      if (isOutside || ++this.count > MAX_CELLS) throw tooLarge(this.part);
      this.value = '';
      if (this.columns?.has(this.column) === false) return true;
      this.type = attribute(text, from, to, 't');
      return content >= 0 && this.plainValue(text, content);
    } else if (name === 'v' || name === 't') this.collecting = true;
    else if (name === 'row') {
      const written = attribute(text, from, to, 'r');
      this.number = written === undefined ? this.number + 1 : Number(written);
      this.cells = [];
      this.column = -1;
    } else if (name === 'mergeCell') this.merges.push(...mergeOf(attribute(text, from, to, 'ref') ?? ''));
    return name === 'rPh';
  }

  /** Nearly all cells are `<v>…</v></c>` without a reference: read at once, that takes half the time. */
  private plainValue(text: string, content: number): number | false {
    if (!text.startsWith('<v>', content)) return false;
    const from = content + 3;
    let to = from;
    while (to < text.length && text.charCodeAt(to) !== LT) {
      if (text.charCodeAt(to) === AMPERSAND) return false;
      to++;
    }
    if (!text.startsWith('</v></c>', to)) return false;
    this.value = text.slice(from, to);
    this.store();
    return to + 8;
  }

  private store(): void {
    if (this.value !== '') this.cells[this.column] = this.content();
  }

  close(name: string): void {
    if (name === 'c') this.store();
    else if (name === 'v' || name === 't') this.collecting = false;
    else if (name === 'row' && this.cells.length > 0) this.rows.push({ number: this.number, cells: this.cells });
  }

  characters(text: string, from: number, to: number, cdata: boolean): void {
    if (!this.collecting) return;
    const piece = text.slice(from, to);
    this.value += cdata ? piece : decodeReferences(piece);
  }

  private content(): string | undefined {
    if (this.type === 's') return this.shared[Number(this.value)];
    if (this.value.length < DETACHED_FROM) return this.value;
    const known = this.inline.get(this.value);
    if (known !== undefined) return known;
    const detached = ` ${this.value}`.slice(1);
    const content = unescapeCell(detached);
    this.inline.set(detached, content);
    return content;
  }
}

function mergeOf(reference: string): Merge[] {
  const match = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(reference);
  if (!match) return [];
  const [, left = '', top, right = '', bottom] = match;
  return [{ top: Number(top), bottom: Number(bottom), left: columnIndex(left), right: columnIndex(right) }];
}
