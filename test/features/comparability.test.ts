import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { codeLenses } from '../../server/src/features/codeLens';
import { comparabilityOf } from '../../server/src/features/comparability';
import { battery, result } from '../../server/src/rules/examples';
import { Circuit } from '../../server/src/terminology/circuit';

const loinc = '2.16.840.1.113883.6.1';
const whole = new Circuit([{ loinc: '718-7', label: 'Hémoglobine', comparability: '1' }], {
  builtIn: false,
  source: 'test',
});
const read = (...codes: string[]) => {
  const document = CdaDocument.read(battery(...codes.map((code) => result({ code }))));
  assert.ok(document);
  return document;
};
const coded = (code: string, system = `codeSystem="${loinc}"`) =>
  `<code code="${code}" displayName="Analyse" ${system}/>`;

/** The table of E.3 and the scenarios LGC.MDV.09 of E.4. */
suite('comparability', () => {
  for (const [what, code, verdict, alert, circuit] of [
    ['LGC.MDV.09.01, glucose, level 1', coded('53049-3'), 'comparable', undefined],
    ['LGC.MDV.09.01, its twin', coded('40193-5'), 'comparable', undefined],
    ['LGC.MDV.09.02, folates, level 2', coded('2284-8'), 'not-comparable', /Niveau 2/],
    ['LGC.MDV.09.03, TSH, level 2', coded('11580-8'), 'not-comparable', /@unit.*<referenceRange>.*<methodCode>/],
    ['LGC.MDV.09.04, haemoglobin, level 1', coded('718-7'), 'comparable', undefined],
    ['level 9', coded('2345-7'), 'not-comparable', /Niveau 9/],
    ['LOINC outside the excerpt', coded('2951-2'), 'unknown', /extrait intégré/],
    ['LOINC outside the whole Circuit', coded('2951-2'), 'not-comparable', /hors du Circuit/, whole],
    [
      'a row without level',
      coded('1-8'),
      'unknown',
      /pas de niveau/,
      new Circuit([{ loinc: '1-8', label: 'x' }], { builtIn: false, source: 'x' }),
    ],
    [
      'waiting code',
      `<code>${'<translation code="1" displayName="x" codeSystem="1.2.250.1.213.1.1.5.130"/>'}</code>`,
      'not-comparable',
      /attente/,
    ],
    [
      'local code',
      '<code><translation code="1" displayName="x" codeSystem="1.2.3.4"/></code>',
      'not-comparable',
      /autre système de codage/,
    ],
    ['local code with a name only', coded('1', 'codeSystemName="labo"'), 'not-comparable', /autre système de codage/],
    ['LOINC by its name only', coded('718-7', 'codeSystemName="LOINC"'), 'comparable', undefined],
    ['no code system', coded('718-7', ''), 'not-comparable', /aucune comparaison/],
    ['nothing', '<code/>', 'not-comparable', /Rien n’identifie/],
  ] as const) {
    test(what, () => {
      const [first] = read(code).results;
      assert.ok(first);
      const found = comparabilityOf(first, { circuit: circuit ?? Circuit.builtIn() });
      assert.equal(found.verdict, verdict);
      if (alert === undefined) assert.equal(found.alert, undefined);
      else assert.match(found.alert?.fr ?? '', alert);
    });
  }
});

suite('code lens', () => {
  test('one line an entry, with what is not comparable', () => {
    const document = read(
      coded('53049-3'),
      coded('2284-8').replace('Analyse', 'Folates [Masse/Volume]'),
      coded('2951-2'),
    );
    const [lens, ...others] = codeLenses(document, { circuit: Circuit.builtIn() }, 'fr');
    assert.deepEqual(others, []);
    assert.equal(
      lens?.title,
      '3 résultats · 1 comparable · 1 de comparabilité inconnue · 1 non comparable sur le seul code (Folates) : vérifier unité, valeurs de référence et technique',
    );
    assert.equal(document.xml.text.slice(lens?.span.start, lens?.span.end), 'entry');
    assert.equal(codeLenses(read(coded('718-7')), { circuit: whole }, 'en')[0]?.title, '1 result · 1 comparable');
  });
  test('nothing where there are no results', () => {
    assert.deepEqual(codeLenses(read(), { circuit: whole }, 'en'), []);
  });
});
