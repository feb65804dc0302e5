import { interpretations } from '../../cda/interpretations';
import { XSI } from '../../cda/names';
import { statuses } from '../../cda/statuses';
import { typeOf } from '../../cda/types';
import type { Text } from '../../text';
import { code, paragraphs } from '../markdown';
import type { Explain } from './subject';

/** Reference, section C.4. */
const types: Readonly<Record<string, Text>> = {
  PQ: { en: 'physical quantity: value and UCUM unit', fr: 'quantité physique : valeur et unité UCUM' },
  IVL_PQ: {
    en: 'interval of quantities: low and/or high (results such as “< 1.0”, reference ranges)',
    fr: 'intervalle de quantités : low et/ou high (résultats comme « < 1.0 », valeurs de référence)',
  },
  REAL: { en: 'real number without unit (ratio, INR)', fr: 'nombre réel sans unité (rapport, INR)' },
  INT: { en: 'integer without unit', fr: 'nombre entier sans unité' },
  RTO: { en: 'ratio of two quantities (titre 1/80)', fr: 'rapport de deux quantités (titre 1/80)' },
  CD: { en: 'coded answer', fr: 'réponse codée' },
  CE: { en: 'coded answer, without qualifiers', fr: 'réponse codée, sans qualificatif' },
  ST: { en: 'free text', fr: 'texte libre' },
  ED: { en: 'encapsulated data: text or media', fr: 'données encapsulées : texte ou média' },
  BL: { en: 'true or false', fr: 'vrai ou faux' },
  TS: { en: 'date and time', fr: 'date et heure' },
  IVL_TS: { en: 'interval of time', fr: 'intervalle de temps' },
};

export const explainType: Explain = ({ element, attribute, say }) => {
  if (attribute?.namespace !== XSI || attribute.local !== 'type') return undefined;
  const type = typeOf(element) ?? '';
  const known = Object.hasOwn(types, type) ? types[type] : undefined;
  return known && `${code(type)} – ${say(known)}`;
};

export const explainStatus: Explain = ({ element, attribute, say }) => {
  if (element.local !== 'statusCode' || (attribute && attribute.local !== 'code')) return undefined;
  const owner = element.parent?.local ?? '';
  // Of a battery or act the code says nothing that its results do not.
  const meanings = owner === 'observation' || owner === 'serviceEvent' ? statuses[owner] : undefined;
  const status = element.attribute('code')?.value.trim() ?? '';
  const known = meanings && Object.hasOwn(meanings, status) ? meanings[status] : undefined;
  return known && `${code(status)} – ${say(known)}`;
};

export const explainInterpretation: Explain = ({ element, attribute, say }) => {
  if (element.local !== 'interpretationCode' || attribute?.local.startsWith('codeSystem')) return undefined;
  const written = element.attribute('code')?.value.trim();
  const known = written !== undefined && Object.hasOwn(interpretations, written) ? interpretations[written] : undefined;
  if (!known) return undefined;
  const critical = {
    en: 'The software that receives it must show a visible alert.',
    fr: 'Le logiciel qui le reçoit doit afficher une alerte visible.',
  };
  return paragraphs(
    `${code(written as string)} – **${say(known)}**`,
    ['AA', 'HH', 'LL'].includes(written as string) && say(critical),
    code('JDV_HL7_ObservationInterpretation_CISIS'),
  );
};
