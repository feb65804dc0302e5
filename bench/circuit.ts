// The Circuit de la biologie at four times the size anyone expects: a workbook of 60 000 rows × 40 columns (15 MB), made here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { loadCircuit } from '../server/src/package/circuitStore';
import { columnLetters } from '../server/src/terminology/load/sheet';
import { checkDigit } from '../server/src/terminology/loinc';
import { HEADINGS } from '../test/circuit/workbook';
import { measure, type Row, timing } from './measure';

const root = join(__dirname, '..');
const workerPath = join(root, 'dist/circuitWorker.js');
const ROWS = 60_000;
const COLUMNS = 40;
const UNITS = ['g/L', 'mmol/L', 'umol/L', 'mg/L', 'm[IU]/L', 'ng/mL', '10*9/L', '%', 'fL', 'pg'];
const WORDS = [
  'Glucose',
  'Cholestérol',
  'Hémoglobine',
  'Créatinine',
  'Sodium',
  'Anticorps',
  'Antigène',
  'Virus',
  'Urée',
];

/** Cold, from the cache, and the memory of a process that does nothing else; needs the build. */
export async function circuitLoading(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cda-bench-circuit-'));
  const path = join(folder, 'circuit.xlsx');
  writeFileSync(path, workbook());
  const subject = `${ROWS} rows × ${COLUMNS} columns (${Math.round(statSync(path).size / 1e6)} MB)`;
  try {
    const cold = await measure(() => loadCircuit(path, { workerPath }), 5, 1);
    const cacheDir = join(folder, 'cache');
    const cached = await measure(
      async () => (await loadCircuit(path, { workerPath, cacheDir })).circuit.find('10001-6'),
      20,
      3,
    );
    const peaks = Array.from({ length: 3 }, () => peakMemory(path));
    return [
      { what: 'Circuit workbook, cold', subject, unit: 'ms', ...cold, target: 2500 },
      { what: 'Circuit workbook, cached, one look-up', subject, unit: 'ms', ...cached, target: 120 },
      { what: 'Circuit workbook, peak memory', subject, unit: 'MB', median: timing(peaks).median, target: 450 },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Resident set of a `cda circuit show` that reads the workbook, MB. */
function peakMemory(path: string): number {
  const home = mkdtempSync(join(tmpdir(), 'cda-bench-home-'));
  const print = "process.on('exit',()=>process.stderr.write('\\n'+process.resourceUsage().maxRSS))";
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(print)}`,
      join(root, 'dist/cli.js'),
      'circuit',
      'show',
      '10001-6',
      '--circuit',
      path,
    ],
    { env: { ...process.env, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home }, encoding: 'utf8' },
  );
  rmSync(home, { recursive: true });
  if (status !== 0) throw new Error(stderr);
  return Number(stderr.trim().split('\n').at(-1)) / 1024;
}

/** Shared strings as office programs write them; every fourth cell a number. */
function workbook(): Uint8Array {
  const strings = new Map<string, number>();
  const cell = (column: number, row: number, value: string | number): string => {
    const reference = `${columnLetters(column)}${row}`;
    if (typeof value === 'number') return `<c r="${reference}" s="3"><v>${value}</v></c>`;
    const index = strings.get(value) ?? strings.size;
    strings.set(value, index);
    return `<c r="${reference}" s="2" t="s"><v>${index}</v></c>`;
  };
  const columns = Array.from({ length: COLUMNS }, (_, index) => columnLetters(index));
  const rows = [columns.map((letters, index) => cell(index, 1, HEADINGS[letters] ?? `Colonne ${letters}`)).join('')];
  for (let index = 0; index < ROWS; index++) {
    const content = rowContent(index);
    rows.push(columns.map((letters, at) => cell(at, index + 2, content[letters] ?? filler(index, at))).join(''));
  }
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`;
  const parts = {
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${relations}"><sheets><sheet name="1.JDV_CircuitBio" sheetId="1" r:id="a"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relation('a', 'worksheet', 'worksheets/sheet1.xml')}${relation('b', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${rows.map((cells, index) => `<row r="${index + 1}" spans="1:${COLUMNS}">${cells}</row>`).join('')}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst ${main}>${[...strings.keys()].map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
}

function rowContent(index: number): Readonly<Record<string, string | number>> {
  const word = (step: number) => WORDS[(index * step) % WORDS.length];
  const isMass = index % 2 === 1;
  const unit = UNITS[index % UNITS.length] as string;
  return {
    A: `Demande ${word(3)} ${Math.floor(index / 3)}`,
    B: code(100_000 + Math.floor(index / 3)),
    C: `${word(5)} prescrit ${Math.floor(index / 3)} Sérum/Plasma`,
    N: '18719-5',
    O: 'Biochimie',
    P: code(18_000 + (index % 50)),
    Q: `Sous-chapitre ${index % 50}`,
    R: index * 2,
    S: code(10_000 + index),
    T: `${word(7)} ${word(11)} n° ${Math.floor(index / 2)} [${isMass ? 'Masse' : 'Moles'}/Volume] Sérum/Plasma ; Numérique`,
    U: `${word(7)} ${index}`,
    V: [1, 2, 9][index % 3] as number,
    W: index % 9 === 0 ? 'O' : 'N',
    X: unit,
    Y: unit,
    Z: isMass ? 'N' : 'O',
    AA: code(10_000 + (index ^ 1)),
    AB: isMass ? 5.551 : '0,18',
    AK: 1_000_000 + index,
  };
}

function code(number: number): string {
  return `${number}-${checkDigit(String(number))}`;
}

/** Columns nobody reads, texts and numbers that a zip cannot make disappear. */
function filler(row: number, column: number): string | number {
  const mixed = (Math.imul(row * COLUMNS + column, 0x9e3779b1) >>> 8) % 1_000_003;
  return mixed % 2 === 0 ? `Remarque ${mixed % 3001}` : mixed / 100;
}
