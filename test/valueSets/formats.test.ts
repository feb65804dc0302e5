import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Content } from '../../server/src/terminology/valueSets/content';
import { identitiesIn, readValueSets } from '../../server/src/terminology/valueSets/read';
import { artDecor, assTabs, fhirCodeSystem, fhirValueSet, fhirXml, jdvTabs, svs, svsConcept, treTabs } from './samples';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (content: string | object) =>
  readValueSets(bytes(typeof content === 'string' ? content : JSON.stringify(content)));
const codes = (content: Content | undefined) => content?.concepts.map(({ system, code }) => `${system} ${code}`);

suite('value sets: SVS', () => {
  test('both layouts, their identity from the head alone', () => {
    const nos = 'typeFichier="JDV" urlFichier="https://mos.esante.gouv.fr/NOS/Essai" dateFin=""';
    for (const [text, url] of [
      [svs('1.2.3', svsConcept('A')), undefined],
      [svs('1.2.3', svsConcept('A'), nos), 'https://mos.esante.gouv.fr/NOS/Essai'],
    ] as const) {
      const [found] = read(text);
      assert.deepEqual(codes(found), ['1.2.250.1.2 A']);
      const { concepts: _, complete, ...identity } = found as Content;
      assert.ok(complete);
      assert.deepEqual(identity, { oids: ['1.2.3'], name: 'JDV_Essai', kind: 'value-set', ...(url && { url }) });
      assert.deepEqual(identitiesIn(bytes(text.slice(0, 400))), [identity]);
    }
  });

  test('blanks around codes, references, place-holders and a byte order mark', () => {
    const text = `\ufeff${svs('1.2.3', ['&#9;A', 'B\u00a0', 'FFC ', '&lt;', '', 'code à fournir'].map((code) => svsConcept(code)).join(''))}`;
    assert.deepEqual(
      read(text)[0]?.concepts.map(({ code }) => code),
      ['A', 'B', 'FFC', '<'],
    );
    assert.equal(identitiesIn(bytes(text))?.[0]?.oids[0], '1.2.3');
  });

  test('a head that does not tell asks for the whole file', () => {
    assert.equal(identitiesIn(bytes(svs('1.2.3', '').slice(0, 100))), undefined);
    assert.equal(identitiesIn(bytes(fhirXml)), undefined);
    assert.equal(identitiesIn(bytes(JSON.stringify(fhirValueSet))), undefined);
  });

  test('the head of another document tells that it is none', () => {
    const prolog = '<?xml version="1.0"?>\n<?xml-stylesheet href="a"?><!-- <ValueSet> -->';
    assert.deepEqual(identitiesIn(bytes(`${prolog}<c:ClinicalDocument xmlns:c="`)), []);
    assert.equal(identitiesIn(bytes(`${prolog}<f:ValueSet xmlns:f="`)), undefined);
    assert.equal(identitiesIn(bytes(`${prolog}<!-- `)), undefined);
    assert.equal(identitiesIn(bytes(`<!DOCTYPE a><a>`)), undefined);
  });

  test('a prefix, single quotes and entities in the name', () => {
    const text = `<s:RetrieveValueSetResponse xmlns:s='urn:ihe:iti:svs:2008'><s:ValueSet id='1.2.3' displayName='A &amp; B'><s:ConceptList><s:Concept code='A' codeSystem='1.2' displayName='x'/></s:ConceptList></s:ValueSet></s:RetrieveValueSetResponse>`;
    const [found] = read(text);
    assert.equal(found?.name, 'A & B');
    assert.deepEqual(codes(found), ['1.2 A']);
    assert.deepEqual(identitiesIn(bytes(text))?.[0]?.name, 'A & B');
  });

  test('a “>” and line breaks in the name', () => {
    const text = svs('1.2.3', svsConcept('A')).replace('JDV_Essai', 'A > B\r\n\tC');
    assert.deepEqual(identitiesIn(bytes(text))?.[0], { oids: ['1.2.3'], name: 'A > B  C', kind: 'value-set' });
    assert.equal(read(text)[0]?.name, 'A > B  C');
  });

  test('a truncated file is a fault', () => {
    assert.throws(() => read(svs('1.2.3', svsConcept('A')).slice(0, -40)), /truncated or damaged/);
  });
});

test('value sets: ART-DECOR, several in a file; one that names a whole code system is not complete', () => {
  const [first, second] = read(artDecor);
  assert.deepEqual([first?.oids, codes(first), first?.complete], [['1.2.3.1'], ['1.2.250.1.2 A'], true]);
  assert.deepEqual([second?.oids, second?.name, second?.complete], [['1.2.3.2'], 'entier', true]);
  const inside = '<conceptList><include ref="1.2.3.1"/></conceptList>';
  assert.equal(read(artDecor.replace('<conceptList/>', inside))[1]?.complete, false);
});

