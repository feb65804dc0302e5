import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { loadCircuit, loadLoincList } from '../../server/src/package/circuitStore';
import { CircuitError } from '../../server/src/terminology/load/errors';
import { CIRCUIT_SHEET, HEADINGS, MASS, MOLES, rawWorkbook, WAITING } from './workbook';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cda-circuit-'));
/** What the tests run: `npm run build` makes it. */
const dist = join(root, 'dist');
const workerPath = join(dist, 'circuitWorker.js');
const path = join(folder, 'circuit.xlsx');
const workbook = rawWorkbook([
  { name: CIRCUIT_SHEET, rows: { 1: HEADINGS, 2: MOLES, 3: { ...MASS, V: 4 }, 4: WAITING } },
]);
let folders = 0;
const freshFolder = () => join(folder, `cache${++folders}`);

before(() => writeFileSync(path, workbook));
after(() => rmSync(folder, { recursive: true, force: true }));

const isKind = (kind: string) => (error: unknown) => error instanceof CircuitError && error.kind === kind;

suite('loading', () => {
  test('on a thread, and then from the cache', async () => {
    const cacheDir = freshFolder();
    let progress = 0;
    const first = await loadCircuit(path, { workerPath, cacheDir, onProgress: (share) => (progress = share) });
    assert.equal(first.circuit.find('53049-3')?.factor, 5.551);
    assert.equal(first.report.faultCount, 1);
    assert.ok(progress > 0 && progress <= 1);
    assert.equal(readdirSync(cacheDir).length, 1);
    // A worker that is not there: only the cache can answer.
    const again = await loadCircuit(path, { workerPath: join(folder, 'none.js'), cacheDir });
    assert.deepEqual(again.circuit.rows, first.circuit.rows);
    assert.deepEqual(again.report, first.report);
  });

  test('a cache that is damaged or of another version is made again', async () => {
    const cacheDir = freshFolder();
    await loadCircuit(path, { cacheDir });
    const [name = ''] = readdirSync(cacheDir);
    const whole = readFileSync(join(cacheDir, name));
    for (const damaged of [Buffer.alloc(0), whole.subarray(0, -5), Buffer.from(whole).fill(7, 60, 64)]) {
      writeFileSync(join(cacheDir, name), damaged);
      assert.equal((await loadCircuit(path, { cacheDir })).circuit.info.analyses, 3);
      assert.deepEqual(readFileSync(join(cacheDir, name)), whole);
    }
  });

  test('the last tables are kept; a folder that cannot be written does not matter', async () => {
    const cacheDir = freshFolder();
    for (let rank = 0; rank < 10; rank++) {
      const file = join(folder, `${rank}.csv`);
      writeFileSync(file, `LOINC;Rang;Unité UCUM\n718-7;${rank};g/L\n`);
      await loadCircuit(file, { cacheDir });
    }
    assert.equal(readdirSync(cacheDir).length, 8);
    const { circuit } = await loadCircuit(path, { cacheDir: join(path, 'below-a-file') });
    assert.equal(circuit.info.source, 'circuit.xlsx');
  });

  test('faults of the file reject, wherever it is read', async () => {
    const bad = join(folder, 'bad.xlsx');
    writeFileSync(bad, workbook.subarray(0, 200));
    const cacheDir = freshFolder();
    for (const options of [{}, { workerPath, cacheDir }]) {
      await assert.rejects(loadCircuit(bad, options), isKind('damaged'));
      await assert.rejects(loadCircuit(join(folder, 'absent.xlsx'), options), isKind('unreadable'));
    }
    assert.equal(existsSync(cacheDir), false);
  });

  test('can be cancelled, and gives up in time', async () => {
    const controller = new AbortController();
    const loading = loadCircuit(path, { workerPath, signal: controller.signal });
    controller.abort();
    await assert.rejects(loading, isKind('cancelled'));
    await assert.rejects(loadCircuit(path, { workerPath, timeLimit: 1 }), isKind('too-large'));
  });

  test('LOINC Biologie, on a thread', async () => {
    const list = await loadLoincList(path, { workerPath });
    assert.equal(list.find('53049-3')?.label, MASS.T);
    assert.equal(list.source, 'circuit.xlsx');
  });
});

