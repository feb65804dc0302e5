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

/** The text as bytes, which are handed over in less than half the time that a copy of a string takes. */
export interface OfficialRequest extends Omit<OfficialJob, 'text'> {
  readonly id: number;
  readonly utf16: ArrayBuffer;
}

export function request(id: number, { text, ...job }: OfficialJob): OfficialRequest {
  const bytes = Buffer.allocUnsafeSlow(2 * text.length);
  bytes.write(text, 'utf16le');
  return { id, ...job, utf16: bytes.buffer };
}

export function textOf({ utf16 }: OfficialRequest): string {
  return Buffer.from(utf16).toString('utf16le');
}

/** `error` is for the log: nothing that a document or a package holds should lead to it. */
export type OfficialAnswer = { readonly id: number } & (
  | { readonly result: OfficialResult }
  | { readonly error: string }
);
