import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Circuit, type CircuitRow } from '../../server/src/terminology/circuit';
import { foldLabel } from '../../server/src/terminology/labels';
import { loincKind } from '../../server/src/terminology/loinc';
import { ucum } from '../../server/src/terminology/ucum';

test('the built-in excerpt: every analysis once, sound, its prescriptions gathered', () => {
  const circuit = Circuit.builtIn();
  assert.equal(circuit.info.builtIn, true);
  assert.equal(circuit.info.analyses, circuit.rows.length);
  assert.deepEqual(circuit.conflicts, []);
  for (const row of circuit.rows) {
    assert.equal(loincKind(row.loinc ?? ''), 'term', row.loinc);
    if (row.unit !== undefined) assert.equal(ucum.fault(row.unit), undefined, row.unit);
    if (row.twin !== undefined) assert.equal(circuit.find(row.twin)?.twin, row.loinc);
  }
  assert.equal(circuit.rows.filter(({ partial }) => !partial).length, 8);
  const prescribed = circuit.find('14647-2')?.prescriptions?.map(({ code }) => code);
  assert.deepEqual(prescribed, ['24331-1', '14647-2']);
});

test('columns of a row', () => {
  const row = Circuit.builtIn().find('53049-3');
  assert.equal(row?.comparability, '1');
  assert.equal(row?.restricted, true);
  assert.equal(row?.systematic, false);
  assert.equal(row?.unit, 'g/L');
  assert.equal(row?.twin, '40193-5');
  assert.equal(row?.factor, 5.551);
  assert.equal(row?.chapter?.code, '18719-5');
});

test('scenarios: comparability known where the workbook’s row is not', () => {
  const circuit = Circuit.builtIn();
  const levels = ['2284-8', '14732-2', '11580-8', '718-7'].map((code) => circuit.find(code)?.comparability);
  assert.deepEqual(levels, ['2', '2', '2', '1']);
  assert.equal(circuit.find('718-7')?.partial, true);
});

test('labels are found in both official styles, whatever the case and the blanks', () => {
  const circuit = Circuit.builtIn();
  for (const label of [
    'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique',
    'GLUCOSE À JEUN  [Masse/Volume] Sérum/Plasma; Numérique ',
    'Glucose à jeun:Masse/Volume:Ponctuel:Sérum/Plasma:Numérique',
  ]) {
    assert.equal(circuit.findByLabel(label)?.loinc, '53049-3', label);
  }
  assert.equal(circuit.findByLabel('Glucose a jeun [Masse/Volume] Sérum/Plasma ; Numérique'), undefined);
  assert.equal(foldLabel("Temps d'activation"), foldLabel('temps d’activation '));
});

test('rows are merged when they agree and reported when they do not; waiting codes count', () => {
  const rows: CircuitRow[] = [
    { loinc: '718-7', label: 'Hémoglobine', unit: 'g/L', prescriptions: [{ label: 'NFS' }] },
    { loinc: '718-7', label: 'Hémoglobine', unit: 'g/dL', rank: 4, prescriptions: [{ label: 'Hb' }] },
    { label: 'Sans LOINC', waitingCode: '1443252' },
    { label: 'Sans code' },
  ];
  const circuit = new Circuit(rows, { builtIn: false, source: 'test' });
  assert.equal(circuit.info.analyses, 2);
  assert.deepEqual(circuit.conflicts, [{ code: '718-7', field: 'unit', values: ['g/L', 'g/dL'] }]);
  assert.equal(circuit.find('718-7')?.unit, 'g/L');
  assert.equal(circuit.find('718-7')?.rank, 4);
  assert.equal(circuit.find('718-7')?.prescriptions?.length, 2);
  assert.equal(circuit.findByWaitingCode('1443252')?.label, 'Sans LOINC');
  assert.equal(circuit.findByLabel('sans loinc')?.waitingCode, '1443252');
});
