import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { looksLikeUnit, matchUnit } from '../../server/src/compare/printedUnit';
import { ucum } from '../../server/src/terminology/ucum';

suite('printed units', () => {
  const cases: readonly (readonly [string, string, string | number])[] = [
    ['mg/L', 'mg/L', 'same'],
    ['mg/l', 'mg/L', 'spelling'],
    ['µg/L', 'ug/L', 'same'],
    ['µg/ml', 'ug/mL', 'spelling'],
    ['mUI/L', 'm[IU]/L', 'same'],
    ['mUI/l', 'm[IU]/L', 'spelling'],
    ['U/L', '[IU]/L', 'spelling'],
    ['°C', 'Cel', 'same'],
    ['mn', 'min', 'same'],
    ['10^9/L', '10*9/L', 'same'],
    ['G/L', '10*9/L', 'same'],
    ['ans', 'a', 'same'],
    ['D', '[diop]', 'same'],
    ['SA', 'wk', 'same'],
    ['{paq}/j', '{pack}/d', 'same'],
    ['cm', 'mm', 10],
    ['mg/L', 'g/L', 0.001],
    ['mmol/L', 'g/L', 'other'],
    ['/min', '%', 'other'],
    ['D', 'd', 'other'],
    ['mois', 'm', 'other'],
    ['PA', '{pack}/a', 'unknown'],
    ['verres / jour', '{drink}/d', 'same'],
    ['fois par semaine', '{times}/wk', 'unknown'],
    ['semaines', '1', 'unknown'],
    ['n’importe quoi', 'g/L', 'unknown'],
  ];
  for (const [printed, code, match] of cases) {
    test(`${printed} for ${code}`, () => {
      const found = matchUnit(printed, code, ucum);
      if (typeof match === 'number' && typeof found === 'number') assert.ok(Math.abs(found - match) < 1e-9);
      else assert.equal(found, match);
    });
  }

  test('words in parentheses', () => {
    assert.deepEqual(
      ['g/L', '10*9/L', '%', 'mm', 'µmol/L', 'TSH', 'ECL Modular', 'FT4', 'texte/libre', 'H/F', 'N/A'].map((text) =>
        looksLikeUnit(text, ucum),
      ),
      [true, true, true, true, true, false, false, false, false, false, false],
    );
  });
});
