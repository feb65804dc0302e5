import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Circuit } from '../../server/src/terminology/circuit';
import { type Conversion, conversions, convertTo, type Measured } from '../../server/src/terminology/convert';
import { LOINC_OID } from '../../server/src/terminology/loinc';
import { ucum } from '../../server/src/terminology/ucum';

const terms = { circuit: Circuit.builtIn(), ucum };

function measured(code: string, value: string, unit: string, range?: readonly [string, string]): Measured {
  const bounds = range && { low: { value: range[0] }, high: { value: range[1] } };
  return { code, codeSystem: LOINC_OID, value, unit, ...bounds };
}

const brief = ({ code, value, unit, low, high }: Conversion) => ({ code, value, unit, low, high });

test('fasting glucose: the webinar example, to the digit', () => {
  const [first] = conversions(measured('53049-3', '0.95', 'g/L', ['0.63', '1.1']), terms);
  assert.ok(first);
  assert.deepEqual(brief(first), { code: '40193-5', value: '5.3', unit: 'mmol/L', low: '3.5', high: '6.1' });
  assert.deepEqual(first.exact, { value: '5.27345', low: '3.49713', high: '6.1061' });
  assert.equal(first.basis, 'circuit');
  assert.equal(first.steps, 1);
  assert.equal(first.factor, '5.551');
  assert.match(first.source.fr, /colonnes AA et AB.*5\.551/);
  assert.match(first.label ?? '', /Moles\/Volume/);
});

test('haemoglobin: the webinar example, same code, UCUM', () => {
  const [first] = conversions(measured('718-7', '132', 'g/L', ['120', '165']), terms);
  assert.ok(first);
  assert.deepEqual(brief(first), { code: '718-7', value: '13.2', unit: 'g/dL', low: '12', high: '16.5' });
  assert.equal(first.basis, 'ucum');
});

test('the way back uses the other row’s factor, from the original value', () => {
  const [first] = conversions(measured('40193-5', '5.3', 'mmol/L', ['3.5', '6.1']), terms);
  assert.ok(first);
  assert.deepEqual(brief(first), { code: '53049-3', value: '0.95', unit: 'g/L', low: '0.63', high: '1.1' });
  assert.equal(first.factor, '0.18');
  assert.equal(first.exact.value, '0.954');
});

test('nothing is converted when the document gives both units', () => {
  assert.deepEqual(conversions(measured('53049-3', '0.95', 'g/L'), terms, true), []);
});

test('another multiple goes through column Y and says so', () => {
  const [first] = conversions(measured('53049-3', '95', 'mg/dL'), terms);
  assert.equal(first?.basis, 'circuit');
  assert.equal(first?.steps, 2);
  assert.equal(first?.value, '5.3');
  assert.match(first?.source.en ?? '', /mg\/dL → g\/L.*53049-3 → 40193-5/);
  const twice = convertTo(measured('53049-3', '95', 'mg/dL'), 'umol/L', terms);
  assert.equal(twice?.steps, 3);
  assert.equal(twice?.exact.value, '5273.45');
});

test('the Circuit’s unit comes first among the multiples', () => {
  const units = conversions(measured('53049-3', '95', 'mg/dL'), terms).map(({ basis, unit }) => `${basis} ${unit}`);
  assert.deepEqual(units, ['circuit mmol/L', 'ucum g/L', 'ucum mg/L']);
});

test('only a LOINC code of the Circuit goes to its twin', () => {
  const local = { ...measured('53049-3', '0.95', 'g/L'), codeSystem: '1.2.250.1.2.3.4' };
  assert.ok(conversions(local, terms).every(({ basis }) => basis === 'ucum'));
  assert.equal(convertTo(local, 'mmol/L', terms), undefined);
});

test('mass and mole are never a scaling', () => {
  assert.equal(convertTo({ value: '1', unit: 'g/L' }, 'mmol/L', terms), undefined);
  assert.equal(convertTo({ value: '48', unit: 'mmol/mol' }, '%', terms), undefined);
});

test('values that are not plain numbers and units that are not UCUM convert to nothing', () => {
  for (const value of ['0,95', '', 'abc', '< 1', '1 000', 'Infinity', `0.${'9'.repeat(100)}`]) {
    assert.deepEqual(conversions(measured('53049-3', value, 'g/L'), terms), [], value);
  }
  for (const unit of ['', 'gr/L', 'mUI/L', 'G/L', 'constructor', '__proto__']) {
    assert.deepEqual(conversions(measured('53049-3', '0.95', unit), terms), [], unit);
  }
});

test('a bound in another multiple is scaled, an unreadable one is left out', () => {
  const range = { low: { value: '63', unit: 'mg/dL' }, high: { value: '1,1' } };
  const [first] = conversions({ ...measured('53049-3', '0.95', 'g/L'), ...range }, terms);
  assert.equal(first?.low, '3.5');
  assert.equal(first?.high, undefined);
});

test('written decimals stay when only the point moves', () => {
  const shown = (value: string, from: string, to: string) => convertTo({ value, unit: from }, to, terms)?.value;
  assert.equal(shown('0.950', 'g/L', 'mg/dL'), '95.0');
  assert.equal(shown('13.0', 'g/dL', 'g/L'), '130');
  assert.equal(shown('120', 'g/L', 'g/dL'), '12');
  assert.equal(shown('0', 'g/L', 'g/dL'), '0');
  assert.equal(shown('-1.50', 'mmol/L', 'umol/L'), '-1500');
  assert.equal(shown('2.15', 'm[IU]/L', 'u[IU]/mL'), '2.15');
  assert.equal(shown('1', 'U/L', 'ukat/L'), '0.017');
});

test('an awkward factor keeps the significant digits of the source, at least two', () => {
  const value = (written: string) => conversions(measured('2093-3', written, 'g/L'), terms)[0]?.value;
  assert.equal(value('1.90'), '4.91');
  assert.equal(value('1.9'), '4.9');
  assert.equal(value('1'), '2.6');
  assert.equal(conversions(measured('53049-3', '0.90', 'g/L'), terms)[0]?.value, '5.0');
});

test('zero is zero in every unit, as precise as written', () => {
  const [first] = conversions(measured('53049-3', '0.00', 'g/L', ['0', '1.1']), terms);
  assert.deepEqual([first?.value, first?.low, first?.high, first?.exact.low], ['0.00', '0', '6.1', '0']);
});

test('multiples out of any usual size are not offered, nor scales that are not ratios', () => {
  const units = conversions({ value: '132', unit: 'g/L' }, terms).map(({ unit }) => unit);
  assert.deepEqual(units, ['g/dL']);
  const fever = convertTo({ value: '37.0', unit: 'Cel' }, '[degF]', terms);
  assert.equal(fever?.value, '98.6');
  assert.equal(fever?.factor, undefined);
});

test('where scales differ in their zero, the decimals stay and not the digits', () => {
  const inKelvin = (value: string) => convertTo({ value, unit: 'Cel' }, 'K', terms)?.value;
  assert.deepEqual(['5', '0', '5.2', '-2.5', '37.00'].map(inKelvin), ['278', '273', '278.4', '270.7', '310.15']);
  assert.equal(convertTo({ value: '278', unit: 'K' }, 'Cel', terms)?.value, '5');
});
