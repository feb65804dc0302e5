import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from './driver';
import { EXTENSION_ID, eventually, openSample, waitForDiagnostics } from './helpers';

describe('opening a document', () => {
  it('activates the extension and underlines the findings', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(extension, `${EXTENSION_ID} is not installed`);

    const { document } = await openSample('CR-BIO_glycemie.xml');
    await eventually('the extension to activate', () => extension.isActive);
    // A failed activation counts as active, but rejects here.
    await extension.activate();
    const found = await waitForDiagnostics(document.uri, (diagnostics) => diagnostics.length > 0);
    assert.ok(found.every(({ source }) => source !== undefined));
  });

  it('shows the squiggles', async function () {
    if (!driver.available) this.skip();
    const editor = await openSample('CR-BIO_glycemie.xml');
    const found = await waitForDiagnostics(editor.document.uri, (diagnostics) => diagnostics.length > 0);
    for (const { range } of found) editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
    await eventually('a squiggle on the screen', () =>
      driver.evaluate<boolean>(`document.querySelector('.monaco-editor [class*="squiggly-"]') !== null`),
    );
    await driver.screenshot('opening');
  });
});
