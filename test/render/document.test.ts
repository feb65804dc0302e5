import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertSafe, base64, cda, elements, narrative, observationMedia, parseHtml, pdf, png, render } from './support';

const header = `
  <code code="11502-2" displayName="CR d'examens biologiques"/><title>Compte rendu</title>
  <effectiveTime value="20240104073500+0100"/><confidentialityCode code="R"/><languageCode code="fr-FR"/>
  <id root="1.2.3"/><setId root="1.2"/><versionNumber value="2"/>
  <recordTarget><patientRole>
    <id root="1.2.250.1.213.1.4.10" extension="279035121518989"/><id root="1.2.3.4" extension="IPP7"/>
    <patient><name><family qualifier="BR">NAISSANCE</family><given>Anne Marie</given><given qualifier="BR">Anne</given>
      <family qualifier="CL">USAGE</family><given qualifier="CL">Annie</given></name>
      <administrativeGenderCode code="F"/><birthTime value="19790328"/>
      <birthplace><place><addr><county>51215</county><city>DOMPREMY</city></addr></place></birthplace></patient>
  </patientRole></recordTarget>
  <author><time value="20240104"/><assignedAuthor><id root="1" extension="8"/><code displayName="Biologie médicale"/>
    <assignedPerson><name><prefix>M</prefix><given>Marcel</given><family>CAMPARINI</family><suffix>DR</suffix></name></assignedPerson>
    <representedOrganization><name>Laboratoire des charmes</name></representedOrganization></assignedAuthor></author>
  <custodian><assignedCustodian><representedCustodianOrganization><name>Archives</name></representedCustodianOrganization></assignedCustodian></custodian>
  <legalAuthenticator><time value="202401041605+0100"/><signatureCode code="S"/><assignedEntity><id extension="x"/>
    <assignedPerson><name><prefix>MME</prefix><family>DIRECTRICE</family></name></assignedPerson></assignedEntity></legalAuthenticator>
  <participant typeCode="REF"><time xsi:type="IVL_TS"><high value="20240101"/></time><associatedEntity classCode="PROV">
    <associatedPerson><name><given>Eva</given><family>BLUE</family></name></associatedPerson></associatedEntity></participant>
  <participant typeCode="INF"><functionCode displayName="Médecin traitant"/><associatedEntity><associatedPerson><name>Paul</name></associatedPerson></associatedEntity></participant>
  <inFulfillmentOf><order><id root="1" extension="2024123"/></order></inFulfillmentOf>
  <documentationOf><serviceEvent><code displayName="Biochimie"/><effectiveTime><low value="20240104"/><high value="2024010516+0100"/></effectiveTime>
    <performer typeCode="PRF"><templateId root="1.3.6.1.4.1.19376.1.3.3.1.7"/><assignedEntity><id extension="1"/>
      <representedOrganization><name>Labo exécutant</name></representedOrganization></assignedEntity></performer></serviceEvent></documentationOf>
  <relatedDocument typeCode="RPLC"><parentDocument><id root="9.9"/></parentDocument></relatedDocument>`;

const section =
  '<structuredBody><component><section><title>S</title><text>t</text></section></component></structuredBody>';

function facts(html: string): Record<string, string> {
  const lines = elements('//dl/div', parseHtml(html)).map((line) => {
    const [label] = elements('dt', line);
    return [
      label?.textContent ?? '',
      elements('dd', line)
        .map((value) => value.textContent?.trim())
        .join(' | '),
    ];
  });
  return Object.fromEntries(lines);
}

test('the header summary, in French', () => {
  const { html, title } = render(cda(section, header));
  assertSafe(html);
  assert.equal(title, 'Compte rendu');
  assert.match(html, /<h1>Compte rendu<\/h1>/);
  assert.match(html, /<h2>USAGE Annie<\/h2>/);
  assert.match(
    html,
    /<span class="kind test">INS-NIR de test<\/span> <span class="ins"><span>2<\/span><span>79<\/span>/,
  );
  const [subtitle] = elements('//p[@class="cda-subtitle"]', parseHtml(html));
  assert.equal(subtitle?.textContent, '04/01/2024 07:35 +01:00Version 2remplace 9.9Confidentialité : Restreint');
  assert.deepEqual(facts(html), {
    Sexe: 'Féminin',
    Naissance: '28/03/1979 (44 ans)',
    'Lieu de naissance': 'DOMPREMY (COG 51215)',
    'Nom de naissance': 'NAISSANCE',
    'Premier prénom de naissance': 'Anne',
    'Prénoms de naissance': 'Anne Marie',
    'Nom utilisé': 'USAGE',
    'Prénom utilisé': 'Annie',
    'Autres identifiants': 'IPP7 · 1.2.3.4',
    Auteur: 'Dr Marcel CAMPARINIBiologie médicaleLaboratoire des charmes',
    'Responsable du document': 'Mme DIRECTRICEsigné le 04/01/2024 16:05 +01:00',
    'Laboratoire exécutant': 'Labo exécutant',
    'Conservation du document': 'Archives',
    Prescripteur: 'Eva BLUEprescrit le 01/01/2024',
    Prescription: '2024123',
    'Acte documenté': 'Biochimie04/01/2024 – 05/01/2024 16:00 +01:00',
    'Médecin traitant': 'Paul',
    'Identifiant du document': '1.2.3',
    'Identifiant du lot de versions': '1.2',
  });
});

