import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { packageFolder } from '../../server/src/package/folders';
import { hasPreviousPackage } from '../../server/src/package/installPackage';
import {
  type CheckFolderAnswer,
  checkFolderRequest,
  type FolderProgressParams,
  folderProgressNotification,
  type InstallPackageAnswer,
  installPackageRequest,
  previousPackageRequest,
} from '../../server/src/protocol';
import { battery, pq, result } from '../../server/src/rules/examples';
import { Client } from './client';

suite('checking a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cda-folder-'));
  const uri = pathToFileURL(folder).href;
  let client: Client;
  before(async () => {
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'bad.xml'), battery(result({ value: pq('1', 'mmole/L') })));
    writeFileSync(join(folder, 'sub', 'good.xml'), battery(result()));
    writeFileSync(join(folder, 'other.xml'), '<project/>');
    writeFileSync(join(folder, 'notes.txt'), 'nothing');
    client = await Client.start({ settings: { official: { run: 'off' } } });
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  test('says what ran of the official checks', async () => {
    const samplePackage = { path: join(__dirname, '../package-sample') };
    const official = await Client.start({ settings: { package: samplePackage, official: { run: 'onType' } } });
    const answer = await official.request<CheckFolderAnswer>(checkFolderRequest, { uri });
    await official.stop();
    assert.ok('ran' in answer && answer.ran);
    assert.match(
      answer.ran,
      /^XSD and \d+ Schematrons? of the ANS package unknown version: \d+ errors?.*; findings of other rules: \d+\.$/,
    );
  });

  test('tells each file as it is done, with the diagnostics an editor shows, and sums up', async () => {
    const told: FolderProgressParams[] = [];
    client.connection.onNotification(folderProgressNotification, (progress: FolderProgressParams) => {
      told.push(progress);
    });
    const answer = await client.request<CheckFolderAnswer>(checkFolderRequest, { uri, run: 'this one' });
    assert.deepEqual([...new Set(told.map(({ run }) => run))], ['this one']);
    assert.deepEqual(answer, { documents: 2, skipped: 1, errors: 1, warnings: 0, notes: [] });
    assert.deepEqual(
      told.map(({ done, total }) => [done, total]),
      [
        [1, 3],
        [2, 3],
        [3, 3],
      ],
    );
    const bad = told.find((one) => one.uri === pathToFileURL(join(folder, 'bad.xml')).href);
    const [diagnostic] = (bad?.diagnostics ?? []) as { code: string; severity: number; source: string }[];
    assert.deepEqual([diagnostic?.code, diagnostic?.severity, diagnostic?.source], ['unit-not-ucum', 1, 'CDA']);
  });

  test('answers meanwhile, and stops when cancelled', async () => {
    const stop = new CancellationTokenSource();
    const running = client.connection.sendRequest<CheckFolderAnswer>(checkFolderRequest, { uri }, stop.token);
    await client.open('untitled:meanwhile.xml', battery(result()));
    await client.request('textDocument/documentSymbol', { textDocument: { uri: 'untitled:meanwhile.xml' } });
    stop.cancel();
    assert.deepEqual(await running, { failure: 'the check was cancelled' });
  });

  test('says what is no folder', async () => {
    for (const wrong of [
      'untitled:x',
      pathToFileURL(join(folder, 'gone')).href,
      pathToFileURL(join(folder, 'bad.xml')).href,
    ])
      assert.deepEqual(await client.request(checkFolderRequest, { uri: wrong }), {
        failure: 'this is not a folder of this machine',
      });
  });

  test('says whether a package was installed before', async () => {
    assert.equal(await client.request(previousPackageRequest, {}), hasPreviousPackage(packageFolder()));
  });

  test('an archive that is none is refused in one sentence', async () => {
    const path = join(folder, 'notes.txt');
    const answer = await client.request<InstallPackageAnswer>(installPackageRequest, { from: 'file', path });
    assert.deepEqual(answer, { failure: 'the file is not a zip archive, or is damaged' });
  });
});
