import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  Diagnostic,
  FullDocumentDiagnosticReport,
  Location,
  PublishDiagnosticsParams,
  ShowDocumentParams,
} from 'vscode-languageserver-protocol';
import type { Snapshot } from '../../server/src/lsp/documents';
import { moved, Official } from '../../server/src/lsp/official';
import { OfficialError, OfficialThread } from '../../server/src/lsp/officialThread';
import type { OfficialJob } from '../../server/src/official/messages';
import {
  type OfficialInfo,
  type StatusParams,
  showAssertionCommand,
  statusNotification,
  validateRequest,
} from '../../server/src/protocol';
import type { Finding } from '../../server/src/rules/rule';
import { LineIndex } from '../../server/src/xml/positions';
import { svs, svsConcept } from '../valueSets/samples';
import { Client, type ClientOptions } from './client';

const root = join(__dirname, '../..');
const samplePackage = join(root, 'test/package-sample');
const correct = readFileSync(join(root, 'samples/CR-BIO_correct.xml'), 'utf8');
/** A Schematron of the user's own, which the document names. */
const schema = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
<ns prefix="cda" uri="urn:hl7-org:v3"/>
<pattern id="titles"><rule context="cda:ClinicalDocument/cda:setId">
  <assert id="S1" test="@extension != 'WRONG'" see="https://sample.invalid/setId" role="warning">Numéro du lot.</assert>
