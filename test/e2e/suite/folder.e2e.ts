import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from './driver';
import { eventually, ruleOf, sampleUri, waitForDiagnostics } from './helpers';
import { clearNotifications, clickInNotification, notification } from './notifications';

const folder = () => sampleUri('folder');
const file = (name: string) => vscode.Uri.joinPath(folder(), name);
const found = (name: string) => vscode.languages.getDiagnostics(file(name));
/** Rules of the findings of a file, without what the built-in excerpt of the Circuit brings about. */
const rules = (name: string) => {
  const all = found(name).map(ruleOf).sort();
  return all.filter((rule) => rule !== 'loinc-not-in-circuit');
};

describe('the check of a folder', function () {
  this.timeout(180_000);
  const names = Array.from({ length: 300 }, (_, index) => `good ${index}.xml`);
  let correct: string;
  let wrong: string;
  const write = (name: string, text: string) =>
    vscode.workspace.fs.writeFile(file(name), new TextEncoder().encode(text));

  before(async function () {
    if (!driver.available) this.skip();
    correct = new TextDecoder().decode(await vscode.workspace.fs.readFile(sampleUri('CR-BIO_correct.xml')));
    wrong = correct.replace('unit="g/L"', 'unit="gramme/L"');
    assert.notEqual(wrong, correct);
    await write('wrong.xml', wrong);
    await write('sub/wrong too.xml', wrong);
    await write('no cda.xml', '<project/>');
    for (const name of names) await write(name, correct);
  });
  afterEach(async () => {
    await clearNotifications();
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    // Mocha calls this after a skip too.
    if (!driver.available) return;
    await vscode.workspace.fs.delete(folder(), { recursive: true });
    // Of a folder that is gone nothing is found.
    await vscode.workspace.fs.createDirectory(folder());
    void vscode.commands.executeCommand('cda.validateFolder', folder());
    await notification('0 CDA documents checked');
    await clearNotifications();
    await vscode.workspace.fs.delete(folder(), { recursive: true });
  });

  it('shows in the Problems panel what files hold that are not open', async () => {
    void vscode.commands.executeCommand('cda.validateFolder', folder());
    await notification(' of 303 files');
    await driver.screenshot('folder progress');
    await notification('302 CDA documents checked: 2 errors.');
    assert.ok(rules('wrong.xml').includes('unit-not-ucum'), String(rules('wrong.xml')));
    assert.deepEqual(rules('sub/wrong too.xml'), rules('wrong.xml'));
    assert.deepEqual([rules('good 0.xml'), rules('no cda.xml')], [[], []]);
    await clickInNotification('Show the Problems');
    await eventually('the problems on the screen', () =>
      driver.evaluate<boolean>(`document.querySelector('.markers-panel')?.textContent.includes('wrong too.xml')`),
    );
    await driver.screenshot('folder');
  });

  it('has nothing twice once a file is opened', async () => {
    const before = rules('wrong.xml');
    assert.ok(before.length > 0);
    const document = await vscode.workspace.openTextDocument(file('wrong.xml'));
    await vscode.window.showTextDocument(document);
    await waitForDiagnostics(document.uri, (all) => all.some((each) => ruleOf(each) === 'unit-not-ucum'));
    assert.deepEqual(rules('wrong.xml'), before);
  });

  it('replaces what an earlier run found', async () => {
    await write('sub/wrong too.xml', correct);
    await write('good 1.xml', wrong);
    void vscode.commands.executeCommand('cda.validateFolder');
    await eventually('the dialog', () =>
      driver.evaluate<boolean>(
        `document.querySelector('.quick-input-widget:not([style*="display: none"]) input')?.value.startsWith('/')`,
      ),
    );
    await driver.screenshot('folder dialog');
    await driver.press('Control+A');
    await driver.type(folder().path);
    await driver.press('Enter');
    await notification('302 CDA documents checked');
    assert.deepEqual(rules('sub/wrong too.xml'), []);
    assert.ok(rules('good 1.xml').includes('unit-not-ucum'));
    assert.equal(found('good 1.xml').filter((each) => ruleOf(each) === 'unit-not-ucum').length, 1);
  });

  it('can be cancelled, and checks again after that', async () => {
    const run = vscode.commands.executeCommand('cda.validateFolder', folder());
    await notification('Checking the CDA documents of folder');
    await clickInNotification('Cancel');
    await run;
    const shown = await driver.evaluate<string>(`document.querySelector('.notifications-center')?.textContent ?? ''`);
    assert.doesNotMatch(shown, /CDA documents checked|was not checked/);
    void vscode.commands.executeCommand('cda.validateFolder', folder());
    await notification('302 CDA documents checked');
  });
});
