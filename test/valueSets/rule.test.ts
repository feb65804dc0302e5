import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Binding, bindingOf, bindings } from '../../server/src/cda/bindings';
import { CdaDocument } from '../../server/src/cda/document';
import { battery, crBio, result } from '../../server/src/rules/examples';
import type { Example } from '../../server/src/rules/rule';
import { runRule } from '../../server/src/rules/run';
import { valueSet } from '../../server/src/rules/value-set';
import { Circuit, mergeRows } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';
import { ValueSets } from '../../server/src/terminology/valueSets';
import { applyFix } from '../support';

function find({ xml, valueSets }: Pick<Example, 'xml' | 'valueSets'>) {
  const document = CdaDocument.read(xml);
  assert.ok(document);
  const origin = { linkedFile: () => ({ kind: 'unknown' }) as const };
  return runRule(valueSet, document, { circuit: Circuit.builtIn(), ucum, origin, ...(valueSets && { valueSets }) });
}

function loaded(oid: string, ...codes: [code: string, system: string, display: string][]): ValueSets {
  const concepts = codes.map(([code, system, display]) => ({ code, system, display }));
  const read = () => ({ concepts, complete: true });
  return new ValueSets([{ oids: [oid], name: 'JDV', kind: 'value-set', source: 'test', read }]);
}

suite('value-set', () => {
  valueSet.good.forEach((example, index) => {
    test(`finds nothing in good example ${index + 1}`, () => assert.deepEqual(find(example), []));
  });
  valueSet.bad.forEach((example, index) => {
    test(`finds bad example ${index + 1}`, () => {
      const [finding, ...others] = find(example);
      assert.ok(finding && others.length === 0);
      assert.equal(finding.severity, 'error');
      assert.equal(example.xml.slice(finding.at.start, finding.at.end), example.at);
      const fix = finding.fixes?.[0];
      if (example.fixed) assert.equal(fix && applyFix(example.xml, fix), example.fixed);
    });
  });

  test('the fix of a wrong code system also corrects its name', () => {
    const { xml, valueSets } = valueSet.bad[2] as Example;
    const [finding] = find({ xml, ...(valueSets && { valueSets }) });
    const fix = finding?.fixes?.[0];
    assert.match(fix ? applyFix(xml, fix) : '', /code="N" codeSystem="2\.16\.840\.1\.113883\.5\.83"/);
  });

  const technique = '1.2.250.1.213.2.3.5';
  const methods = loaded('1.2.250.1.213.1.1.5.789', ['MAX', technique, 'Observation macroscopique']);
  const method = (attributes: string) => result({ value: `<methodCode ${attributes}/>` });

  test('methodCode: information, once for each code; its label finds the code', () => {
    const coded = method(`code="MA" displayName="Observation macroscopique" codeSystem="${technique}"`);
    const xml = battery(coded, coded, method(`code="MI" codeSystem="${technique}"`));
    const found = find({ xml, valueSets: methods });
    assert.deepEqual(
      found.map(({ severity }) => severity),
      ['info', 'info'],
    );
    assert.deepEqual(
      found.map(({ fixes }) => fixes?.map(({ title }) => title.fr)),
      [['Employer MAX, Observation macroscopique (1.2.250.1.213.2.3.5)'], []],
    );
  });

  test('methodCode: free text and nullFlavor are right', () => {
    const text = result({
      value: '<methodCode><originalText><reference value="#label"/></originalText></methodCode>',
    });
    assert.deepEqual(find({ xml: battery(text, method('nullFlavor="NA"')), valueSets: methods }), []);
  });

  test('other value types than CD and CE are not its business', () => {
    const conclusion = loaded('1.2.250.1.213.1.1.5.726', ['MED-1', '1.2.250.1.213.1.1.4.322', 'Conclusion']);
    const value = (type: string) =>
      crBio(`<component><section><entry><observation classCode="OBS" moodCode="EVN">
        <code code="MED-1187"/><value xsi:type="${type}" code="X" codeSystem="1.2.250.1.213.1.1.4.322"/>
      </observation></entry></section></component>`);
    assert.equal(find({ xml: value('CD'), valueSets: conclusion })[0]?.severity, 'warning');
    assert.deepEqual(find({ xml: value('ST'), valueSets: conclusion }), []);
  });

  test('the code of another model is the business of document-model', () => {
    const codes = loaded('1.2.250.1.213.1.1.5.471', ['11502-2', '2.16.840.1.113883.6.1', 'CR d’examens biologiques']);
    const at = (xml: string) => find({ xml, valueSets: codes }).map(({ at }) => xml.slice(at.start, at.end));
    const document = crBio('');
    assert.deepEqual(at(document.replace('11502-2', '2345-7')), []);
    assert.deepEqual(at(document.replace('<code code="11502-2"', '<code nullFlavor="UNK"')), ['UNK']);
    assert.deepEqual(
      at(document.replace(' extension="2024.01"', '').replace('1.1.1.55', '1.1.1.99').replace('11502-2', '2345-7')),
      ['2345-7'],
    );
  });

  test('a document that is no CI-SIS one has other value sets', () => {
    const gender = loaded('1.2.250.1.213.1.1.5.590', ['F', '2.16.840.1.113883.5.1', 'Féminin']);
    const patient = '<administrativeGenderCode code="X" codeSystem="2.16.840.1.113883.5.1"/>';
    const french = crBio('').replace('<component>', `${patient}<component>`);
    assert.equal(find({ xml: french, valueSets: gender }).length, 1);
    const foreign = french.replace('<templateId root="1.2.250.1.213.1.1.1.1"/>', '');
    assert.deepEqual(find({ xml: foreign, valueSets: gender }), []);
  });
});

