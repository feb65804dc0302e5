import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cda } from './run';

/** The worked examples of the ANS webinar of 22/09/2025 (reference E.1, E.2). */
suite('cda convert', () => {
  test('0.95 g/L of 53049-3 is 5.3 mmol/L, under code 40193-5', () => {
    const { code, out } = cda('convert', '0.95', 'g/L', 'mmol/L', '--code', '53049-3');
    assert.equal(code, 0);
    assert.match(
      out,
      /^5\.3 mmol\/L\n {2}unrounded: 5\.27345 mmol\/L\n {2}under code 40193-5 Glucose.*\n.*× 5\.551\.\n$/,
    );
  });
  test('132 g/L is 13.2 g/dL; a decimal comma is understood', () => {
    assert.match(cda('convert', '132', 'g/L', 'g/dL').out, /^13\.2 g\/dL\n/);
    assert.match(cda('convert', '13,2', 'g/dL', 'g/L').out, /^132 g\/L\n/);
    assert.match(cda('convert', '-2.5', 'g/dL', 'g/L').out, /^-25 g\/L\n/);
    assert.match(cda('convert', '--code', '53049-3', '-0.95', 'g/L', 'mmol/L').out, /^-5\.3 mmol\/L\n/);
  });
  for (const [what, args, message] of [
    ['mass to mole without a code', ['1', 'g/L', 'mmol/L'], /--code LOINC$/],
    [
      'a code without correspondence',
      ['1', 'g/L', 'mmol/L', '--code', '718-7'],
      /excerpt.* no correspondence for 718-7$/,
    ],
    ['a code the Circuit lacks', ['1', 'g/L', 'mmol/L', '--code', '2951-2'], /2951-2 is not in the built-in excerpt/],
    ['a wrong check digit', ['1', 'g/L', 'mmol/L', '--code', '53049-4'], /check digit/],
    ['another kind of unit', ['1', 'g/L', 's', '--code', '53049-3'], /from g\/L to mmol\/L/],
    ['a unit that is not UCUM', ['1', 'mUI/L', 'g/L'], /mUI.*→ m\[IU\]\/L$/],
    ['no number', ['x', 'g/L', 'g/dL'], /x is not a number$/],
    ['too few words', ['1', 'g/L'], /VALUE FROM TO/],
  ] as const) {
    test(`${what} ends with code 2 and one line`, () => {
      const { code, out, err } = cda('convert', ...args);
      assert.deepEqual([code, out, err.trimEnd().split('\n').length], [2, '', 1]);
      assert.match(err.trimEnd(), message);
    });
  }
});
