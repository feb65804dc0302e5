import type { Text } from '../../text';

/** Words of the structured view. */
export const labels = {
  view: { en: 'Structured data', fr: 'Données structurées' },
  results: { en: 'Results', fr: 'Résultats' },
  analysis: { en: 'Analysis', fr: 'Analyse' },
  observation: { en: 'Observation', fr: 'Observation' },
  source: { en: 'Source', fr: 'Source' },
  entry: { en: 'Entry', fr: 'Entrée' },
  narrative: { en: 'Narrative', fr: 'Narratif' },
  value: { en: 'Result', fr: 'Résultat' },
  range: { en: 'Reference range', fr: 'Valeurs de référence' },
  interpretation: { en: 'Interpretation', fr: 'Interprétation' },
  unlinked: { en: 'no reference to the narrative', fr: 'aucune référence à la partie narrative' },
  dangling: { en: 'leads nowhere', fr: 'ne mène nulle part' },
  noValue: { en: 'no value', fr: 'sans valeur' },
  different: { en: 'differs', fr: 'écart' },
  spelling: { en: 'spelt otherwise', fr: 'autre graphie' },
  missing: { en: 'not printed', fr: 'non affiché' },
  entryOnly: { en: 'entry only', fr: 'entrée seule' },
  narrativeOnly: { en: 'narrative only', fr: 'narratif seul' },
  labelled: { en: 'edition label', fr: 'libellé d’édition' },
  translation: { en: 'translation', fr: 'transcodage' },
  waiting: { en: 'national waiting code', fr: 'code d’attente national' },
  local: { en: 'local code', fr: 'code local' },
  noCode: { en: 'no code', fr: 'sans code' },
  sampling: { en: 'Sampled', fr: 'Prélèvement' },
  time: { en: 'Date', fr: 'Date' },
  status: { en: 'Status', fr: 'Statut' },
  method: { en: 'Method', fr: 'Méthode' },
  prior: { en: 'Prior result', fr: 'Antériorité' },
  comment: { en: 'Comment', fr: 'Commentaire' },
  text: { en: 'Text', fr: 'Texte' },
  specimen: { en: 'Specimen', fr: 'Échantillon' },
  organism: { en: 'Organism', fr: 'Micro-organisme' },
  battery: { en: 'Battery', fr: 'Batterie' },
  isolate: { en: 'Isolate', fr: 'Isolat' },
  negated: { en: 'negated', fr: 'négation' },
  attachment: { en: 'Attached file', fr: 'Fichier joint' },
  openPdf: { en: 'Show the PDF', fr: 'Afficher le PDF' },
  image: { en: 'Image', fr: 'Image' },
  conclusion: { en: 'Range', fr: 'Référence' },
  criterion: { en: 'Condition', fr: 'Condition' },
  product: { en: 'Product', fr: 'Produit' },
  lot: { en: 'lot', fr: 'lot' },
  document: { en: 'Document', fr: 'Document' },
  yes: { en: 'yes', fr: 'oui' },
  no: { en: 'no', fr: 'non' },
  since: { en: 'since', fr: 'depuis le' },
  until: { en: 'until', fr: 'jusqu’au' },
  every: { en: 'every', fr: 'toutes les' },
  below: { en: 'below', fr: 'inférieur à' },
  atMost: { en: 'at most', fr: 'inférieur ou égal à' },
  above: { en: 'above', fr: 'supérieur à' },
  atLeast: { en: 'at least', fr: 'supérieur ou égal à' },
  excluded: { en: 'excluded', fr: 'exclu' },
  inNarrative: { en: 'see the narrative', fr: 'fait référence à la partie narrative' },
  alert: { en: 'alert', fr: 'alerte' },
  none: { en: 'This document has no entries.', fr: 'Ce document ne comporte aucune entrée.' },
} as const satisfies Record<string, Text>;