test('the header summary, in English', () => {
  const { html } = render(cda(section, header), 'en');
  const { Birth, Sex, Author, 'Documented act': act } = facts(html);
  assert.deepEqual([Birth, Sex], ['28 Mar 1979 (44 years)', 'Female']);
  assert.ok(Author?.startsWith('Dr Marcel') && act?.startsWith('Biochimie4 Jan 2024 – 5 Jan 2024 16:00 +01:00'));
  assert.match(html, /Test INS-NIR/);
  assert.match(html, /<article class="cda" lang="en">.*<main class="cda-body" lang="fr-FR">/s);
});

test('times: partial, impossible or foreign ones stay readable', () => {
  const shown = (value: string) =>
    elements('//p[@class="cda-subtitle"]', parseHtml(render(cda(section, `<effectiveTime value="${value}"/>`)).html))[0]
      ?.textContent;
  assert.deepEqual(
    ['2024', '202401', '20240104', '2024010407', '20240104073512.5-0500', 'hier', '2024-01-04'].map(shown),
    ['2024', '01/2024', '04/01/2024', '04/01/2024 07:00', '04/01/2024 07:35 -05:00', 'hier', '2024-01-04'],
  );
});

test('an empty header and an empty body still make a page', () => {
  const { html, title } = render('<ClinicalDocument xmlns="urn:hl7-org:v3"/>');
  assertSafe(html);
  assert.equal(title, 'Document sans titre');
});

test('any prefix, and a byte order mark', () => {
  const prefixed = cda(section, header)
    .replace(/<(\/?)(?=[a-zA-Z])/g, '<$1c:')
    .replace('xmlns=', 'xmlns:c=');
  assert.equal(render(`\uFEFF${prefixed}`).html, render(cda(section, header)).html);
});

test('a self-presenting document: the CDA inside, its stylesheet not run', () => {
  const inner = cda(section, header);
  const text = `<?xml-stylesheet type="text/xsl" href="#"?><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:data="urn:asip-sante:ci-sis"><data:Contenu>${inner}</data:Contenu>
    <xsl:template match="/"><script>alert(1)</script></xsl:template></xsl:stylesheet>`;
  assert.equal(render(text).html, render(inner).html);
});

const level1 = (attributes: string, content: string) =>
  cda(`<nonXMLBody><text ${attributes}>${content}</text></nonXMLBody>`);

test('level 1: a PDF is shown first, and named in the narrative', () => {
  const result = render(
    level1('mediaType="application/pdf" representation="B64"', `\n${pdf.slice(0, 8)}\n${pdf.slice(8)}\n`),
  );
  assert.deepEqual([result.first, result.pdf?.base64, result.notice], ['pdf', pdf, undefined]);
  assert.match(result.html, /<figure class="cda-media"><span class="cda-file cda-pdf">Document PDF \(24 octets\)/);
});

test('level 1: text, image, RTF, unknown, nothing', () => {
  const body = (attributes: string, content: string) => {
    const { html, first } = render(level1(attributes, content));
    assertSafe(html);
    assert.equal(first, 'narrative');
    return /<section class="cda-embedded">(.*)<\/section><\/main>/s.exec(html)?.[1];
  };
  const utf8 = Buffer.from('<é>').toString('base64');
  assert.equal(body('mediaType="text/plain" representation="B64"', utf8), '<pre class="cda-plain">&lt;é&gt;</pre>');
  assert.equal(
    body('mediaType="text/plain" representation="B64"', base64('<\xe9>')),
    '<pre class="cda-plain">&lt;é&gt;</pre>',
  );
  assert.equal(body('mediaType="text/plain"', 'a &lt;b'), '<pre class="cda-plain">a &lt;b</pre>');
  assert.match(body('mediaType="image/png" representation="B64"', png) ?? '', /<img src="data:image\/png;base64,/);
  assert.match(
    body('mediaType="text/rtf" representation="B64"', base64('{\\rtf1 x}')) ?? '',
    /Document RTF, text\/rtf \(9 octets\)/,
  );
  assert.match(
    body('mediaType="application/zip" representation="B64"', base64('PK')) ?? '',
    /Fichier joint, application\/zip \(2 octets\)/,
  );
  assert.match(body('', '') ?? '', /Corps vide/);
});

const copy = (value: string) =>
  cda(`<structuredBody><component><section><templateId root="1.2.250.1.213.1.1.2.243"/><title>Copie du document</title>
    <text><renderMultiMedia referencedObject="d"/></text>${value}</section></component></structuredBody>`);

test('a PDF copy is shown first', () => {
  const { first, pdf: found } = render(copy(observationMedia('d', 'application/pdf', pdf)));
  assert.deepEqual([first, found?.base64], ['pdf', pdf]);
});

test('a PDF outside of the copy section is not the copy', () => {
  const { first, pdf: found, notice } = render(narrative('a', observationMedia('d', 'application/pdf', pdf)));
  assert.deepEqual([first, found, notice], ['narrative', undefined, undefined]);
});

test('a PDF copy that is no PDF: the narrative, and a notice', () => {
  const late = base64(`${' '.repeat(2000)}%PDF-1.4`);
  for (const value of [base64('not a pdf'), late, '!!!!', `${pdf}A`, '']) {
    const result = render(copy(observationMedia('d', 'application/pdf', value)));
    assert.deepEqual([result.first, result.pdf], ['narrative', undefined]);
    assert.match(result.notice?.fr ?? '', /pas un PDF lisible/);
    assertSafe(result.html);
  }
  assert.ok(render(copy(observationMedia('d', 'application/pdf', base64(`${' '.repeat(1000)}%PDF-1.4`)))).pdf);
});
