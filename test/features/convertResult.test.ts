import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { convertResult } from '../../server/src/features/convertResult';
import { battery, glucose, pq, result } from '../../server/src/rules/examples';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';
import { applyFix } from '../support';

const range = '<low value="0.63" unit="g/L" inclusive="true"/><high value="1.1" unit="g/L" inclusive="false"/>';
const molar = '<low value="3.5" unit="mmol/L" inclusive="true"/><high value="6.1" unit="mmol/L" inclusive="false"/>';
const fasting = (text: string) => text.replace('53049-3', '40193-5').replace('Masse/Volume', 'Moles/Volume');

function choicesIn(xml: string, at = '<value xsi:type="PQ"') {
  const document = CdaDocument.read(xml);
  assert.ok(document);
  return convertResult(document, xml.indexOf(at) + 3, { circuit: Circuit.builtIn(), ucum }, 'fr');
}

function inserted(xml: string, label: RegExp): string {
  const choice = choicesIn(xml)?.choices.find((one) => label.test(one.label));
  assert.ok(choice, 'no such choice');
  return applyFix(xml, { title: { en: '', fr: '' }, edits: choice.edits });
}

suite('Convert This Result', () => {
  test('the choices: twin first, then multiples, each with value and range', () => {
    const found = choicesIn(battery(result({ range })));
    assert.deepEqual(
      found?.choices.slice(0, 3).map(({ label }) => label),
      ['5.3 mmol/L (3.5–6.1)', '0.095 g/dL (0.063–0.11)', '95 mg/dL (63–110)'],
    );
    assert.match(found?.choices[0]?.detail.fr ?? '', /^40193-5 Glucose à jeun \[Moles.*× 5[.,]551\.$/);
  });

  test('inserts a second observation with its own code, range and narrative', () => {
    const xml = battery(result({ range })).replace('>valeur<', '>0,95 g/L<');
    const second = fasting(result({ value: pq('5.3', 'mmol/L'), range: molar }).replace('"#result"', '"#result-2"'));
    const expected = battery(result({ range }), second).replace(
      '>valeur</content>',
      '>0,95 g/L</content><br/><content ID="result-2">5,3 mmol/L (3,5–6,1)</content>',
    );
    assert.equal(inserted(xml, /^5\.3 mmol/), expected);
  });

  test('without a narrative that shows the value, the copy has no place in it', () => {
    const second = fasting(result({ value: pq('5.3', 'mmol/L'), range: molar })).replace(
      '<text><reference value="#result"/></text>',
      '',
    );
    const after = inserted(battery(result({ range })), /^5\.3 mmol/);
    assert.equal(after.replace(/\s+</g, '<'), battery(result({ range }), second).replace(/\s+</g, '<'));
  });

  test('leaves out what belongs to the original only', () => {
    const prior =
      '<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"/></entryRelationship>';
    const xml = battery(
      result({
        code: `<id root="1.2.3"/>${glucose}`,
        value:
          '<value xsi:type="PQ" value="0.95" unit="g/L"><translation code="g/L" displayName="grammes par litre"/></value>',
      }).replace('</observation>', `${prior}</observation>`),
    );
    const after = inserted(xml, /^5\.3 mmol/);
    const document = CdaDocument.read(after);
    assert.equal(document?.xml.faults.length, 0);
    assert.equal(document?.results.length, 2);
    for (const once of ['<id root="1.2.3"/>', 'typeCode="REFR"', '<translation']) {
      assert.equal(after.split(once).length, 2, once);
    }
  });

  test('another multiple keeps the code and its local translation', () => {
    const local = '<code><translation code="CRP" displayName="CRP" codeSystem="1.2.3.4"/></code>';
    const after = inserted(battery(result({ code: local, value: pq('12', 'mg/L') })), /^1\.2 mg\/dL/);
    assert.equal(after.split('code="CRP"').length, 3);
  });

  test('both bounds of an interval value', () => {
    const value = '<value xsi:type="IVL_PQ"><high value="0.30" unit="g/L" inclusive="false"/></value>';
    const xml = battery(result({ value }));
    assert.equal(choicesIn(xml, '<high')?.choices[0]?.label, '< 1.7 mmol/L');
  });

  test('every reference range, where there are several', () => {
    const woman =
      '<referenceRange><observationRange><value xsi:type="IVL_PQ"><high value="1.0" unit="g/L"/></value></observationRange></referenceRange>';
    const after = inserted(battery(result({ range }).replace('</referenceRange>', `$&${woman}`)), /^5\.3 mmol/);
    assert.equal(after.split('<high value="5.6" unit="mmol/L"/>').length, 2);
    assert.equal(after.split(woman).length, 2);
  });

  test('says why there is nothing to choose', () => {
    const both = battery(result(), fasting(result({ value: pq('5.3', 'mmol/L') })));
    assert.deepEqual(choicesIn(both), {
      choices: [],
      reason: 'Le document donne déjà ce résultat dans les deux unités : rien n’est converti.',
    });
    const translated = pq('0.95', 'g/L').replace('/>', '><translation value="5.3" code="mmol/L"/></value>');
    assert.match(choicesIn(battery(result({ value: translated })))?.reason ?? '', /déjà ce résultat dans les deux/);
    const text = '<value xsi:type="ED">&lt;1.0 mg/L</value>';
    const range = '<high value="5.0" unit="mg/L"/>';
    assert.deepEqual(choicesIn(battery(result({ value: text, range })), 'xsi:type="ED"'), {
      choices: [],
      reason: 'Pas de conversion : le résultat n’est pas une quantité.',
    });
    assert.match(choicesIn(battery(result({ value: pq('0,95', 'g/L') })))?.reason ?? '', /0,95 n’est pas un nombre/);
  });

  test('nothing outside of a result', () => {
    assert.equal(choicesIn(battery(result()), '<title>'), undefined);
  });
});
