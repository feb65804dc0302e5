import { mayBeCda } from '../../server/src/protocol';

/** Up to this many characters a document is searched whole: in a self-presenting one the ClinicalDocument can follow a long stylesheet. */
const WHOLE = 8_000_000;
const HEAD = 256 * 1024;

/** The part of a text document that tells what it holds. */
export interface Readable {
  readonly languageId: string;
  /** Length in UTF-16 units. */
  length(): number;
  /** The first `end` units. */
  head(end: number): string;
}

/** Whether an open document deserves the language server. */
export function isCda(document: Readable): boolean {
  if (document.languageId !== 'xml') return false;
  const length = document.length();
  return mayBeCda(document.head(length <= WHOLE ? length : HEAD));
}
