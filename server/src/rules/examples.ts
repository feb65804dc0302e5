/** Pieces of documents for the rules' examples; they are also what the tests check. */

/** A CR-BIO header that gives no finding, around what a `structuredBody` holds. */
export function crBio(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <templateId root="2.16.840.1.113883.2.8.2.1"/>
  <templateId root="1.2.250.1.213.1.1.1.1"/>
  <templateId root="1.3.6.1.4.1.19376.1.3.3"/>
  <templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/>
  <code code="11502-2" displayName="CR d'examens biologiques" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"/>
  <component><structuredBody>${body}</structuredBody></component>
</ClinicalDocument>
`;
}

/** A chapter with one battery around what its `component` elements hold. */
export function battery(...components: string[]): string {
  return crBio(`
    <component><section>
      <templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/><templateId root="1.2.250.1.213.1.1.2.70"/>
      <code code="18719-5" displayName="Biochimie" codeSystem="2.16.840.1.113883.6.1"/>
      <title>Biochimie</title>
      <text><content ID="label">Analyse</content> <content ID="result">valeur</content></text>
      <entry typeCode="DRIV">
        <templateId root="1.3.6.1.4.1.19376.1.3.1"/><templateId root="1.2.250.1.213.1.1.3.21"/>
        <act classCode="ACT" moodCode="EVN">
          <code code="18719-5" displayName="Biochimie" codeSystem="2.16.840.1.113883.6.1"/>
          <statusCode code="completed"/>
          <entryRelationship typeCode="COMP"><organizer classCode="BATTERY" moodCode="EVN">
            <templateId root="1.3.6.1.4.1.19376.1.3.1.4"/><templateId root="1.2.250.1.213.1.1.3.78"/>
            <statusCode code="completed"/>${components.map((content) => `<component>${content}</component>`).join('')}
          </organizer></entryRelationship>
        </act>
      </entry>
    </section></component>`);
}

export interface ResultParts {
  /** Attributes and content after `<code`, e.g. `code="…"/>`; default: glucose à jeun, g/L. */
  readonly code?: string;
  /** The `value` element. */
  readonly value?: string;
  /** Content of `observationRange/value`, e.g. `<low …/><high …/>`; none by default. */
  readonly range?: string;
}

export const glucose = `<code code="53049-3" displayName="Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique" codeSystem="2.16.840.1.113883.6.1">
    <originalText><reference value="#label"/></originalText></code>`;

/** A result observation. */
export function result({ code = glucose, value = pq('0.95', 'g/L'), range }: ResultParts = {}): string {
  const reference = range
    ? `<referenceRange><observationRange><value xsi:type="IVL_PQ">${range}</value><interpretationCode code="N" codeSystem="2.16.840.1.113883.5.83"/></observationRange></referenceRange>`
    : '';
  return `<observation classCode="OBS" moodCode="EVN">
    <templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><templateId root="1.2.250.1.213.1.1.3.80"/>
    ${code}
    <text><reference value="#result"/></text><statusCode code="completed"/><effectiveTime value="20240104073500+0100"/>
    ${value}${reference}
  </observation>`;
}

export function pq(value: string, unit: string): string {
  return `<value xsi:type="PQ" value="${value}" unit="${unit}"/>`;
}
