import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../suite/driver';
import { eventually, openSample, sampleUri } from '../suite/helpers';
import { choices, chooseByText } from '../suite/quickInput';

const own = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><html><body>MADE BY ANOTHER STYLESHEET</body></html></xsl:template></xsl:stylesheet>`;

const frames = (text: string) => driver.frameTexts().then((all) => all.some((frame) => frame.includes(text)));

describe('a workspace that is not trusted', () => {
  before(function () {
    if (!driver.available) this.skip();
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('has findings and a preview, by the built-in stylesheet whatever the settings say, and tells so', async () => {
    await vscode.workspace.fs.writeFile(sampleUri('own.xsl'), Buffer.from(own));
    const configuration = vscode.workspace.getConfiguration('cda.preview');
    await configuration.update('stylesheet', sampleUri('own.xsl').fsPath, vscode.ConfigurationTarget.Global);
    const { document } = await openSample('CR-BIO_glycemie.xml');
    await eventually('findings', () => vscode.languages.getDiagnostics(document.uri).length > 0);
    await vscode.commands.executeCommand('cda.openPreviewToSide');
    await eventually('the notice', () =>
      frames('The workspace is not trusted: the document is shown with the built-in stylesheet.'),
    );
    await eventually('the tab of the narrative', async () => {
      await driver.clickInFrame('[role=tab]:has-text("Narrative")');
      return true;
    });
    await eventually('the narrative', () => frames('Hémoglobine'));
    assert.equal(await frames('MADE BY ANOTHER STYLESHEET'), false);
    await driver.screenshot('untrusted');
  });

  it('offers other stylesheets only to who trusts it first', async () => {
    void vscode.commands.executeCommand('cda.choosePreviewStylesheet');
    await choices('own.xsl', 'only in a trusted workspace');
    await driver.screenshot('untrusted-stylesheets');
    await chooseByText('own.xsl');
    await eventually('why not', () =>
      driver.evaluate<boolean>(
        `document.body.innerText.includes('only the built-in one runs in a workspace that you have not declared trusted')`,
      ),
    );
    assert.equal(await frames('MADE BY ANOTHER STYLESHEET'), false);
  });
});
