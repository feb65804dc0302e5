import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDigit, loincFault, loincKind, suggestLoinc } from '../../server/src/terminology/loinc';

test('check digits of known codes', () => {
  for (const code of ['53049-3', '40193-5', '718-7', '11502-2', '101792-0', '53094-9', '3016-3', '2348-1']) {
    const [digits = '', check] = code.split('-');
    assert.equal(checkDigit(digits), Number(check), code);
    assert.equal(loincFault(code), undefined, code);
  }
});

test('the other series and the pseudo-codes of IHE are accepted', () => {
  const kinds = { 'LA6576-8': 'answer', 'LP31755-9': 'part', 'LL715-4': 'list', 'LG33055-1': 'group' };
  for (const [code, kind] of Object.entries(kinds)) assert.equal(loincKind(code), kind);
  assert.equal(loincKind('xx-MCH-PsychoMDev'), 'ihe');
  assert.equal(loincKind('XX-ANTENATALTESTINGBATTERY'), 'ihe');
});

test('a wrong check digit is named and corrected', () => {
  const fault = loincFault('53094-5');
  assert.equal(fault?.kind, 'check-digit');
  assert.deepEqual(fault?.suggestions, ['53094-9']);
  assert.match(fault?.message.fr ?? '', /la clé de contrôle de 53094 est 9/);
});

test('typing slips are tidied before the check digit is', () => {
  const slips = {
    '4O193-5': '40193-5',
    '7l8-7': '718-7',
    '53049–3': '53049-3',
    ' 53049-3': '53049-3',
    '53049 -3': '53049-3',
    '530493': '53049-3',
    '53049--3': '53049-3',
    '53094–5': '53094-9',
  };
  for (const [written, meant] of Object.entries(slips)) assert.equal(suggestLoinc(written), meant, written);
  assert.equal(suggestLoinc('53049-3'), undefined);
});

test('what is no LOINC code at all has a fault without suggestion', () => {
  for (const code of ['', 'CRP', 'B0001', '1234567890-1', '-3']) {
    const fault = loincFault(code);
    assert.equal(fault?.kind, 'form', code);
    assert.deepEqual(fault?.suggestions, [], code);
  }
});
