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

export interface OfficialRequest extends OfficialJob {
  readonly id: number;
}

/** `error` is for the log: nothing that a document or a package holds should lead to it. */
export type OfficialAnswer = { readonly id: number } & (
  | { readonly result: OfficialResult }
  | { readonly error: string }
);
