import * as vscode from 'vscode';
import { driver } from './driver';
import { eventually, openSample, ruleOf, waitForDiagnostics } from './helpers';

async function preview(): Promise<void> {
  await vscode.commands.executeCommand('cda.openPreviewToSide');
}

/** Types `text` before the first `needle` while `look` runs; the file is then as before, whatever was saved meanwhile. */
async function typing(
  document: vscode.TextDocument,
  needle: string,
  text: string,
  look: () => Promise<void>,
): Promise<void> {
  const start = document.positionAt(document.getText().indexOf(needle));
  const insert = new vscode.WorkspaceEdit();
  insert.insert(document.uri, start, text);
  await vscode.workspace.applyEdit(insert);
  try {
    await look();
  } finally {
    const remove = new vscode.WorkspaceEdit();
    remove.delete(document.uri, new vscode.Range(start, start.translate(0, text.length)));
    await vscode.workspace.applyEdit(remove);
    await document.save();
  }
}

/** The sample carries a PDF copy, which the preview shows first. */
function showNarrative(): Promise<boolean> {
  return eventually('the tab of the narrative', async () => {
    await driver.clickInFrame('[role=tab]:has-text("Narrative")');
    return true;
  });
}

/** Waits until a frame of the workbench, the preview among them, shows `text`. */
function shown(text: string): Promise<boolean> {
  return eventually(`“${text}” in the preview`, async () =>
    (await driver.frameTexts()).some((frame) => frame.includes(text)),
  );
}

describe('preview', () => {
  beforeEach(function () {
    if (!driver.available) this.skip();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows the document beside its source and follows the typing', async () => {
    const { document } = await openSample('CR-BIO_glycemie.xml');
    await waitForDiagnostics(document.uri, (all) => all.length > 0);
    await preview();
    await showNarrative();
    await shown('Hémoglobine');
    await driver.screenshot('preview');
    await typing(document, '</title>', ' (relu)', async () => {
      await shown('(relu)');
    });
  });

  it('stands beside findings and hover: the picture of the README', async () => {
    await vscode.commands.executeCommand('workbench.action.toggleSidebarVisibility');
    const { document } = await openSample('CR-BIO_glycemie.xml');
    const found = await waitForDiagnostics(document.uri, (all) => all.some((each) => ruleOf(each) === 'unit-not-ucum'));
    await preview();
    await showNarrative();
    await shown('Hémoglobine');
    await driver.evaluateInFrames(`document.querySelector('table')?.scrollIntoView()`);
    const fault = found.find((each) => ruleOf(each) === 'unit-not-ucum');
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    if (!fault) throw new Error('the unit is no finding');
    editor.revealRange(fault.range, vscode.TextEditorRevealType.InCenter);
    const glucose = document.positionAt(document.getText().indexOf('value="0.95"') + 1);
    editor.selection = new vscode.Selection(glucose, glucose);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
    // A hover goes when the editor scrolls after the preview: shown again until it stays.
    await eventually('the conversion on the screen', async () => {
      const isShown = await driver.evaluate<boolean>(
        `document.querySelector('.monaco-hover:not(.hidden)')?.textContent.includes('5.551')`,
      );
      if (!isShown) await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
      return isShown;
    });
    await driver.screenshot('overview');
    await vscode.commands.executeCommand('workbench.action.toggleSidebarVisibility');
  });

  it('shows the PDF of a level 1 document', async () => {
    await openSample('N1_PDF.xml');
    await preview();
    await eventually('a page of the PDF', async () =>
      (await driver.evaluateInFrames<boolean>(`document.querySelector('canvas')?.width > 200`)).includes(true),
    );
    await driver.screenshot('preview-pdf');
  });

  it('keeps the last rendering and says why while the text is broken', async () => {
    const { document } = await openSample('CR-BIO_correct.xml');
    await preview();
    await showNarrative();
    await shown('Hémoglobine');
    await typing(document, '<recordTarget', '<oops>', async () => {
      await shown('not well-formed');
      await shown('Hémoglobine');
      await driver.screenshot('preview-broken');
    });
  });

  it('is readable in a dark theme and in high contrast', async () => {
    const configuration = vscode.workspace.getConfiguration('workbench');
    await configuration.update('colorTheme', 'Default Light Modern', vscode.ConfigurationTarget.Global);
    await openSample('CR-BIO_correct.xml');
    await preview();
    await showNarrative();
    await shown('Hémoglobine');
    await driver.screenshot('preview-light');
    await configuration.update('colorTheme', 'Default Dark Modern', vscode.ConfigurationTarget.Global);
    await eventually('the dark theme in the preview', async () =>
      (
        await driver.evaluateInFrames<boolean>(`document.querySelector('body.vscode-dark #view-narrative') !== null`)
      ).includes(true),
    );
    await driver.screenshot('preview-dark');
    await configuration.update('colorTheme', 'Default High Contrast', vscode.ConfigurationTarget.Global);
    await eventually('the high contrast theme in the preview', async () =>
      (await driver.evaluateInFrames<boolean>(`document.querySelector('body.vscode-high-contrast') !== null`)).includes(
        true,
      ),
    );
    await driver.screenshot('preview-high-contrast');
    await driver.clickInFrame('[role=tab]:has-text("Structured")');
    await shown('Structured data');
    await driver.screenshot('structured-high-contrast');
    await configuration.update('colorTheme', 'Default Dark Modern', vscode.ConfigurationTarget.Global);
  });
});
