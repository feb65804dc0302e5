import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type {
  CodeAction,
  CodeLens,
  CompletionList,
  Diagnostic,
  DocumentDiagnosticReport,
  DocumentSymbol,
  FullDocumentDiagnosticReport,
  Hover,
  InlayHint,
  Location,
  PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol';
import {
  type ConvertResultAnswer,
  convertResultRequest,
  type RenderFailure,
  type Rendering,
  renderRequest,
  type StatusParams,
  statusNotification,
} from '../../server/src/protocol';
import { battery, pq, result } from '../../server/src/rules/examples';
import { Circuit } from '../../server/src/terminology/circuit';
import { LineIndex } from '../../server/src/xml/positions';
import { Client } from './client';

const good = battery(result());
const bad = battery(result({ value: pq('0.95', 'mmole/L') }));

function rulesOf(diagnostics: readonly Diagnostic[]): unknown[] {
  return diagnostics.filter(({ severity }) => severity === 1).map(({ code }) => code);
}

function messageOf(diagnostic: Diagnostic | undefined): string {
  return typeof diagnostic?.message === 'string' ? diagnostic.message : (diagnostic?.message.value ?? '');
}

suite('server with pull diagnostics', () => {
  let client: Client;
  before(async () => {
    client = await Client.start();
  });
  after(async () => assert.equal(await client.stop(), 0));

  const pull = (uri: string, previousResultId?: string) =>
    client.request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
  const items = async (uri: string) => ((await pull(uri)) as FullDocumentDiagnosticReport).items;

  test('reports, forgets and finds again while the text changes', async () => {
    const uri = 'untitled:changes.xml';
    await client.open(uri, bad);
    assert.deepEqual(rulesOf(await items(uri)), ['unit-not-ucum']);
    await client.change(uri, good, 2);
    assert.deepEqual(rulesOf(await items(uri)), []);
    await client.change(uri, good.replace('</organizer>', ''), 3);
    assert.ok(rulesOf(await items(uri)).includes('xml-syntax'));
  });

  test('says «unchanged» to a client that has the newest answer', async () => {
    const uri = 'untitled:unchanged.xml';
    await client.open(uri, bad);
    const first = await pull(uri);
    assert.equal(first.kind, 'full');
    assert.equal((await pull(uri, first.resultId)).kind, 'unchanged');
  });

  test('gives the range, the page and the quick fix of a finding', async () => {
    const uri = 'untitled:fix.xml';
    await client.open(uri, bad);
    const [diagnostic] = (await items(uri)).filter(({ code }) => code === 'unit-not-ucum');
    assert.ok(diagnostic);
    const lines = new LineIndex(bad);
    assert.equal(bad.slice(lines.offset(diagnostic.range.start), lines.offset(diagnostic.range.end)), 'mmole/L');
    assert.match(diagnostic.codeDescription?.href ?? '', /^file:.*docs\/rules\/unit-not-ucum\.md$/);
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    });
    assert.deepEqual(actions[0]?.edit?.changes?.[uri], [{ range: diagnostic.range, newText: 'mmol/L' }]);
  });

  test('prefers the first quick fix, none where two are equally likely', async () => {
    const preferred = async (code: string) => {
      const uri = `untitled:preferred${code}.xml`;
      const section = `<component><section><templateId root="1.2.250.1.213.1.1.2.234"/>${code}</section></component>`;
      await client.open(uri, good.replace('<structuredBody>', `<structuredBody>${section}`));
      const [diagnostic] = (await items(uri)).filter(({ code }) => code === 'template-unknown');
      assert.ok(diagnostic);
      const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: diagnostic.range,
        context: { diagnostics: [diagnostic], only: ['quickfix'] },
      });
      return actions.flatMap(({ edit, isPreferred }) => (edit && isPreferred ? Object.values(edit.changes ?? {}) : []));
    };
    const [edits] = await preferred('<code code="55108-5"/>');
    assert.equal(edits?.[0]?.newText, '1.2.250.1.213.1.1.2.243');
    assert.deepEqual(await preferred(''), []);
  });

  test('answers hover, outline, definition and references, on broken text too', async () => {
    const uri = 'untitled:features.xml';
    const text = good.replace(
      '<statusCode code="completed"/><effectiveTime',
      '<statusCode code="completed"><effectiveTime',
    );
    await client.open(uri, text);
    const lines = new LineIndex(text);
    const at = (needle: string) => ({ textDocument: { uri }, position: lines.position(text.indexOf(needle) + 1) });
    const hover = await client.request<Hover>('textDocument/hover', at('53049-3'));
    assert.match((hover.contents as { value: string }).value, /40193-5/);
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } });
    assert.match(JSON.stringify(symbols), /Biochimie/);
    const [target] = await client.request<Location[]>('textDocument/definition', at('#label'));
    assert.ok(target);
    assert.match(text.slice(lines.offset(target.range.start), lines.offset(target.range.end)), /label/);
    const pointers = await client.request<Location[]>('textDocument/references', {
      ...at('label">'),
      context: { includeDeclaration: false },
    });
    assert.equal(pointers.length, 1);
  });

  test('completes, hints, sums up and converts', async () => {
    const uri = 'untitled:more.xml';
    await client.open(uri, good);
    const lines = new LineIndex(good);
    const at = (needle: string, shift = 0) => ({
      textDocument: { uri },
      position: lines.position(good.indexOf(needle) + shift),
    });
    const units = await client.request<CompletionList>('textDocument/completion', at('unit="g/L"', 6));
    assert.equal([...units.items].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1))[0]?.label, 'g/L');
    client.settings = { inlayHints: { units: true } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await items(uri);
    const range = { start: lines.position(0), end: lines.position(good.length) };
    const hints = await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
    assert.match(JSON.stringify(hints), /5\.3 mmol\/L/);
    const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    assert.match(lenses[0]?.command?.title ?? '', /1 result/);
    const { position } = at('value="0.95"', 2);
    const answer = await client.request<ConvertResultAnswer>(convertResultRequest, { uri, position });
    assert.match(answer.choices[0]?.label ?? '', /5\.3/);
    assert.ok(answer.choices[0]?.edits.some(({ newText }) => newText.includes('40193-5')));
    client.settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });

  test('leaves other XML alone', async () => {
    const uri = 'untitled:other.xml';
    await client.open(uri, '<project><a></project>');
    assert.deepEqual(await items(uri), []);
    assert.equal(
      await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 3 } }),
      null,
    );
  });

  test('renders an open document, and says why it cannot', async () => {
    const uri = 'untitled:render.xml';
    await client.open(uri, good);
    const rendering = await client.request<Rendering>(renderRequest, { uri });
    assert.equal(rendering.version, 1);
    assert.match(rendering.html, /Biochimie/);
    await client.change(uri, '<ClinicalDocument xmlns="urn:hl7-org:v3"><title>', 2);
    const failure = await client.request<RenderFailure>(renderRequest, { uri });
    assert.ok(failure.failure.length > 10);
    assert.equal(failure.version, 2);
  });

  test('tells the model and the Circuit in use', async () => {
    const told = new Promise<StatusParams>((resolve) => client.connection.onNotification(statusNotification, resolve));
    const uri = 'untitled:status.xml';
    await client.open(uri, good);
    await items(uri);
    const status = await told;
    assert.equal(status.model, 'BIO-CR-BIO 2024.01');
    assert.deepEqual([status.level, status.circuit], [3, Circuit.builtIn().info]);
  });

  test('follows the settings', async () => {
    const uri = 'untitled:settings.xml';
    await client.open(uri, bad);
    client.settings = { rules: { 'unit-not-ucum': 'off' }, language: 'fr' };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(rulesOf(await items(uri)), []);
    client.settings = { language: 'fr' };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const [diagnostic] = (await items(uri)).filter(({ code }) => code === 'unit-not-ucum');
    assert.match(messageOf(diagnostic), /unité/);
    client.settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });

  test('survives a burst of edits: every answer is of the newest text or a cancellation', async () => {
    const uri = 'untitled:burst.xml';
    await client.open(uri, good);
    const answers: Promise<unknown>[] = [];
    for (let version = 2; version <= 40; version++) {
      await client.change(uri, version % 2 ? good : bad, version);
      answers.push(items(uri).catch((error: Error) => error.message));
    }
    await Promise.all(answers);
    assert.deepEqual(rulesOf(await items(uri)), ['unit-not-ucum']);
  });

  test('survives hostile documents', async () => {
    const root = '<ClinicalDocument xmlns="urn:hl7-org:v3">';
    const hostile = [
      root,
      root + '<component>'.repeat(50_000),
      `<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${root}&b;</ClinicalDocument>`,
      `${root}${'<value xsi:type="PQ" unit="" value=""/>'.repeat(2000)}`,
      `${root}<templateId root="${'9.'.repeat(10_000)}"/><code code="" codeSystem=""/>\0\ud800`,
    ];
    for (const [index, text] of hostile.entries()) {
      const uri = `untitled:hostile${index}.xml`;
      await client.open(uri, text);
      const found = await items(uri);
      assert.ok(
        found.some(({ code }) => code === 'xml-syntax'),
        `document ${index}`,
      );
      assert.ok(
        !found.some((diagnostic) => messageOf(diagnostic).includes('failed on this document')),
        JSON.stringify(found),
      );
      await client.request('textDocument/documentSymbol', { textDocument: { uri } });
      await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 5 } });
    }
  });

  test('reads every sample', async () => {
    const folder = join(__dirname, '../../samples');
    for (const [name, expected] of [
      ['CR-BIO_correct.xml', []],
      ['N1_PDF.xml', []],
    ] as const) {
      const uri = `untitled:${name}`;
      await client.open(uri, readFileSync(join(folder, name), 'utf8'));
      assert.deepEqual(rulesOf(await items(uri)), expected, name);
    }
  });
});

