import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { findCircuit } from '../../server/src/package/findCircuit';
import { CIRCUIT_SHEET, HEADINGS, MASS, rawWorkbook } from './workbook';

const root = mkdtempSync(join(tmpdir(), 'cda-find-'));
after(() => rmSync(root, { recursive: true }));

const workbook = rawWorkbook([{ name: CIRCUIT_SHEET, rows: { 1: HEADINGS, 2: MASS } }]);
const other = rawWorkbook([{ name: 'Feuil1', rows: { 1: { A: 'LOINC' }, 2: { A: '718-7' } } }]);
const table = 'LOINC;Libellés français de référence;Niveau minimum de comparabilité;Unité UCUM\n718-7;Hb;1;g/L\n';

let count = 0;
/** A workspace folder with these files, each a second older than the one before. */
function folder(files: Readonly<Record<string, Uint8Array | string>>): string {
  const path = join(root, String(count++));
  mkdirSync(path);
  Object.entries(files).forEach(([name, content], index) => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, 1_700_000_000 - index, 1_700_000_000 - index);
  });
  return path;
}

suite('a Circuit in the workspace', () => {
  for (const [what, files, expected] of [
    ['a workbook with the sheet, whatever its name', { 'docs/biologie.xlsx': workbook }, 'docs/biologie.xlsx'],
    ['a table of the name with the headings', { 'JDV_Circuit_Biologie.csv': table }, 'JDV_Circuit_Biologie.csv'],
    ['a table of another name is not looked at', { 'export.csv': table }, undefined],
    ['the name alone is not enough', { 'circuit-biologie.xlsx': other, 'CircuitBio.csv': 'a;b\n1;2\n' }, undefined],
    ['a damaged workbook is passed over', { 'circuit_bio.xlsx': workbook.subarray(0, 400) }, undefined],
    [
      'the name goes first, then the last change',
      { 'a.xlsx': workbook, 'Circuit bio 2025.xlsx': workbook, 'Circuit bio 2024.xlsx': workbook },
      'Circuit bio 2025.xlsx',
    ],
    ['not in node_modules or hidden folders', { 'node_modules/a.xlsx': workbook, '.git/b.xlsx': workbook }, undefined],
    ['not too deep', { 'a/b/c/d/e.xlsx': workbook }, undefined],
  ] as const) {
    test(what, async () => {
      const path = folder(files);
      assert.equal(await findCircuit([path]), expected && join(path, expected));
    });
  }

  test('a folder that is not there', async () => assert.equal(await findCircuit([join(root, 'none')]), undefined));
});
