import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as oids from '../../server/src/cda/oids';
import { meantBy } from '../../server/src/cda/templateMeant';
import * as templates from '../../server/src/cda/templates';
import { parseXml } from '../../server/src/xml/parse';

const RESULT = '1.2.250.1.213.1.1.3.80';
const LABORATORY_OBSERVATION = '1.3.6.1.4.1.19376.1.3.1.6';

test('a template, its companions and its names', () => {
  const result = templates.find(RESULT);
  assert.deepEqual(result?.companions, [LABORATORY_OBSERVATION]);
  assert.deepEqual(result?.on, ['observation']);
  assert.equal(templates.find(LABORATORY_OBSERVATION)?.companions, undefined);
  assert.deepEqual(templates.find(LABORATORY_OBSERVATION)?.observed, [RESULT]);
  assert.equal(templates.describe(LABORATORY_OBSERVATION).en, 'Laboratory Observation');
  assert.match(templates.describe(LABORATORY_OBSERVATION).fr, /^FR-Resultat/);
  assert.deepEqual(templates.find('1.2.250.1.213.1.1.1.55')?.extensions, ['2021.01', '2023.01', '2024.01']);
  assert.equal(templates.find('constructor'), undefined);
});

test('every companion is in the catalogue, and none is both asserted and observed', () => {
  for (const { oid, companions = [], observed = [] } of templates.all()) {
    assert.ok(oids.isWellFormedOid(oid), oid);
    for (const companion of [...companions, ...observed]) assert.ok(templates.find(companion), `${oid} ${companion}`);
    assert.deepEqual(
      companions.filter((companion) => observed.includes(companion)),
      [],
    );
  }
});

test('placement is known only where an example shows it', () => {
  assert.equal(templates.placement(RESULT, 'observation'), 'fits');
  assert.equal(templates.placement(RESULT, 'act'), 'misplaced');
  assert.equal(templates.placement('1.2.250.1.213.1.1.3.57', 'act'), 'unknown');
  assert.equal(templates.placement('2.16.840.1.113883.10.20.1.29', 'observation'), 'fits');
});

test('did-you-mean: anomalies, typing errors, the element', () => {
  const suggested = (oid: string, element?: string) =>
    templates.nearTemplates(oid, element).map(({ template }) => template.oid);
  assert.deepEqual(suggested('2.16.840.1.11383.10.20.1.7'), ['2.16.840.1.113883.10.20.1.7']);
  assert.equal(suggested('1.3.6.1.4.1.19736.1.3.1.6', 'observation')[0], LABORATORY_OBSERVATION);
  assert.equal(suggested('1.2.250.1.213.1.1.3.8O', 'observation')[0], RESULT);
  assert.ok(
    suggested('1.2.250.1.213.1.1.3.999', 'observation').every(
      (oid) => templates.placement(oid, 'observation') !== 'misplaced',
    ),
  );
  assert.deepEqual(suggested('9.9.9'), []);
  assert.equal(templates.anomaly('1.2.250.1.71.4.2.2')?.meant, undefined);
  assert.match(templates.anomaly('1.2.250.1.71.4.2.2')?.why.fr ?? '', /structures/);
});