</rule></pattern></schema>`;
const good = correct.replace('<ClinicalDocument', '<?oxygen SCHSchema="own.sch"?>\n<ClinicalDocument');
const bad = good
  .replace(/(<setId [^>]*extension=")[^"]*/, '$1WRONG')
  .replace('<versionNumber value="1"', '<versionNumber value="1,5"');

const codes = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ code }) => String(code)).filter((code) => /^(?:xsd|schematron|package-fault)/.test(code));

suite('official checks in the server', () => {
  let folder: string;
  let uri: string;
  const clients: Client[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cda-lsp-'));
    writeFileSync(join(folder, 'own.sch'), schema);
    uri = pathToFileURL(join(folder, 'document.xml')).href;
  });
  after(async () => {
    for (const client of clients) assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  async function start(options: ClientOptions = {}, official: object = {}) {
    const settings = { package: { path: samplePackage }, official };
    const client = await Client.start({ settings, ...options });
    clients.push(client);
    return client;
  }

  const pull = async (client: Client) =>
    (await client.request<FullDocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } })).items;

  /** Pulls as a client does: again when the server says that there is something new. */
  async function settled(
    client: Client,
    wanted: (items: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    for (let times = 0; ; times++) {
      const items = await pull(client);
      if (wanted(items)) return items;
      assert.ok(times < 20, `still ${codes(items)}`);
      await client.refreshed(3000);
    }
  }
  const found = (items: readonly Diagnostic[]) => codes(items).length === 2;

  test('follow each change, with the place, the page and the assertion', async () => {
    const client = await start();
    await client.open(uri, good);
    assert.deepEqual(codes(await settled(client, () => true)), []);
    await client.change(uri, bad, 2);
    const items = await settled(client, found);
    assert.deepEqual(codes(items), ['schematron/S1', 'xsd']);
    const diagnostic = items.find(({ code }) => code === 'schematron/S1') as Diagnostic;
    const lines = new LineIndex(bad);
    assert.equal(bad.slice(lines.offset(diagnostic.range.start), lines.offset(diagnostic.range.end)), 'WRONG');
    assert.deepEqual([diagnostic.severity, diagnostic.source, diagnostic.message], [2, 'CDA', 'Numéro du lot.']);
    assert.equal(diagnostic.codeDescription?.href, 'https://sample.invalid/setId');
    const [related] = diagnostic.relatedInformation ?? [];
    assert.deepEqual(related?.location, {
      uri: pathToFileURL(join(folder, 'own.sch')).href,
      range: { start: { line: 3, character: 3 }, end: { line: 3, character: 9 } },
    });
    const xsd = items.find(({ code }) => code === 'xsd') as Diagnostic;
    assert.match(xsd.codeDescription?.href ?? '', /docs\/rules\/xsd\.md$/);
    await client.change(uri, good, 3);
    assert.deepEqual(codes(await settled(client, (each) => codes(each).length === 0)), []);
  });

  test('the value sets of the package serve findings, completion and hover, and are read again when they change', async () => {
    const copy = join(folder, 'package');
    cpSync(samplePackage, copy, { recursive: true });
    const jdv = join(copy, 'jeuxDeValeurs/JDV_J143_AdministrativeGender_CISIS.xml');
    const write = (code: string) =>
      writeFileSync(jdv, svs('1.2.250.1.213.1.1.5.590', svsConcept(code, 'Genre', '2.16.840.1.113883.5.1')));
    write('Z');
    const client = await start({}, { run: 'off' });
    client.settings = { package: { path: copy }, official: { run: 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const text = correct.replace(/(<administrativeGenderCode\s+code=")[^"]*/, '$1Y');
    await client.open(uri, text);
    const found = async () => {
      const diagnostics = (await pull(client)).filter(({ code }) => code === 'value-set');
      return diagnostics.map(({ message }) => String(message).split(' ')[0]);
    };
    assert.deepEqual(await found(), ['Y']);
    const position = new LineIndex(text).position(text.search(/(?<=<administrativeGenderCode\s+code=")/));
    const at = { textDocument: { uri }, position };
    assert.match(JSON.stringify(await client.request('textDocument/hover', at)), /Not in the value set/);
    assert.match(JSON.stringify(await client.request('textDocument/completion', at)), /Z – Genre/);
    write('Y');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(jdv).href, type: 2 }],
    });
    assert.deepEqual(await found(), []);
  });

  test('say for which templateId they apply', async () => {
    const client = await start();
    const copy = join(folder, 'template.sch');
    writeFileSync(copy, schema.replace('cda:setId"', `cda:setId[../cda:templateId/@root='1.2.250.1.213.1.1.1.55']"`));
    await client.open(uri, bad.replace('own.sch', 'template.sch'));
    const items = await settled(client, found);
    const [cause, assertion] = items.find(({ code }) => code === 'schematron/S1')?.relatedInformation ?? [];
    assert.equal(cause?.location.uri, uri);
    assert.match(
      cause?.message ?? '',
      /^applies because of templateId 1\.2\.250\.1\.213\.1\.1\.1\.55 \(BIO-CR-BIO - .*\)$/,
    );
    const { start: first, end } = cause?.location.range ?? assert.fail();
    const lines = new LineIndex(bad);
    assert.equal(bad.slice(lines.offset(first), lines.offset(end)), '1.2.250.1.213.1.1.1.55');
    assert.match(assertion?.location.uri ?? '', /template\.sch$/);
  });

  test('lead to the assertion: definition, code action, command', async () => {
    const client = await start();
    const shown: ShowDocumentParams[] = [];
    client.connection.onRequest('window/showDocument', (parameters: ShowDocumentParams) => {
      shown.push(parameters);
      return { success: true };
    });
    await client.open(uri, bad);
    const [diagnostic] = await settled(client, found);
    assert.ok(diagnostic);
    const at = { textDocument: { uri }, position: diagnostic.range.start };
    const place = diagnostic.relatedInformation?.[0]?.location;
    assert.deepEqual(await client.request<Location[]>('textDocument/definition', at), [place]);
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostic.range,
      context: { diagnostics: [] },
    });
    const show = actions.find(({ command }) => command?.command === showAssertionCommand);
    assert.equal(show?.title, 'Show the Assertion (own.sch: assertion of the pattern titles)');
    const execute = (argument: unknown) =>
      client.request('workspace/executeCommand', { command: showAssertionCommand, arguments: [argument] });
    assert.equal(await execute(show.command?.arguments?.[0]), true);
    assert.equal(await execute({ uri, position: at.position }), true);
    assert.deepEqual(
      shown.map(({ uri: target, selection, takeFocus }) => [target, selection, takeFocus]),
      Array(2).fill([place?.uri, place?.range, true]),
    );
    for (const nothing of [
      undefined,
      1,
      { file: 'https://sample.invalid', range: place?.range },
      { uri: 'file:///x', position: at.position },
    ]) {
      assert.equal(await execute(nothing), null);
    }
    assert.equal(shown.length, 2);
  });

  test('keep the last findings at their places until the new ones are there', async () => {
    const client = await start({}, { run: 'manual' });
    await client.open(uri, bad);
    assert.deepEqual(codes(await pull(client)), []);
    await client.request(validateRequest, { uri });
    const before = await settled(client, found);
    const shifted = bad.replace('<setId ', '\n\n<setId ');
    await client.change(uri, shifted, 2);
    const after = await pull(client);
    assert.deepEqual(codes(after), codes(before));
    const first = (items: readonly Diagnostic[]) =>
      items.find(({ code }) => code === 'schematron/S1')?.range.start.line ?? 0;
    assert.equal(first(after), first(before) + 2);
    await client.change(uri, good, 3);
    await client.request(validateRequest, { uri });
    assert.deepEqual(codes(await settled(client, (each) => codes(each).length === 0)), []);
  });

  test('on save: the document as opened, then as saved', async () => {
    const client = await start({}, { run: 'onSave' });
    await client.open(uri, bad);
    await settled(client, found);
    await client.change(uri, `${bad}\n`, 2);
    await client.change(uri, bad.replace('1,5', '1'), 3);
    assert.deepEqual(codes(await pull(client)), ['schematron/S1', 'xsd']);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await settled(client, (each) => codes(each).length === 1);
  });

  test('off, and severities of the settings', async () => {
    const client = await start({}, { run: 'off' });
    await client.open(uri, bad);
    assert.deepEqual(codes(await pull(client)), []);
    client.settings = { package: { path: samplePackage }, rules: { xsd: 'off', schematron: 'hint' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const items = await settled(client, (each) => codes(each).length === 1);
    assert.deepEqual(
      items.filter(({ code }) => code === 'schematron/S1').map(({ severity }) => severity),
      [4],
    );
  });

  test('a client that cannot be told to ask again gets everything at once', async () => {
    const client = await start({ refresh: false });
    await client.open(uri, bad);
    assert.deepEqual(codes(await pull(client)), ['schematron/S1', 'xsd']);
  });

  test('a client that does not ask gets everything when it is there', async () => {
    const client = await start({ pull: false });
    const published = new Promise<PublishDiagnosticsParams>((resolve) =>
      client.connection.onNotification('textDocument/publishDiagnostics', (parameters: PublishDiagnosticsParams) => {
        if (found(parameters.diagnostics)) resolve(parameters);
      }),
    );
    await client.open(uri, bad);
    assert.deepEqual(codes((await published).diagnostics), ['schematron/S1', 'xsd']);
  });

  test('a schema that changes is read again', async () => {
    const client = await start();
    const copy = join(folder, 'changing.sch');
    cpSync(join(folder, 'own.sch'), copy);
    await client.open(uri, bad.replace('own.sch', 'changing.sch'));
    await settled(client, found);
    writeFileSync(copy, schema.replace('id="S1"', 'id="S2"'));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(copy).href, type: 2 }],
    });
    await settled(client, (each) => codes(each).includes('schematron/S2'));
  });

  test('the status: verdict, time, package, what was not run', async () => {
    const client = await start();
    const states: OfficialInfo[] = [];
    const done = new Promise<OfficialInfo>((resolve) =>
      client.connection.onNotification(statusNotification, ({ official }: StatusParams) => {
        if (official) states.push(official);
        if (official?.state === 'done') resolve(official);
      }),
    );
    await client.open(uri, bad.replace('own.sch', 'nowhere.sch'));
    await pull(client);
    const { verdict, package: version, skipped } = await done;
    assert.ok(verdict && version);
    const { errors, warnings, schemas, milliseconds, at } = verdict;
    assert.deepEqual([errors, warnings], [1, 0]);
    assert.ok(schemas.includes('XSD') && schemas.includes('IHE.sch') && milliseconds > 0);
    assert.ok(Math.abs(Date.now() - at) < 60_000);
    assert.deepEqual(skipped, ['nowhere.sch: named by the document and found neither beside it nor in the package']);
    assert.ok(states.some(({ state }) => state === 'running'));
  });

  test('the status: while the XML is not well formed, nothing but that', async () => {
    const client = await start();
    const states: OfficialInfo[] = [];
    const waits = new Promise<OfficialInfo>((resolve) =>
      client.connection.onNotification(statusNotification, ({ official }: StatusParams) => {
        if (official) states.push(official);
        if (official?.state === 'malformed') resolve(official);
      }),
    );
    await client.open(uri, bad.replace('</structuredBody>', ''));
    await pull(client);
    const { verdict, package: version, skipped, notes } = await waits;
    assert.deepEqual([verdict, typeof version, skipped, notes], [undefined, 'string', [], []]);
    assert.ok(states.every(({ state }) => state === 'running' || state === 'malformed'));
  });

  test('the status never shows a verdict that another package gave', async () => {
    const client = await start();
    const states: OfficialInfo[] = [];
    client.connection.onNotification(statusNotification, ({ official }: StatusParams) => {
      if (official) states.push(official);
    });
    const until = async (wanted: (last: OfficialInfo | undefined) => boolean | undefined) => {
      for (let turn = 0; !wanted(states.at(-1)); turn++) {
        assert.ok(turn < 100, JSON.stringify(states.at(-1)));
        await pull(client);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const use = (settings: object) => {
      client.settings = settings;
      states.length = 0;
      return client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    };
    await client.open(uri, bad.replace('own.sch', 'nowhere.sch'));
    await until((last) => last?.state === 'done' && last.verdict?.errors === 1);

    await use({ package: { path: join(folder, 'nothing-here') } });
    await until((last) => last?.state === 'done');
    assert.deepEqual(states.at(-1)?.verdict?.schemas, []);
    const problem = `The folder of the ANS package does not exist: ${join(folder, 'nothing-here')}.`;
    assert.equal(states.at(-1)?.packageProblem, 'missing');
    assert.deepEqual(await client.request(validateRequest, { uri }), { package: false, problem });
    for (const { state, verdict, package: version } of states) {
      assert.equal(version, undefined);
      assert.ok(state === 'done' || (state === 'running' && verdict === undefined), state);
    }

    await use({ package: { path: samplePackage }, official: { run: 'manual' } });
    await until((last) => last?.state === 'outdated' && last.package !== undefined && !last.verdict);
    assert.deepEqual(await client.request(validateRequest, { uri }), { package: true });
    await until((last) => last?.state === 'done' && last.verdict?.errors === 1);
    await client.change(uri, good, 2);
    await until((last) => last?.state === 'outdated' && last.verdict?.errors === 1);
    await use({ package: { path: samplePackage }, official: { run: 'off' } });
    await until((last) => last?.state === 'off');
  });
});

