import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standaloneHtml } from '../../server/src/render/standalone';
import type { Language } from '../../server/src/text';
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
  assert.match(render(cda(section, header), 'en').html, /Confidentiality: /);
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

const person = (name: string, id: string, more = '') =>
  `<assignedEntity><id root="1" extension="${id}"/>${more}<assignedPerson><name><given>${name}</given></name></assignedPerson></assignedEntity>`;

test('every performer, each once', () => {
  const act = (...performers: string[]) =>
    `<documentationOf><serviceEvent><code displayName="Acte"/>${performers
      .map((one) => `<performer typeCode="PRF">${one}</performer>`)
      .join('')}</serviceEvent></documentationOf>`;
  const [anne, paul] = [person('Anne', '1'), person('Paul', '1')];
  assert.equal(facts(render(cda(section, act(anne) + act(anne, paul))).html).Exécutants, 'Anne | Paul');
  assert.equal(facts(render(cda(section, act(anne) + act(anne))).html).Exécutant, 'Anne');
  const laboratory = `<templateId root="1.3.6.1.4.1.19376.1.3.3.1.7"/>${person('Labo', '2')}`;
  const both = facts(render(cda(section, act(paul, laboratory) + act(laboratory))).html);
  assert.deepEqual([both['Laboratoire exécutant'], both.Exécutant], ['Labo', 'Paul']);
});

test('who is responsible for the encounter, and who takes part in it', () => {
  const header = `<componentOf><encompassingEncounter><effectiveTime nullFlavor="NA"/>
    <responsibleParty>${person('Marcel', '1', '<code displayName="Biologie médicale"/>')}</responsibleParty>
    <encounterParticipant typeCode="ADM">${person('Pierre', '2')}</encounterParticipant>
    <encounterParticipant typeCode="ADM">${person('Paul', '3')}</encounterParticipant>
    <encounterParticipant typeCode="REF">${person('Eva', '4')}</encounterParticipant>
    <encounterParticipant typeCode="??">${person('Zoé', '5')}</encounterParticipant></encompassingEncounter></componentOf>`;
  const { html } = render(cda(section, header));
  assertSafe(html);
  assert.deepEqual(facts(html), {
    'Prise en charge': 'Date : sans objet',
    'Responsable de la prise en charge': 'MarcelBiologie médicale',
    'Médecin d’admission': 'Pierre | Paul',
    'Adressé par': 'Eva',
    'Participant à la prise en charge': 'Zoé',
  });
  const english = facts(render(cda(section, header), 'en').html);
  assert.deepEqual(
    [english.Encounter, english['Responsible for the encounter']],
    ['Date: not applicable', 'MarcelBiologie médicale'],
  );
});

test('validators stand in the summary, not in the closed block', () => {
  const validators = ['Jean', 'Thierry'].map(
    (name, index) =>
      `<authenticator><time value="2024010${index + 1}"/><signatureCode code="S"/>${person(name, name)}</authenticator>`,
  );
  const { html } = render(cda(section, validators.join('')));
  const [summary, closed] = html.split('<details');
  assert.equal(facts(html).Validations, 'Jeansigné le 01/01/2024 | Thierrysigné le 02/01/2024');
  assert.match(summary ?? '', /Validations/);
  assert.doesNotMatch(closed ?? '', /Jean/);
  assert.equal(facts(render(cda(section, validators[0])).html).Validation, 'Jeansigné le 01/01/2024');
});

test('an act without a date says so, and is silent where nothing is written', () => {
  const act = (time: string) =>
    facts(
      render(
        cda(
          section,
          `<documentationOf><serviceEvent><code displayName="Acte"/>${time}</serviceEvent></documentationOf>`,
        ),
      ).html,
    )['Acte documenté'];
  assert.deepEqual(['<effectiveTime nullFlavor="UNK"/>', '<effectiveTime/>', ''].map(act), [
    'ActeDate : inconnu',
    'Acte',
    'Acte',
  ]);
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
  assert.equal(result.pdf?.isBody, true);
  const link = `<a class="cda-file cda-pdf" href="#cda-pdf" data-view="pdf" data-pdf="${result.pdf?.hash}">`;
  assert.ok(result.html.includes(`<figure class="cda-media">${link}Document PDF (24 octets)</a>`), result.html);
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
  assert.deepEqual([first, found?.base64, found?.isBody], ['pdf', pdf, false]);
});

