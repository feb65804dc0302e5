import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CIRCUIT_SHEET, HEADINGS, MASS, MOLES, rawWorkbook } from '../../circuit/workbook';
import { driver } from './driver';
import { eventually, openSample, ruleOf, sampleUri, waitForDiagnostics } from './helpers';

/** A Circuit in which glucose is expected in mg/dL. */
const workbook = rawWorkbook([
  { name: '0.Accueil', rows: { 1: { A: 'Jeu de valeurs Circuit de la biologie' } } },
  { name: CIRCUIT_SHEET, rows: { 1: HEADINGS, 2: MOLES, 3: { ...MASS, X: 'mg/dL', Y: 'mg/dL' } } },
]);
const name = String(MASS.T);
const coded = `code="53049-3" displayName="${name}" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"`;
const local = `code="GLY" displayName="${name}" codeSystem="1.2.250.1.2.3.4" codeSystemName="Codes du laboratoire"`;

const has = (rule: string) => (all: readonly vscode.Diagnostic[]) => all.some((each) => ruleOf(each) === rule);
const encode = (text: string) => new TextEncoder().encode(text);

async function load(): Promise<void> {
  const file = sampleUri('circuit.xlsx');
  await vscode.workspace.fs.writeFile(file, workbook);
  await vscode.commands.executeCommand('cda.loadCircuit', file);
}

async function giveUp(): Promise<void> {
  await vscode.workspace
    .getConfiguration('cda.circuit')
    .update('path', undefined, vscode.ConfigurationTarget.Workspace);
  await vscode.workspace.fs.delete(sampleUri('circuit.xlsx'));
}

/** Applies the fix of the first finding of a rule whose title has `wanted`. */
async function fix(document: vscode.TextDocument, rule: string, wanted: RegExp): Promise<void> {
  const found = await waitForDiagnostics(document.uri, has(rule));
  const fault = found.find((each) => ruleOf(each) === rule);
  assert.ok(fault);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    fault.range,
  );
  const action = actions.find(({ edit, title }) => edit && wanted.test(title));
  assert.ok(action?.edit, JSON.stringify(actions.map(({ title }) => title)));
  await vscode.workspace.applyEdit(action.edit);
}

describe('the Circuit de la biologie of the user', () => {
  after(giveUp);

  it('makes a finding appear, and vanish when it is given up', async () => {
    const { document } = await openSample('CR-BIO_correct.xml');
    await load();
    const found = await waitForDiagnostics(document.uri, has('unit-not-expected'));
    const [fault] = found.filter((each) => ruleOf(each) === 'unit-not-expected');
    assert.ok(fault);
    assert.equal(document.getText(fault.range), 'g/L');
    await giveUp();
    await waitForDiagnostics(document.uri, (all) => !has('unit-not-expected')(all));
  });

  it('gives the priority fix and the unit fix, and undo takes them back', async () => {
    const uri = sampleUri('glycemie-locale.xml');
    const correct = new TextDecoder().decode(await vscode.workspace.fs.readFile(sampleUri('CR-BIO_correct.xml')));
    const text = correct.replace(coded, local);
    assert.notEqual(text, correct);
    await vscode.workspace.fs.writeFile(uri, encode(text));
    await load();
    const { document } = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await fix(document, 'code-priority', /LOINC 53049-3/);
    assert.ok(document.getText().includes(`<code ${coded}>`), 'the LOINC of the Circuit stands in code');
    await waitForDiagnostics(uri, (all) => !has('code-priority')(all));
    await fix(document, 'unit-not-expected', /mg\/dL/);
    assert.match(document.getText(), /<value xsi:type="PQ" value="95" unit="mg\/dL"\/>/);
    await waitForDiagnostics(uri, (all) => !has('code-priority')(all));
    await vscode.commands.executeCommand('undo');
    await waitForDiagnostics(uri, has('unit-not-expected'));
    await vscode.commands.executeCommand('undo');
    await waitForDiagnostics(uri, has('code-priority'));
    assert.equal(document.getText(), text);
  });

  it('shows what it says of an analysis', async function () {
    if (!driver.available) this.skip();
    await load();
    const editor = await openSample('CR-BIO_correct.xml');
    await waitForDiagnostics(editor.document.uri, has('unit-not-expected'));
    const at = editor.document.positionAt(editor.document.getText().indexOf(coded) + 'code="530'.length);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('editor.action.showHover');
    await eventually('the row of the Circuit on the screen', () =>
      driver.evaluate<boolean>(
        `document.querySelector('.monaco-hover:not(.hidden)')?.textContent.includes('circuit.xlsx')`,
      ),
    );
    await driver.screenshot('circuit');
  });
});
