import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from './driver';
import { eventually, openSample, ruleOf, waitForDiagnostics } from './helpers';

const deliberate = ['loinc-malformed', 'reference-broken', 'template-companion-missing', 'unit-not-ucum'];

function serious(diagnostics: readonly vscode.Diagnostic[]): string[] {
  return diagnostics
    .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
    .map(ruleOf)
    .sort();
}

describe('findings', () => {
  it('are the four deliberate ones in the sample, none in its correct twin', async () => {
    const faulty = await openSample('CR-BIO_glycemie.xml');
    const found = await waitForDiagnostics(faulty.document.uri, (all) => serious(all).length >= deliberate.length);
    assert.deepEqual(serious(found), deliberate);
    const correct = await openSample('CR-BIO_correct.xml');
    await eventually('an answer on the correct document', async () => {
      const symbols = await vscode.commands.executeCommand<unknown[]>(
        'vscode.executeDocumentSymbolProvider',
        correct.document.uri,
      );
      return symbols?.length > 0;
    });
    assert.deepEqual(serious(vscode.languages.getDiagnostics(correct.document.uri)), []);
  });

  it('vanish with their quick fix and come back with undo', async () => {
    const { document } = await openSample('CR-BIO_glycemie.xml');
    const { uri } = document;
    const has = (rule: string) => (all: readonly vscode.Diagnostic[]) =>
      all.some((diagnostic) => ruleOf(diagnostic) === rule);
    const found = await waitForDiagnostics(uri, has('unit-not-ucum'));
    const fault = found.find((diagnostic) => ruleOf(diagnostic) === 'unit-not-ucum');
    assert.ok(fault);
    assert.equal(document.getText(fault.range), 'mUI/L');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      fault.range,
    );
    const fix = actions.find(({ edit }) => edit);
    assert.ok(fix?.edit, JSON.stringify(actions.map(({ title }) => title)));
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(new vscode.Range(fault.range.start, fault.range.start.translate(0, 7))), 'm[IU]/L');
    await waitForDiagnostics(uri, (all) => !has('unit-not-ucum')(all));
    await vscode.commands.executeCommand('undo');
    await waitForDiagnostics(uri, has('unit-not-ucum'));
  });

  it('show their message in the editor', async function () {
    if (!driver.available) this.skip();
    const editor = await openSample('CR-BIO_glycemie.xml');
    const found = await waitForDiagnostics(editor.document.uri, (all) => all.length >= deliberate.length);
    const fault = found.find((diagnostic) => ruleOf(diagnostic) === 'unit-not-ucum');
    assert.ok(fault);
    editor.selection = new vscode.Selection(fault.range.start, fault.range.start);
    editor.revealRange(fault.range, vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand('editor.action.showHover');
    await eventually('the message on the screen', () =>
      driver.evaluate<boolean>(`document.querySelector('.monaco-hover:not(.hidden)')?.textContent.includes('UCUM')`),
    );
    await driver.screenshot('finding');
  });
});
