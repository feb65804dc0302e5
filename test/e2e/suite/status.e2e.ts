import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from './driver';
import { EXTENSION_ID, eventually, openSample } from './helpers';
import { clearNotifications, clickInNotification, notification } from './notifications';
import { choosePath } from './quickInput';

const list = `[...document.querySelectorAll('.hover-language-status')].map((line) => line.innerText).join('\\n')`;

/** The lines of the language status once they satisfy the predicate. */
async function lines(wanted: (text: string) => boolean): Promise<string> {
  let text = '';
  const read = async () => {
    await driver.hover('[id="status.languageStatus"]');
    text = await driver.evaluate<string>(list);
    return wanted(text) && text;
  };
  return eventually('the language status', read).catch((error: Error) => {
    throw new Error(`${error.message}; it says:\n${text}`);
  });
}

function samplePackage(): string {
  const extension = vscode.extensions.getExtension(EXTENSION_ID);
  assert.ok(extension);
  return vscode.Uri.joinPath(extension.extensionUri, 'test/package-sample').fsPath;
}

describe('the status of the official validation', function () {
  this.timeout(120_000);
  const setPath = (path: string | undefined) =>
    vscode.workspace.getConfiguration('cda.package').update('path', path, vscode.ConfigurationTarget.Workspace);
  before(function () {
    if (!driver.available) this.skip();
  });
  after(async () => {
    // Mocha calls this after a skip too.
    if (!driver.available) return;
    await setPath(undefined);
    await driver.hover('.monaco-editor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says that there is no package and how to get one', async () => {
    await openSample('CR-BIO_correct.xml');
    const text = await lines((each) => each.includes('No ANS package'));
    assert.match(text, /neither XML Schema nor Schematron is run/);
    assert.match(text, /Install…/);
    assert.doesNotMatch(text, /Official validation/);
    await driver.screenshot('status no package');
  });

  it('says why the folder of the setting is none', async () => {
    await setPath('nowhere');
    await lines((each) => each.includes('the folder of cda.package.path does not exist'));
  });

  it('offers a package where the official validation is asked for and there is none', async () => {
    await clearNotifications();
    await vscode.commands.executeCommand('cda.validate');
    await notification('There is no ANS package. The folder of the ANS package does not exist');
    await driver.screenshot('no package offer');
    await clickInNotification('Choose a Folder…');
    await choosePath(samplePackage());
    await eventually('the setting', () => vscode.workspace.getConfiguration('cda.package').get('path') !== 'nowhere');
    await clearNotifications();
    await driver.hover('.monaco-editor');
    await lines((each) => each.includes('ANS package: '));
    const { workspaceValue } = vscode.workspace.getConfiguration('cda.package').inspect<string>('path') ?? {};
    assert.equal(workspaceValue?.replace(/\/$/, ''), samplePackage());
  });

  it('says that it waits while the XML is not well formed', async () => {
    const { document } = await openSample('CR-BIO_correct.xml');
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('</structuredBody>');
    edit.delete(
      document.uri,
      new vscode.Range(document.positionAt(at), document.positionAt(at + '</structuredBody>'.length)),
    );
    await vscode.workspace.applyEdit(edit);
    await driver.hover('.monaco-editor');
    const shown = await lines((each) => each.includes('Official validation waits: the XML is not well formed'));
    assert.doesNotMatch(shown, /not run|no schema/);
    await driver.screenshot('status malformed');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually('the document as it was', () => !document.isDirty);
  });

  it('says the verdict with its time, the package, and what was not run', async () => {
    await setPath(samplePackage());
    const { document } = await openSample('CR-BIO_correct.xml');
    await driver.hover('.monaco-editor');
    await lines((each) => /nothing found[\s\S]*\d schemas, \d+ ms, \d+:\d\d/.test(each));
    const edit = new vscode.WorkspaceEdit();
    const text = document.getText();
    edit.insert(document.uri, document.positionAt(text.indexOf('<setId ') + '<setId '.length), 'unknown="1" ');
    edit.insert(document.uri, document.positionAt(text.indexOf('<ClinicalDocument')), '<?oxygen SCHSchema="a.sch"?>\n');
    await vscode.workspace.applyEdit(edit);
    const shown = await lines((each) => each.includes('Official validation: 1 error'));
    assert.match(shown, /ANS package: /);
    assert.match(shown, /1 schema was not run/);
    await driver.screenshot('status verdict');
    const item = `document.querySelector('[id$="cda.verdict"]')?.textContent`;
    assert.equal((await driver.evaluate<string>(item)).trim(), 'CDA ✗ 1');
    await vscode.commands.executeCommand('cda.openPreviewToSide');
    await eventually('the focus of the preview', async () => {
      await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
      return driver.evaluate<boolean>(`document.querySelector('[id="status.languageStatus"]') === null`);
    });
    await driver.screenshot('status preview');
    assert.equal((await driver.evaluate<string>(item)).trim(), 'CDA ✗ 1');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.window.showTextDocument(document);
    await driver.evaluate(`document.querySelector('[id$="cda.verdict"] a').click()`);
    await eventually('the problems', () =>
      driver.evaluate<boolean>(`document.querySelector('.markers-panel') !== null`),
    );
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
  });
});
