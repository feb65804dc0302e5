import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { OfficialChecker, type OfficialOptions } from '../../server/src/official/official';
import { AnsPackage } from '../../server/src/package/ansPackage';
import type { Finding } from '../../server/src/rules/rule';
import { samplePackage, samples } from './packages';

const correct = readFileSync(join(samples, 'CR-BIO_correct.xml'), 'utf8');
const read = (text: string) => CdaDocument.read(text) as CdaDocument;

/** A schema of the user, with one pattern. */
const schema = (rules: string, patternId = 'p') =>
  `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="cda" uri="urn:hl7-org:v3"/><pattern id="${patternId}">${rules}</pattern></schema>`;

suite('official checks', () => {
  let folder: string;
  let path: string;
  const checker = new OfficialChecker();
  const options: OfficialOptions = {
    package: AnsPackage.at(samplePackage),
    schematrons: 'document',
    xsd: true,
    rules: {},
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cda-official-'));
    path = join(folder, 'document.xml');
    cpSync(samplePackage, join(folder, 'package'), { recursive: true });
    // Folders are listed at most once in two seconds.
    for (const name of ['own0', 'own1', 'own', 'broken', 'half', 'terminologies'])
      writeFileSync(join(folder, `${name}.sch`), '<schema/>');
  });
  after(() => rmSync(folder, { recursive: true }));

  const naming = (text: string, ...names: string[]) =>
    text.replace(
      '<ClinicalDocument',
      `${names.map((name) => `<?oxygen SCHSchema="${name}"?>`).join('')}<ClinicalDocument`,
    );
  const check = (text: string, changed: Partial<OfficialOptions> = {}) =>
    checker.check(read(text), path, { ...options, ...changed });
  const shown = (text: string, findings: readonly Finding[]) =>
    findings.map(({ rule, severity, at, message }) => [rule, severity, text.slice(at.start, at.end), message.fr]);
  /** The findings of schemas that lie beside the document. */
  const own = async (content: string, ...schemas: string[]) => {
    const names = schemas.map((each, index) => {
      writeFileSync(join(folder, `own${index}.sch`), each);
      return `own${index}.sch`;
    });
    const text = naming(`<ClinicalDocument xmlns="urn:hl7-org:v3">${content}</ClinicalDocument>`, ...names);
    const { findings, schemas: run } = await check(text, { xsd: false, changed: true });
    assert.equal(run.length, schemas.length);
    return { text, findings };
  };

  test('nothing on a correct document', async () => {
    const { findings, schemas, skipped } = await check(correct, { schematrons: 'both' });
    assert.deepEqual(findings, []);
    assert.deepEqual(skipped, []);
    assert.deepEqual(
      schemas.map(({ name }) => name),
      ['XSD', 'ASIP-STRUCT-MIN-StrucMin.sch', 'IHE.sch', 'CI-SIS_ModelesDeContenusCDA.sch', 'CI-SIS_Modeles_ANS.sch'],
    );
  });

  test('XSD and Schematron, in the order of the text, each with its page', async () => {
    const text = correct
      .replace('<setId ', '<setId extra="1" ')
      .replace(/(<observation [^>]*)moodCode="EVN"/, '$1moodCode="INT"');
    const { findings } = await check(text, { schematrons: 'model' });
    assert.deepEqual(shown(text, findings), [
      ['xsd', 'error', 'extra', 'L’attribut extra n’est pas admis sur setId.'],
      ['schematron', 'error', 'INT', '[IHE] moodCode : EVN.'],
      ['schematron', 'error', 'INT', '[CI-SIS_ModelesDeContenusCDA] moodCode : EVN.'],
      ['schematron', 'error', 'INT', '[CI-SIS_Modeles_ANS] moodCode : EVN.'],
    ]);
    assert.deepEqual(
      [...new Set(findings.map(({ source, href }) => `${source} ${href}`))],
      ['xsd docs/rules/xsd.md', 'schematron docs/rules/schematron.md'],
    );
  });

  test('the templateId for which an assertion applies: on the element, else on the nearest around it', async () => {
    const by = (oid: string, rest: string) =>
      `<rule context="*[cda:templateId/@root='${oid}']${rest}"><assert test="false()">${oid}${rest}</assert></rule>`;
    const { text, findings } = await own(
      '<component><templateId root="9.1"/><templateId root="9.2"/><section><templateId root="9.1"/><code code="x"/></section></component>',
      schema(by('9.2', '') + by('9.1', '/cda:code')),
      schema('<rule context="cda:section"><assert test="false()">section</assert></rule>'),
    );
    const causes = findings.map(({ message, cause }) => [message.en, cause?.message.fr, cause?.at.start]);
    const last = text.lastIndexOf('9.1');
    assert.deepEqual(causes, [
      ['9.2', 's’applique en raison du templateId 9.2', text.indexOf('9.2')],
      ['section', undefined, undefined],
      ['9.1/cda:code', 's’applique en raison du templateId 9.1', last],
    ]);
  });

  test('severity: role, else flag, else what the message says, else error', async () => {
    const asserts = ['role="warning"', 'role="info"', 'flag="fatal"', 'role="other" flag="WARN"', 'role="hint"', '']
      .map((mark) => `<assert test="false()" ${mark}>${mark.replaceAll('"', '')}</assert>`)
      .join('');
    const rule = `<rule context="cda:title">${asserts}<report test="true()">Erreur (Alerte): x</report></rule>`;
    const { findings } = await own('<title>x</title>', schema(rule));
    assert.deepEqual(
      findings.map(({ severity }) => severity),
      ['warning', 'info', 'error', 'warning', 'hint', 'error', 'warning'],
    );
  });

  test('the place: an attribute’s value, a name, a text, the root for the document itself', async () => {
    const rules = `<rule context="cda:id"><assert test="@root = '1'">a</assert><assert test="cda:x">b</assert></rule>
      <rule context="@code"><assert test="false()">c</assert></rule><rule context="text()"><assert test="false()">d</assert></rule>
      <rule context="/"><assert test="false()">e</assert></rule><rule context="cda:code"><assert test="@codeSystem != ''">f</assert></rule>`;
    const { text, findings } = await own(
      '<id root="2"/><code code="X" codeSystem=""/><title>  some text </title>',
      schema(rules),
    );
    assert.deepEqual(
      findings.map(({ at, message }) => [message.fr, text.slice(at.start, at.end)]),
      [
        ['e', 'ClinicalDocument'],
        ['b', 'id'],
        ['a', '2'],
        ['c', 'X'],
        ['f', 'codeSystem=""'],
        ['d', 'some text'],
      ],
    );
  });

  test('the place below the node: a child’s text or name, its attribute that differs; what only reads alike is mended', async () => {
    const rules = `<rule context="cda:ClinicalDocument">
      <assert test='cda:title = "L&apos;examen"'>a</assert>
      <assert test='cda:code[@code="X" and @displayName="Examen d&apos;urine"]'>b</assert>
      <assert test="cda:title = 'other'">c</assert>
      <assert test="cda:author/cda:time">d</assert></rule>`;
    const content = '<code code="X" displayName="Examen d’urine"/><title>L’examen</title><author><id/></author>';
    const { text, findings } = await own(content, schema(rules));
    assert.deepEqual(
      findings.map(({ at, message, fixes }) => [
        message.fr,
        text.slice(at.start, at.end),
        fixes?.map(({ title, edits }) => [title.fr, edits[0]?.newText]),
      ]),
      [
        ['b', 'Examen d’urine', [["Écrire ' au lieu de ’ : « Examen d'urine »", 'Examen d&apos;urine']]],
        ['a', 'L’examen', [["Écrire ' au lieu de ’ : « L'examen »", 'L&apos;examen']]],
        ['c', 'L’examen', undefined],
        ['d', 'author', undefined],
      ],
    );
  });

  test('the page of the assertion, its diagnostics, its place in the schema', async () => {
    const source = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="cda" uri="urn:hl7-org:v3"/>
<pattern id="titles"><rule context="cda:title" see="javascript:alert(1)">
  <assert test="false()" see="https://sample.invalid/a" diagnostics="d">Titre.</assert>
  <report test="true()">Signalé.</report></rule></pattern><diagnostics><diagnostic id="d">Il a <value-of select="string-length(.)"/> lettre.</diagnostic></diagnostics></schema>`;
    const { findings } = await own('<title>x</title>', source);
    const [first, second] = findings;
    assert.deepEqual([first?.see, second?.see], ['https://sample.invalid/a', undefined]);
    assert.equal(first?.message.fr, 'Titre. Il a 1 lettre.');
    assert.deepEqual(first?.related, [
      {
        file: join(folder, 'own0.sch').replaceAll('\\', '/'),
        range: { start: { line: 2, character: 3 }, end: { line: 2, character: 9 } },
        message: { en: 'own0.sch: assertion of the pattern titles', fr: 'own0.sch : assertion du motif titles' },
      },
    ]);
    assert.equal(second?.related?.[0]?.message.fr, 'own0.sch : signalement du motif titles');
  });

  test('what several schemas say of one place is one finding that names them all', async () => {
    const rule = '<rule context="cda:title"><assert test="false()">Le même.</assert></rule>';
    const { findings } = await own('<title>x</title>', schema(rule), schema(rule, 'q'));
    assert.equal(findings.length, 1);
    assert.deepEqual(
      findings[0]?.related?.map(({ message }) => message.fr),
      ['own0.sch : assertion du motif p', 'own1.sch : assertion du motif q'],
    );
  });

  test('the code: its id, else the same as long as schema, pattern and assertion are', async () => {
    const codes = async (rules: string, patternId?: string) => {
      const { findings } = await own('<title>x</title><title>y</title>', schema(rules, patternId));
      return findings.map(({ code }) => code);
    };
    const rule = (inside: string) => `<rule context="cda:title">${inside}</rule>`;
    assert.deepEqual(await codes(rule('<assert id="T1" test="false()">a</assert>')), ['T1', 'T1']);
    const plain = '<assert test="false()">a <value-of select="."/></assert>';
    const [first, again] = await codes(rule(plain));
    assert.match(first ?? '', /^[0-9a-f]{8}$/);
    assert.equal(again, first);
    assert.equal((await codes(rule(`<let name="v" value="1"/>\n  ${plain.replace('a <', 'a\n <')}`)))[0], first);
    for (const other of [
      plain.replace('false()', 'not(.)'),
      plain.replace('a ', 'b '),
      plain.replaceAll('assert', 'report').replace('false()', 'true()'),
    ]) {
      assert.notEqual((await codes(rule(other)))[0], first);
    }
    assert.notEqual((await codes(rule(plain), 'other'))[0], first);
  });

  test('settings: off, another severity, silences with a reason', async () => {
    const text = correct
      .replace('<setId ', '<setId extra="1" ')
      .replace(/(<observation [^>]*)moodCode="EVN"/, '$1moodCode="INT"');
    const off = await check(text, { schematrons: 'model', rules: { schematron: 'off' } });
    assert.deepEqual(
      off.findings.map(({ rule }) => rule),
      ['xsd'],
    );
    const other = await check(text, { schematrons: 'model', rules: { xsd: 'off', schematron: 'hint' } });
    assert.deepEqual(
      [...new Set(other.findings.map(({ rule, severity }) => `${rule} ${severity}`))],
      ['schematron hint'],
    );
    const silenced = await check(text.replace('<setId ', '<!-- cda-disable-next-line xsd: a test -->\n<setId '));
    assert.deepEqual([silenced.findings, silenced.silenced.map(({ reason }) => reason)], [[], ['a test']]);
  });

  test('the faults of a package are said once and not held against the document', async () => {
    const { findings } = await check(naming(correct, 'CI-SIS_SAMPLE-FAULTY_2025.01.sch'), { xsd: false });
    const faults = findings.filter(({ rule }) => rule === 'package-fault');
    assert.ok(faults.every(({ severity }) => severity === 'info'));
    const missing = faults.filter(({ message }) => message.fr.includes('JDV_Absent.xml'));
    assert.equal(missing.length, 1);
    assert.match(missing[0]?.message.fr ?? '', /n’y est pas\. \d+ contrôles qui en dépendent n’ont pas été faits\.$/);
    assert.equal(faults.filter(({ message }) => message.fr.includes('S_Absent.sch')).length, 1);
    assert.ok(
      faults.some(({ message }) => message.fr.includes('xs:integer(@code) > 0') && message.fr.includes('FORG0001')),
    );
    assert.ok(faults.some(({ message }) => message.fr.includes('sample:positive(@code)')));
    const failed = findings.filter(({ rule }) => rule === 'schematron').map(({ message }) => message.fr);
    assert.ok(
      failed.length > 0 && failed.every((message) => /^Un (?:code|nombre positif)\.$|^Le code A/.test(message)),
    );
  });

  test('a text that is not well formed waits, which is said once', async () => {
    const text = naming(correct, 'IHE.sch', 'nowhere.sch').replace('</structuredBody>', '');
    const { findings, schemas, skipped, notes, malformed } = await check(text, { schematrons: 'both' });
    assert.deepEqual([findings, schemas, skipped, malformed], [[], [], [], true]);
    assert.deepEqual(
      notes.map(({ fr }) => fr),
      ['Validation officielle en attente : le XML n’est pas bien formé'],
    );
    assert.deepEqual(checker.secondHalf(read(text), path, { ...options, schematrons: 'both' }), []);
  });

  test('two threads that share the Schematrons find what one finds, in its order', async () => {
    const other = new OfficialChecker();
    writeFileSync(
      join(folder, 'terminologies.sch'),
      schema('<rule context="cda:setId"><assert test="false()">Un.</assert></rule>'),
    );
    writeFileSync(
      join(folder, 'half.sch'),
      schema(`<rule context="cda:setId"><assert test="false()">Un.</assert><assert test="doc('absent.xml')/*">Deux.</assert>
        <assert test="xs:integer(@root) = 1">Trois.</assert></rule>`),
    );
    const text = naming(correct, 'half.sch', 'terminologies.sch', 'CI-SIS_SAMPLE-FAULTY_2025.01.sch');
    const wanted: OfficialOptions = { ...options, schematrons: 'both', changed: true };
    const one = await checker.check(read(text), path, wanted);
    const half = other.secondHalf(read(text), path, wanted);
    assert.deepEqual(half.map((run) => run.path.replace(/.*\//, '')).includes('terminologies.sch'), false);
    const plain = (result: typeof one) => ({
      ...result,
      milliseconds: 0,
      schemas: result.schemas.map(({ name }) => name),
    });
    // As another thread would tell it.
    for (const told of [structuredClone(half), undefined])
      assert.deepEqual(plain(await checker.check(read(text), path, wanted, Promise.resolve(told))), plain(one));
    const [first] = one.findings.filter(({ message }) => message.fr === 'Un.');
    assert.equal(first?.related?.length, 2);
    assert.equal(one.findings.filter(({ rule }) => rule === 'package-fault').length > 1, true);
  });

  test('without a package: the schemas beside the document, and why there is no XSD', async () => {
    writeFileSync(
      join(folder, 'own.sch'),
      schema('<rule context="cda:setId"><assert test="false()">Sans paquet.</assert></rule>'),
    );
    const { findings, skipped } = await check(naming(correct, 'own.sch', 'IHE.sch'), { package: undefined });
    assert.deepEqual(
      findings.map(({ message }) => message.fr),
      ['Sans paquet.'],
    );
    assert.deepEqual(
      skipped.map(({ what }) => what),
      ['IHE.sch', 'XSD'],
    );
  });

  test('a broken schema is a fault of the package, not an end of everything', async () => {
    writeFileSync(join(folder, 'broken.sch'), '<schema');
    const { findings } = await check(naming(correct, 'broken.sch').replace('<setId ', '<setId extra="1" '), {
      changed: true,
    });
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['package-fault', 'xsd'],
    );
  });

  test('files that change are read again', async () => {
    const copy = join(folder, 'package');
    const inCopy = { package: AnsPackage.at(copy), schematrons: 'document', changed: true } as const;
    const text = naming(correct, 'CI-SIS_SAMPLE-CR_2025.01.sch').replace('<setId ', '<setId extra="1" ');
    const before = await check(text, inCopy);
    const rules = () =>
      checker
        .check(read(text), path, { ...options, ...inCopy })
        .then(({ findings }) => findings.map(({ rule, message }) => `${rule} ${message.fr}`));
    const ihe = join(copy, 'schematrons/CI-SIS_SAMPLE-CR_2025.01.sch');
    writeFileSync(ihe, schema('<rule context="cda:setId"><assert test="false()">Nouvelle assertion.</assert></rule>'));
    assert.notDeepEqual(
      before.findings.map(({ message }) => message.fr),
      [],
    );
    assert.deepEqual(
      await rules(),
      ['xsd L’attribut extra n’est pas admis sur setId.', 'schematron Nouvelle assertion.'].reverse(),
    );
    const xsd = join(copy, 'infrastructure/cda/general/datatypes.xsd');
    writeFileSync(
      xsd,
      readFileSync(xsd, 'utf8').replace('<xs:attribute name="extension" type="st"/>', '$&<xs:attribute name="extra"/>'),
    );
    assert.deepEqual(await rules(), ['schematron Nouvelle assertion.']);
  });

  test('a thousand findings of a rule are enough', async () => {
    const { findings } = await own(
      '<x a=""/>'.repeat(1500),
      schema('<rule context="cda:x"><assert test="false()">x</assert></rule>'),
    );
    assert.equal(findings.length, 1001);
    assert.equal(findings.filter(({ message }) => message.fr.includes('1000 premiers constats sur 1500')).length, 1);
  });
});
