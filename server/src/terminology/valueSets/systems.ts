import { withoutUrn } from './content';

/**
 * OIDs of the code systems of reference H.3 that FHIR names by URI (HL7 Terminology, terminology.hl7.org; the last one: reference
 * C.6). The code systems of the NOS need none: their value sets give the OID with each code (H.4).
 */
const oids: ReadonlyMap<string, string> = new Map([
  ['http://loinc.org', '2.16.840.1.113883.6.1'],
  ['http://snomed.info/sct', '2.16.840.1.113883.6.96'],
  ['http://unitsofmeasure.org', '2.16.840.1.113883.6.8'],
  ['http://terminology.hl7.org/CodeSystem/v2-0487', '2.16.840.1.113883.18.311'],
  ['http://terminology.hl7.org/CodeSystem/v3-ActCode', '2.16.840.1.113883.5.4'],
  ['http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender', '2.16.840.1.113883.5.1'],
  ['http://terminology.hl7.org/CodeSystem/v3-Confidentiality', '2.16.840.1.113883.5.25'],
  ['http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', '2.16.840.1.113883.5.83'],
  ['http://terminology.hl7.org/CodeSystem/v3-ParticipationFunction', '2.16.840.1.113883.5.88'],
  ['https://smt.esante.gouv.fr/terminologie-tccr', '1.2.250.1.213.2.3.5'],
]);

/** The OID of a FHIR `system`, the URI itself where none is known. */
export function systemOid(uri: string): string {
  return oids.get(uri) ?? withoutUrn(uri);
}
