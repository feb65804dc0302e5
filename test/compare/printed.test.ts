import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { contradict, flagIn, quantitiesIn, rangesIn } from '../../server/src/compare/printed';

/** `< 1.0 mg/l` of a printed quantity. */
function said(text: string): string[] | undefined {
  return quantitiesIn(text)?.map(({ comparator, value, unit }) =>
    [comparator, value, unit].filter((part) => part !== undefined && part !== '').join(' '),
  );
}

function ranged(text: string): string[] | undefined {
  return rangesIn(text)?.map(({ low, high, strict, unit }) =>
    `${low?.value ?? ''}–${high?.value ?? ''}${strict ? ' strict' : ''} ${unit}`.trim(),
  );
}

suite('printed quantities', () => {
  const read: readonly (readonly [string, readonly string[]])[] = [
    ['75,0', ['75']],
    ['1.950 mUI/l', ['1.95 mUI/l']],
    ['176cm', ['176 cm']],
    ['100 000 /mL', ['100000 /mL']],
    ['100\u202f000 /mL', ['100000 /mL']],
    ['<0,128 µg/ml', ['< 0.128 µg/ml']],
    ['>=0,512 µg/ml', ['≥ 0.512 µg/ml']],
    ['≤ 1.0 mg/L', ['≤ 1 mg/L']],
    ['inférieur à 5 mg/L', ['< 5 mg/L']],
    ['supérieur ou égal à 5', ['≥ 5']],
    ['10.02 mmol/L (0.60 g/L)', ['10.02 mmol/L', '0.6 g/L']],
    ['Poids : 97 kg', ['97 kg']],
    ['5 10*9/L', ['5 10*9/L']],
    ['5,2 10^9/L', ['5.2 10^9/L']],
    ['8.2 x10⁹/L', ['8.2 x10⁹/L']],
    ['10 PA (depuis 15 ans)', ['10 PA']],
    ['-2,50', ['-2.5']],
    ['45 %', ['45 %']],
    ['5 mmol.L-1', ['5 mmol.L-1']],
    ['90 mL/min/1.73 m2', ['90 mL/min/1.73 m2']],
    ['12 mmol/L (5 à 10)', ['12 mmol/L']],
  ];
  for (const [text, quantities] of read) test(text, () => assert.deepEqual(said(text), quantities));

  for (const text of [
    '',
    'positif',
    '120/80 mmHg',
    '223-Y87609',
    '12/03/2022',
    '5 - 10',
    '5 à 10',
    '5 a 10 mmol/L',
    '5 mmol/L à 10 mmol/L',
    '5 g/L - 10',
    '5 et 10',
    '(texte libre)',
    'x'.repeat(500),
  ]) {
    test(`none in “${text.slice(0, 20)}”`, () => assert.equal(said(text), undefined));
  }
});

suite('printed ranges', () => {
  const read: readonly (readonly [string, readonly string[]])[] = [
    ['63,00 à 83,00', ['63–83']],
    ['(3.89 - 6.00)', ['3.89–6']],
    ['5 – 10 g/L', ['5–10 g/L']],
    ['3.5 à 8.0 mmol/L (0.21 à 0.48 g/L)', ['3.5–8 mmol/L', '0.21–0.48 g/L']],
    ['(< 5.0)', ['–5 strict']],
    ['<6.0 mg/L', ['–6 strict mg/L']],
    ['≥ 60 mL/min', ['60– mL/min']],
    ['de 5 à 10', ['5–10']],
    ['0.5', ['0.5–0.5']],
  ];
  for (const [text, ranges] of read) test(text, () => assert.deepEqual(ranged(text), ranges));

  for (const text of ['H : 13 - 17 ; F : 12 - 16', 'selon l’âge', '01/02/2024']) {
    test(`none in “${text}”`, () => assert.equal(ranged(text), undefined));
  }
});

suite('printed flags', () => {
  test('codes and words', () => {
    assert.deepEqual(
      ['H', 'Haut, croissant', 'Anormalement haut', 'Normal', 'LL', 'sensible', 'Non détecté', 'bla', ''].map(flagIn),
      ['high', 'high', 'high', 'normal', 'low', 'susceptible', 'not-detected', undefined, undefined],
    );
  });

  test('contradict within their kind only', () => {
    assert.ok(contradict('high', 'low') && contradict('normal', 'abnormal') && contradict('susceptible', 'resistant'));
    assert.ok(!contradict('high', 'abnormal') && !contradict('normal', 'susceptible') && !contradict('high', 'high'));
  });
});