test('a page on disk says at its top that the PDF comes first, and leads to it', () => {
  const page = (text: string, lang: Language) => standaloneHtml(render(text, lang), lang, '');
  const top = (html: string) => /<body>\n(.*?)<article/s.exec(html)?.[1] ?? '';
  const copied = copy(observationMedia('d', 'application/pdf', pdf));
  assert.match(
    top(page(copied, 'fr')),
    /^<p class="cda-copy" id="cda-pdf" role="note"><strong>Copie PDF jointe : à lire en premier.*<a download="document.pdf" href="data:application\/pdf;base64,[^"]+">Télécharger la copie \(1 Ko\)<\/a>/,
  );
  assert.match(top(page(copied, 'en')), /PDF copy attached: to be read first.*Download the copy \(1 KB\)/);
  const body = level1('mediaType="application/pdf" representation="B64"', pdf);
  assert.match(top(page(body, 'fr')), /Le corps de ce document est un PDF\..*Télécharger le PDF \(1 Ko\)/);
  assert.equal(top(page(narrative('a'), 'fr')), '');
});

test('on a page on disk only the PDF that it holds has a link', () => {
  const other = base64('%PDF-1.4 other').replace(/=+$/, '');
  const text = copy(
    observationMedia('d', 'application/pdf', pdf) + observationMedia('e', 'application/pdf', other),
  ).replace('<renderMultiMedia referencedObject="d"/>', '$&<renderMultiMedia referencedObject="e"/>');
  const { html, attachments } = render(text);
  assert.deepEqual(
    [...html.matchAll(/data-pdf="(\w+)"/g)].map(([, hash]) => hash),
    [render(text).pdf?.hash, attachments[0]?.hash],
  );
  const page = standaloneHtml(render(text), 'fr', '');
  assert.equal(page.match(/<a class="cda-file cda-pdf" href="#cda-pdf"/g)?.length, 1);
  assert.match(page, /<span class="cda-file cda-pdf" data-cda-id="e">Document PDF \(\d+ octets\)<\/span>/);
});

test('a PDF outside of the copy section is not the copy', () => {
  const { first, pdf: found, notice } = render(narrative('a', observationMedia('d', 'application/pdf', pdf)));
  assert.deepEqual([first, found, notice], ['narrative', undefined, undefined]);
});

test('level 1: a body that is no PDF is told as such, where it should stand too', () => {
  const result = render(level1('mediaType="application/pdf" representation="B64"', base64('no PDF')));
  assert.match(
    result.notice?.fr ?? '',
    /^Le corps de ce document de niveau 1 n’est pas un PDF lisible : seul l’en-tête/,
  );
  assert.doesNotMatch(result.notice?.fr ?? '', /narratif/);
  assert.match(result.html, /<span class="cda-missing">Contenu illisible \(application\/pdf\)<\/span>/);
  const elsewhere = render(level1('mediaType="application/pdf"', '<reference value="https://example.org/a.pdf"/>'));
  assert.equal(elsewhere.notice, undefined);
});

test('attached PDFs that are no PDFs are told by name', () => {
  const broken = observationMedia('d', 'application/pdf', base64('no PDF')) + observationMedia('e', 'image/png', png);
  const { notice, attachments } = render(narrative('<renderMultiMedia referencedObject="d"/>', broken));
  assert.equal(notice?.fr, 'PDF joint illisible, qui n’est pas affiché : « Section ».');
  assert.deepEqual(attachments, []);
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
