import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { checkFiles } from '../../server/src/batch/pool';
import { battery, result } from '../../server/src/rules/examples';
import { builtCda } from './run';

const sample = join(__dirname, '../package-sample');

suite('cda check with the official checks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cda-official-'));
  const at = (name: string) => join(folder, name);
  before(() => {
    const document = battery(result()).replace(
      '<ClinicalDocument',
      '<?oxygen SCHSchema="user.sch"?>\n<ClinicalDocument',
    );
    for (let index = 0; index < 5; index++) writeFileSync(at(`${index}.xml`), document);
    copyFileSync(join(sample, 'schematrons', 'user-1.0.sch'), at('user.sch'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const json = (...args: string[]) => {
    const { out, code, err } = builtCda('check', folder, '--format', 'json', ...args);
    return { code, err, report: JSON.parse(out) };
  };

  test('runs the XML Schema and the Schematrons of the package, and says which', () => {
    const { code, report } = json('--package', sample, '--jobs', '2');
    assert.equal(code, 1);
    for (const { official, findings } of report.files) {
      assert.ok(official.schemas.includes('XSD') && official.schemas.includes('user.sch'), official.schemas.join());
      const sources = new Set(findings.map(({ source }: { source: string }) => source));
      assert.ok(sources.has('xsd') || sources.has('schematron'));
    }
  });

  test('gives the same report with any number of threads, and in shards each file once', () => {
    const { report: one } = json('--package', sample, '--jobs', '1');
    assert.deepEqual(json('--package', sample, '--jobs', '3').report, one);
    const parts = [1, 2].map((part) => json('--package', sample, '--shard', `${part}/2`).report.files);
    assert.deepEqual(
      parts
        .flat()
        .map(({ file }: { file: string }) => file)
        .sort(),
      one.files.map(({ file }: { file: string }) => file).sort(),
    );
  });

  test('loses one file to a Schematron that takes too long or too much, and to no other', async () => {
    const tests = {
      slow: 'count(for $a in 1 to 1000, $b in 1 to 1000, $c in 1 to 1000 return 1[$a = 0]) = 0',
      large:
        "string-length(string-join(for $a in 1 to 1900000 return concat('0123456789012345678901234567890', $a), '')) > 0",
    };
    const files = Object.entries(tests).flatMap(([name, test]) => {
      // The engine itself gives up each assertion after some seconds.
      const assertions = `<assert test="${test}">${name}</assert>`.repeat(10);
      const schema = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><pattern><rule context="/*">
        ${assertions}</rule></pattern></schema>`;
      writeFileSync(at(`${name}.sch`), schema);
      const text = readFileSync(at('0.xml'), 'utf8');
      writeFileSync(at(`${name}.xml`), text.replace('user.sch', `${name}.sch`));
      return [at(`${name}.xml`), at('0.xml')];
    });
    const official = { schematrons: 'both' } as const;
    const reports = await checkFiles(files, {
      setup: { rules: {}, valueSets: [], packages: { setting: sample }, official, excerpts: false },
      jobs: 2,
      workerPath: join(__dirname, '../../dist/checkWorker.js'),
      timeLimit: 8000,
      memoryLimit: 96,
    });
    assert.deepEqual(
      reports.map((report) =>
        report.kind === 'skipped' ? report.reason.en : report.official?.schemas.includes('user.sch'),
      ),
      ['the check took more than 8 s and was given up', true, 'the check needs too much memory', true],
    );
    for (const name of Object.keys(tests)) for (const end of ['sch', 'xml']) rmSync(at(`${name}.${end}`));
  });

  test('without package says what it did not run; with --official that is no run at all', () => {
    const { report } = json();
    assert.ok(report.files[0].official.notes.includes('XSD was not run: no ANS package was found'));
    const { code, err } = builtCda('check', folder, '--official');
    assert.deepEqual([code, /^cda: --official: no ANS package here/.test(err)], [2, true]);
    assert.equal(json('--no-official').report.files[0].official, undefined);
  });

  test('says once that it waits for XML that is well formed', () => {
    const text = readFileSync(at('0.xml'), 'utf8');
    writeFileSync(at('open.xml'), text.replace('</structuredBody>', ''));
    const { out, code } = builtCda('check', at('open.xml'), '--package', sample);
    assert.equal(code, 1);
    const notes = out.split('\n').filter((line) => line.startsWith('Note '));
    assert.deepEqual(notes, ['Note (1 file(s)): Official validation waits: the XML is not well formed']);
    rmSync(at('open.xml'));
  });

  test('refuses what cannot be meant, in one line', () => {
    for (const [args, reason] of [
      [['--package', folder], /^cda: --package: .* is not the ANS package testContenuCDA/],
      [['--package', at('none')], /^cda: --package: The folder of the ANS package does not exist/],
      [['--no-official', '--official'], /contradict each other/],
      [['--shard', '3/2'], /--shard is I\/N with I from 1 to N/],
      [['--jobs', '0'], /--jobs is from 1 to 64/],
    ] as const) {
      const { code, err } = builtCda('check', folder, ...args);
      assert.deepEqual([code, err.trimEnd().split('\n').length], [2, 1], args.join(' '));
      assert.match(err, reason);
    }
  });
});