test('pushes diagnostics to a client that does not pull', async () => {
  const client = await Client.start({ pull: false, locale: 'fr-FR' });
  const pushed = new Promise<PublishDiagnosticsParams>((resolve) => {
    client.connection.onNotification('textDocument/publishDiagnostics', resolve);
  });
  await client.open('untitled:push.xml', bad);
  const { diagnostics } = await pushed;
  assert.deepEqual(rulesOf(diagnostics), ['unit-not-ucum']);
  assert.match(messageOf(diagnostics[0]), /unité/);
  assert.equal(await client.stop(), 0);
});

test('a client that refuses what the server asks does not end it, and nothing stays of a closed document', async () => {
  const client = await Client.start({ refuse: true, pull: false });
  const published: PublishDiagnosticsParams[] = [];
  client.connection.onNotification('textDocument/publishDiagnostics', (sent: PublishDiagnosticsParams) => {
    published.push(sent);
  });
  for (let index = 0; index < 30; index++) {
    await client.open(`untitled:${index}.xml`, bad);
    await client.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: `untitled:${index}.xml` },
    });
  }
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { cda: { rules: null } } });
  await client.open('untitled:last.xml', bad);
  await client.request('textDocument/documentSymbol', { textDocument: { uri: 'untitled:last.xml' } });
  const last = new Map(published.map(({ uri, diagnostics }) => [uri, diagnostics.length]));
  for (let index = 0; index < 30; index++) assert.equal(last.get(`untitled:${index}.xml`) ?? 0, 0);
  assert.equal(await client.stop(), 0);
});

test('settings pushed by a client that cannot be asked count, illegal ones do not', async () => {
  const client = await Client.start({ configuration: false });
  const uri = 'untitled:pushed.xml';
  await client.open(uri, bad);
  const pull = async () =>
    (await client.request<FullDocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } })).items;
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { cda: { rules: { 'unit-not-ucum': 'off', 'unit-missing': 7 }, language: '' } },
  });
  const items = await pull();
  assert.deepEqual(rulesOf(items), []);
  assert.ok(items.every((item) => messageOf(item) !== ''));
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { cda: null } });
  assert.deepEqual(rulesOf(await pull()), ['unit-not-ucum']);
  assert.equal(await client.stop(), 0);
});

test('an old result id means nothing for a document that was closed and opened again', async () => {
  const client = await Client.start();
  const uri = 'untitled:again.xml';
  const pull = (previousResultId?: string) =>
    client.request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
  await client.open(uri, bad);
  const { resultId } = await pull();
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  await client.open(uri, good);
  assert.equal((await pull(resultId)).kind, 'full');
  assert.equal(await client.stop(), 0);
});
