import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { FileChangeType, type FullDocumentDiagnosticReport } from 'vscode-languageserver-protocol';
import { immediate } from '../../server/src/lsp/immediate';
import { LoadedFiles } from '../../server/src/lsp/loadedFiles';
import {
  type LoadCircuitAnswer,
  loadCircuitRequest,
  type StatusParams,
  statusNotification,
} from '../../server/src/protocol';
import { battery, pq, result } from '../../server/src/rules/examples';
import { Client } from './client';

const table = `LOINC;Libellés français de référence;Libellés d'édition;Niveau minimum de comparabilité;Liste restreinte O/N;Unité recommandée;Unité UCUM;Présence systéma. CR O/N;Correspondance;Facteur de conversion des unités
1988-5;"C réactive protéine [Masse/Volume] Sérum/Plasma ; Numérique";CRP;1;O;mg/L;mg/L;O;;
`;
const crp = (unit: string) =>
  battery(
    result({
      code: '<code code="1988-5" displayName="C réactive protéine [Masse/Volume] Sérum/Plasma ; Numérique" codeSystem="2.16.840.1.113883.6.1"><originalText><reference value="#label"/></originalText></code>',
      value: pq('12', unit),
    }),
  );

suite('files that documents ask for', () => {
  test('one that changes while it is read is read once more, however often', async () => {
    const reads: ((content: string) => void)[] = [];
    const settled: unknown[] = [];
    const files = new LoadedFiles<string>(
      () => new Promise((resolve) => void reads.push(resolve)),
      (_, outcome) => void settled.push(outcome),
    );
    assert.equal(files.for('a'), undefined);
    for (let turn = 0; turn < 3; turn++) files.changed('a');
    const loaded = files.load('a');
    reads[0]?.('old');
    for (let turn = 0; turn < 10; turn++) await immediate();
    assert.deepEqual([reads.length, files.for('a'), settled], [2, undefined, []]);
    reads[1]?.('new');
    assert.equal(await loaded, 'new');
    for (let turn = 0; turn < 10; turn++) await immediate();
    assert.deepEqual([reads.length, files.for('a'), settled], [2, 'new', ['new']]);
  });
});

suite('a Circuit de la biologie of the user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cda-circuit-'));
  const path = join(folder, 'circuit.csv');
  const uri = 'untitled:crp.xml';
  let client: Client;
  before(async () => {
    writeFileSync(path, table);
    client = await Client.start();
    await client.open(uri, crp('g/L'));
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  const rules = async () => {
    const parameters = { textDocument: { uri } };
    const { items } = await client.request<FullDocumentDiagnosticReport>('textDocument/diagnostic', parameters);
    return items.map(({ code }) => code);
  };
  const use = (circuitPath: string) => {
    client.settings = { circuit: { path: circuitPath } };
    return client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  };

  test('is read, summed up and used', async () => {
    assert.deepEqual(await rules(), ['loinc-not-in-circuit']);
    const answer = await client.request<LoadCircuitAnswer>(loadCircuitRequest, { path });
    assert.ok('summary' in answer, JSON.stringify(answer));
    assert.match(answer.summary, /circuit\.csv: 1 analyses/);
    await use(path);
    assert.deepEqual(await rules(), ['unit-not-expected']);
    await client.change(uri, crp('mg/L'), 2);
    assert.deepEqual(await rules(), []);
  });

  test('is read again on command, and what it holds now is used', async () => {
    const again = async (content: string) => {
      writeFileSync(path, content);
      assert.ok('summary' in (await client.request<LoadCircuitAnswer>(loadCircuitRequest, { path })));
      return rules();
    };
    assert.deepEqual(await again(table.replaceAll('mg/L', 'g/L')), ['unit-not-expected']);
    assert.deepEqual(await again(table), []);
  });

  test('is told apart from a wrong file, which changes nothing', async () => {
    const wrong = join(folder, 'wrong.xlsx');
    writeFileSync(wrong, 'no workbook');
    const answer = await client.request<LoadCircuitAnswer>(loadCircuitRequest, { path: wrong });
    assert.ok('failure' in answer && answer.failure.length > 10);
    const refreshed = new Promise<void>((resolve) => {
      client.connection.onNotification('window/showMessage', () => resolve());
      client.connection.onRequest('window/showMessageRequest', () => {
        resolve();
        return null;
      });
    });
    await use(join(folder, 'gone.xlsx'));
    await rules();
    await refreshed;
    await client.change(uri, crp('g/L'), 3);
    assert.deepEqual(await rules(), ['unit-not-expected']);
  });

  test('is summed up with the columns it lacks and the rows that conflict', async () => {
    const faulty = join(folder, 'faulty.csv');
    const [headings = '', row = ''] = table.replace('Unité UCUM', 'Unité').split('\n');
    writeFileSync(faulty, [headings, row, row.replace(';1;O;', ';2;O;'), row.replace(';1;O;', ';7;O;')].join('\n'));
    const answer = await client.request<LoadCircuitAnswer>(loadCircuitRequest, { path: faulty });
    assert.ok('summary' in answer, JSON.stringify(answer));
    assert.match(answer.summary, /1 conflicts, 1 faults\. Columns not found: Unité UCUM, Codes_bio_attente_LOINC\.$/);
    assert.deepEqual(answer.faults, [
      'A2, A3, A4  1988-5, Niveau minimum de comparabilité: 1 ≠ 2',
      'D4  `7` is no comparability level: 1, 2 or 9.',
    ]);
  });
});

