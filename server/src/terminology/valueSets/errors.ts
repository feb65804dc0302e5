import type { Text } from '../../text';
import { CircuitError } from '../load/errors';

/** Why a file, a part of a zip or a server gives no value set; one sentence for the user. */
export class ValueSetError extends Error {
  constructor(readonly text: Text) {
    super(text.en);
  }
}

export const damaged = (): ValueSetError =>
  new ValueSetError({ en: 'The file is truncated or damaged.', fr: 'Le fichier est tronqué ou endommagé.' });

export const notAValueSet = (): ValueSetError =>
  new ValueSetError({
    en: 'This is not a value set: neither SVS nor FHIR (XML, JSON), nor a .tabs table of the NOS.',
    fr: 'Ce n’est pas un jeu de valeurs : ni SVS ni FHIR (XML, JSON), ni tableau .tabs des NOS.',
  });

export const tooLarge = (bytes: number): ValueSetError => {
  const size = Math.round(bytes / 2 ** 20);
  return new ValueSetError({
    en: `The file is refused: ${size} MB are out of all proportion for a value set.`,
    fr: `Le fichier est refusé : ${size} Mo sont hors de proportion pour un jeu de valeurs.`,
  });
};

/** Whatever was thrown on reading, as one sentence. The readers of zips and tables speak of workbooks: said anew here. */
export function asText(error: unknown): Text {
  if (error instanceof ValueSetError) return error.text;
  if (!(error instanceof CircuitError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { en: `The file cannot be read: ${message}.`, fr: `Le fichier ne peut pas être lu : ${message}.` };
  }
  if (error.kind !== 'too-large') return damaged().text;
  return {
    en: 'The zip is refused: its content is out of all proportion for value sets.',
    fr: 'Le zip est refusé : son contenu est hors de proportion pour des jeux de valeurs.',
  };
}
