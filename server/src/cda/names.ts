/** Namespaces and OIDs that the CDA layer tests for; sections A.2, A.3, B.1 and C of the functional reference. */

export const HL7 = 'urn:hl7-org:v3';
/** IHE Pharmacy's extension of medicines, `urn:ihe:pharm:medication` in the ANS examples. */
export const IHE_PHARM = 'urn:ihe:pharm';
export { XSI } from '../xml/names';

export const codeSystems = {
  loinc: '2.16.840.1.113883.6.1',
  /** National waiting codes (codes d'attente). */
  waiting: '1.2.250.1.213.1.1.5.130',
} as const;

export const templates = {
  /** HL7 France header. */
  hl7France: '2.16.840.1.113883.2.8.2.1',
  /** CI-SIS, minimal structure. */
  minimalStructure: '1.2.250.1.213.1.1.1.1',
  /** Arc of the CI-SIS document models. */
  documents: '1.2.250.1.213.1.1.1.',
  /** IHE XDS-SD: unstructured, level 1 (N1). */
  unstructured: '1.3.6.1.4.1.19376.1.2.20',
  laboratoryReport: '1.2.250.1.213.1.1.1.55',
  laboratoryObservation: '1.3.6.1.4.1.19376.1.3.1.6',
  laboratoryObservationFr: '1.2.250.1.213.1.1.3.80',
  pdfCopy: '1.2.250.1.213.1.1.2.243',
} as const;

/** Elements that are a clinical statement (an entry) in CDA R2. */
export const clinicalStatements: ReadonlySet<string> = new Set([
  'act',
  'encounter',
  'observation',
  'observationMedia',
  'organizer',
  'procedure',
  'regionOfInterest',
  'substanceAdministration',
  'supply',
]);
