import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatDecimal,
  multiply,
  parseDecimal,
  roundSignificant,
  significantDigits,
  trimZeros,
} from '../../server/src/terminology/decimal';

const read = (text: string) => {
  const value = parseDecimal(text);
  assert.ok(value, text);
  return value;
};

test('numbers are read and written back as they are', () => {
  for (const text of ['0', '0.95', '120', '-1.50', '0.005', '1.0']) assert.equal(formatDecimal(read(text)), text);
  const others = { '+5': '5', '.5': '0.5', '5.': '5', '1e3': '1000', '1.5E-3': '0.0015', ' 7 ': '7' };
  for (const [text, plain] of Object.entries(others)) assert.equal(formatDecimal(read(text)), plain);
  for (const text of ['', '.', '-', '1,5', '1 5', '0x10', '1e', 'NaN'])
    assert.equal(parseDecimal(text), undefined, text);
});

test('products are exact', () => {
  assert.equal(formatDecimal(multiply(read('0.95'), read('5.551'))), '5.27345');
  assert.equal(formatDecimal(multiply(read('0.1'), read('3'))), '0.3');
});

test('rounding to significant digits, half away from zero', () => {
  const rounded = (text: string, digits: number) => formatDecimal(roundSignificant(read(text), digits));
  assert.equal(rounded('5.27345', 2), '5.3');
  assert.equal(rounded('6.1061', 2), '6.1');
  assert.equal(rounded('0.04996', 2), '0.050');
  assert.equal(rounded('9.96', 2), '10.0');
  assert.equal(rounded('1250', 2), '1300');
  assert.equal(rounded('-1.25', 2), '-1.3');
  assert.equal(rounded('3', 2), '3');
  assert.equal(significantDigits(read('0.0630')), 3);
  assert.equal(formatDecimal(trimZeros(read('4.500'))), '4.5');
});
