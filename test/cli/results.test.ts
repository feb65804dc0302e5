import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { resultsCsv } from '../../server/src/report/results';
import { battery, pq, result } from '../../server/src/rules/examples';
import { cda } from './run';

const folder = mkdtempSync(join(tmpdir(), 'cda-results-'));
const file = join(folder, 'glucose.xml');
const loinc = '2.16.840.1.113883.6.1';
const range = '<low value="0.63" unit="g/L"/><high value="1.1" unit="g/L"/>';
const folates = `<code code="2284-8" displayName="Folates" codeSystem="${loinc}"/>`;
const text = battery(
  result({ range }),
  result({ code: folates, value: pq('5', 'ug/L') }),
  result({ code: '<code/>', value: '<value xsi:type="CD"><originalText>absence</originalText></value>' }),
);
writeFileSync(file, text);

suite('cda results', () => {
  after(() => rmSync(folder, { recursive: true }));

  test('JSON as the contract describes it', () => {
    const { code, out, err } = cda('results', file, '--format', 'json');
    assert.deepEqual([code, err], [0, '']);
    const { results } = JSON.parse(out);
    assert.equal(results.length, 3);
    const [first, second, third] = results;
    const { conversions, ...rest } = first;
    assert.deepEqual(rest, {
      file,
      code: '53049-3',
      codeSystem: loinc,
      label: 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique',
      value: '0.95',
      unit: 'g/L',
      low: '0.63',
      high: '1.1',
      interpretation: null,
      status: 'completed',
      time: '20240104073500+0100',
      method: null,
      comparability: 'comparable',
      line: text.slice(0, text.indexOf('<observation')).split('\n').length - 1,
    });
    assert.deepEqual(conversions[0], {
      code: '40193-5',
      label: 'Glucose à jeun [Moles/Volume] Sérum/Plasma ; Numérique',
      value: '5.3',
      unit: 'mmol/L',
      low: '3.5',
      high: '6.1',
      basis: 'circuit',
    });
    assert.deepEqual([second.comparability, third.comparability], ['not-comparable', 'not-comparable']);
    assert.match(second.alert, /@unit.*<referenceRange>.*<methodCode>/);
    assert.deepEqual([third.code, third.value, third.unit, third.conversions], [null, 'absence', null, []]);
  });

  test('the second unit that the document gives stands instead of conversions; a text has none', () => {
    const second = (value: string) => `<translation value="${value}" code="mmol/L"/>`;
    const other = join(folder, 'cholesterol.xml');
    writeFileSync(
      other,
      battery(
        result({
          code: `<code code="2093-3" displayName="Cholestérol" codeSystem="${loinc}"/>`,
          value: `<value xsi:type="PQ" value="1.90" unit="g/L">${second('4.90')}</value>`,
          range: `<low value="1.50" unit="g/L">${second('3.87')}</low><high value="2.00" unit="g/L">${second('5.16')}</high>`,
        }),
        result({ value: '<value xsi:type="ED">&lt;1.0 mg/L</value>', range: '<high value="5.0" unit="mg/L"/>' }),
      ),
    );
    const [cholesterol, crp] = JSON.parse(cda('results', other, '--format', 'json').out).results;
    assert.deepEqual(cholesterol.conversions, [
      {
        code: null,
        label: 'Cholestérol',
        value: '4.90',
        unit: 'mmol/L',
        low: '3.87',
        high: '5.16',
        basis: 'translation',
      },
    ]);
    assert.deepEqual([crp.value, crp.conversions], ['<1.0 mg/L', []]);
    const { out } = cda('results', other);
    rmSync(other);
    assert.match(out, / 4\.90 mmol\/L \[3\.87–5\.16\] \(translation\)\n/);
  });

  test('a table for a person, lines from 1', () => {
    const { out } = cda('results', file, '--lang', 'fr');
    const line = text.slice(0, text.indexOf('<observation')).split('\n').length;
    assert.match(
      out,
      new RegExp(
        `\\n {2}${line} +53049-3 .* 0\\.95 g/L +0\\.63–1\\.1 +comparable +5\\.3 mmol/L \\[3\\.5–6\\.1\\] \\(40193-5\\)`,
      ),
    );
    assert.match(out, /non comparable[\s\S]*⚠ Résultats non comparables sur la seule base du code\./);
  });

  test('says what is not a CDA on stderr, and reads the rest', () => {
    writeFileSync(join(folder, 'other.xml'), '<other/>');
    const { code, out, err } = cda('results', folder, '--format', 'csv');
    assert.equal(code, 0);
    assert.match(err, /other\.xml: skipped, not a CDA document\n$/);
    assert.equal(out.split('\r\n').length, 5);
  });

  for (const [what, args] of [
    ['no file', []],
    ['a missing file', [join(folder, 'missing.xml')]],
    ['an unknown format', [file, '--format', 'sarif']],
  ] as const) {
    test(`${what} ends with code 2 and one line`, () => {
      const { code, err } = cda('results', ...args);
      assert.deepEqual([code, err.trimEnd().split('\n').length], [2, 1]);
    });
  }
});

test('CSV quotes what must be quoted, and no cell is a formula', () => {
  const row = {
    file: 'a,b.xml',
    code: '1',
    codeSystem: undefined,
    label: '=HYPERLINK("x")',
    value: '-5',
    unit: 'Cel',
    low: undefined,
    high: undefined,
    range: undefined,
    interpretation: undefined,
    status: undefined,
    time: undefined,
    method: undefined,
    comparability: 'unknown',
    alert: 'a\nb',
    conversions: [],
    line: 0,
  } as const;
  const [, second] = resultsCsv([row]).split('\r\n');
  assert.equal(second, `"a,b.xml",1,1,,"'=HYPERLINK(""x"")",-5,Cel,,,,,,,unknown,"a\nb",`);
});
