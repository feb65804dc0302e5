import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { AnalysisIndex } from '../../server/src/features/completion/analysisIndex';
import { Circuit, type CircuitRow } from '../../server/src/terminology/circuit';

const rows: CircuitRow[] = [
  { loinc: '718-7', label: 'Hémoglobine [Masse/Volume] Sang ; Numérique', editionLabel: 'Hb', restricted: true },
  { loinc: '4548-4', label: 'Hémoglobine A1c/Hémoglobine totale [Fraction massique] Sang', editionLabel: 'HbA1c' },
  { loinc: '20570-8', label: 'Hématocrite [Fraction volumique] Sang ; Numérique' },
  { loinc: '2243-4', label: 'Œstradiol [Masse/Volume] Sérum/Plasma ; Numérique' },
  { loinc: '11580-8', label: 'Thyréostimuline:Arbitraire/Volume:Ponctuel:Sérum/Plasma', editionLabel: 'TSH' },
  { loinc: '1989-3', label: '25-Hydroxyvitamine D3 [Masse/Volume] Sérum/Plasma' },
  { label: 'Recherche sans LOINC', waitingCode: '600238' },
];
const index = AnalysisIndex.of(new Circuit(rows, { builtIn: false, source: 'test' }));
const codes = (query: string, limit = 10) =>
  index.search(query, limit).map(({ loinc, waitingCode }) => loinc ?? waitingCode);

suite('index of analyses', () => {
  for (const [query, ...expected] of [
    ['hemo', '718-7', '4548-4'],
    ['HÉMOGLOBINE', '718-7', '4548-4'],
    ['sang hemo fraction', '4548-4'],
    ['hb', '718-7', '4548-4'],
    ['TSH', '11580-8'],
    ['oestradiol', '2243-4'],
    ['œstra', '2243-4'],
    ['hemoglobnie', '718-7', '4548-4'],
    ['tyreostimuline', '11580-8'],
    ['hbx'],
    ['71', '718-7'],
    ['718-7', '718-7'],
    ['25', '1989-3'],
    ['6002', '600238'],
    ['¤¤¤'],
  ] as const) {
    test(`«${query}»`, () => assert.deepEqual(codes(query), expected));
  }

  test('an empty query gives the analyses prescribed most, then the short labels', () => {
    assert.deepEqual(codes(' ', 2), ['718-7', '600238']);
  });

  test('analyses that only have a waiting code, or only the others', () => {
    const found = (query: string, waiting: boolean) =>
      index.search(query, 10, waiting).map(({ loinc, waitingCode }) => loinc ?? waitingCode);
    assert.deepEqual(found('', true), ['600238']);
    assert.deepEqual(found('recherche', false), []);
    assert.deepEqual(found('6002', false), []);
    assert.equal(found('', false).includes('600238'), false);
  });

  test('made in slices it is the same, and others are let in between', async () => {
    const many = Array.from({ length: 5000 }, (_, at) => ({ loinc: `${at}-1`, label: `Analyse n${at} [Masse]` }));
    const circuit = new Circuit(many, { builtIn: false, source: 'many' });
    let pauses = 0;
    const pause = async () => void pauses++;
    const [made, same] = await Promise.all([
      AnalysisIndex.prepare(circuit, pause),
      AnalysisIndex.prepare(circuit, pause),
    ]);
    assert.equal(made, same);
    assert.equal(AnalysisIndex.of(circuit), made);
    assert.ok(pauses > 0);
    assert.deepEqual(
      made.search('n42', 3).map(({ loinc }) => loinc),
      ['42-1', '420-1', '421-1'],
    );
  });

  test('one index per Circuit', () => {
    const circuit = new Circuit(rows, { builtIn: false, source: 'test' });
    assert.equal(AnalysisIndex.of(circuit), AnalysisIndex.of(circuit));
    assert.deepEqual(AnalysisIndex.of(new Circuit([], { builtIn: false, source: 'none' })).search('x', 5), []);
  });
});
