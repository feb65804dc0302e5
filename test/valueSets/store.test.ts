import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { LoadedValueSets } from '../../server/src/lsp/valueSets';
import { filesBelow } from '../../server/src/package/valueSetFiles';
import { loadValueSets } from '../../server/src/package/valueSetStore';
import { artDecor, assTabs, fhirCodeSystem, fhirValueSet, jdvTabs, svs, svsConcept } from './samples';

const root = mkdtempSync(join(tmpdir(), 'value-sets-'));
after(() => rmSync(root, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function load(...paths: string[]) {
  const { valueSets, report } = await loadValueSets(paths);
  const faults = report.faults.map(({ source, message }) => `${basename(source)}: ${message.en}`);
  return { valueSets, report, faults };
}

suite('loadValueSets', () => {
  test('a folder with every format, told by content; other files are passed over', async () => {
    file('all/svs.xml', svs('1.2.1', svsConcept('A')));
    file('all/deeper/art-decor.xml', artDecor);
    file('all/JDV.tabs', jdvTabs('1.2.3'));
    file('all/fhir.json', JSON.stringify(fhirValueSet));
    file('all/system.json', JSON.stringify(fhirCodeSystem));
    file('all/assoc.tabs', assTabs);
    file('all/cda.xml', '<ClinicalDocument xmlns="urn:hl7-org:v3"/>');
    file('all/package.json', '{"name":"x"}');
    file('all/readme.txt', svs('1.2.9', ''));
    file('all/.hidden/x.xml', svs('1.2.9', ''));
    symlinkSync(join(root, 'all'), join(root, 'all/loop'));
    const { valueSets, report, faults } = await load(join(root, 'all'));
    assert.deepEqual([...valueSets.oids].sort(), ['1.2.1', '1.2.3', '1.2.3.1', '1.2.3.2', '1.2.3.4', '1.2.3.5']);
    assert.deepEqual([report.files, report.valueSets, faults], [5, 6, []]);
    assert.equal(valueSets.has('1.2.3.1', 'A', '1.2.250.1.2'), 'in');
    assert.equal(valueSets.has('1.2.3.4', '718-7', '2.16.840.1.113883.6.1'), 'in');
  });

  test('a zip, its parts read when asked for', async () => {
    const parts = {
      'NOS/JDV_A.xml': svs('1.2.1', svsConcept('A')),
      'NOS/JDV_B.TABS': jdvTabs('1.2.2'),
      'x.pdf': '%PDF',
    };
    const zip = zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
    const { valueSets, faults } = await load(file('nos.zip', zip));
    assert.deepEqual([valueSets.size, faults], [2, []]);
    assert.equal(valueSets.has('1.2.1', 'A', '1.2.250.1.2'), 'in');
    assert.equal(valueSets.has('1.2.2', '718-7', '2.16.840.1.113883.6.1'), 'in');
  });

  test('each fault is told with its file, the others load', async () => {
    const good = file('good.xml', svs('1.2.1', svsConcept('A')));
    const paths = [
      file('broken.zip', 'PK\u0003\u0004 not a zip'),
      file('page.html', '<html/>'),
      file('cut.json', '{"resourceType":"ValueSet",'),
      file('noOid.xml', svs('', svsConcept('A'))),
      file('empty.xml', ''),
      join(root, 'absent'),
      good,
    ];
    const { valueSets, report, faults } = await load(...paths);
    assert.deepEqual([...valueSets.oids], ['1.2.1']);
    assert.deepEqual(faults, [
      'broken.zip: The file is truncated or damaged.',
      'page.html: This is not a value set: neither SVS nor FHIR (XML, JSON), nor a .tabs table of the NOS.',
      'cut.json: The file is truncated or damaged.',
      'noOid.xml: The value set JDV_Essai has no OID: it cannot be found.',
      'empty.xml: This is not a value set: neither SVS nor FHIR (XML, JSON), nor a .tabs table of the NOS.',
      'absent: The file or folder does not exist.',
    ]);
    assert.equal(report.files, 2);
  });

  test('a zip bomb is refused in one sentence', async () => {
    const bomb = zipSync({ 'jdv.xml': new Uint8Array(80 * 2 ** 20) });
    const { valueSets, faults } = await load(file('bomb.zip', bomb));
    assert.equal(valueSets.size, 0);
    assert.deepEqual(faults, ['bomb.zip: The file is refused: 80 MB are out of all proportion for a value set.']);
    const ratio = zipSync({ 'jdv.xml': new Uint8Array(40 * 2 ** 20) });
    const [fault] = (await load(file('ratio.zip', ratio))).faults;
    assert.equal(fault, 'ratio.zip: The zip is refused: its content is out of all proportion for value sets.');
  });

  test('a file deleted after it was indexed', async () => {
    const path = file('gone.xml', svs('1.2.1', svsConcept('A')));
    const { valueSets } = await load(path);
    rmSync(path);
    assert.equal(valueSets.has('1.2.1', 'A', '1.2.250.1.2'), 'unknown');
    assert.match(valueSets.faults[0]?.message.en ?? '', /cannot be read: ENOENT/);
  });

  test('a name that its head writes otherwise than the whole', async () => {
    const text = svs('1.2.1', svsConcept('A')).replace('JDV_Essai', 'JDV\n_Essai');
    const { valueSets } = await load(file('broken-name.xml', text));
    assert.equal(valueSets.has('1.2.1', 'A', '1.2.250.1.2'), 'in');
  });

  test('a folder that goes while its files are looked at', () => {
    file('going/a.xml', svs('1.2.1', ''));
    file('going/below/b.xml', svs('1.2.2', ''));
    const files = filesBelow(join(root, 'going'));
    assert.equal(files.next().value, join(root, 'going/a.xml'));
    rmSync(join(root, 'going/below'), { recursive: true });
    assert.equal(files.next().done, true);
    assert.throws(() => [...filesBelow(join(root, 'going/below'))], /ENOENT/);
  });

  test('those of the settings are read again once a file has come or changed; until then the others serve', async (context) => {
    let now = 1e6;
    context.mock.method(performance, 'now', () => now);
    const folder = join(root, 'watched');
    mkdirSync(folder);
    let settled = () => {};
    const loaded = new LoadedValueSets(root, () => settled());
    const find = () => {
      const source = loaded.for({ paths: [folder], server: '' }, undefined);
      return source?.find('1.2.1')?.concepts.map(({ code }) => code);
    };
    const after = (change: () => void) => {
      change();
      now += 2100;
      return new Promise<unknown>((resolve) => {
        settled = () => resolve(before);
        const before = find();
      });
    };
    assert.equal(await after(() => undefined), undefined);
    assert.equal(await after(() => file('watched/a.xml', svs('1.2.1', svsConcept('A')))), undefined);
    assert.deepEqual(find(), ['A']);
    const again = () => utimesSync(file('watched/a.xml', svs('1.2.1', svsConcept('B'))), 1, 1);
    assert.deepEqual(await after(again), ['A']);
    assert.deepEqual(find(), ['B']);
  });

  test('nothing asked, nothing loaded', async () => {
    const { valueSets, report } = await load();
    assert.deepEqual([valueSets.size, report], [0, { files: 0, valueSets: 0, faults: [], duplicates: [] }]);
  });
});