suite('value sets: .tabs of the NOS', () => {
  test('JDV: the code system of each line, labels with semicolons and quotes', () => {
    const [found] = read(jdvTabs('1.2.3'));
    assert.deepEqual(found?.concepts, [
      {
        code: '53049-3',
        system: '2.16.840.1.113883.6.1',
        display: 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique',
      },
      { code: '718-7', system: '2.16.840.1.113883.6.1', display: 'Hémoglobine ; "Sang"' },
    ]);
    assert.deepEqual([found?.oids, found?.name, found?.kind], [['1.2.3'], 'JDV_Essai', 'value-set']);
  });

  test('TRE: a code system; ASS: nothing', () => {
    const [found] = read(treTabs('1.2.4'));
    assert.deepEqual([found?.kind, found?.concepts[0]?.display], ['code-system', 'Hôpital public']);
    assert.deepEqual(read(assTabs), []);
    assert.deepEqual(identitiesIn(bytes(assTabs)), []);
  });

  test('a head that ends within a character', () => {
    const text = jdvTabs('1.2.3').replace('JDV_Essai', 'JDV_Prélèvement');
    const whole = Buffer.from(text);
    const cut = whole.subarray(0, whole.indexOf('à jeun') + 1);
    assert.equal(identitiesIn(cut)?.[0]?.name, 'JDV_Prélèvement');
  });

  test('Windows-1252, as old exports are', () => {
    const table = Buffer.from(treTabs('1.2.4').replaceAll('’', "'"), 'latin1');
    assert.equal(readValueSets(table)[0]?.concepts[0]?.display, 'Hôpital public');
  });
});

suite('value sets: FHIR', () => {
  test('JSON and XML say the same', () => {
    for (const content of [fhirValueSet, fhirXml]) {
      const [found] = read(content);
      assert.deepEqual(codes(found), ['2.16.840.1.113883.6.8 mg/dL', '2.16.840.1.113883.6.1 718-7']);
      assert.deepEqual([found?.oids, found?.name, found?.complete], [['1.2.3.4'], 'JDV_Essai', true]);
    }
  });

  test('a CodeSystem with its hierarchy', () => {
    const [found] = read(fhirCodeSystem);
    assert.deepEqual([codes(found), found?.kind], [['1.2.3.5 A', '1.2.3.5 B'], 'code-system']);
    assert.equal(read({ ...fhirCodeSystem, content: 'fragment' })[0]?.complete, false);
  });

  test('an expansion before the definition; one page of it is not complete', () => {
    const contains = [{ system: 'urn:oid:1.2', code: 'A', contains: [{ system: 'urn:oid:1.2', code: 'B' }] }];
    const grouped = [{ abstract: true, display: 'Groupe', contains }];
    const whole = read({ ...fhirValueSet, expansion: { total: 3, contains: grouped } })[0];
    assert.deepEqual([codes(whole), whole?.complete], [['1.2 A', '1.2 B'], true]);
    assert.equal(read({ ...fhirValueSet, expansion: { total: 9, contains } })[0]?.complete, false);
  });

  test('filters, exclusions, other value sets and whole code systems leave the list incomplete', () => {
    const concept = [{ code: 'A' }];
    for (const compose of [
      { include: [{ system: 'urn:oid:1.2' }] },
      { include: [{ system: 'urn:oid:1.2', filter: [{ property: 'x', op: '=', value: 'y' }] }] },
      { include: [{ system: 'urn:oid:1.2', concept, valueSet: ['https://example.org/other'] }] },
      { include: [{ system: 'urn:oid:1.2', concept }], exclude: [{ system: 'urn:oid:1.2', concept }] },
    ]) {
      assert.equal(read({ ...fhirValueSet, compose })[0]?.complete, false, JSON.stringify(compose));
    }
  });

  test('a Bundle, in JSON and in XML', () => {
    const bundle = { resourceType: 'Bundle', entry: [{ resource: fhirValueSet }, { resource: fhirCodeSystem }] };
    assert.deepEqual(
      read(bundle).map(({ oids }) => oids[0]),
      ['1.2.3.4', '1.2.3.5'],
    );
    const inner = fhirXml.slice(fhirXml.indexOf('<ValueSet'));
    const xml = `<Bundle xmlns="http://hl7.org/fhir"><entry><resource>${inner}</resource></entry></Bundle>`;
    assert.deepEqual(read(xml)[0]?.oids, ['1.2.3.4']);
  });

  test('damaged JSON is a fault, other resources and other files are nothing', () => {
    assert.throws(() => read('{"resourceType": "ValueSet", '), /truncated or damaged/);
    for (const text of ['{"resourceType":"Patient"}', '<html/>', 'a;b;c', '', '<ClinicalDocument/>']) {
      assert.deepEqual(read(text), [], text);
    }
  });
});

test('value sets: elements named like a member of Object, and more children than a call takes arguments', () => {
  const xml = fhirXml.replace('<compose>', '<constructor value="x"/><__proto__ value="y"/><compose>');
  assert.notEqual(xml, fhirXml);
  assert.deepEqual(read(xml), read(fhirXml));
  const children = Array.from({ length: 200_000 }, (_, index) => ({ code: `c${index}` }));
  const system = { resourceType: 'CodeSystem', url: 'urn:oid:1.2.6', concept: [{ code: 'root', concept: children }] };
  assert.equal(read(JSON.stringify(system))[0]?.concepts.length, 200_001);
});

test('value sets: hostile files come back quickly', () => {
  const deep = `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`;
  assert.equal(read(`<ValueSet xmlns="http://hl7.org/fhir">${deep}</ValueSet>`)[0]?.concepts.length, 0);
  const start = performance.now();
  read(`<OID>;<Type fichier>;x\n${'"'.repeat(200_000)}`);
  identitiesIn(bytes(`<RetrieveValueSetResponse ${' '.repeat(200_000)}`));
  assert.ok(performance.now() - start < 2000);
});