/** The words for what a document names, which may be anything (`constructor`). */
export function worded(table: Readonly<Record<string, Text>>, name: string): Text | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Child elements of a clinical statement shown as facts, in this order. */
export const facts: Readonly<Record<string, Text>> = {
  priorityCode: { en: 'Priority', fr: 'Priorité' },
  targetSiteCode: { en: 'Site', fr: 'Localisation' },
  approachSiteCode: { en: 'Approach', fr: 'Voie d’abord' },
  routeCode: { en: 'Route', fr: 'Voie d’administration' },
  doseQuantity: { en: 'Dose', fr: 'Dose' },
  rateQuantity: { en: 'Rate', fr: 'Rythme' },
  maxDoseQuantity: { en: 'Maximum dose', fr: 'Dose maximale' },
  administrationUnitCode: { en: 'Administration unit', fr: 'Unité d’administration' },
  quantity: { en: 'Quantity', fr: 'Quantité' },
  repeatNumber: { en: 'Repeats', fr: 'Renouvellements' },
  expectedUseTime: { en: 'Expected use', fr: 'Durée d’utilisation' },
  dischargeDispositionCode: { en: 'Discharge', fr: 'Sortie' },
  languageCode: { en: 'Language', fr: 'Langue' },
};

export const participations: Readonly<Record<string, Text>> = {
  performer: { en: 'Performed by', fr: 'Réalisé par' },
  author: { en: 'Author', fr: 'Auteur' },
  informant: { en: 'Informant', fr: 'Informateur' },
  subject: { en: 'Subject', fr: 'Sujet' },
  participant: { en: 'Participant', fr: 'Participant' },
  AUTHEN: { en: 'Validated by', fr: 'Validé par' },
  RESP: { en: 'Responsible', fr: 'Responsable' },
  DEV: { en: 'Device', fr: 'Dispositif' },
  PRD: { en: 'Specimen', fr: 'Échantillon' },
  LOC: { en: 'Place', fr: 'Lieu' },
  CSM: { en: 'Agent', fr: 'Agent responsable' },
};

export const moods: Readonly<Record<string, Text>> = {
  INT: { en: 'intended', fr: 'prévu' },
  RQO: { en: 'requested', fr: 'demandé' },
  PRP: { en: 'proposed', fr: 'proposé' },
  PRMS: { en: 'promised', fr: 'promis' },
  ARQ: { en: 'appointment requested', fr: 'rendez-vous demandé' },
  APT: { en: 'appointment', fr: 'rendez-vous' },
  GOL: { en: 'goal', fr: 'objectif' },
  DEF: { en: 'definition', fr: 'définition' },
};

/** statusCode of acts, observations and organizers as one word. */
export const statusWords: Readonly<Record<string, Text>> = {
  completed: { en: 'completed', fr: 'terminé' },
  active: { en: 'active', fr: 'en cours' },
  aborted: { en: 'aborted', fr: 'interrompu' },
  obsolete: { en: 'replaced', fr: 'remplacé' },
  suspended: { en: 'suspended', fr: 'suspendu' },
  cancelled: { en: 'cancelled', fr: 'annulé' },
  new: { en: 'new', fr: 'nouveau' },
  held: { en: 'held', fr: 'en attente' },
};

export const statements: Readonly<Record<string, Text>> = {
  observation: { en: 'Observation', fr: 'Observation' },
  act: { en: 'Act', fr: 'Acte' },
  organizer: { en: 'Group', fr: 'Regroupement' },
  procedure: { en: 'Procedure', fr: 'Procédure' },
  substanceAdministration: { en: 'Medication', fr: 'Traitement' },
  supply: { en: 'Supply', fr: 'Fourniture' },
  encounter: { en: 'Encounter', fr: 'Rencontre' },
  observationMedia: { en: 'Media', fr: 'Média' },
  regionOfInterest: { en: 'Region of interest', fr: 'Zone d’intérêt' },
};

/** Flavours of null that CI-SIS documents use; as in the rendered header. */
export const nullFlavors: Readonly<Record<string, Text>> = {
  UNK: { en: 'unknown', fr: 'inconnu' },
  NI: { en: 'unknown', fr: 'inconnu' },
  MSK: { en: 'masked', fr: 'masqué' },
  NASK: { en: 'not asked', fr: 'non demandé' },
  ASKU: { en: 'asked but unknown', fr: 'demandé, inconnu' },
  NAV: { en: 'not available', fr: 'non disponible' },
  NA: { en: 'not applicable', fr: 'sans objet' },
  OTH: { en: 'other', fr: 'autre' },
};