suite('a Circuit that lies in the workspace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cda-workspace-'));
  const found = join(folder, 'JDV_CircuitBio.csv');
  const list = join(folder, 'loinc.csv');
  const uri = 'untitled:found.xml';
  let client: Client;
  const statuses: StatusParams[] = [];
  before(async () => {
    writeFileSync(found, table);
    writeFileSync(
      list,
      'LOINC;Libellé\n3016-3;TSH\n1988-5;"C réactive protéine [Masse/Volume] Sérum/Plasma ; Numérique"\n',
    );
    client = await Client.start({ rootUri: pathToFileURL(folder).href });
    client.connection.onNotification(statusNotification, (status: StatusParams) => void statuses.push(status));
    await client.open(uri, crp('g/L'));
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  /** Findings as soon as their rules are these. */
  async function until(...wanted: string[]) {
    let last: unknown;
    const parameters = { textDocument: { uri } };
    for (let turn = 0; turn < 200; turn++) {
      const { items } = await client.request<FullDocumentDiagnosticReport>('textDocument/diagnostic', parameters);
      if (items.map(({ code }) => code).join() === wanted.join()) return items;
      last = items.map(({ code, message }) => [code, message]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return assert.fail(`never ${wanted}, but ${JSON.stringify(last)}`);
  }

  test('is used and said in the status', async () => {
    await until('unit-not-expected');
    assert.deepEqual(statuses.at(-1)?.circuit, {
      builtIn: false,
      analyses: 1,
      source: 'JDV_CircuitBio.csv',
      found,
    });
  });

  test('gives way to the setting; LOINC Biologie is read beside it', async () => {
    const other = join(folder, 'other.csv');
    writeFileSync(other, table.replace('1988-5', '718-7'));
    client.settings = { circuit: { path: other }, loincBiologie: { path: 'loinc.csv' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const items = await until('loinc-not-in-circuit');
    for (let turn = 0; turn < 100 && !statuses.at(-1)?.circuit.loincBiologie; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await until('loinc-not-in-circuit');
    }
    assert.equal(items.length, 1);
    assert.deepEqual(statuses.at(-1)?.circuit, {
      builtIn: false,
      analyses: 1,
      source: 'other.csv',
      loincBiologie: { source: 'loinc.csv', codes: 2 },
    });
    const [finding] = await until('loinc-not-in-circuit');
    assert.match(String(finding?.message), /in LOINC Biologie \(priority 2\)/);
  });

  test('is noticed when it comes, changes and goes', async () => {
    const told = (path: string, type: FileChangeType) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: pathToFileURL(path).href, type }],
      });
    client.settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('unit-not-expected');

    writeFileSync(found, table.replaceAll('mg/L', 'g/L'));
    await told(found, FileChangeType.Changed);
    await until();
    assert.equal(statuses.at(-1)?.circuit.found, found);

    rmSync(found);
    await told(found, FileChangeType.Deleted);
    await until('loinc-not-in-circuit');
    assert.equal(statuses.at(-1)?.circuit.builtIn, true);

    const other = join(folder, 'Circuit de la biologie.csv');
    writeFileSync(other, table);
    await told(other, FileChangeType.Created);
    await until('unit-not-expected');
    assert.equal(statuses.at(-1)?.circuit.found, other);
  });
});
