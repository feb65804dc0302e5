import type { Text } from '../text';
import type { LineIndex } from './positions';
import type { XmlDocument } from './tree';

/** Why and where a text is not well formed, as a sentence; lines count from 1. */
export function wellFormednessFault({ faults }: XmlDocument, lines: LineIndex): Text {
  const fault = faults.find(({ kind }) => kind === 'syntax');
  if (!fault) return { en: 'The document is not well-formed XML.', fr: 'Le document n’est pas un XML bien formé.' };
  const line = lines.position(fault.start).line + 1;
  return {
    en: `The document is not well-formed XML (line ${line}: ${fault.message.en})`,
    fr: `Le document n’est pas un XML bien formé (ligne ${line} : ${fault.message.fr})`,
  };
}
