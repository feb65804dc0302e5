import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as xlsx from '@e965/xlsx';
import { Circuit } from '../../server/src/terminology/circuit';
import { compile, openCompiled } from '../../server/src/terminology/load/compiled';
import { readCircuit } from '../../server/src/terminology/load/readCircuit';
import { columnLetters } from '../../server/src/terminology/load/sheet';
import {
  type Cells,
  CIRCUIT_SHEET,
  grid,
  HEADINGS,
  MASS,
  MOLES,
  type RawOptions,
  rawWorkbook,
  WAITING,
} from './workbook';

async function load(bytes: Uint8Array) {
  const { table, report } = await readCircuit(bytes, 'test');
  return { circuit: new Circuit(table, { builtIn: false, source: 'test' }), report };
}

/** One sheet of the published name: headings in row 1, then the rows. */
function loadRows(rows: readonly Cells[], options?: RawOptions) {
  const numbered = Object.fromEntries([HEADINGS, ...rows].map((cells, index) => [index + 1, cells]));
  return load(rawWorkbook([{ name: CIRCUIT_SHEET, rows: numbered }], options));
}

/** What every way to write the three rows must give. */
function assertGlucose(circuit: Circuit): void {
  assert.equal(circuit.info.analyses, 3);
  assert.deepEqual(circuit.find('53049-3'), {
    loinc: '53049-3',
    label: 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique',
    editionLabel: 'Glucose à jeun',
    comparability: '1',
    restricted: true,
    recommendedUnit: 'g/L',
    unit: 'g/L',
    systematic: false,
    twin: '40193-5',
    factor: 5.551,
    chapter: { code: '18719-5', label: 'Biochimie' },
    rank: 4180,
    prescriptions: [{ code: '40193-5', label: 'Glycémie à jeun' }],
  });
  assert.equal(circuit.find('40193-5')?.factor, 0.18);
  assert.equal(circuit.findByWaitingCode('1443252')?.label, 'Analyse sans LOINC');
}

const THREE = [MOLES, MASS, WAITING];

suite('writers', () => {
  test('raw XML', async () => {
    const { circuit, report } = await loadRows(THREE);
    assertGlucose(circuit);
    assert.equal(report.sheet, CIRCUIT_SHEET);
    assert.deepEqual([report.rows, report.analyses, report.waitingOnly, report.faultCount], [3, 3, 1, 0]);
    assert.deepEqual(report.notes, []);
  });

  for (const bookSST of [true, false]) {
    test(`SheetJS, ${bookSST ? 'shared' : 'plain'} strings, cover sheet, cover rows and merged cells`, async () => {
      const book = xlsx.utils.book_new();
      xlsx.utils.book_append_sheet(
        book,
        xlsx.utils.aoa_to_sheet([['Circuit de la biologie'], ['Version', 2025]]),
        'Lisez-moi',
      );
      const cover = [
        ['Jeu de valeurs'],
        [],
        ['EXAMEN PRESCRIPTIBLE', ...Array(12).fill(null), 'ANALYSES PORTEUSES DE RESULTAT'],
      ];
      const sheet = xlsx.utils.aoa_to_sheet([...cover, ...grid([HEADINGS, ...THREE])]);
      sheet['!merges'] = [
        xlsx.utils.decode_range('A3:M3'),
        xlsx.utils.decode_range('N3:AK3'),
        xlsx.utils.decode_range('A5:A6'),
      ];
      xlsx.utils.book_append_sheet(book, sheet, CIRCUIT_SHEET);
      const bytes = xlsx.write(book, { type: 'buffer', bookType: 'xlsx', bookSST, compression: true });
      assertGlucose((await load(bytes)).circuit);
    });
  }
});