test('chapters, sub-chapters and their acts have a code of the loaded Circuit', () => {
  const chapters = [
    { code: '18719-5', label: 'Biochimie' },
    { code: '1443252', label: 'Seconde intention', parent: '18719-5' },
  ];
  const rows = [{ loinc: '53049-3', label: 'Glucose' }];
  const circuit = new Circuit(mergeRows(rows, chapters), { builtIn: false, source: 'test' });
  const xml = battery(result()).replaceAll('code="18719-5" displayName="Biochimie"', 'code="11502-2"');
  const document = CdaDocument.read(xml);
  assert.ok(document);
  const origin = { linkedFile: () => ({ kind: 'unknown' }) as const };
  const context = { circuit, ucum, origin };
  const found = runRule(valueSet, document, context);
  assert.deepEqual(
    found.map(({ severity, message }) => [severity, / ([a-z]+(?:\/[a-z]+)+) /.exec(message.en)?.[1]]),
    [
      ['info', 'section/code'],
      ['info', 'entry/act/code'],
    ],
  );
  const waiting = 'code="1443252" displayName="Seconde intention" codeSystem="1.2.250.1.213.1.1.5.130"';
  for (const chapter of ['code="18719-5" codeSystem="2.16.840.1.113883.6.1"', waiting]) {
    const right = CdaDocument.read(xml.replaceAll('code="11502-2" codeSystem="2.16.840.1.113883.6.1"', chapter));
    assert.ok(right);
    assert.deepEqual(runRule(valueSet, right, context), []);
  }
  assert.deepEqual(runRule(valueSet, document, { ...context, circuit: Circuit.builtIn() }), []);
});

suite('bindings', () => {
  test('each has a source, a well-formed OID and a coded element', () => {
    for (const { path, oid, source, severity, nullFlavor } of bindings) {
      assert.match(oid, /^[0-2](\.\d+)+$/, path);
      assert.ok(source && severity && typeof nullFlavor === 'boolean');
      assert.match(path, /(?:[cC]ode|value)$/);
    }
  });

  const bindingsIn = (xml: string): (Binding | undefined)[] => {
    const document = CdaDocument.read(xml) as CdaDocument;
    return document.elements.flatMap((element) => bindingOf(element, document) ?? []);
  };

  test('paths from the root hold in the header only', () => {
    const performer = (outer: string) =>
      `<${outer}><serviceEvent><performer><assignedEntity><code code="X"/></assignedEntity></performer></serviceEvent></${outer}>`;
    const header = crBio('').replace('<component>', `${performer('documentationOf')}<component>`);
    const body = crBio(`<component><section><entry>${performer('documentationOf')}</entry></section></component>`);
    const paths = (xml: string) => bindingsIn(xml).map((binding) => binding?.path);
    assert.deepEqual(paths(header), [
      'ClinicalDocument/code',
      'ClinicalDocument/documentationOf/serviceEvent/performer/assignedEntity/code',
    ]);
    assert.deepEqual(paths(body), ['ClinicalDocument/code']);
  });

  test('a template or a code of the first element may be needed', () => {
    const procedure = (content: string) =>
      crBio(`<component><section><entry><procedure>${content}
        <participant><participantRole><playingEntity><code code="BLD"/></playingEntity></participantRole></participant>
        <targetSiteCode code="X"/></procedure></entry></section></component>`);
    const names = (content: string) =>
      bindingsIn(procedure(content))
        .map((binding) => binding?.name)
        .slice(1);
    assert.deepEqual(names('<templateId root="1.2.250.1.213.1.1.3.77"/>'), ['JDV_HL7_SpecimenType_CISIS']);
    assert.deepEqual(names('<code code="0027"/>'), ['JDV_LocalisationPrelevementCCU_CISIS']);
  });
});
