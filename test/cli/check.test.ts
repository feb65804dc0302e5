import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { battery, pq, result } from '../../server/src/rules/examples';
import { cda, folders } from './run';

suite('cda check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cda-check-'));
  const at = (name: string) => join(folder, name);
  before(() => {
    writeFileSync(at('good.xml'), battery(result()));
    writeFileSync(at('bad.xml'), battery(result({ value: pq('1', 'mmole/L') })));
    writeFileSync(at('empty.xml'), '');
    writeFileSync(at('other.xml'), '<project/>');
    writeFileSync(at('utf16.xml'), Buffer.from(`\ufeff${battery(result()).replace('UTF-8', 'UTF-16')}`, 'utf16le'));
    mkdirSync(at('node_modules'));
    writeFileSync(at('node_modules/bad.xml'), battery(result({ value: pq('1', 'mmole/L') })));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('prints the JSON of the contract', () => {
    const { code, out } = cda('check', at('bad.xml'), '--format', 'json');
    assert.equal(code, 1);
    const { version, files, summary } = JSON.parse(out);
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(summary, { files: 1, errors: 1, warnings: 0, infos: 0, hints: 0 });
    const [{ file, kind, model, findings }] = files;
    assert.deepEqual([file, kind], [at('bad.xml'), 'cda']);
    assert.deepEqual(model, { root: '1.2.250.1.213.1.1.1.55', extension: '2024.01', code: '11502-2', level: 3 });
    const [{ rule, severity, source, range, fixes, href, message }] = findings;
    assert.deepEqual([rule, severity, source, href], ['unit-not-ucum', 'error', 'cda', 'docs/rules/unit-not-ucum.md']);
    assert.ok(message.includes('mmole/L'));
    assert.deepEqual(fixes[0].edits, [{ range, newText: 'mmol/L' }]);
    const line = readFileSync(at('bad.xml'), 'utf8').split('\n')[range.start.line] ?? '';
    assert.equal(line.slice(range.start.character, range.end.character), 'mmole/L');
  });

  test('says what it skipped and why, without calling it an error', () => {
    const { code, out } = cda('check', at('empty.xml'), at('other.xml'), '--format', 'json');
    assert.equal(code, 0);
    const kinds = JSON.parse(out).files.map(({ kind, reason }: { kind: string; reason: string }) => [kind, reason]);
    assert.deepEqual(kinds, [
      ['skipped', 'the file is empty'],
      ['skipped', 'not a CDA document: it has no ClinicalDocument'],
    ]);
  });

  test('walks a folder, each file once, without node_modules', () => {
    const { out } = cda('check', folder, at('bad.xml'), '--format', 'json');
    const files = JSON.parse(out).files.map(({ file }: { file: string }) => file);
    assert.deepEqual(files, ['bad.xml', 'empty.xml', 'good.xml', 'other.xml', 'utf16.xml'].map(at));
  });

  test('counts warnings and sets severities as told', () => {
    assert.equal(cda('check', at('bad.xml'), '--rule', 'unit-not-ucum=off').code, 0);
    assert.equal(cda('check', at('bad.xml'), '--rule', 'unit-not-ucum=warning').code, 0);
    assert.equal(cda('check', at('bad.xml'), '--rule', 'unit-not-ucum=warning', '--max-warnings', '0').code, 1);
  });

  test('reads UTF-16, reports the mark only', () => {
    const { out } = cda('check', at('utf16.xml'), '--format', 'json', '--max-warnings', '9');
    const [{ kind, findings }] = JSON.parse(out).files;
    assert.equal(kind, 'cda');
    for (const { rule } of findings) assert.equal(rule, 'xml-encoding');
  });

  test('exits with 2 and one line when it cannot run, in the language asked for', () => {
    for (const [args, reason] of [
      [['check', at('gone.xml')], /^cda: no such file: .*gone\.xml\n$/],
      [['check', at('gone.xml'), '--lang', 'fr'], /^cda: fichier introuvable : .*gone\.xml\n$/],
      [['check', at('*.xlm')], /^cda: no file matches /],
      [
        ['check', at('good.xml'), '--format', 'xml'],
        /^cda: --format is one of text, json, sarif, junit, github, html, not xml\n$/,
      ],
      [['check', at('good.xml'), '--rule', 'nothing=off'], /^cda: --rule: no rule nothing\n$/],
      [['check', at('good.xml'), '--formt', 'json'], /^cda: Unknown option '--formt'.*\n$/],
      [['check', at('good.xml'), '--output', join(folder, 'no', 'where')], /^cda: cannot write /],
      [['check', at('good.xml'), '--circuit'], /^cda: the value of option --circuit is missing \(cda --help\)\n$/],
      [['check', at('good.xml'), '--circuit', '--lang', 'en'], /^cda: the value of option --circuit is missing /],
      [['render', at('good.xml'), '--format', 'json'], /^cda: render takes no option --format/],
      [['render', folder], /^cda: .* is a folder\n$/],
      [['nothing'], /^cda: unknown command nothing/],
    ] as const) {
      const { code, err } = cda(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, reason);
    }
  });

  test('refuses --value-sets without any; a bad file beside good ones is only told', () => {
    const sets = at('sets');
    mkdirSync(sets);
    writeFileSync(join(sets, 'bad.json'), '{"resourceType":"ValueSet",');
    const refused = cda('check', at('good.xml'), '--value-sets', sets);
    assert.deepEqual([refused.code, refused.out], [2, '']);
    assert.match(refused.err, /^cda: --value-sets .*sets: No value set that can be read was found here\.\n$/);
    const concept = '<Concept code="A" codeSystem="1.2.3" displayName="a"/>';
    const svs = `<ValueSet id="1.2.3.4" displayName="JDV"><ConceptList>${concept}</ConceptList></ValueSet>`;
    const good = `<RetrieveValueSetResponse xmlns="urn:ihe:iti:svs:2008">${svs}</RetrieveValueSetResponse>`;
    writeFileSync(join(sets, 'good.xml'), good);
    const { code, err } = cda('check', at('good.xml'), '--value-sets', sets);
    assert.equal(code, 0);
    assert.match(err, /^[^\n]*bad\.json: The file is truncated or damaged\.\n$/);
    rmSync(sets, { recursive: true });
  });

  test('ends quietly when its reader has seen enough', async () => {
    const many = Array.from({ length: 30 }, (_, index) => at(`copy${index}.xml`));
    for (const file of many)
      writeFileSync(file, battery(...Array.from({ length: 20 }, () => result({ value: pq('1', 'x') }))));
    const cli = join(__dirname, '../../server/src/cli.ts');
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', cli, 'check', ...many, '--format', 'json', '--jobs', '1'],
      { env: { ...process.env, ...folders(at('home')) } },
    );
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    await new Promise((resolve) => child.once('close', resolve));
    assert.equal(errors, '');
  });
});
