import type { OfficialSettings, RuleSetting } from '../protocol';
import type { OfficialResult } from './official';

/** What a thread of official checks is asked: one version of a document and how to check it. */
export interface OfficialJob {
  readonly text: string;
  /** Of the document; absent where it is no file. */
  readonly path?: string;
  /** Folder of the ANS package. */
  readonly packageRoot?: string;
  readonly schematrons: OfficialSettings['schematrons'];
  readonly xsd: boolean;
  /** Files of the package are known to have changed. */
  readonly changed?: boolean;
  readonly rules: Readonly<Record<string, RuleSetting>>;
}

/** The text as bytes, which are handed over in a fraction of the time that a copy of a string takes. */
export interface OfficialRequest extends Omit<OfficialJob, 'text'> {
  readonly id: number;
  /**
   * Has the text at its beginning; absent where it is the memory of the request before. Handed over again, V8 would count it as so much
   * new memory each time, and collect garbage for it.
   */
  readonly utf16?: SharedArrayBuffer;
  /** Bytes of the text. */
  readonly length: number;
}

/** Bytes of the memory that is kept between checks: for a document that has more, checking takes long enough anyway. */
const mostKept = 2 ** 25;

/** The memory that the texts of one thread's requests are handed over in, as each of the two threads knows it. */
export class Handover {
  private room: SharedArrayBuffer | undefined;

  /** Only once the request before has been answered: its text is written over. */
  request(id: number, { text, ...job }: OfficialJob): OfficialRequest {
    const length = 2 * text.length;
    const kept = this.room && this.room.byteLength >= length ? this.room : undefined;
    // Writing to fresh memory takes twice as long; what is typed next fits too.
    const utf16 = kept ?? new SharedArrayBuffer(length + 2 ** 16);
    Buffer.from(utf16).write(text, 'utf16le');
    this.keep(utf16);
    return { id, ...job, ...(!kept && { utf16 }), length };
  }

  /** In the other thread, of each request once. */
  textOf({ utf16 = this.room, length }: OfficialRequest): string {
    if (!utf16) throw new Error('no memory was handed over');
    this.keep(utf16);
    return Buffer.from(utf16, 0, length).toString('utf16le');
  }

  private keep(room: SharedArrayBuffer): void {
    this.room = room.byteLength <= mostKept ? room : undefined;
  }
}

/** `error` is for the log: nothing that a document or a package holds should lead to it. */
export type OfficialAnswer = { readonly id: number } & (
  | { readonly result: OfficialResult }
  | { readonly error: string }
);
