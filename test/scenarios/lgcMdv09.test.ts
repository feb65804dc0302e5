import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { codeLenses } from '../../server/src/features/codeLens';
import { loadCircuit } from '../../server/src/package/circuitStore';
import { battery, pq, result } from '../../server/src/rules/examples';
import type { Circuit } from '../../server/src/terminology/circuit';
import { builtCda } from '../cli/run';
import { markdownAt } from '../features/cursor';

/**
 * The scenarios LGC.MDV.09 that a reading software must handle (reference E.4), on documents written here. The factor of folates
 * is not in the sources: the one of this table is computed from the molar mass (441.4 g/mol).
 */
const table = `LOINC;Libellés français de référence;Libellés d'édition;Niveau minimum de comparabilité;Liste restreinte O/N;Unité recommandée;Unité UCUM;Présence systéma. CR O/N;Correspondance;Facteur de conversion des unités
40193-5;"Glucose à jeun [Moles/Volume] Sérum/Plasma ; Numérique";Glucose à jeun;1;O;mmol/L;mmol/L;O;53049-3;0,18
53049-3;"Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique";Glucose à jeun;1;O;g/L;g/L;N;40193-5;5,551
14732-2;"Folates [Moles/Volume] Sérum/Plasma ; Numérique";Folates;2;O;nmol/L;nmol/L;O;2284-8;0,4414
2284-8;"Folates [Masse/Volume] Sérum/Plasma ; Numérique";Folates;2;O;ug/L;ug/L;N;14732-2;2,2655
11580-8;"Thyréostimuline [Arbitraire/Volume] Sérum/Plasma ; Numérique";TSH;2;O;mUI/L;m[IU]/L;O;;
718-7;"Hémoglobine [Masse/Volume] Sang ; Numérique";Hémoglobine;1;O;g/L;g/L;O;;
`;
const labels = new Map(Array.from(table.matchAll(/^([\d-]+);"([^"]+)"/gm), ([, code, label]) => [code, label]));

const range = (low: string, high: string, unit: string) =>
  `<low value="${low}" unit="${unit}"/><high value="${high}" unit="${unit}"/>`;

/** A report of one result; the cursor stands in its value. */
function report(code: string, value: string, unit: string, [low, high]: [string, string]): string {
  return battery(
    result({
      code: `<code code="${code}" displayName="${labels.get(code)}" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"/>`,
      value: pq(`${value}¦`, unit),
      range: range(low, high, unit),
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'cda-lgc-'));
const circuitFile = join(folder, 'circuit.csv');
const alert = /@unit.*<referenceRange>.*<methodCode>/;
let circuit: Circuit;

before(async () => {
  writeFileSync(circuitFile, table);
  circuit = (await loadCircuit(circuitFile)).circuit;
});
after(() => rmSync(folder, { recursive: true }));

/** What hover, code lens and `cda results` say of the two reports of a scenario, in French. */
function read(...marked: string[]) {
  const texts = marked.map((text) => text.replace('¦', ''));
  const files = texts.map((text, index) => {
    const file = join(folder, `${index}.xml`);
    writeFileSync(file, text);
    return file;
  });
  const { out } = builtCda('results', ...files, '--circuit', circuitFile, '--format', 'json', '--lang', 'fr');
  return {
    results: JSON.parse(out).results,
    values: marked.map((text) => markdownAt(text, 'fr', circuit)),
    codes: texts.map((text) => {
      const at = text.indexOf('<code code="', text.indexOf('<observation')) + '<code code="'.length;
      return markdownAt(`${text.slice(0, at)}¦${text.slice(at)}`, 'fr', circuit);
    }),
    lenses: texts.map((text) => codeLenses(CdaDocument.read(text) as CdaDocument, { circuit }, 'fr')[0]?.title),
  };
}

suite('scenarios LGC.MDV.09', () => {
  test('09.01 glucose in g/L and in mmol/L: comparable, convertible by the Circuit, no alert', () => {
    const { results, values, codes, lenses } = read(
      report('53049-3', '0.95', 'g/L', ['0.63', '1.1']),
      report('40193-5', '5.3', 'mmol/L', ['3.5', '6.1']),
    );
    assert.deepEqual(
      results.map(({ comparability, alert: said }: Record<string, unknown>) => [comparability, said]),
      [
        ['comparable', undefined],
        ['comparable', undefined],
      ],
    );
    const [mass, moles] = results.map(({ conversions }: { conversions: unknown[] }) => conversions[0]);
    assert.deepEqual(
      [mass.code, mass.value, mass.unit, mass.low, mass.high, mass.basis],
      ['40193-5', '5.3', 'mmol/L', '3.5', '6.1', 'circuit'],
    );
    assert.deepEqual([moles.code, moles.value, moles.unit], ['53049-3', '0.95', 'g/L']);
    assert.match(values[0] ?? '', /5\.3 mmol\/L.*3\.5–6\.1 mmol\/L.*× 5\.551/s);
    for (const markdown of codes) {
      assert.match(markdown, /1, comparable/);
      assert.doesNotMatch(markdown, /⚠/);
    }
    assert.deepEqual(lenses, ['1 résultat · 1 comparable', '1 résultat · 1 comparable']);
  });

  test('09.02 folates in ug/L and in nmol/L: convertible, compared with the alert', () => {
    const { results, values, codes, lenses } = read(
      report('2284-8', '5.0', 'ug/L', ['3.9', '26.8']),
      report('14732-2', '11.3', 'nmol/L', ['8.8', '60.8']),
    );
    for (const { comparability, alert: said } of results) {
      assert.equal(comparability, 'not-comparable');
      assert.match(said, alert);
      assert.match(said, /Niveau 2/);
    }
    const [{ code, value, unit, basis }] = results[0].conversions;
    assert.deepEqual([code, value, unit, basis], ['14732-2', '11', 'nmol/L', 'circuit']);
    assert.match(values[0] ?? '', /11\.3275/);
    for (const markdown of codes)
      assert.match(markdown, /2, non comparable.*⚠.*@unit.*<referenceRange>.*<methodCode>/s);
    for (const lens of lenses) assert.match(lens ?? '', /1 non comparable sur le seul code \(Folates\)/);
  });

  test('09.03 two TSH in m[IU]/L: same code, same unit, and yet the alert', () => {
    const { results, codes, lenses } = read(
      report('11580-8', '2.1', 'm[IU]/L', ['0.4', '4.0']),
      report('11580-8', '2.6', 'm[IU]/L', ['0.27', '4.2']),
    );
    assert.deepEqual([results[0].code, results[0].unit], [results[1].code, results[1].unit]);
    for (const { comparability, alert: said, conversions } of results) {
      assert.equal(comparability, 'not-comparable');
      assert.match(said, alert);
      assert.ok(conversions.every(({ basis }: { basis: string }) => basis === 'ucum'));
    }
    for (const markdown of codes) assert.match(markdown, /⚠ .*@unit/);
    for (const lens of lenses)
      assert.match(lens ?? '', /non comparable sur le seul code .*unité.*valeurs de référence.*technique/);
  });

  test('09.04 haemoglobin in g/L and in g/dL: comparable, scaled by UCUM under the same code', () => {
    const { results, values, lenses } = read(
      report('718-7', '132', 'g/L', ['120', '165']),
      report('718-7', '13.2', 'g/dL', ['12', '16.5']),
    );
    const [mass, deci] = results;
    assert.deepEqual([mass.comparability, deci.comparability], ['comparable', 'comparable']);
    const scaled = mass.conversions.find(({ unit }: { unit: string }) => unit === 'g/dL');
    assert.deepEqual(
      [scaled.code, scaled.value, scaled.low, scaled.high, scaled.basis],
      ['718-7', '13.2', '12', '16.5', 'ucum'],
    );
    assert.ok(deci.conversions.some(({ unit, value }: Record<string, string>) => unit === 'g/L' && value === '132'));
    assert.ok(
      results.every(({ conversions }: { conversions: { basis: string }[] }) =>
        conversions.every((each) => each.basis === 'ucum'),
      ),
    );
    assert.match(values[0] ?? '', /13\.2 g\/dL.*12–16\.5 g\/dL/s);
    assert.deepEqual(lenses, ['1 résultat · 1 comparable', '1 résultat · 1 comparable']);
  });

  test('both units in one document: both are shown, nothing is converted to the other', () => {
    const coded = (code: string) =>
      `<code code="${code}" displayName="${labels.get(code)}" codeSystem="2.16.840.1.113883.6.1"/>`;
    const text = battery(
      result({ code: coded('53049-3'), value: pq('0.88', 'g/L') }),
      result({ code: coded('40193-5'), value: pq('4.89', 'mmol/L') }),
    );
    const file = join(folder, 'both.xml');
    writeFileSync(file, text);
    const { out } = builtCda('results', file, '--circuit', circuitFile, '--format', 'json');
    for (const { conversions, comparability } of JSON.parse(out).results) {
      assert.equal(comparability, 'comparable');
      assert.ok(conversions.every(({ basis }: { basis: string }) => basis === 'ucum'));
    }
    assert.match(markdownAt(text.replace('value="0.88"', 'value="0.88¦"'), 'fr', circuit), /40193-5/);
  });
});
