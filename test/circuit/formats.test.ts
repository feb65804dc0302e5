import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Circuit } from '../../server/src/terminology/circuit';
import { readLoincList } from '../../server/src/terminology/load/loincList';
import { readCircuit } from '../../server/src/terminology/load/readCircuit';
import { LoincList } from '../../server/src/terminology/loincList';
import { CIRCUIT_SHEET, grid, HEADINGS, MASS, MOLES, rawWorkbook, WAITING } from './workbook';

async function load(bytes: Uint8Array | string) {
  const { table, report } = await readCircuit(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 'test');
  return { circuit: new Circuit(table, { builtIn: false, source: 'test' }), report };
}

function table(delimiter: string): string {
  const quoted = grid([HEADINGS, MOLES, MASS, WAITING]).map((cells) =>
    cells
      .map((cell) => (cell === null ? '' : `"${String(cell).replace(/"/g, '""').replace('Unité ', 'Unité\n')}"`))
      .join(delimiter),
  );
  return `${quoted.join('\r\n')}\r\n`;
}

suite('delimited tables', () => {
  for (const [name, delimiter] of [
    ['.csv', ';'],
    ['.csv with commas', ','],
    ['.tsv', '\t'],
  ] as const) {
    test(name, async () => {
      const { circuit, report } = await load(table(delimiter));
      assert.equal(circuit.find('53049-3')?.unit, 'g/L');
      assert.equal(circuit.find('53049-3')?.factor, 5.551);
      assert.equal(circuit.findByWaitingCode('1443252')?.comparability, '9');
      assert.equal(report.format, 'table');
      assert.equal(report.columns.find(({ field }) => field === 'loinc')?.letters, 'S');
    });
  }

  test('two columns, the labels of which hold more semicolons than there are delimiters', async () => {
    const label = 'Plaquettes [Nombre/Volume] Sang ; Numérique ; Comptage automate';
    for (const text of [`LOINC\tLibellé\n777-3\t${label}\n`, `LOINC,Libellé\n777-3,"${label}"\n`]) {
      const { table } = await readLoincList(Buffer.from(text), 'test');
      assert.deepEqual(table.row(0), { loinc: '777-3', label });
    }
  });

  test('byte order marks and Windows-1252', async () => {
    const label = 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique';
    const encodings = [
      Buffer.from(`\ufeff${table(';')}`),
      Buffer.from(`\ufeff${table('\t')}`, 'utf16le'),
      Buffer.from(table(';'), 'latin1'),
    ];
    for (const bytes of encodings) assert.equal((await load(bytes)).circuit.find('53049-3')?.label, label);
  });

  test('NOS .tabs, waiting codes told by their system', async () => {
    const text = `<OID>;<Type fichier>;<Nom fichier>
1.2.250.1.213.1.1.5.1;JDV;JDV_Circuit
<OID>;<Code>;<Libellé>
2.16.840.1.113883.6.1;718-7;Hémoglobine
1.2.250.1.213.1.1.5.130;1443252;Sans LOINC
`;
    const { circuit, report } = await load(text);
    assert.equal(circuit.find('718-7')?.label, 'Hémoglobine');
    assert.equal(circuit.findByWaitingCode('1443252')?.label, 'Sans LOINC');
    assert.equal(report.faultCount, 0);
  });
});

const codeSystem = {
  resourceType: 'CodeSystem',
  url: 'http://loinc.org',
  property: [{ code: 'p1', description: 'Unité UCUM', type: 'string' }],
  concept: [
    {
      code: '53049-3',
      display: 'Fasting glucose',
      designation: [{ language: 'fr-FR', value: 'Glucose à jeun' }],
      property: [
        { code: 'p1', valueString: 'g/L' },
        { code: 'niveauMinimumDeComparabilite', valueCode: '1' },
        { code: 'listeRestreinte', valueBoolean: true },
        { code: 'facteurConversion', valueDecimal: 5.551 },
        { code: 'correspondance', valueCoding: { code: '40193-5' } },
      ],
    },
    { code: '40193-5', display: 'Glucose', concept: [{ code: '718-7', display: 'Hémoglobine' }] },
  ],
};

