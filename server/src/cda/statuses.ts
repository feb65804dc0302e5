import type { Text } from '../text';

/** Of a result: reference C.3 (ANS webinar of 22/09/2025). */
const result: Readonly<Record<string, Text>> = {
  completed: { en: 'the result is there', fr: 'le résultat est présent' },
  aborted: {
    en: 'the examination could not be made, there is no result',
    fr: 'l’examen n’a pas pu être réalisé, il n’y a pas de résultat',
  },
  active: {
    en: 'the result is not available yet, it is awaited',
    fr: 'le résultat n’est pas encore disponible, il est attendu',
  },
  obsolete: { en: 'the examination was replaced by another', fr: 'l’examen a été remplacé par un autre' },
};

const group: Readonly<Record<string, Text>> = {
  completed: { en: 'all results are there', fr: 'tous les résultats sont présents' },
  active: { en: 'results are awaited', fr: 'des résultats sont attendus' },
  aborted: { en: 'the examinations could not be made', fr: 'les examens n’ont pas pu être réalisés' },
};

/** Of the report, for the act it documents: `lab:statusCode` (reference C.3). */
const report: Readonly<Record<string, Text>> = {
  completed: { en: 'the report is complete for this act', fr: 'le compte rendu est complet pour cet acte' },
  active: { en: 'the report is partial for this act', fr: 'le compte rendu est partiel pour cet acte' },
};

/** Meanings of `statusCode/@code`, by the element it belongs to. */
export const statuses: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  observation: result,
  organizer: group,
  act: group,
  serviceEvent: report,
};
