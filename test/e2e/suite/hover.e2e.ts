import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from './driver';
import { eventually, openSample } from './helpers';

async function hoverOn(
  editor: vscode.TextEditor,
  text: string,
): Promise<{ position: vscode.Position; content: string }> {
  const { document } = editor;
  const position = document.positionAt(document.getText().indexOf(text) + 1);
  const content = await eventually(`a hover on ${text}`, async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (typeof part === 'string' ? part : part.value))
      .join('\n');
  });
  return { position, content };
}

describe('hover', () => {
  it('gives the worked example of glucose to the digit, value and range', async () => {
    const { content } = await hoverOn(await openSample('CR-BIO_correct.xml'), 'value="0.95"');
    for (const part of ['40193-5', '5.3', 'mmol/L', '3.5', '6.1', '5.551'])
      assert.ok(content.includes(part), `${part} in ${content}`);
  });

  it('gives the worked example of haemoglobin to the digit, value and range', async () => {
    const { content } = await hoverOn(await openSample('CR-BIO_correct.xml'), 'value="132"');
    for (const part of ['13.2', 'g/dL', '12', '16.5']) assert.ok(content.includes(part), `${part} in ${content}`);
  });

  it('names a template and its companion', async () => {
    const { content } = await hoverOn(await openSample('CR-BIO_correct.xml'), '1.2.250.1.213.1.1.3.80');
    assert.match(content, /FR-Resultat-examens-de-biologie/);
    assert.ok(content.includes('1.3.6.1.4.1.19376.1.3.1.6'));
  });

  it('shows on the screen', async function () {
    if (!driver.available) this.skip();
    const editor = await openSample('CR-BIO_correct.xml');
    const { position } = await hoverOn(editor, 'value="0.95"');
    editor.selection = new vscode.Selection(position, position);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand('editor.action.showHover');
    await eventually('the conversion on the screen', () =>
      driver.evaluate<boolean>(`document.querySelector('.monaco-hover:not(.hidden)')?.textContent.includes('5.551')`),
    );
    await driver.screenshot('hover');
  });
});
