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
  /** Has the text at its beginning. */
  readonly utf16: SharedArrayBuffer;
  /** Bytes of the text. */
  readonly length: number;
}

/** `room`: the memory of the request before, when that has been answered: writing to fresh memory takes twice as long. */
export function request(id: number, { text, ...job }: OfficialJob, room?: SharedArrayBuffer): OfficialRequest {
  const length = 2 * text.length;
  // What is typed next fits too.
  const utf16 = room && room.byteLength >= length ? room : new SharedArrayBuffer(length + 2 ** 16);
  Buffer.from(utf16).write(text, 'utf16le');
  return { id, ...job, utf16, length };
}

export function textOf({ utf16, length }: OfficialRequest): string {
  return Buffer.from(utf16, 0, length).toString('utf16le');
}

/** `error` is for the log: nothing that a document or a package holds should lead to it. */
export type OfficialAnswer = { readonly id: number } & (
  | { readonly result: OfficialResult }
  | { readonly error: string }
);
