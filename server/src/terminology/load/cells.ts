import type { SheetRow } from './sheet';

/** Integers from here on cannot be told from shared strings: they are kept as texts. */
const INTEGER = 0x40000000;

/**
 * The cells of a sheet as pairs of column and number, a million of them in 8 MB outside the heap, where an object each makes the
 * garbage collector take a third of the time. A number is that of a shared string, an integer from 2^30 on, or below 0 that of a text.
 */
export class Cells implements Iterable<SheetRow> {
  private pairs = new Int32Array(1024);
  private used = 0;
  private readonly numbers: number[] = [];
  /** Where each row ends in `pairs`. */
  private readonly ends: number[] = [];
  private readonly texts: string[] = [];
  private readonly known = new Map<string, number>();

  constructor(private readonly shared: readonly (string | undefined)[]) {}

  /** How many rows have a cell. */
  get length(): number {
    return this.ends.length;
  }

  putShared(column: number, index: number): void {
    if (this.shared[index] !== undefined) this.put(column, index);
  }

  putInteger(column: number, integer: number): void {
    if (integer < INTEGER) this.put(column, INTEGER + integer);
    else this.putText(column, String(integer));
  }

  putText(column: number, text: string | undefined): void {
    if (text === undefined) return;
    let number = this.known.get(text);
    if (number === undefined) {
      number = -this.texts.push(text);
      this.known.set(text, number);
    }
    this.put(column, number);
  }

  /** The cells put since the last row are those of row `number`. */
  endRow(number: number): void {
    if (this.used === (this.ends.at(-1) ?? 0)) return;
    this.ends.push(this.used);
    this.numbers.push(number);
  }

  *[Symbol.iterator](): Generator<SheetRow> {
    let at = 0;
    for (let row = 0; row < this.ends.length; row++) {
      const end = this.ends[row] as number;
      const cells: (string | undefined)[] = new Array(Math.max(0, (this.pairs[end - 2] as number) + 1));
      for (; at < end; at += 2) cells[this.pairs[at] as number] = this.text(this.pairs[at + 1] as number);
      yield { number: this.numbers[row] as number, cells };
    }
  }

  private put(column: number, number: number): void {
    if (this.used === this.pairs.length) {
      const larger = new Int32Array(this.pairs.length * 2);
      larger.set(this.pairs);
      this.pairs = larger;
    }
    this.pairs[this.used++] = column;
    this.pairs[this.used++] = number;
  }

  private text(number: number): string | undefined {
    if (number < 0) return this.texts[-number - 1];
    return number < INTEGER ? this.shared[number] : String(number - INTEGER);
  }
}
