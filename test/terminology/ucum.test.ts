import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ucum } from '../../server/src/terminology/ucum';
import { megabytesInUse } from '../memory';

const VALID =
  'mmol/L g/L g/l G/L T/L U/L U/l mm3 /mm3 {ratio} {} % [pH] pH /uL 10*9/L 10*12/L 10*3/uL 10*6.L-1 10*-3 [IU]/L [iU]/L m[IU]/L k[IU]/L ' +
  "mL/min/{1.73_m2} mm[Hg] Cel [degF] mg/(24.h) g/mmol{creat} {INR} [arb'U]/mL [CFU]/mL 1 100 meq/L mosm/kg kg.m-2 kg/m2 m/s2 " +
  "{copies}/mL ng/mL{FEU} mo_j MBq mGy.cm ukat/L /[HPF] %{HbA1c} (mg) dB B[10.nV] cm[H2O] L/(min.m2) [in_i'H2O] /{field} [diop] Ohm";

test('valid units have no fault', () => {
  for (const unit of VALID.split(' ')) assert.equal(ucum.fault(unit), undefined, unit);
});

test('everyday French notation has a fault and the right UCUM code first', () => {
  const meant = {
    'mUI/L': 'm[IU]/L',
    'UI/L': '[IU]/L',
    'UI/ml': '[IU]/mL',
    'µUI/mL': 'u[IU]/mL',
    'IU/L': '[IU]/L',
    '10^9/L': '10*9/L',
    '10e9/L': '10*9/L',
    '10⁹/L': '10*9/L',
    '10 9/L': '10*9/L',
    'x10^9/L': '10*9/L',
    'Giga/L': '10*9/L',
    'M/mm3': '10*6/mm3',
    'µmol/L': 'umol/L',
    'μmol/L': 'umol/L',
    'µg/L': 'ug/L',
    '/µL': '/uL',
    'mmole/L': 'mmol/L',
    'MMOL/L': 'mmol/L',
    'MG/DL': 'mg/dL',
    'mEq/L': 'meq/L',
    'gr/L': 'g/L',
    gram: 'g',
    Kg: 'kg',
    '°C': 'Cel',
    cel: 'Cel',
    'mm Hg': 'mm[Hg]',
    mmHg: 'mm[Hg]',
    ' mmol/L': 'mmol/L',
    'mmol / L': 'mmol/L',
    sec: 's',
    'mL/mn': 'mL/min',
    'g/24h': 'g/(24.h)',
    'mmol/24 h': 'mmol/(24.h)',
    'mg/24H': 'mg/(24.h)',
    'g/24 H': 'g/(24.h)',
    'mL/min/1.73m2': 'mL/min/{1.73_m2}',
    'mL/min/1,73 m²': 'mL/min/{1.73_m2}',
    'kg/m²': 'kg/m2',
    'kg/m^2': 'kg/m2',
    'mg/kg/j': 'mg/kg/d',
    ans: 'a',
    'UFC/mL': '[CFU]/mL',
    'copies/mL': '{copies}/mL',
    'cp/mL': '{copies}/mL',
    'log copies/mL': '{log_copies}/mL',
    'U/gHb': 'U/g{Hb}',
    'mg/mmol de créatinine': 'mg/mmol{creatinine}',
    '{a b}/L': '{a_b}/L',
    '{a}mg': 'mg{a}',
    INR: '{INR}',
  };
  for (const [written, code] of Object.entries(meant)) assert.equal(ucum.fault(written)?.suggestions[0], code, written);
});

test('what cannot be mended is still a fault, with its reason in both languages', () => {
  for (const unit of ['', ' ', '/', 'g/', 'mg//dL', '(mg', 'mg)', 'g/L{', 'g/L}', 'kkg', '1,5', 'x', 'm%', 'kmin']) {
    const fault = ucum.fault(unit);
    assert.ok(fault, unit);
    assert.ok(fault.message.en && fault.message.fr, unit);
    assert.deepEqual(fault.suggestions, [], unit);
  }
});

test('every suggestion is itself valid', () => {
  for (const unit of [
    'mUI/ml',
    'MOL/l',
    'Téra/L',
    'mg/24 H',
    'g%/l',
    'ng / mL',
    'C°',
    'cellules/mm3',
    '10*9 /l',
    'k%',
  ]) {
    for (const suggestion of ucum.fault(unit)?.suggestions ?? [])
      assert.equal(ucum.fault(suggestion), undefined, suggestion);
  }
});

test('valid units that say something else than is meant', () => {
  const meant = {
    'G/L': '10*9/L',
    'T/L': '10*12/L',
    '109/L': '10*9/L',
    pH: '[pH]',
    'u/L': 'U/L',
    'AU/mL': "[arb'U]/mL",
    PG: 'pg',
    'mm/H': 'mm/h',
  };
  for (const [unit, code] of Object.entries(meant)) assert.equal(ucum.habit(unit)?.suggestions[0], code, unit);
  for (const unit of ['10*9/L', 'g/L', '[pH]', 'U/L', 'mGy', 'mUI/L']) assert.equal(ucum.habit(unit), undefined, unit);
});

test('conversions, to 12 digits', () => {
  const cases: [number, string, string, number | undefined][] = [
    [132, 'g/L', 'g/dL', 13.2],
    [5, 'm[IU]/L', 'u[IU]/mL', 5],
    [5, 'm[IU]/L', '[IU]/L', 0.005],
    [1, '[IU]/(24.h)', '[IU]/d', 1],
    [1, '[iU]/L', '[IU]/L', 1],
    [1, '10*9/L', '/mm3', 1000],
    [60, 'U/L', 'ukat/L', 1],
    [37, 'Cel', 'K', 310.15],
    [1, 'mg/g', '%', 0.1],
    [1, '[IU]/L', 'U/L', undefined],
    [1, "[arb'U]/mL", '[IU]/mL', undefined],
    [1, '[IU]/L', '/L', undefined],
    [1, 'g/L', 'mmol/L', undefined],
    [1, 'mmol/mol', '%', undefined],
    [1, '/L', 'mmol/L', undefined],
    [1, 'g', 'g/L', undefined],
    [1, 'mUI/L', 'mUI/L', undefined],
  ];
  for (const [value, from, to, expected] of cases) {
    assert.equal(ucum.convert(value, from, to), expected, `${from} → ${to}`);
    assert.equal(ucum.sameDimension(from, to), expected !== undefined, `${from} ~ ${to}`);
  }
  assert.equal(ucum.factor('Cel', 'K'), undefined);
  assert.equal(ucum.factor('g/L', 'mg/dL'), 100);
});

test('the library never writes to the console, which is the protocol’s channel', (t) => {
  const log = t.mock.method(console, 'log', () => {});
  for (const unit of ['a b', '{é}', 'g/L}', '', '[', '((', '10^9/L']) {
    ucum.fault(unit);
    ucum.convert(1, unit, 'g/L');
  }
  assert.equal(log.mock.callCount(), 0);
});

test('what is remembered of a unit does not keep the document in memory', () => {
  ucum.fault('g/L');
  const before = megabytesInUse();
  for (let turn = 10; turn < 40; turn++) {
    const document = Buffer.from(`mL/min/{of_patient_${turn}} ${'x'.repeat(4 * 2 ** 20)}`).toString();
    assert.equal(ucum.fault(document.slice(0, 'mL/min/{of_patient_00}'.length)), undefined);
    assert.ok(ucum.fault(document.slice(0, 'mL/min/{of_patient_00'.length)));
  }
  assert.ok(megabytesInUse() - before < 40);
});