suite('the thread of official checks', () => {
  const workerPath = join(root, 'dist/officialWorker.js');
  const job: OfficialJob = { text: bad, packageRoot: samplePackage, schematrons: 'model', xsd: true, rules: {} };
  const failed = (kind: OfficialError['kind']) => (error: unknown) =>
    error instanceof OfficialError && error.kind === kind;

  test('a check that waits gives way to a newer one of its document', async () => {
    const thread = new OfficialThread({ workerPath });
    const [first, second, third] = [thread.check('a', job), thread.check('a', job), thread.check('a', job)];
    await assert.rejects(second, failed('superseded'));
    for (const each of [await first, await third]) assert.equal(each.findings.length, 1);
    thread.dispose();
    await assert.rejects(thread.check('a', job), failed('disposed'));
  });

  test('that the package changed is not forgotten with the check that was told so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cda-changing-'));
    const thread = new OfficialThread({ workerPath });
    const own = { ...job, schematrons: 'document', xsd: false, path: join(folder, 'changing.xml') } as const;
    const schema = (test: string) =>
      writeFileSync(
        join(folder, 'changing.sch'),
        `<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern><rule context="/*"><assert test="${test}">No.</assert></rule></pattern></schema>`,
      );
    const text = bad.replace('own.sch', 'changing.sch');
    schema('false()');
    assert.equal((await thread.check('b', { ...own, text })).findings.length, 1);
    schema('true() ');
    // What the one that gives way was told of the package holds for the one that comes instead.
    const running = thread.check('c', { ...own, text });
    const told = thread.check('b', { ...own, text, changed: true });
    const instead = thread.check('b', { ...own, text });
    await assert.rejects(told, failed('superseded'));
    await running;
    assert.deepEqual((await instead).findings, []);
    thread.dispose();
    rmSync(folder, { recursive: true });
  });

  test('one that takes too long or too much is killed, and the next has a new thread', async () => {
    const slow = new OfficialThread({ workerPath, timeLimit: 5 });
    await assert.rejects(slow.check('a', job), failed('too-slow'));
    slow.dispose();
    const thread = new OfficialThread({ workerPath, memoryLimitMb: 100 });
    const huge = bad.replace('<setId ', `${'<a><b/></a>'.repeat(800_000)}<setId `);
    await assert.rejects(thread.check('a', { ...job, text: huge }), failed('too-large'));
    assert.equal((await thread.check('a', job)).findings.length, 1);
    thread.dispose();
  });

  test('one that fails says so', async () => {
    const thread = new OfficialThread({ workerPath });
    await assert.rejects(thread.check('a', { ...job, text: '<a/>' }), failed('failed'));
    assert.equal((await thread.check('a', job)).findings.length, 1);
    thread.dispose();
  });
});

