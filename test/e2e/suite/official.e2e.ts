import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from './driver';
import { EXTENSION_ID, eventually, openSample, ruleOf, sampleUri, waitForDiagnostics } from './helpers';

const isOfficial = (diagnostic: vscode.Diagnostic) => /^(?:xsd|schematron)/.test(ruleOf(diagnostic));
const none = (all: readonly vscode.Diagnostic[]) => !all.some(isOfficial);

/** Puts a text in place of the first `wanted` and returns where it is. */
async function replace(document: vscode.TextDocument, wanted: RegExp, text: string): Promise<vscode.Range> {
  const match = wanted.exec(document.getText());
  assert.ok(match);
  const range = new vscode.Range(document.positionAt(match.index), document.positionAt(match.index + match[0].length));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
  return range;
}

describe('the official validation', () => {
  const folder = () => sampleUri('testContenuCDA');
  before(async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(extension);
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extension.extensionUri, 'test/package-sample'), folder());
  });
  after(() => vscode.workspace.fs.delete(folder(), { recursive: true }));

  it('finds what was broken on the attribute, leads to the assertion, and is content again', async function () {
    this.timeout(180_000);
    const { document } = await openSample('CR-BIO_correct.xml');
    const { uri } = document;
    await replace(document, /(?<=<observation [^>]*)moodCode="EVN"/, 'moodCode="INT"');
    await document.save();
    const found = (await waitForDiagnostics(uri, (all) => all.filter(isOfficial).length >= 3)).filter(isOfficial);
    const fault = found.find(({ message }) => message === '[IHE] moodCode : EVN.');
    assert.ok(fault, found.map(({ message }) => message).join('\n'));
    assert.equal(document.getText(fault.range), 'INT');
    assert.equal(fault.severity, vscode.DiagnosticSeverity.Error);
    assert.match(ruleOf(fault), /^schematron\/[0-9a-f]{8}$/);
    assert.match(fault.relatedInformation?.[0]?.location.uri.path ?? '', /\/IHE\.sch$/);

    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(fault.range.start, fault.range.start);
    editor.revealRange(fault.range, vscode.TextEditorRevealType.InCenter);
    if (driver.available) {
      await vscode.commands.executeCommand('editor.action.showHover');
      await eventually('the message on the screen', () =>
        driver.evaluate<boolean>(
          `document.querySelector('.monaco-hover:not(.hidden)')?.textContent.includes('moodCode')`,
        ),
      );
      await driver.screenshot('official');
      await eventually('the link to the assertion', () =>
        driver.evaluate<boolean>(`(() => {
          const links = [...document.querySelectorAll('.monaco-hover:not(.hidden) a')];
          const link = links.find((each) => each.textContent.startsWith('IHE.sch('));
          link?.click();
          return link !== undefined;
        })()`),
      );
      const opened = await eventually('the assertion behind the link', () => {
        const active = vscode.window.activeTextEditor;
        return active?.document.uri.path.endsWith('/IHE.sch') && active;
      });
      assert.equal(opened.selection.start.line, fault.relatedInformation?.[0]?.location.range.start.line);
      await vscode.window.showTextDocument(document);
    }
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      fault.range,
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Show the Assertion (IHE.sch: assertion of the pattern IHE)'), titles.join('\n'));
    const places = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      uri,
      fault.range.start,
    );
    assert.ok(places.some((place) => place.uri.path.endsWith('/IHE.sch')));
    await vscode.commands.executeCommand('cda.showAssertion');
    const shown = await eventually('the assertion', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.path.endsWith('.sch') && active;
    });
    assert.equal(shown.document.getText(shown.selection), 'assert');
    if (driver.available) await driver.screenshot('assertion');

    await vscode.window.showTextDocument(document);
    await replace(document, /(?<=<observation [^>]*)moodCode="INT"/, 'moodCode="EVN"');
    await document.save();
    await waitForDiagnostics(uri, none);
  });

  it('tells what the XML Schema refuses while one types', async () => {
    const { document } = await openSample('CR-BIO_correct.xml');
    await replace(document, /<setId /, '<setId unknown="1" ');
    const found = await waitForDiagnostics(document.uri, (all) => all.some((each) => ruleOf(each) === 'xsd'));
    const fault = found.find((each) => ruleOf(each) === 'xsd');
    assert.equal(document.getText(fault?.range), 'unknown');
    await vscode.commands.executeCommand('undo');
    await waitForDiagnostics(document.uri, none);
    await document.save();
  });
});
