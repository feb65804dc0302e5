import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { loincOf, type Result, resultOf, sameSample } from '../../server/src/cda/results';
import { battery, crBio, pq, result } from '../../server/src/rules/examples';

function read(text: string): CdaDocument {
  const document = CdaDocument.read(text);
  assert.ok(document);
  return document;
}

/** The first result of a battery that holds these. */
function first(...results: string[]): Result {
  const found = read(battery(...results)).results[0];
  assert.ok(found);
  return found;
}

suite('quantities', () => {
  const shown = (body: string) =>
    read(crBio(`<observation>${body}</observation>`)).quantities.map(
      ({ element, value, unit, nullFlavor, interval }) =>
        `${element.local} ${value?.value ?? '-'} ${unit?.value ?? '-'} ${nullFlavor?.value ?? '-'} ${interval?.local ?? '-'}`,
    );

  test('what xsi:type says, and what has a unit', () => {
    assert.deepEqual(shown(pq('1', 'g/L')), ['value 1 g/L - -']);
    assert.deepEqual(shown('<value xsi:type="PQ" value="1"/>'), ['value 1 - - -']);
    assert.deepEqual(shown('<value xsi:type="PQ" nullFlavor="UNK"/>'), ['value - - UNK -']);
    assert.deepEqual(shown('<doseQuantity value="1" unit="mg"/>'), ['doseQuantity 1 mg - -']);
    assert.deepEqual(shown('<value xsi:type="INT" value="1"/><value xsi:type="CD" code="1"/>'), []);
  });

  test('the bounds of an interval, not the interval nor its empty bounds', () => {
    const bounds = '<low value="1" unit="g/L"/><high nullFlavor="PINF"/>';
    assert.deepEqual(shown(`<value xsi:type="IVL_PQ">${bounds}</value>`), ['low 1 g/L - value', 'high - - PINF value']);
    assert.deepEqual(shown('<value xsi:type="IVL_PQ"><low/><high value="1"/></value>'), ['high 1 - - value']);
    assert.deepEqual(shown('<effectiveTime xsi:type="IVL_TS"><low value="2024"/></effectiveTime>'), []);
  });
});

suite('results', () => {
  test('value, range, interpretation, method, status, time, container', () => {
    const found = first(
      result({ range: '<low value="0.63" unit="g/L"/><high value="1.1" unit="g/L"/>' }).replace(
        '<referenceRange>',
        '<interpretationCode code="N"/><methodCode code="DEH"/><referenceRange>',
      ),
    );
    assert.equal(loincOf(found), '53049-3');
    assert.deepEqual([found.type, found.status?.value, found.time?.value], ['PQ', 'completed', '20240104073500+0100']);
    assert.deepEqual(
      found.quantities.map(({ value, unit }) => [value?.value, unit?.value]),
      [['0.95', 'g/L']],
    );
    assert.deepEqual([found.range?.low?.value?.value, found.range?.high?.value?.value], ['0.63', '1.1']);
    assert.deepEqual([found.interpretation?.code?.value, found.method?.code?.value], ['N', 'DEH']);
    assert.deepEqual([found.container?.local, found.prior], ['organizer', false]);
  });

  test('under either template, once under both, never on another element', () => {
    const one = (ids: string) => read(crBio(`<observation>${ids}</observation>`)).results.length;
    const [ihe, fr] = [
      '<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>',
      '<templateId root=" 1.2.250.1.213.1.1.3.80 "/>',
    ];
    assert.deepEqual([one(ihe), one(fr), one(ihe + fr), one('')], [1, 1, 1, 0]);
    assert.equal(read(crBio(`<act>${ihe}</act>`)).results.length, 0);
  });

  test('an interval value gives its bounds, a PQ not its translations', () => {
    const interval = '<value xsi:type="IVL_PQ"><high value="1.0" unit="mg/L" inclusive="false"/></value>';
    assert.deepEqual(
      first(result({ value: interval })).quantities.map(({ element }) => element.local),
      ['high'],
    );
    const translated = '<value xsi:type="PQ" value="0.88" unit="g/L"><translation value="4.89" unit="mmol/L"/></value>';
    assert.equal(first(result({ value: translated })).quantities.length, 1);
  });

  test('LOINC only from `code` itself', () => {
    const local = '<code><translation code="53049-3" codeSystem="2.16.840.1.113883.6.1"/></code>';
    const found = first(result({ code: local }));
    assert.equal(loincOf(found), undefined);
    assert.deepEqual([found.code?.code, found.translations.length], [undefined, 1]);
  });

  test('a prior result is read like any other, whatever it declares', () => {
    const prior = `<entryRelationship typeCode="REFR"><observation>${pq('0.91', 'g/L')}</observation></entryRelationship>`;
    const found = first(result({ value: pq('0.95', 'g/L') + prior }));
    const observation = found.observation.path('entryRelationship', 'observation');
    assert.ok(observation);
    const read = resultOf(observation);
    assert.deepEqual([read.prior, read.container], [true, found.observation]);
    assert.equal(read.quantities[0]?.value?.value, '0.91');
  });
});

test('one sample: same container and no other time of sampling, or the same date and hour', () => {
  const at = (time: string) => result().replace('20240104073500+0100', time);
  const pair = (a: string, b: string) => {
    const [first, second] = read(battery(a, b)).results;
    assert.ok(first && second);
    return sameSample(first, second);
  };
  assert.equal(pair(result(), result()), true);
  assert.equal(pair(at('20240104'), result()), true);
  assert.equal(pair(at('20240105'), result()), false);
  const apart = (content: string) => `<organizer><component>${content}</component></organizer>`;
  assert.equal(pair(result(), apart(result())), true);
  assert.equal(pair(at('20240104'), apart(at('20240104'))), false);
  assert.equal(pair(at('20240104'), apart(result())), false);
  const [one] = read(battery(result())).results;
  assert.equal(one && sameSample(one, one), false);
});
