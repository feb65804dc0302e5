import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openSample, ruleOf, sampleUri, waitForDiagnostics } from './helpers';

const table = `LOINC;Libellés français de référence;Niveau minimum de comparabilité;Unité UCUM
53049-3;"Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique";1;mg/dL
`;

describe('the Circuit de la biologie of the user', () => {
  it('makes a finding appear, and vanish when it is given up', async () => {
    const file = sampleUri('circuit.csv');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(table));
    const { document } = await openSample('CR-BIO_correct.xml');
    const has = (rule: string) => (all: readonly vscode.Diagnostic[]) => all.some((each) => ruleOf(each) === rule);
    await vscode.commands.executeCommand('cda.loadCircuit', file);
    const found = await waitForDiagnostics(document.uri, has('unit-not-expected'));
    const [fault] = found.filter((each) => ruleOf(each) === 'unit-not-expected');
    assert.ok(fault);
    assert.equal(document.getText(fault.range), 'g/L');
    await vscode.workspace
      .getConfiguration('cda.circuit')
      .update('path', undefined, vscode.ConfigurationTarget.Workspace);
    await waitForDiagnostics(document.uri, (all) => !has('unit-not-expected')(all));
  });
});