suite('findings of an older text', () => {
  const at = (start: number, end: number): Finding => ({
    at: { start, end },
    rule: 'xsd',
    severity: 'error',
    source: 'xsd',
    href: '',
    message: { en: '', fr: '' },
  });
  const shifted = (before: string, after: string, ...places: [number, number][]) =>
    moved(
      places.map(([start, end]) => at(start, end)),
      before,
      after,
    ).map(({ at: { start, end } }) => after.slice(start, end));

  test('and the place for which they apply', () => {
    const finding = { ...at(3, 5), cause: { at: { start: 0, end: 2 }, message: { en: '', fr: '' } } };
    const cause = (after: string) => moved([finding], 'ab cd', after)[0]?.cause?.at;
    assert.deepEqual(
      [cause('X ab cd'), cause('aXX cd'), cause('c')],
      [{ start: 2, end: 4 }, { start: 0, end: 3 }, undefined],
    );
  });

  test('stay on their text', () => {
    assert.deepEqual(shifted('ab cd ef', 'ab XX cd ef', [0, 2], [3, 5], [6, 8]), ['ab', 'cd', 'ef']);
    assert.deepEqual(shifted('ab cd ef', 'ab ef', [0, 2], [3, 5], [6, 8]), ['ab', 'ef']);
    assert.deepEqual(shifted('ab cd ef', 'ab cXd ef', [0, 2], [3, 5], [6, 8]), ['ab', 'cXd', 'ef']);
    assert.deepEqual(shifted('aaaa', 'aaa', [0, 1], [2, 4]), ['a', 'a']);
    assert.deepEqual(shifted('ab', '', [0, 2]), ['']);
    assert.deepEqual(shifted('ab', 'ab', [0, 2]), ['ab']);
  });
});

test('verdicts are settled when the last one that was asked for is there, not when it takes another’s place', async () => {
  const order: string[] = [];
  const answers = new Map<string, (error?: OfficialError) => void>();
  const check = (_: string, { text }: OfficialJob) =>
    new Promise((resolve, reject) => answers.set(text, (error) => (error ? reject(error) : resolve({ findings: [] }))));
  const official = new Official(
    { check } as unknown as OfficialThread,
    () => true,
    () => undefined,
    () => undefined,
  );
  const ask = (text: string) =>
    void official.follow({ uri: 'a', text } as Snapshot, { text, schematrons: 'model', xsd: true, rules: {} });
  await official.settled();
  ask('first');
  const settled = official.settled().then(() => order.push('settled'));
  ask('second');
  answers.get('first')?.(new OfficialError('superseded', { en: '', fr: '' }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  order.push('second');
  answers.get('second')?.();
  await settled;
  assert.deepEqual(order, ['second', 'settled']);
});
