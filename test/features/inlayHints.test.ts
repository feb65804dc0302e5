import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { inlayHints } from '../../server/src/features/inlayHints';
import { battery, pq, result } from '../../server/src/rules/examples';
import { Circuit } from '../../server/src/terminology/circuit';
import { LoincList } from '../../server/src/terminology/loincList';
import { ucum } from '../../server/src/terminology/ucum';
import { ValueSets } from '../../server/src/terminology/valueSets';

const loinc = '2.16.840.1.113883.6.1';
const bare = `<code code="53049-3" codeSystem="${loinc}" codeSystemName="LOINC"/>`;

/** `text before|hint` for each hint inside the first observation. */
function hints(xml: string, options: { labels: boolean; units: boolean }): string[] {
  const document = CdaDocument.read(xml);
  assert.ok(document);
  const span = { start: xml.indexOf('<observation'), end: xml.indexOf('</organizer>') };
  return inlayHints(document, span, { circuit: Circuit.builtIn(), ucum }, 'fr', options).map(
    ({ offset, text }) => `${xml.slice(xml.lastIndexOf(' ', offset - 1) + 1, offset)}|${text}`,
  );
}

suite('inlay hints', () => {
  const range = '<low value="0.63" unit="g/L"/><high value="1.1" unit="g/L"/>';
  test('labels of bare codes, names of templates and code systems', () => {
    const code = bare.replace(
      '/>',
      '><translation code="x" displayName="x" codeSystem="2.16.840.1.113883.6.96"/></code>',
    );
    assert.deepEqual(hints(battery(result({ code, range })), { labels: true, units: false }), [
      'root="1.3.6.1.4.1.19376.1.3.1.6"|FR-Resultat-examens-de-biologie-element-clinique-pertinent',
      'root="1.2.250.1.213.1.1.3.80"|FR-Resultat-examens-de-biologie-element-clinique-pertinent',
      'code="53049-3"|Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique',
      'codeSystem="2.16.840.1.113883.6.96"|SNOMED CT',
      'code="N"|Normal',
    ]);
  });
  test('the label of LOINC Biologie for a code that the Circuit does not have', () => {
    const xml = battery(result({ code: bare.replace('53049-3', '3016-3') }));
    const document = CdaDocument.read(xml);
    assert.ok(document);
    const rows = [{ loinc: '3016-3', label: 'Thyréostimuline' }];
    const loincBiologie = new LoincList(new Circuit(rows, { builtIn: false, source: 'test' }));
    const terms = { circuit: Circuit.builtIn(), loincBiologie, ucum };
    const found = inlayHints(document, { start: 0, end: xml.length }, terms, 'fr', { labels: true, units: false });
    assert.ok(found.some(({ text }) => text === 'Thyréostimuline'));
  });
  test('no label where there is one', () => {
    const code = bare.replace(' codeSystem=', ' displayName="x" codeSystem=');
    assert.ok(
      !hints(battery(result({ code })), { labels: true, units: false }).some((hint) => hint.startsWith('code=')),
    );
  });
  test('the value and its range in the unit of the twin', () => {
    assert.deepEqual(hints(battery(result({ range })), { labels: false, units: true }), [
      'unit="g/L"|= 5.3 mmol/L',
      'unit="g/L"|= 3.5 mmol/L',
      'unit="g/L"|= 6.1 mmol/L',
    ]);
  });
  test('the second unit of the laboratory before any conversion', () => {
    const second = (value: string) => `<translation value="${value}" code="mmol/L"/>`;
    const value = `<value xsi:type="PQ" value="0.88" unit="g/L">${second('4.89')}</value>`;
    const bounds = `<low value="0.70" unit="g/L">${second('3.89')}</low><high value="1.08" unit="g/L"/>`;
    assert.deepEqual(hints(battery(result({ value, range: bounds })), { labels: false, units: true }), [
      'unit="g/L"|= 4.89 mmol/L',
      'unit="g/L"|= 3.89 mmol/L',
    ]);
  });
  test('no conversion of the range of a text', () => {
    const value = '<value xsi:type="ED">&lt;1.0 g/L</value>';
    assert.deepEqual(hints(battery(result({ value, range })), { labels: false, units: true }), []);
  });
  test('in the unit of the Circuit where another multiple is written', () => {
    assert.deepEqual(hints(battery(result({ value: pq('95.0', 'mg/dL') })), { labels: false, units: true }), [
      'unit="mg/dL"|= 0.950 g/L',
    ]);
  });
  test('the expected unit where there is none', () => {
    assert.deepEqual(
      hints(battery(result({ value: '<value xsi:type="PQ" value="1"/>' })), { labels: false, units: true }),
      ['value="1"|attendu : g/L'],
    );
  });
  test('the expected unit where the one written is not UCUM, or of another kind', () => {
    for (const unit of ['gr/L', 'U/L']) {
      assert.deepEqual(hints(battery(result({ value: pq('1', unit) })), { labels: false, units: true }), [
        `unit="${unit}"|attendu : g/L`,
      ]);
    }
  });
  test('the label of the value set that a bare code is bound to', () => {
    const method = '<methodCode code="GUF" displayName="" codeSystem="1.2.250.1.213.2.3.5"/>';
    const xml = battery(result({ value: pq('1', 'g/L') + method }));
    const document = CdaDocument.read(xml);
    assert.ok(document);
    const concepts = [{ code: 'GUF', system: '1.2.250.1.213.2.3.5', display: 'Hexokinase' }];
    const read = () => ({ concepts, complete: true });
    const identity = { oids: ['1.2.250.1.213.1.1.5.789'], name: 'JDV_TechniqueBiologie_CISIS', source: 'test' };
    const valueSets = new ValueSets([{ ...identity, kind: 'value-set', read }]);
    const terms = { circuit: Circuit.builtIn(), ucum, valueSets };
    const found = inlayHints(document, { start: 0, end: xml.length }, terms, 'fr', { labels: true, units: false });
    assert.ok(found.some(({ text }) => text === 'Hexokinase'));
  });
  test('nothing where both units are given, nor when switched off', () => {
    const twin = `<code code="40193-5" displayName="x" codeSystem="${loinc}"/>`;
    const both = battery(result(), result({ code: twin, value: pq('5.3', 'mmol/L') }));
    assert.deepEqual(hints(both, { labels: false, units: true }), []);
    assert.deepEqual(hints(battery(result()), { labels: false, units: false }), []);
  });
  test('only inside the span asked for', () => {
    const document = CdaDocument.read(battery(result()));
    assert.ok(document);
    const options = { labels: true, units: true };
    assert.deepEqual(
      inlayHints(document, { start: 0, end: 50 }, { circuit: Circuit.builtIn(), ucum }, 'en', options),
      [],
    );
  });
});
