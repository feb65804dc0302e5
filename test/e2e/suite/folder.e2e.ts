import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { driver } from './driver';
import { eventually, ruleOf, sampleUri, waitForDiagnostics } from './helpers';
import { clearNotifications, clickInNotification, notification } from './notifications';
import { choosePath } from './quickInput';

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

  it('has the verdict of a file again once it is closed, that of the file as it was saved', async () => {
    const name = 'sub/wrong too.xml';
    const uri = file(name);
    const document = () => vscode.workspace.textDocuments.find((each) => each.uri.path === uri.path);
    const units = (all: readonly vscode.Diagnostic[]) => all.filter((each) => ruleOf(each) === 'unit-not-ucum').length;
    // An extension that opens a document itself holds it for minutes.
    const open = async () => {
      await vscode.commands.executeCommand('vscode.open', uri);
      return eventually('the document', document);
    };
    const close = async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await eventually('the end of the document', () => !document());
    };
    const put = async (text: string, count: number) => {
      const opened = await open();
      const edit = new vscode.WorkspaceEdit();
      const end = opened.positionAt(opened.getText().length);
      edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), end), text);
      await vscode.workspace.applyEdit(edit);
      await waitForDiagnostics(uri, (all) => units(all) === count);
      return opened;
    };
    const before = rules(name);
    assert.equal(units(found(name)), 1);
    await put(correct, 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await close();
    await waitForDiagnostics(uri, (all) => units(all) === 1);
    assert.deepEqual(rules(name), before);

    await (await put(correct, 0)).save();
    await close();
    await delay(1000);
    assert.equal(units(found(name)), 0);
    await (await put(wrong, 1)).save();
    await close();
    await delay(1000);
    assert.equal(units(found(name)), 1);
  });

  it('replaces what an earlier run found', async () => {
    await write('sub/wrong too.xml', correct);
    await write('good 1.xml', wrong);
    void vscode.commands.executeCommand('cda.validateFolder');
    await choosePath(folder().path);
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