suite('value sets', () => {
  test('FHIR CodeSystem in JSON: designations, properties by code or description, hierarchy', async () => {
    const { circuit, report } = await load(JSON.stringify(codeSystem));
    assert.deepEqual(circuit.find('53049-3'), {
      loinc: '53049-3',
      label: 'Glucose à jeun',
      comparability: '1',
      restricted: true,
      unit: 'g/L',
      twin: '40193-5',
      factor: 5.551,
    });
    assert.equal(circuit.find('718-7')?.label, 'Hémoglobine');
    assert.equal(report.format, 'fhir');
  });

  test('a hierarchy without end', async () => {
    const depth = 20_000;
    const opened = `{"code":"LA1-1","concept":[`.repeat(depth);
    const text = `{"resourceType":"CodeSystem","concept":[${opened}{"code":"718-7","display":"Hb"}${']}'.repeat(depth)}]}`;
    assert.equal((await load(text)).circuit.find('718-7')?.label, 'Hb');
  });

  test('FHIR ValueSet in XML, one include per system', async () => {
    const { circuit } = await load(`<?xml version="1.0"?><ValueSet xmlns="http://hl7.org/fhir"><compose>
      <include><system value="http://loinc.org"/><concept><code value="718-7"/><display value="Hémoglobine"/></concept></include>
      <include><system value="urn:oid:1.2.250.1.213.1.1.5.130"/><concept><code value="1443252"/><display value="Sans LOINC"/></concept></include>
    </compose></ValueSet>`);
    assert.equal(circuit.find('718-7')?.label, 'Hémoglobine');
    assert.equal(circuit.findByWaitingCode('1443252')?.label, 'Sans LOINC');
  });

  test('expansion of a FHIR ValueSet', async () => {
    const contains = [{ system: 'http://loinc.org', code: '718-7', display: 'Hémoglobine' }];
    const { circuit } = await load(JSON.stringify({ resourceType: 'ValueSet', expansion: { contains } }));
    assert.equal(circuit.info.analyses, 1);
  });

  test('SVS, with a TAB in a code', async () => {
    const { circuit, report } =
      await load(`<RetrieveValueSetResponse xmlns="urn:ihe:iti:svs:2008"><ValueSet><ConceptList>
      <Concept code="718-7&#9;" codeSystem="2.16.840.1.113883.6.1" displayName="Hémoglobine"/></ConceptList></ValueSet></RetrieveValueSetResponse>`);
    assert.equal(circuit.find('718-7')?.label, 'Hémoglobine');
    assert.equal(report.format, 'svs');
  });
});

suite('LOINC Biologie', () => {
  const rows = {
    2: { C: 'Code LOINC', D: 'Libellé français' },
    3: { C: '718-7', D: 'Hémoglobine' },
    4: { C: '2951-2 ', D: 'Sodium' },
    5: { C: 'LP15705-9', D: 'Composant' },
  };

  test('from a workbook, a table and a value set', async () => {
    const sources = [
      rawWorkbook([
        { name: CIRCUIT_SHEET, rows: {} },
        { name: 'LOINC', rows },
      ]),
      Buffer.from('LOINC;Libellé\n718-7;Hémoglobine\n2951-2;Sodium\n'),
      Buffer.from('"LOINC_NUM","COMPONENT","Libellé"\n"718-7","Hb","Hémoglobine"\n"2951-2","Na","Sodium"\n'),
      Buffer.from('N° LOINC\tLibellé long\n718-7\tHémoglobine\n2951-2\tSodium\n'),
      Buffer.from(
        JSON.stringify({
          resourceType: 'ValueSet',
          compose: {
            include: [
              {
                concept: [
                  { code: '718-7', display: 'Hémoglobine' },
                  { code: '2951-2', display: 'Sodium' },
                ],
              },
            ],
          },
        }),
      ),
    ];
    for (const bytes of sources) {
      const { table } = await readLoincList(bytes, 'test');
      const list = new LoincList(new Circuit(table, { builtIn: false, source: 'test' }));
      assert.equal(list.length, 2);
      assert.equal(list.find('718-7')?.label, 'Hémoglobine');
      assert.equal(list.findByLabel('  sodium')?.loinc, '2951-2');
      assert.equal(list.find('2951-3'), undefined);
    }
  });
});
