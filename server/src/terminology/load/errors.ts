import type { Text } from '../../text';

export type CircuitErrorKind =
  | 'unreadable'
  | 'empty'
  | 'encrypted'
  | 'legacy'
  | 'not-a-table'
  | 'damaged'
  | 'too-large'
  | 'no-analysis'
  | 'cancelled'
  | 'failed';

/** Why a file could not be read as a Circuit or a list; one sentence for the user. Whatever was loaded before stays. */
export class CircuitError extends Error {
  constructor(
    readonly kind: CircuitErrorKind,
    readonly text: Text,
  ) {
    super(text.en);
  }
}

export function damaged(part: string): CircuitError {
  return new CircuitError('damaged', {
    en: `The workbook is truncated or damaged (${part}).`,
    fr: `Le classeur est tronqué ou endommagé (${part}).`,
  });
}

export function tooLarge(part: string): CircuitError {
  return new CircuitError('too-large', {
    en: `The file is refused: its content is out of all proportion for a Circuit de la biologie (${part}).`,
    fr: `Le fichier est refusé : son contenu est hors de proportion pour un Circuit de la biologie (${part}).`,
  });
}

export function notATable(found: Text): CircuitError {
  return new CircuitError('not-a-table', {
    en: `This is neither a workbook (.xlsx), a table (.csv, .tsv, .tabs) nor a FHIR value set: ${found.en}.`,
    fr: `Ce n’est ni un classeur (.xlsx), ni un tableau (.csv, .tsv, .tabs), ni un jeu de valeurs FHIR : ${found.fr}.`,
  });
}
