/** Value sets written for the tests, in every format that is read. */

export const svs = (
  oid: string,
  concepts: string,
  attributes = 'version="test"',
) => `<?xml version="1.0" encoding="UTF-8"?>
<RetrieveValueSetResponse xmlns="urn:ihe:iti:svs:2008">
  <ValueSet displayName="JDV_Essai" effectiveDate="2024-01-01T00:00:00+01:00"
            id="${oid}" ${attributes}>
    <ConceptList>${concepts}</ConceptList>
  </ValueSet>
</RetrieveValueSetResponse>`;

export const svsConcept = (code: string, display = 'Libellé', system = '1.2.250.1.2') =>
  `<Concept code="${code}" codeSystem="${system}" displayName="${display}"/>`;

export const artDecor = `<valueSets xmlns="urn:hl7-org:v3">
  <valueSet xmlns="" id="1.2.3.1" name="essai" displayName="Essai">
    <sourceCodeSystem id="1.2.250.1.2" identifierName="Essai"/>
    <conceptList>
      <concept code="A" codeSystem="1.2.250.1.2" displayName="Lettre A" level="0" type="L"/>
      <exception code="UNK" codeSystem="2.16.840.1.113883.5.1008" displayName="Inconnu"/>
    </conceptList>
  </valueSet>
  <valueSet xmlns="" id="1.2.3.2" name="entier"><completeCodeSystem codeSystem="1.2.250.1.2"/><conceptList/></valueSet>
</valueSets>`;

const tabsHeader = (oid: string, type: string) =>
  `<OID>;<Type fichier>;<Nom fichier>;<Description>;<URL fichier>;<Date valid>;<Date fin>;<Date MàJ>
${oid};${type};${type}_Essai.tabs;Pour l’essai, avec des virgules, beaucoup, de, virgules;https://mos.esante.gouv.fr/NOS/Essai;20240101000000;;20240101000000
`;

export const jdvTabs = (oid: string) => `${tabsHeader(oid, 'JDV')}<OID>;<Code>;<Libellé>
2.16.840.1.113883.6.1;53049-3;Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique
2.16.840.1.113883.6.1;718-7;"Hémoglobine ; ""Sang"""
`;

export const treTabs = (oid: string) =>
  `${tabsHeader(oid, 'TRE')}<OID>;<Code>;<Libellé adapté>;<Libellé court>;<Libellé long>;<Date valid>;<Date fin>;<Date MàJ>
${oid};SA01;Hôpital public;Hôp.;Etablissement public de santé;20160901000000;;20171013120000
`;

export const assTabs = `${tabsHeader('1.2.3.9', 'ASS')}<OID1>;<Code1>;<OID2>;<Code2>\n1.2;A;1.3;B\n`;

export const fhirValueSet = {
  resourceType: 'ValueSet',
  url: 'https://mos.esante.gouv.fr/NOS/JDV_Essai/FHIR/JDV-Essai',
  identifier: [{ value: 'urn:oid:1.2.3.4' }],
  name: 'JDV_Essai',
  compose: {
    include: [
      {
        system: 'https://mos.esante.gouv.fr/NOS/TRE_Essai/FHIR/TRE-Essai',
        concept: [
          {
            code: 'mg/dL',
            display: 'milligramme par décilitre',
            designation: [{ use: { code: 'OID' }, value: 'urn:oid:2.16.840.1.113883.6.8' }],
          },
        ],
      },
      { system: 'http://loinc.org', concept: [{ code: '718-7', display: 'Hémoglobine' }] },
    ],
  },
};

export const fhirXml = `<?xml version="1.0" encoding="UTF-8"?>
<ValueSet xmlns="http://hl7.org/fhir">
  <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>Un &amp; deux</p></div></text>
  <url value="https://mos.esante.gouv.fr/NOS/JDV_Essai/FHIR/JDV-Essai"/>
  <identifier><value value="urn:oid:1.2.3.4"/></identifier>
  <name value="JDV_Essai"/>
  <compose>
    <include>
      <system value="https://mos.esante.gouv.fr/NOS/TRE_Essai/FHIR/TRE-Essai"/>
      <concept><code value="mg/dL"/><display value="milligramme par décilitre"/>
        <designation><use><code value="OID"/></use><value value="urn:oid:2.16.840.1.113883.6.8"/></designation></concept>
    </include>
    <include>
      <system value="http://loinc.org"/>
      <concept><code value="718-7"/><display value="Hémoglobine"/></concept>
    </include>
  </compose>
</ValueSet>`;

export const fhirCodeSystem = {
  resourceType: 'CodeSystem',
  url: 'https://example.org/CodeSystem/essai',
  identifier: [{ value: 'urn:oid:1.2.3.5' }],
  title: 'Essai',
  content: 'complete',
  concept: [{ code: 'A', display: 'Lettre A', concept: [{ code: 'B', display: 'Lettre B' }] }],
};
