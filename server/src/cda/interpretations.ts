import type { Text } from '../text';

/**
 * Codes of `interpretationCode` (code system 2.16.840.1.113883.5.83); French labels of the ANS value set
 * `JDV_HL7_ObservationInterpretation_CISIS` (2.16.840.1.113883.1.11.78), reference C.5.
 */
export const interpretations: Readonly<Record<string, Text>> = {
  '<': { en: 'Below the detection limit', fr: 'Inférieur à la limite de détection' },
  '>': { en: 'Above the maximum of measurement', fr: 'Supérieur à la limite maximale de mesure' },
  A: { en: 'Abnormal', fr: 'Anormal' },
  AA: { en: 'Critically abnormal, alert', fr: 'Très anormal, alerte' },
  B: { en: 'Better', fr: 'Amélioration' },
  CAR: { en: 'Carrier of an altered form of a gene', fr: 'Porteur d’une forme altérée d’un gène' },
  D: {
    en: 'Significant decrease since the prior result',
    fr: 'Diminution significative par rapport au résultat antérieur',
  },
  DET: { en: 'Detected', fr: 'Détecté' },
  E: { en: 'Equivocal', fr: 'Équivoque' },
  EX: { en: 'Outside of thresholds', fr: 'Hors seuils' },
  EXP: { en: 'Expected', fr: 'Attendu' },
  H: { en: 'Abnormally high', fr: 'Anormalement haut' },
  HH: { en: 'Critically high, alert', fr: 'Très anormalement haut, alerte' },
  HU: { en: 'Significantly high', fr: 'Significativement haut' },
  HX: { en: 'Above the upper threshold', fr: 'Hors seuil supérieur' },
  I: { en: 'Intermediate', fr: 'Intermédiaire' },
  IE: { en: 'Insufficient evidence', fr: 'Preuves insuffisantes' },
  IND: { en: 'Indeterminate', fr: 'Indéterminé' },
  L: { en: 'Abnormally low', fr: 'Anormalement bas' },
  LL: { en: 'Critically low, alert', fr: 'Très anormalement bas, alerte' },
  LU: { en: 'Significantly low', fr: 'Significativement bas' },
  LX: { en: 'Below the lower threshold', fr: 'Hors seuil inférieur' },
  N: { en: 'Normal', fr: 'Normal' },
  NCL: { en: 'No defined standard', fr: 'Pas de standard défini' },
  ND: { en: 'Not detected', fr: 'Non détecté' },
  NEG: { en: 'Negative', fr: 'Négatif' },
  NR: { en: 'Non-reactive', fr: 'Non réactif' },
  NS: { en: 'Non-susceptible', fr: 'Non sensible' },
  POS: { en: 'Positive', fr: 'Positif' },
  R: { en: 'Resistant', fr: 'Résistant' },
  RR: { en: 'Reactive', fr: 'Réactif' },
  S: { en: 'Susceptible', fr: 'Sensible' },
  SDD: { en: 'Susceptible, dose dependent', fr: 'Sensible à forte dose' },
  'SYN-R': { en: 'Synergy - resistant', fr: 'Synergie - résistant' },
  'SYN-S': { en: 'Synergy - susceptible', fr: 'Synergie - sensible' },
  U: {
    en: 'Significant increase since the prior result',
    fr: 'Augmentation significative par rapport au résultat antérieur',
  },
  UNE: { en: 'Unexpected', fr: 'Inattendu' },
  W: { en: 'Worse', fr: 'Dégradation' },
  WR: { en: 'Weakly reactive', fr: 'Faiblement réactif' },
};
