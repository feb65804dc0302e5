import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { zipSync } from 'fflate';
import { CircuitError, type CircuitErrorKind } from '../../server/src/terminology/load/errors';
import { readCircuit } from '../../server/src/terminology/load/readCircuit';
import { CIRCUIT_SHEET, HEADINGS, MASS, MOLES, type RawOptions, rawWorkbook } from './workbook';

async function refused(bytes: Uint8Array | string, kind: CircuitErrorKind, french?: RegExp): Promise<void> {
  await assert.rejects(readCircuit(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 'test'), (error) => {
    assert.ok(error instanceof CircuitError, (error as Error).stack);
    assert.equal(error.kind, kind, error.message);
    if (french) assert.match(error.text.fr, french);
    return true;
  });
}

const good = (options?: RawOptions) =>
  rawWorkbook([{ name: CIRCUIT_SHEET, rows: { 1: HEADINGS, 2: MOLES, 3: MASS } }], options);

suite('files that are something else', () => {
  test('empty, binary, PDF, web page, prose, other JSON, other XML', async () => {
    await refused('', 'empty');
    await refused(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), 'not-a-table', /binaire/);
    await refused('%PDF-1.7', 'not-a-table', /PDF/);
    await refused('<!DOCTYPE html><html><body>404</body></html>', 'not-a-table', /page web/);
    await refused('une phrase sans colonnes', 'not-a-table', /texte/);
    await refused('{"resourceType":"Patient"}', 'not-a-table');
    await refused('{"resourceType":', 'damaged');
    await refused('<ClinicalDocument xmlns="urn:hl7-org:v3"/>', 'not-a-table');
    await refused('<ValueSet xmlns="http://hl7.org/fhir"><compose>', 'damaged');
    await refused('a;b\n1;"2\n', 'damaged', /guillemet/);
  });

  test('zips without a workbook', async () => {
    await refused(zipSync({ 'a.txt': Buffer.from('a') }), 'not-a-table', /archive zip/);
    await refused(zipSync({ 'content.xml': Buffer.from('<a/>') }), 'not-a-table', /OpenDocument/);
    await refused(zipSync({ 'xl/workbook.bin': Buffer.from('a') }), 'not-a-table', /xlsb/);
  });

  test('OLE containers: protected by a password, or of before 2007', async () => {
    const signature = Buffer.from('d0cf11e0a1b11ae1', 'hex');
    await refused(Buffer.concat([signature, Buffer.from('EncryptedPackage', 'utf16le')]), 'encrypted', /mot de passe/);
    await refused(Buffer.concat([signature, Buffer.alloc(512)]), 'legacy', /2007/);
  });

  test('workbooks and tables without analyses', async () => {
    await refused(rawWorkbook([{ name: CIRCUIT_SHEET, rows: { 1: { A: 'Bonjour' } } }]), 'no-analysis');
    await refused(rawWorkbook([{ name: CIRCUIT_SHEET, rows: { 1: HEADINGS } }]), 'no-analysis');
    await refused('Code;Libellé;Unité UCUM\nA;B;g\n', 'no-analysis');
  });

  test('a plain list of codes and labels', async () => {
    const list = 'LOINC;Libellé\n718-7;Hémoglobine\n';
    await refused(list, 'no-analysis', /liste de codes.*comparabilité.*unité.*correspondance.*--loinc-biologie/);
    const rows = { 1: { S: 'LOINC', T: 'Libellés français de référence' }, 2: { S: '718-7', T: 'Hémoglobine' } };
    await refused(rawWorkbook([{ name: CIRCUIT_SHEET, rows }]), 'no-analysis', /liste de codes/);
    const { report } = await readCircuit(Buffer.from('LOINC;Libellé;Unité UCUM\n718-7;Hémoglobine;g/L\n'), 'test');
    assert.equal(report.analyses, 1);
  });
});

suite('damaged and hostile workbooks', () => {
  test('truncated anywhere: one clear refusal', async () => {
    const bytes = good();
    for (let length = 4; length < bytes.length; length += 97) await refused(bytes.subarray(0, length), 'damaged');
  });

  test('parts cut short, not XML, or missing', async () => {
    const sheet = 'xl/worksheets/sheet0.xml';
    await refused(good({ parts: { [sheet]: '<worksheet><sheetData><row><c><v>1</v>' } }), 'damaged');
    await refused(good({ parts: { [sheet]: 'no markup' } }), 'damaged');
    await refused(good({ parts: { 'xl/workbook.xml': '<workbook>' } }), 'damaged');
    await refused(good({ parts: { 'xl/_rels/workbook.xml.rels': '<Relationships/>' } }), 'damaged');
  });

  test('a flipped byte never crashes', async () => {
    const bytes = good();
    for (let at = 0; at < bytes.length; at += 31) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 0x55;
      await readCircuit(flipped, 'test').catch((error) =>
        assert.ok(error instanceof CircuitError, (error as Error).stack),
      );
    }
  });

  test('entity bombs and external entities are refused wherever they stand', async () => {
    const prolog = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>\n';
    await refused(good({ prolog }), 'damaged');
    const parts = { 'xl/sharedStrings.xml': `${prolog}<sst><si><t>&c;&d;</t></si></sst>` };
    await refused(good({ parts }), 'damaged', /DOCTYPE/);
    const sheet = { 'xl/worksheets/sheet0.xml': `${prolog}<worksheet/>` };
    await refused(good({ parts: sheet }), 'damaged', /DOCTYPE/);
  });

  test('a part that inflates out of all proportion, declared or not', async () => {
    const bomb = ' '.repeat(64 * 2 ** 20);
    await refused(good({ parts: { 'xl/worksheets/sheet0.xml': `<worksheet>${bomb}</worksheet>` } }), 'too-large');
    const bytes = Buffer.from(good({ parts: { 'xl/worksheets/sheet0.xml': `<worksheet>${bomb}</worksheet>` } }));
    // The size in the central directory says 1000 bytes: yauzl stops where the part goes beyond.
    const entry = bytes.lastIndexOf('xl/worksheets/sheet0.xml') - 46;
    assert.equal(bytes.readUInt32LE(entry), 0x02014b50);
    bytes.writeUInt32LE(1000, entry + 24);
    await refused(bytes, 'damaged');
  });

  test('cells outside any sheet, endless markup', async () => {
    const far = {
      'xl/worksheets/sheet0.xml':
        '<worksheet><sheetData><row r="1"><c r="ZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>',
    };
    await refused(good({ parts: far }), 'too-large');
    const noise = Array.from({ length: 3_000_000 }, (_, index) => (index * 2654435761) % 1_000_003).join(' ');
    await refused(good({ parts: { 'xl/sharedStrings.xml': `<sst><!-- ${noise}` } }), 'damaged');
  });
});