suite('quirks of cells and parts', () => {
  test('rich, shared and phonetic strings, formulas, errors of blanks, escapes', async () => {
    const shared = [
      '<r><t>Glucose à </t></r><r><rPr><b/></rPr><t xml:space="preserve">jeun </t></r><rPh sb="0" eb="1"><t>NON</t></rPh>',
      '<t>Unité\nUCUM</t>',
    ];
    const { circuit } = await loadRows(
      [
        {
          S: '<c r="@" t="str"><f>CONCATENATE("718","-","7")</f><v>718-7</v></c>',
          T: '<c r="@" t="s"><v>0</v></c>',
          U: '<c r="@" t="inlineStr"><is><r><t>Hémo</t></r><r><t>globine_x000D__x0002_ &amp; &#233;</t></r></is></c>',
          V: '<c r="@" t="str"><v>\u00a01 \t</v></c>',
          Y: '<c r="@"><f>X2</f><v><![CDATA[g/L]]></v></c>',
          AB: '<c r="@"><v>5.5510000000000002</v></c>',
        },
      ],
      { shared },
    );
    const row = circuit.find('718-7');
    assert.equal(row?.label, 'Glucose à jeun');
    assert.equal(row?.editionLabel, 'Hémoglobine & é');
    assert.equal(row?.comparability, '1');
    assert.equal(row?.unit, 'g/L');
    assert.equal(row?.factor, 5.551);
  });

  test('relations that lead nowhere', async () => {
    const relation = (id: string, type: string, target: string) =>
      `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
    const odd = ['100%.xml', 'http://[', '../../../etc/passwd', ''].map((target, i) =>
      relation(`x${i}`, 'theme', target),
    );
    const sheet = relation('s0', 'worksheet', 'worksheets/sheet0.xml');
    const parts = { 'xl/_rels/workbook.xml.rels': `<Relationships>${odd.join('')}${sheet}</Relationships>` };
    assertGlucose((await loadRows(THREE, { parts })).circuit);
  });

  test('prefixed elements, other spellings of tags, cells without address', async () => {
    assertGlucose((await loadRows(THREE, { prefix: 'x:' })).circuit);
    const rows = Object.entries(grid([HEADINGS, ...THREE])).map(
      ([, cells]) =>
        `<row>${cells.map((text) => (text === null ? '<c/>' : `<c  t = 'str'\n><v>${String(text).replace(/&/g, '&amp;')}</v></c>`)).join('')}</row>`,
    );
    const sheet = `<worksheet><!-- > <c> --><sheetData>${rows.join('')}</sheetData></worksheet>`;
    assertGlucose((await loadRows(THREE, { parts: { 'xl/worksheets/sheet0.xml': sheet } })).circuit);
  });
});

suite('headings', () => {
  test('are found wherever they stand, folded; the LOINC of the analyses is meant', async () => {
    const order = ['AK', 'N', 'O', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'AA', 'AB', 'A', 'B', 'C'];
    const moved = (cells: Cells): Cells =>
      Object.fromEntries(
        order.flatMap((letter, index) => {
          const value = cells[letter];
          return value === undefined ? [] : [[columnLetters(index + 30), value]];
        }),
      );
    const odd: Cells = {
      ...HEADINGS,
      S: ' Loinc ',
      V: 'NIVEAU\u00a0MINIMUM\nDE  COMPARABILITÉ',
      X: 'Unité recommandée (affichage)',
      Y: 'unité  Ucum\n(obligatoire)',
      AA: 'Соrresроndаnсе (LOINC)',
    };
    const rows = Object.fromEntries([odd, ...THREE].map((cells, index) => [index + 7, moved(cells)]));
    assertGlucose((await load(rawWorkbook([{ name: 'Feuil1', rows }]))).circuit);
    const kept = Object.fromEntries([odd, ...THREE].map((cells, index) => [index + 7, cells]));
    assertGlucose((await load(rawWorkbook([{ name: 'Feuil1', rows: { 1: { A: 'Titre' }, ...kept } }]))).circuit);
  });

  test('spread over two rows, with a row of letters below', async () => {
    const above: Cells = { ...HEADINGS, W: 'Liste', Y: 'Unité' };
    const below: Cells = { W: 'restreinte O/N', Y: 'UCUM' };
    const letters = Object.fromEntries(Object.keys(HEADINGS).map((letter) => [letter, letter]));
    const rows = Object.fromEntries([above, below, letters, ...THREE].map((cells, index) => [index + 2, cells]));
    const { circuit, report } = await load(rawWorkbook([{ name: CIRCUIT_SHEET, rows }]));
    assertGlucose(circuit);
    assert.equal(report.faultCount, 0);
  });

  test('missing ones are replaced by the letters, and it is said', async () => {
    const { Y: _, V: __, W: ___, ...rest } = HEADINGS;
    const rows = { 1: { ...rest, W: 'Technique discriminante O/N' }, 2: MOLES, 3: MASS, 4: WAITING };
    const { circuit, report } = await load(rawWorkbook([{ name: CIRCUIT_SHEET, rows }]));
    assert.equal(circuit.find('53049-3')?.unit, 'g/L');
    assert.equal(circuit.find('53049-3')?.comparability, '1');
    assert.equal(circuit.find('53049-3')?.restricted, undefined, 'column W meant something else until 2023');
    assert.match(report.notes[0]?.fr ?? '', /lettre.*V, Y\./);
    assert.deepEqual(
      report.columns.filter(({ by }) => by === 'letter').map(({ letters }) => letters),
      ['V', 'Y'],
    );
  });

  test('a sheet of another name is recognized among others', async () => {
    const decoy = { 1: { A: 'Code', B: 'Libellé' }, 2: { A: '718-7', B: 'Leurre' } };
    const rows = { 1: HEADINGS, 2: MOLES, 3: MASS, 4: WAITING };
    const { circuit, report } = await load(
      rawWorkbook([
        { name: 'Liste', rows: decoy },
        { name: 'Données', rows },
      ]),
    );
    assertGlucose(circuit);
    assert.equal(report.sheet, 'Données');
  });
});

suite('rows', () => {
  test('chapters come from the second sheet, prescriptions from merged cells', async () => {
    const { O: _, ...bare } = MOLES;
    const { A: __, B: ___, ...below } = MASS;
    const rows = { 1: HEADINGS, 2: { ...bare, P: '18767-4' }, 3: below };
    const chapters = {
      1: { A: 'Chapitre LOINC', B: 'Libellés chapitres LOINC', C: 'Sous-chapitre LOINC', D: 'Libellés sous-chapitres' },
      2: { A: '18719-5', B: 'Biochimie', C: '18767-4', D: 'Gaz du sang' },
      3: { C: '600238', D: 'Examens sur LCR' },
    };
    const { circuit, report } = await load(
      rawWorkbook([
        { name: CIRCUIT_SHEET, rows, merges: ['A2:A3', 'B2:B3'] },
        { name: '2.Chapitres LOINC', rows: chapters },
      ]),
    );
    assert.deepEqual(circuit.find('40193-5')?.chapter, { code: '18719-5', label: 'Biochimie' });
    assert.deepEqual(circuit.find('40193-5')?.subchapter, { code: '18767-4', label: 'Gaz du sang' });
    assert.deepEqual(circuit.chapters.at(-1), { code: '600238', label: 'Examens sur LCR', parent: '18719-5' });
    assert.deepEqual([report.chapters, report.subchapters], [1, 2]);
    assert.deepEqual(circuit.find('53049-3')?.prescriptions, [{ code: '40193-5', label: 'Glycémie à jeun' }]);
  });

  test('repeated analyses are merged, and conflicts told with their cells', async () => {
    const { circuit, report } = await loadRows([
      MOLES,
      { ...MOLES, A: 'Bilan', B: '24331-1' },
      MASS,
      { ...MASS, Y: 'g/dL', W: 'N' },
    ]);
    assert.equal(circuit.info.analyses, 2);
    assert.equal(report.repeated, 2);
    assert.equal(circuit.find('40193-5')?.prescriptions?.length, 2);
    assert.equal(circuit.find('53049-3')?.prescriptions?.length, 1);
    const at = [`${CIRCUIT_SHEET}!S4`, `${CIRCUIT_SHEET}!S5`];
    assert.deepEqual(report.conflicts, [
      { code: '53049-3', field: 'restricted', values: ['O', 'N'], at },
      { code: '53049-3', field: 'unit', values: ['g/L', 'g/dL'], at },
    ]);
    assert.equal(circuit.find('53049-3')?.unit, 'g/L');
  });

  test('more than two rows that disagree in one column are one conflict', async () => {
    const { report } = await loadRows([MOLES, { ...MOLES, V: 2 }, { ...MOLES, V: 2 }, { ...MOLES, V: 9 }]);
    assert.deepEqual(
      report.conflicts.map(({ field, values }) => [field, values]),
      [['comparability', ['1', '2', '9']]],
    );
    assert.equal(report.conflictCount, 1);
  });

  test('the error of a formula is neither a label nor a unit', async () => {
    const failed = '<c r="@" t="e"><f>VLOOKUP(S2,Z1,2,0)</f><v>#N/A</v></c>';
    const { circuit, report } = await loadRows([
      { ...MOLES, A: failed, O: failed, T: failed, U: '#NOM?', X: '#REF!' },
      { ...MASS, AB: failed },
    ]);
    const { label, editionLabel, recommendedUnit, chapter, prescriptions } = circuit.row(0);
    assert.deepEqual([label, editionLabel, recommendedUnit], ['', undefined, undefined]);
    assert.deepEqual([chapter, prescriptions], [{ code: '18719-5' }, [{ code: '40193-5' }]]);
    assert.deepEqual(
      report.faults.map(({ kind, at }) => [kind, at]),
      [
        ['formula', `${CIRCUIT_SHEET}!T2`],
        ['label', `${CIRCUIT_SHEET}!T2`],
        ['formula', `${CIRCUIT_SHEET}!U2`],
        ['formula', `${CIRCUIT_SHEET}!X2`],
        ['formula', `${CIRCUIT_SHEET}!O2`],
        ['formula', `${CIRCUIT_SHEET}!A2`],
        ['factor', `${CIRCUIT_SHEET}!AB3`],
      ],
    );
  });

  test('numbers as text, with a comma or blanks', async () => {
    const { circuit, report } = await loadRows([
      { ...MOLES, R: '4\u202f178', V: '1,0', AB: ' 0,180 ' },
      { ...MASS, AB: '5,551' },
      { ...WAITING, AK: '1443252,0' },
    ]);
    const { rank, comparability, factor } = circuit.row(0);
    assert.deepEqual([rank, comparability, factor], [4178, '1', 0.18]);
    assert.equal(circuit.findByWaitingCode('1443252')?.comparability, '9');
    assert.deepEqual(report.faults, []);
  });

  test('faults are listed with their cell, and the rest of the row is used', async () => {
    const faulty: [string, Cells, string][] = [
      ['loinc', { S: '53094-5' }, 'S3'],
      ['waiting-code', { AK: 'à créer' }, 'AK3'],
      ['comparability', { V: '3' }, 'V3'],
      ['yes-no', { W: '?' }, 'W3'],
      ['unit', { Y: 'mmole/L' }, 'Y3'],
      ['unit-habit', { Y: 'G/L' }, 'Y3'],
      ['twin', { AA: '40193-6' }, 'AA3'],
      ['twin', { AA: '53049-3' }, 'AA3'],
      ['twin-missing', { AA: '718-7' }, 'AA3'],
      ['factor', { AB: 'cinq' }, 'AB3'],
      ['factor-not-reciprocal', { AB: '55,51' }, 'AB3'],
      ['rank', { R: 'premier' }, 'R3'],
      ['label', { T: '' }, 'T3'],
      ['formula', { U: '<c r="@" t="e"><f>VLOOKUP(S3,A:B,2)</f><v>#N/A</v></c>' }, 'U3'],
      ['formula', { X: '#REF!' }, 'X3'],
    ];
    for (const [kind, change, cell] of faulty) {
      const { report } = await loadRows([MOLES, { ...MASS, ...change }]);
      const fault = report.faults.find((one) => one.kind === kind);
      assert.equal(fault?.at, `${CIRCUIT_SHEET}!${cell}`, `${kind}: ${JSON.stringify(report.faults)}`);
    }
    const { circuit, report } = await loadRows([MOLES, { ...MASS, AA: '718-7', V: '3' }]);
    assert.equal(circuit.find('53049-3')?.comparability, undefined);
    assert.equal(circuit.find('53049-3')?.unit, 'g/L');
    assert.ok(report.faults.some(({ kind }) => kind === 'twin-not-mutual'));
  });

  test('factors that contradict each other convert nothing', async () => {
    const { circuit, report } = await loadRows([MOLES, { ...MASS, AB: '55,51' }]);
    assert.deepEqual(
      circuit.rows.map(({ twin, factor }) => [twin, factor]),
      [
        ['53049-3', undefined],
        ['40193-5', undefined],
      ],
    );
    assert.match(report.faults[0]?.message.fr ?? '', /ne sont pas inverses .* aucun n’est retenu\.$/);
  });

  test('look-alikes, national hyphens and words for nothing are no faults', async () => {
    const { circuit, report } = await loadRows([
      MOLES,
      { ...MASS, S: '53049\u20113', W: 'О', Y: 'g/L ', X: 'sans objet' },
    ]);
    assertGlucoseMass(circuit);
    assert.equal(report.faultCount, 0);
    for (const micro of ['\u00b5', '\u03bc']) {
      const { circuit, report } = await loadRows([{ ...WAITING, Y: `${micro}mol/L` }]);
      assert.deepEqual([circuit.row(0).unit, report.faultCount], ['umol/L', 0]);
    }
  });

  function assertGlucoseMass(circuit: Circuit): void {
    const row = circuit.find('53049-3');
    assert.deepEqual([row?.restricted, row?.unit, row?.recommendedUnit], [true, 'g/L', undefined]);
  }

  test('very long cells neither hold up the reading nor fill the report', async () => {
    const long = '1'.repeat(500_000);
    const rows = [MOLES, { ...MASS, AK: `${long}!` }, { ...MOLES, T: `${long} a` }, { ...MOLES, T: `${long} b` }];
    const start = performance.now();
    const { report } = await loadRows([...rows, ...Array.from({ length: 100 }, () => MOLES)]);
    assert.ok(performance.now() - start < 5000);
    assert.equal(report.conflictCount, 1);
    assert.ok(JSON.stringify(report).length < 10_000);
  });

  test('many faults are counted, not all listed', async () => {
    const rows = Array.from({ length: 300 }, () => ({ ...MASS, V: 'x' }));
    const { report } = await loadRows(rows);
    assert.equal(report.faults.length, 200);
    assert.equal(report.faultCounts.comparability, 300);
    assert.ok(report.faultCount >= 300);
  });
});

test('a compiled Circuit says the same as the one read', async () => {
  const bytes = rawWorkbook([
    {
      name: CIRCUIT_SHEET,
      rows: {
        1: HEADINGS,
        2: MOLES,
        3: MASS,
        4: WAITING,
        5: { ...MOLES, V: 2, A: 'Bilan' },
        6: { ...WAITING, S: '718-7' },
      },
    },
  ]);
  const read = await readCircuit(bytes, 'test');
  const opened = openCompiled(compile(read));
  assert.ok(opened);
  assert.deepEqual(opened.report, read.report);
  const [a, b] = [read, opened].map(({ table }) => new Circuit(table, { builtIn: false, source: 'test' }));
  assert.deepEqual(b?.rows, a?.rows);
  assert.deepEqual(b?.conflicts, a?.conflicts);
  assert.deepEqual(b?.chapters, a?.chapters);
  assert.equal(b?.find('40193-5')?.rank, 4178);
  assert.equal(b?.findByWaitingCode('1443252')?.comparability, '9');
  assert.deepEqual(
    b?.withWaitingCode('1443252').map(({ loinc }) => loinc),
    [undefined, '718-7'],
  );
  assert.equal(b?.findByWaitingCode('1443252')?.loinc, '718-7');
  assert.deepEqual(
    ['1443252', '9'].map((code) => b?.lacksWaitingCode(code)),
    [false, true],
  );
  assert.equal(openCompiled(compile(read).slice(0, -1)), undefined);
  assert.equal(openCompiled(new ArrayBuffer(0)), undefined);
});
