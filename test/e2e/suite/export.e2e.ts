import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from './driver';
import { eventually, openSample, sampleUri } from './helpers';
import { choosePath } from './quickInput';

/** Milliseconds for what renders and prints before it shows anything. */
const slow = 120_000;

/** Answers the save dialog; resolves to what was written. */
async function savedAs(name: string): Promise<Buffer> {
  const target = sampleUri(name);
  await choosePath(target.path, slow);
  return eventually(name, async () => {
    const bytes = Buffer.from(await vscode.workspace.fs.readFile(target));
    return bytes.length > 0 && bytes;
  });
}

describe('export', function () {
  this.timeout(2 * slow);
  beforeEach(function () {
    if (!driver.available) this.skip();
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('writes the rendering as one HTML file, from the menu of the preview', async () => {
    await openSample('CR-BIO_correct.xml');
    await vscode.commands.executeCommand('cda.openPreviewToSide');
    await eventually(
      'the menu',
      async () => {
        await driver.clickInFrame('#more');
        return true;
      },
      slow,
    );
    await driver.clickInFrame('[data-command="cda.exportHtml"]');
    const page = (await savedAs('exported.html')).toString('utf8');
    assert.match(page, /^<!DOCTYPE html>[\s\S]*Content-Security-Policy[\s\S]*Hémoglobine/);
    assert.doesNotMatch(page, /<script|<link|<iframe/);
  });

  it('writes the PDF that a document carries', async () => {
    const { document } = await openSample('N1_PDF.xml');
    void vscode.commands.executeCommand('cda.extractPdf', document.uri);
    assert.equal((await savedAs('extracted.pdf')).toString('latin1', 0, 5), '%PDF-');
  });

  it('writes header and narrative as PDF/A', async () => {
    const { document } = await openSample('CR-BIO_correct.xml');
    void vscode.commands.executeCommand('cda.exportPdf', document.uri);
    const pdf = (await savedAs('exported.pdf')).toString('latin1');
    assert.match(pdf, /^%PDF-1\.4/);
    assert.match(pdf, /<pdfaid:part>1<\/pdfaid:part><pdfaid:conformance>B</);
  });
});
