import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { load, runFile, said } from './sample';

/** A document that fails every assertion of the sample model which can be failed. */
const broken = `<?xml version="1.0"?>
<?sample draft?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <realmCode code="US"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <templateId root="1.2.3"/>
  <id root="1.02.3"/>
  <title>Un titre qui est vraiment beaucoup trop long pour tenir</title><versionNumber value="2"/>
  <recordTarget><patientRole><id root="1.2" extension="12a"/></patientRole></recordTarget>
  <author><assignedAuthor><code code="X" codeSystem="1.2"/></assignedAuthor></author>
  <component><structuredBody><component><section>
    <templateId root="1.2.250.1.213.1.1.2.9001"/>
    <code code="55112-7" codeSystem="2.16.840.1.113883.6.1"/>
    <text><content ID="a">x</content><reference value="#a"/><reference value="#b"/></text>
    <entry><observation classCode="ACT" moodCode="EVN">
      <templateId root="1.2.250.1.213.1.1.3.9002"/><templateId root="1.2.250.1.213.1.1.3.9003"/>
      <effectiveTime value="2025"/><value xsi:type="PQ" value="1,5" unit=""/>
      <interpretationCode code="N" codeSystem="2.16.840.1.113883.5.83"/>
      <interpretationCode code="Z" codeSystem="2.16.840.1.113883.5.83"/>
      <interpretationCode nullFlavor="UNK"/>
    </observation></entry>
  </section></component></structuredBody></component>
</ClinicalDocument>`;

const body = '/ClinicalDocument/component/structuredBody';
const observation = `${body}/component/section/entry/observation`;

