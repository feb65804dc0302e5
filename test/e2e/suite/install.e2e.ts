import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import * as vscode from 'vscode';
import { driver } from './driver';
import { EXTENSION_ID, openSample, ruleOf, waitForDiagnostics } from './helpers';
import { clearNotifications, clickInNotification, notification } from './notifications';
import { choices, choose } from './quickInput';

/** The small package of the tests as GitHub packs a release. */
function archive(): Uint8Array {
  const extension = vscode.extensions.getExtension(EXTENSION_ID);
  assert.ok(extension);
  const root = join(extension.extensionPath, 'test', 'package-sample');
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [`testContenuCDA20250303/${path.slice(root.length + 1)}`, readFileSync(path)] as const;
  });
  // What cannot be compressed gives the download something to count.
  const filler = ['testContenuCDA20250303/filler.bin', randomBytes(3 * 2 ** 20)] as const;
  return zipSync(Object.fromEntries([...entries, filler]), { mtime: new Date('2025-03-03T12:00:00') });
}

describe('the installation of the ANS package', function () {
  this.timeout(120_000);
  let server: Server;
  let zip: Uint8Array;
  /** Ends the download that waits at its half. */
  let release: () => void = () => undefined;

  before(async function () {
    if (!driver.available) this.skip();
    zip = archive();
    server = createServer(async ({ url }, response) => {
      response.writeHead(200, { 'content-type': 'application/zip', 'content-length': zip.length });
      response.write(zip.subarray(0, zip.length / 2));
      if (url?.endsWith('/slow.zip')) await new Promise<void>((resolve) => (release = resolve));
      response.end(zip.subarray(zip.length / 2));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(clearNotifications);
  after(async () => {
    // Mocha calls this after a skip too.
    if (!driver.available) return;
    await setAddress(undefined);
    release();
    server.close();
    const data = process.env.XDG_DATA_HOME;
    if (data) rmSync(join(data, 'cda-workbench'), { recursive: true, force: true });
  });

  const setAddress = (address: string | undefined) =>
    vscode.workspace.getConfiguration('cda.package').update('url', address, vscode.ConfigurationTarget.Global);
  const serve = (name: string) =>
    setAddress(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ansforge/package/archive/${name}`);

  it('says where it comes from and how far it is, and can be cancelled', async () => {
    await serve('slow.zip');
    const run = vscode.commands.executeCommand('cda.installPackage');
    const text = await choices('Download');
    assert.match(text, /127\.0\.0\.1:\d+/);
    assert.match(text, /ansforge\/package/);
    assert.doesNotMatch(text, /installed before/);
    await driver.screenshot('install choices');
    await choose();
    await notification(' of 3.0 MB');
    await driver.screenshot('install progress');
    await clickInNotification('Cancel');
    await notification('The ANS package was not changed: the installation was cancelled');
    await run;
  });

  it('installs, shows the checksum, and the package is in use at once', async () => {
    const { document } = await openSample('CR-BIO_correct.xml');
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('<setId ') + '<setId '.length);
    edit.insert(document.uri, at, 'unknown="1" ');
    await vscode.workspace.applyEdit(edit);
    await serve('package.zip');
    void vscode.commands.executeCommand('cda.installPackage');
    await choices('Download');
    await choose();
    const text = await notification('ANS package installed: 2025-03-03');
    assert.ok(text.includes(createHash('sha256').update(zip).digest('hex')), text);
    await driver.screenshot('installed');
    await clickInNotification('Copy the SHA-256');
    await waitForDiagnostics(document.uri, (all) => all.some((each) => ruleOf(each) === 'xsd'));
    await vscode.commands.executeCommand('undo');
  });

  it('offers the package before once there is one', async () => {
    void vscode.commands.executeCommand('cda.installPackage');
    await choices('Download');
    await choose();
    await notification('ANS package installed: 2025-03-03');
    await clearNotifications();
    void vscode.commands.executeCommand('cda.installPackage');
    assert.match(await choices('Download'), /Back to the package installed before/);
    await choose('ArrowUp');
    await notification('ANS package in use again: 2025-03-03');
  });
});
