import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { driver } from './driver';
import { eventually, openSample, ruleOf, sampleUri, waitForDiagnostics } from './helpers';
import { choices, choose, chooseByText } from './quickInput';

const write = (name: string, text: string) =>
  vscode.workspace.fs.writeFile(sampleUri(name), new TextEncoder().encode(text));
const read = async (name: string) => new TextDecoder().decode(await vscode.workspace.fs.readFile(sampleUri(name)));

/** Opens the preview of a sample on its narrative, and waits until `text` is there. */
async function preview(name: string, text: string): Promise<vscode.TextEditor> {
  const editor = await openSample(name);
  await vscode.commands.executeCommand('cda.openPreviewToSide');
  await eventually('the tab of the narrative', async () => {
    await driver.clickInFrame('#tab-narrative');
    return true;
  });
  await inPreview(`document.getElementById('view-narrative').textContent.includes(${JSON.stringify(text)})`, text);
  return editor;
}

/** Waits until a frame answers true. */
function inPreview(condition: string, what = condition): Promise<boolean> {
  return eventually(what, async () => {
    const answers = await driver.evaluateInFrames<boolean>(
      `(() => { try { return Boolean(${condition}); } catch { return false; } })()`,
    );
    return answers.includes(true);
  });
}

/** Replaces text of the document while `look` runs, then puts it back and saves. */
async function replaced(
  document: vscode.TextDocument,
  from: string,
  to: string,
  look: () => Promise<void>,
): Promise<void> {
  const replace = async (old: string, fresh: string) => {
    const start = document.getText().indexOf(old);
    assert.ok(start >= 0, old);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + old.length));
    edit.replace(document.uri, range, fresh);
    await vscode.workspace.applyEdit(edit);
  };
  await replace(from, to);
  try {
    await look();
  } finally {
    await replace(to, from);
    await document.save();
  }
}