suite('the sample model', () => {
  const model = 'CI-SIS_SAMPLE-CR_2025.01.sch';

  test('is read with its includes, its phase and its instances of an abstract pattern', () => {
    const schema = load(model);
    assert.deepEqual(schema.faults, []);
    assert.equal(schema.title, 'Conformité au modèle SAMPLE-CR');
    assert.equal(schema.language, '2.0');
    assert.deepEqual(
      schema.patterns.map(({ id }) => id),
      ['S_Summary', 'E_Result', 'variables', 'header', 'JDV_Interpretation', 'JDV_Specialty'],
    );
    assert.deepEqual(
      schema.files.map((file) => file.replace(/.*schematrons\//, '')),
      [
        model,
        'abstract/codeInValueSet.sch',
        'include/sections/S_Summary.sch',
        'include/entrees/E_Result.sch',
        'include/entrees/rules.sch',
      ],
    );
  });

  test('another phase', () => {
    const { patterns, faults } = load(model, { phase: 'header-only' });
    assert.deepEqual([patterns.map(({ id }) => id), faults], [['header'], []]);
    assert.deepEqual(
      load(model, { phase: 'none' }).faults.map(({ kind }) => kind),
      ['reference'],
    );
    assert.equal(load(model, { phase: '#ALL' }).patterns.length, 7);
  });

  test('every construct, on a document that breaks it', () => {
    const result = runFile(model, broken);
    assert.deepEqual(result.errors, []);
    assert.deepEqual(said(result), [
      `${body}/component/section: Toutes les références ont une cible.`,
      `${observation}: classCode : OBS.`,
      `${observation}: Date du résultat.`,
      `${observation}/value: La valeur 1,5 est un nombre.`,
      `${observation}/value: Une unité vide.`,
      '/ClinicalDocument: Le modèle 1.2.250.1.213.1.1.1.1 est déclaré.',
      '/ClinicalDocument/realmCode: Pays : FR.',
      '/ClinicalDocument/title: Plus de 40 caractères : raccourcir le textesvp.',
      '/ClinicalDocument/id: Racine invalide : 1.02.3.',
      '/ClinicalDocument/recordTarget/patientRole/id/@extension: Matricule non numérique : 12a.',
      '/processing-instruction(sample): Brouillon.',
      `${body}/component/section/text/reference[2]: La cible #b n'existe pas.`,
      `${observation}/interpretationCode[2]: [Z:2.16.840.1.113883.5.83] n'est pas dans ../jeuxDeValeurs/JDV_Interpretation_SAMPLE.xml.`,
      `${observation}/interpretationCode[3]: 'observation/interpretationCode' : nullFlavor interdit pour observation/interpretationCode.`,
      "/ClinicalDocument/author/assignedAuthor/code: [X:1.2] n'est pas dans ../jeuxDeValeurs/JDV_J99_Specialty.xml.",
    ]);
  });

  test('attributes of assertions, and what they have from their rule', () => {
    const { failures } = runFile(model, broken);
    const failed = (message: string) => failures.find((failure) => failure.message.startsWith(message));
    const template = failed('Le modèle')?.assertion;
    assert.deepEqual(
      [template?.role, template?.see, template?.fpi, template?.icon],
      ['error', 'https://sample.invalid/template', 'header', 'icon.png'],
    );
    assert.equal(failed('Pays')?.assertion.see, 'https://sample.invalid/header');
    const title = failed('Plus de 40');
    assert.equal(title?.kind, 'report');
    assert.deepEqual(title?.diagnostics, [
      { id: 'long', message: 'Il en a 55.' },
      { id: 'short', message: 'Quarante suffisent.' },
    ]);
    assert.deepEqual(title?.properties, [{ id: 'limit', message: '40' }]);
  });

  test('the attribute or the element that a test is about', () => {
    const { failures } = runFile(model, broken);
    const attributes = failures.map(({ place, message }) => [message.slice(0, 12), place?.name]);
    assert.deepEqual(
      attributes.filter(([, name]) => name !== undefined),
      [
        ['classCode : ', 'classCode'],
        ['Date du résu', 'effectiveTime'],
        ['Une unité vi', 'unit'],
        ['Racine inval', 'root'],
        ["'observation", 'nullFlavor'],
      ],
    );
  });

  test('an assertion leads to its place in its file', () => {
    const { failures } = runFile(model, broken);
    const { file, span } = failures.find(({ message }) => message === 'classCode : OBS.')?.assertion.test ?? {};
    assert.match(file ?? '', /include\/entrees\/rules\.sch$/);
    assert.equal(readFileSync(file ?? '', 'utf8').slice(span?.start, span?.end), "@classCode = 'OBS'");
    const abstract = failures.find(({ message }) => message.startsWith('[Z:'))?.assertion;
    assert.match(abstract?.file ?? '', /codeInValueSet\.sch$/);
    assert.equal(abstract?.pattern, 'JDV_Interpretation');
  });

  test('a conforming document', () => {
    const good = broken
      .replace('draft', 'final')
      .replace('"US"', '"FR"')
      .replace('root="1.2.3"', 'root="1.2.250.1.213.1.1.1.1"')
      .replace('1.02.3', '1.2.3')
      .replace(/Un titre[^<]*/, 'Un titre')
      .replace('12a', '12')
      .replace('code="X" codeSystem="1.2"', 'code="G15_10/SM26" codeSystem="1.2.250.1.213.1.1.4.5"')
      .replace('#b', '#a')
      .replace('ACT', 'OBS')
      .replace('value="2025"', 'value="20250102"')
      .replace('"1,5" unit=""', '"1.5" unit="g"')
      .replace('"Z"', '"H"')
      .replace('<interpretationCode nullFlavor="UNK"/>', '');
    assert.deepEqual(runFile(model, good), { failures: [], errors: [], foreign: [] });
  });
});

suite('a schema with faults', () => {
  const faulty = 'CI-SIS_SAMPLE-FAULTY_2025.01.sch';

  test('says each of them once, at its place', () => {
    const { faults } = load(faulty);
    const places = faults.map(({ kind, file, span }) => {
      return `${kind}: ${readFileSync(file, 'utf8').slice(span.start, span.end)}`;
    });
    assert.deepEqual(places, [
      'missing-file: include/sections/S_Absent.sch',
      'other-case: include/sections/s_summary.sch',
      'missing-file: http://sample.invalid/never-fetched.sch',
      'reference: S_Absent',
      'reference: nowhere',
      'reference: nowhere',
      'broken-file: rule',
    ]);
    assert.match(faults[1]?.message.fr ?? '', /S_Summary\.sch existe, avec une autre casse/);
  });

  test('what can be judged is judged, the rest is said by name', () => {
    const { failures, errors } = runFile(faulty, '<code xmlns="urn:hl7-org:v3" code="X"/>');
    assert.deepEqual(
      failures.map(({ message, missing }) => [message, missing.map((path) => path.replace(/.*\//, ''))]),
      [
        ["Le code est dans un jeu qui n'existe pas.", ['JDV_Absent.xml']],
        ['Le code est parmi les connus.', ['JDV_Absent.xml']],
        ['Le code A, pas ….', []],
      ],
    );
    assert.deepEqual(
      errors.map(({ code, expression, assertion, missing }) => [code, expression.source, assertion?.kind, missing]),
      [
        ['FORG0001', 'xs:integer(@code) > 0', 'assert', []],
        ['XPST0081', 'sample:positive(@code)', 'assert', []],
        ['FORG0001', 'xs:integer(@code)', 'assert', []],
        ['XPST0003', '@code eq', 'assert', []],
        ['XPST0003', 'cda:title[', undefined, []],
      ],
    );
  });
});

test('a schema without query binding is one of XPath 1.0', () => {
  const xml =
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.02.3"/><id root="2"/><title>T</title><versionNumber value=" 2 "/></ClinicalDocument>';
  assert.deepEqual(said(runFile('user-1.0.sch', xml)), [
    '/ClinicalDocument: Racines : 1.02.3.',
    '/ClinicalDocument: Titre.',
  ]);
});