suite('the template that a mistyped OID stands for', () => {
  const meant = (oid: string, content: string, element = 'section') => {
    const { root } = parseXml(`<${element}><templateId root="${oid}"/>${content}</${element}>`);
    assert.ok(root);
    const { oids, isUndecided } = meantBy(oid, root);
    return [oids[0], isUndecided];
  };
  const swapped = '1.2.250.1.213.1.1.2.234';

  test('is the one that the code of the section speaks for', () => {
    assert.deepEqual(meant(swapped, '<code code="55108-5"/>'), ['1.2.250.1.213.1.1.2.243', false]);
    assert.deepEqual(meant(swapped, '<code code="60590-7"/>'), ['1.2.250.1.213.1.1.2.236', false]);
  });

  test('is the one that the other templateIds go with', () => {
    const beside = '<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>';
    assert.deepEqual(meant('1.2.250.1.213.1.1.3.08', beside, 'observation'), [RESULT, false]);
  });

  test('is the nearest one of those that something speaks for', () => {
    const beside = '<templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/><code code="18719-5"/>';
    assert.deepEqual(meant('1.2.250.1.213.1.1.2.700', beside)[0], '1.2.250.1.213.1.1.2.70');
  });

  test('is not one that the element has already', () => {
    const [oid] = meant('1.2.250.1.213.1.1.2.244', '<templateId root="1.2.250.1.213.1.1.2.243"/>');
    assert.notEqual(oid, '1.2.250.1.213.1.1.2.243');
  });

  test('is left open where two are equally near and nothing tells', () => {
    assert.equal(meant(swapped, '')[1], true);
  });
});

test('branches: the narrowest arc, by whole numbers', () => {
  assert.match(templates.branch(RESULT)?.owner ?? '', /CI-SIS/);
  assert.equal(templates.branch('1.3.6.1.4.1.19376.1.5.3.1.4.13')?.owner, 'IHE PCC');
  assert.equal(templates.branch('2.16.840.1.113883.10.20.22.2.7')?.covered, false);
  assert.equal(templates.branch('2.16.840.1.113883.10.20.1.7')?.covered, true);
  assert.equal(templates.branch('1.2.250.1.213.1.1.30'), undefined);
});

test('the form of OIDs', () => {
  for (const oid of [
    '2.16.840.1.113883.6.1',
    '1.2.250.1.213',
    '0.4.0.127',
    '2.999',
    '2.25.329800735698586629295641978511506172918',
  ]) {
    assert.ok(oids.isWellFormedOid(oid), oid);
  }
  for (const oid of [
    '',
    '1',
    '3.1',
    '1.40',
    '1.2.03',
    '1.2.',
    '.1.2',
    '1..2',
    'urn:oid:1.2',
    '1.2.a',
    'ASTM',
    ' 1.2',
  ]) {
    assert.ok(!oids.isWellFormedOid(oid), oid);
  }
});

test('names of OIDs and of their arcs', () => {
  assert.equal(oids.findOid('2.16.840.1.113883.6.1')?.name.en, 'LOINC');
  assert.equal(oids.findOid('1.2.250.1.213.1.4.10')?.name.fr, 'Patient : INS-NIR de test');
  assert.equal(oids.findOid('1.2.250.1.213.1.1.5.789')?.kind, 'value-set');
  assert.equal(oids.findOid(RESULT)?.kind, 'template');
  assert.equal(oids.findOid('1.2.3.4'), undefined);
  assert.equal(oids.describeArc('1.2.250.1.213.1.1.5.99999')?.name.fr, 'CI-SIS, jeux de valeurs');
  assert.equal(oids.codeSystemName('2.16.840.1.113883.6.96'), 'SNOMED CT');
});

test('a codeSystemName contradicts only as the known name of another code system', () => {
  const kind = (oid: string, name: string) => oids.contradictsCodeSystem(oid, name)?.kind;
  assert.equal(kind('2.16.840.1.113883.6.96', 'LOINC'), 'other-system');
  assert.equal(kind('2.16.840.1.113883.6', 'CIM-10'), 'misspelt-oid');
  assert.equal(kind('1.3.5.1.4.1.19376.1.5.3.2', 'IHEActCode'), undefined);
  for (const name of ['LOINC', 'loinc', 'My laboratory']) assert.equal(kind('2.16.840.1.113883.6.1', name), undefined);
  for (const name of ['SNOMED CT', 'SNOMED-CT', 'snomed_ct'])
    assert.equal(kind('2.16.840.1.113883.6.96', name), undefined);
  assert.equal(kind('1.2.250.1.2.3.4', 'LOINC'), undefined);
  assert.equal(kind('2.16.840.1.113883.5.4', 'HL7 :ActCode'), undefined);
});