describe('the preview panel', function () {
  this.timeout(180_000);
  beforeEach(function () {
    if (!driver.available) this.skip();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows the place of the cursor, and a click leads to the source', async () => {
    const editor = await preview('CR-BIO_correct.xml', 'Hémoglobine');
    const { document } = editor;
    const row = document.positionAt(document.getText().indexOf('Hémoglobine</content>') + 3);
    editor.selection = new vscode.Selection(row, row);
    await inPreview(
      `document.querySelector('[data-cda-here]').textContent.includes('Hémoglobine')`,
      'the place of the cursor',
    );
    await driver.screenshot('preview-cursor');
    await driver.clickInFrame('#view-narrative td:has-text("132")');
    await eventually('the value in the source', () => document.getText(editor.selection).includes('132'));
    await eventually('the source to be seen', () =>
      editor.visibleRanges.some((range) => range.contains(editor.selection.active)),
    );
  });

  it('scrolls with the source, and the source with it', async () => {
    const editor = await preview('CR-BIO_correct.xml', 'Hémoglobine');
    const end = editor.document.lineCount - 1;
    editor.revealRange(new vscode.Range(end, 0, end, 0), vscode.TextEditorRevealType.AtTop);
    await inPreview(`document.getElementById('view-narrative').scrollTop > 100`, 'the preview scrolled');
    await new Promise((resolve) => setTimeout(resolve, 600));
    await driver.evaluateInFrames(`document.getElementById('view-narrative')?.scrollTo(0, 0)`);
    await eventually('the source scrolled back', () => (editor.visibleRanges[0]?.start.line ?? end) < 20);
  });

  it('draws a finding on the rendering, and takes it away with its fault', async () => {
    const { document } = await preview('CR-BIO_correct.xml', 'Hémoglobine');
    await replaced(document, 'unit="g/L"', 'unit="gramme"', async () => {
      await waitForDiagnostics(document.uri, (all) => all.some((each) => ruleOf(each) === 'unit-not-ucum'));
      await inPreview(`document.querySelector('.cda-finding.error[aria-label*="unit-not-ucum"]')`, 'the badge');
      await driver.screenshot('preview-finding');
      await driver.clickInFrame('.cda-finding[aria-label*="unit-not-ucum"]');
      await eventually('the unit in the source', () => {
        const active = vscode.window.activeTextEditor;
        return active?.document === document && document.getText(active.selection).includes('gramme');
      });
    });
    await inPreview(
      `document.querySelector('#view-narrative table') && !document.querySelector('[aria-label*="unit-not-ucum"]')`,
      'the badge to go',
    );
  });

  it('counts the findings of a document that cannot be rendered', async () => {
    const sample = await read('CR-BIO_correct.xml');
    await write('malformed.xml', sample.replace('</ClinicalDocument>', ''));
    const { document } = await openSample('malformed.xml');
    await waitForDiagnostics(document.uri, (all) => all.length > 0);
    await vscode.commands.executeCommand('cda.openPreviewToSide');
    await inPreview(
      `!document.getElementById('banner').hidden && Number(document.getElementById('findings-count').textContent) > 0`,
      'why there is no rendering, and how many findings there are',
    );
    await driver.screenshot('preview-malformed');
  });

  it('remembers the tab of a document whose panel was closed', async () => {
    const { document } = await openSample('CR-BIO_correct.xml');
    const selected = (tab: string) =>
      inPreview(`document.getElementById('tab-${tab}').getAttribute('aria-selected') === 'true'`, tab);
    await vscode.commands.executeCommand('cda.openPreviewToSide', document.uri);
    await eventually('the tab of the PDF copy', async () => {
      await driver.clickInFrame('#tab-pdf');
      return true;
    });
    await inPreview(`document.querySelector('#view-pdf canvas') && !document.getElementById('pdf-note').hidden`);
    await driver.screenshot('preview-pdf');
    await driver.clickInFrame('#tab-structured');
    await selected('structured');
    const panels = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview);
    await vscode.window.tabGroups.close(panels());
    await eventually('the panel to close', () => panels().length === 0);
    await vscode.commands.executeCommand('cda.openPreviewToSide', document.uri);
    await selected('structured');
  });

  it('shows the structured view, and only its differences when asked', async () => {
    await preview('CR-BIO_glycemie.xml', 'Hémoglobine');
    await driver.clickInFrame('#tab-structured');
    await inPreview(`document.querySelector('#view-structured .cda-structured table')`, 'the structured view');
    await driver.screenshot('preview-structured');
    await driver.clickInFrame('#differences-only');
    await inPreview(`document.querySelector('#view-structured.differences-only')`);
    await driver.clickInFrame('#differences-only');
  });

  it('runs the stylesheet that is chosen, and goes back to the built-in one', async () => {
    await write(
      'tiny.xsl',
      `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:c="urn:hl7-org:v3" exclude-result-prefixes="c">
        <xsl:output method="html"/>
        <xsl:template match="/"><html><head><style>h1 { color: rgb(1, 2, 3) }</style></head><body><h1>Tiny: <xsl:value-of select="/c:ClinicalDocument/c:title"/></h1>
          <p style="color: rgb(4, 5, 6)"><xsl:value-of select="//c:patient/c:name/c:family"/></p></body></html></xsl:template>
      </xsl:stylesheet>`,
    );
    const foreign = `document.querySelector('.foreign > div').shadowRoot`;
    await preview('CR-BIO_correct.xml', 'Hémoglobine');
    const setting = vscode.workspace.getConfiguration('cda.preview');
    await setting.update('stylesheet', 'tiny.xsl', vscode.ConfigurationTarget.Workspace);
    try {
      await inPreview(`${foreign}.textContent.includes('Tiny:')`, 'the other stylesheet');
      await inPreview(`getComputedStyle(${foreign}.querySelector('h1')).color === 'rgb(1, 2, 3)'`, 'its style sheet');
      await inPreview(
        `getComputedStyle(${foreign}.querySelector('p')).color === 'rgb(4, 5, 6)'`,
        'its style attribute',
      );
      await driver.screenshot('preview-foreign');
      void vscode.commands.executeCommand('cda.choosePreviewStylesheet');
      await choices('Browse');
      await driver.screenshot('preview-stylesheets');
      await chooseByText('Built-in');
      await inPreview(
        `!document.querySelector('.foreign') && document.querySelector('#view-narrative .cda')`,
        'the built-in stylesheet',
      );
    } finally {
      await setting.update('stylesheet', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('shows the document with the built-in stylesheet where the chosen one is not there, and offers others', async () => {
    const sample = await read('CR-BIO_correct.xml');
    const instruction = '<?xml-stylesheet type="text/xsl" href="FeuilleDeStyle/absent.xsl"?>';
    await write('lost.xml', sample.replace('?>', `?>\n${instruction}`));
    const setting = vscode.workspace.getConfiguration('cda.preview');
    await setting.update('stylesheet', 'document', vscode.ConfigurationTarget.Workspace);
    try {
      await preview('lost.xml', 'Hémoglobine');
      await inPreview(
        `document.getElementById('banner').innerText.includes('absent.xsl') && !document.getElementById('tabs').hidden`,
        'why it is the built-in one',
      );
      await driver.screenshot('preview-stylesheet-absent');
      await driver.clickInFrame('#choose-another');
      await choices('Built-in', 'not found', 'Browse');
      await driver.screenshot('preview-stylesheets-absent');
      await chooseByText('Built-in');
      await inPreview(`document.getElementById('banner').hidden`, 'nothing more to say');
    } finally {
      await setting.update('stylesheet', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('runs nothing that a hostile document brings', async () => {
    const sample = await read('CR-BIO_correct.xml');
    const attack = `<paragraph styleCode="x" onclick="window.hacked=1">HOSTILE <linkHtml href="javascript:window.hacked=1">script</linkHtml><linkHtml href="command:workbench.action.quit">command</linkHtml><renderMultiMedia referencedObject="evil"/>&lt;img src=x onerror=window.hacked=1&gt;</paragraph><script xmlns="http://www.w3.org/1999/xhtml">window.hacked=1</script>`;
    assert.ok(sample.includes('<text>'));
    await write('hostile.xml', sample.replace('<text>', `<text>${attack}`));
    await preview('hostile.xml', 'HOSTILE');
    await driver.clickInFrame('#view-narrative :text("HOSTILE")');
    const seen = await driver.evaluateInFrames<{ hacked: boolean; active: number } | undefined>(
      `document.getElementById('view-narrative') ? { hacked: 'hacked' in window, active: document.querySelectorAll('#view-narrative :is(script, iframe, object, embed, [onclick], [onerror], [href^="javascript:"], [href^="command:"])').length } : undefined`,
    );
    assert.deepEqual(seen.filter(Boolean), [{ hacked: false, active: 0 }]);
  });

  it('compares two files', async () => {
    const correct = await read('CR-BIO_correct.xml');
    await write('changed.xml', correct.replaceAll('Hémoglobine', 'Hémoglobine glyquée'));
    const uris = [sampleUri('CR-BIO_correct.xml'), sampleUri('changed.xml')];
    await vscode.commands.executeCommand('cda.compareRenderings', uris[0], uris);
    await inPreview(
      `[...document.querySelectorAll('#compared ins')].some(({ textContent }) => textContent.includes('glyquée'))`,
      'the difference',
    );
    await driver.screenshot('compare');
  });

  it('compares a document with its last commit', async function () {
    const git = (...parameters: string[]) =>
      execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.org', ...parameters], {
        cwd: sampleUri('.').fsPath,
        encoding: 'utf8',
      });
    try {
      git('--version');
    } catch {
      this.skip();
    }
    git('init', '--quiet');
    git('add', 'CR-BIO_correct.xml');
    git('commit', '--quiet', '--message', 'Report as sent');
    const extension = vscode.extensions.getExtension('vscode.git');
    if (!extension) this.skip();
    const api = (await extension.activate()).getAPI(1);
    await api.openRepository(sampleUri('.'));
    const { document } = await openSample('CR-BIO_correct.xml');
    await replaced(document, 'Hémoglobine', 'Hémoglobine (relue)', async () => {
      void vscode.commands.executeCommand('cda.compareRenderings', document.uri);
      await choices('Report as sent');
      await choose();
      await inPreview(
        `[...document.querySelectorAll('#compared ins')].some(({ textContent }) => textContent.includes('relue'))`,
        'the difference',
      );
    });
  });
});