suite('command line', () => {
  const home = join(folder, 'home');
  const cda = (...args: string[]) => {
    mkdirSync(home, { recursive: true });
    const env = {
      ...process.env,
      XDG_CACHE_HOME: join(home, 'cache'),
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_DATA_HOME: join(home, 'data'),
    };
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, 'cli.js'), ...args], {
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test('show answers from the excerpt, a file, or what was imported', () => {
    assert.match(
      cda('circuit', 'show', '14749-6', '--lang', 'fr').stdout,
      /Source\s+extrait intégré, tiré du webinaire/,
    );
    assert.equal(cda('circuit', 'show', '1443252').status, 1);
    const fromFile = cda('circuit', 'show', '1443252', '--circuit', path, '--format', 'json');
    assert.equal(JSON.parse(fromFile.stdout).label, 'Analyse sans LOINC');
    assert.equal(cda('circuit', 'show', '1443252').status, 1, 'only an import is remembered');

    const imported = cda('circuit', 'import', path, '--lang', 'fr');
    assert.equal(imported.status, 0, imported.stderr);
    assert.match(imported.stdout, /Feuille\s+1\.JDV_CircuitBio/);
    assert.match(imported.stdout, /dont codes d’attente seuls\s+1/);
    assert.match(imported.stdout, /1\.JDV_CircuitBio!V3 {2}`4` n’est pas un niveau de comparabilité/);
    assert.equal(readdirSync(join(home, 'data/cda-workbench/imported')).length, 1);
    assert.match(
      imported.stdout,
      /\n\nUtilisé désormais sans --circuit ; cda circuit forget revient à l’extrait intégré\.\n$/,
    );
    assert.match(cda('circuit', 'show', '1443252', '--lang', 'en').stdout, /Comparability\s+9, not evaluated/);
    assert.equal(cda('circuit', 'import', path, '--format', 'json').stderr, '');
  });

  test('forget goes back to the excerpt', () => {
    cda('circuit', 'import', path);
    const { status, stdout } = cda('circuit', 'forget', '--lang', 'fr');
    assert.deepEqual([status, stdout], [0, 'circuit.xlsx est oublié, l’extrait intégré sert de nouveau.\n']);
    assert.equal(existsSync(join(home, 'data/cda-workbench/imported')), false);
    assert.equal(cda('circuit', 'show', '1443252').status, 1);
    const again = cda('circuit', 'forget', '--lang', 'en');
    assert.deepEqual([again.status, again.stderr], [2, 'cda: no Circuit was imported: there is nothing to forget\n']);
  });

  test('what cannot be read is one line, exit code 2, and what was imported stays', () => {
    cda('circuit', 'import', path);
    const list = join(folder, 'loincbio.csv');
    writeFileSync(list, 'LOINC;Libellé\n718-7;Hémoglobine\n');
    for (const args of [
      ['import', list],
      ['show', '718-7', '--circuit', list],
    ]) {
      const plain = cda('circuit', ...args, '--lang', 'en');
      assert.equal(plain.status, 2);
      assert.match(plain.stderr, /^cda: .*loincbio\.csv: This is a plain list of codes, .*--loinc-biologie.*\n$/);
    }
    const bad = join(folder, 'bad.csv');
    writeFileSync(bad, 'bonjour');
    const refused = cda('circuit', 'import', bad, '--lang', 'fr');
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /^cda: .*bad\.csv : Ce n’est ni un classeur.*\n$/);
    assert.equal(cda('circuit', 'show', '1443252').status, 0);
    assert.equal(cda('circuit', 'show').status, 2);
    assert.equal(cda('circuit', 'forget', 'x').status, 2);
  });

  test('check uses the Circuit it is given, and says so when an imported one is gone', () => {
    const document = join(root, 'samples/CR-BIO_correct.xml');
    const rules = (...args: string[]) => {
      const { stdout } = cda('check', document, '--format', 'json', ...args);
      return JSON.parse(stdout).files[0].findings.map(({ rule }: { rule: string }) => rule);
    };
    const only = join(folder, 'only.csv');
    writeFileSync(only, 'LOINC;Libellés français de référence;Unité UCUM\n718-7;Hémoglobine;g/L\n');
    assert.ok(rules('--circuit', only).includes('loinc-not-in-circuit'));
    assert.equal(cda('check', document, '--circuit', join(folder, 'absent.xlsx')).status, 2);
    const copy = join(folder, 'copy.xlsx');
    writeFileSync(copy, workbook);
    cda('circuit', 'import', path);
    cda('circuit', 'import', copy);
    rmSync(copy);
    const shown = cda('circuit', 'show', '1443252');
    assert.match(shown.stdout, /Source +copy\.xlsx/, 'the compiled index is enough, and has the last name');
    const circuitOf = (...args: string[]) =>
      JSON.parse(cda('check', document, '--format', 'json', '--lang', 'en', ...args).stdout).circuit;
    assert.deepEqual([circuitOf(), circuitOf('--circuit', only)], ['copy.xlsx', 'only.csv']);
    rmSync(join(home, 'data'), { recursive: true });
    const { status, stderr } = cda('check', document, '--lang', 'fr');
    assert.equal(status, 0);
    assert.match(circuitOf(), /^built-in excerpt, from the ANS webinar/);
    assert.match(stderr, /le Circuit importé n’est pas disponible/);
  });
});
