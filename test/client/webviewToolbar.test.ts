import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { pageHtml } from '../../client/src/preview/page';
import { pageParts } from './pageParts';
import { pdfOf } from './pdf';
import { beforeEachOpen, noChromium, type WebviewPage } from './webviewPage';

const html = '<article class="cda"><p data-anchor="0">Narrative text</p></article>';
const structured = '<article class="cda"><p>Structured text</p></article>';
const plainCss = 'p { color: rgb(1, 2, 3) }';
const css = `${plainCss} @import "http://elsewhere.test/x.css"; b { background: url(http://elsewhere.test/y.png) }`;
const foreignHtml = `<div><p id="first" data-style="background-color: rgb(4, 5, 6); position: fixed; top: 0; left: 300px">Foreign text</p>
  <b data-anchor="0">bold</b><a href="#there">go</a>${'<p>row</p>'.repeat(80)}<a name="there">here</a></div>`;

describe('the toolbar of the preview, and a stylesheet of others', { skip: noChromium }, () => {
  let webview: WebviewPage;
  let page: Page;

  beforeEachOpen(
    pageHtml({ ...pageParts, styles: [...pageParts.styles, 'http://preview.test/preview.css'] }),
    (opened) => {
      webview = opened;
      ({ page } = webview);
    },
  );

  it('has the tabs of what there is, and goes through them by keyboard', async () => {
    await webview.show(html, { structured });
    const names = () => page.getByRole('tab').allTextContents();
    await page.getByText('Narrative text').waitFor();
    assert.deepEqual(await names(), ['Narrative', 'Structured']);
    await page.locator('#tab-narrative').press('ArrowRight');
    await page.getByText('Structured text').waitFor();
    await page.locator('#tab-structured').press('ArrowRight');
    await page.getByText('Narrative text').waitFor();
    await page.locator('#tab-narrative').press('End');
    await page.getByText('Structured text').waitFor();
    assert.equal((await webview.sent('moved')).at(-1)?.place.view, 'structured');
    // A document without entries has no such tab; the choice waits for one that has.
    await webview.show(html);
    await page.getByText('Narrative text').waitFor();
    await webview.show(html, { structured });
    await page.getByText('Structured text').waitFor();
    assert.deepEqual(webview.faults, []);
  });

  it('has a button for each command that exists, and asks for it', async () => {
    await webview.post({
      type: 'offer',
      commands: ['cda.exportHtml', 'cda.choosePreviewStylesheet'],
      scrollSync: true,
    });
    await webview.show(html);
    await page.getByRole('button', { name: 'Stylesheet: Built-in' }).click();
    await page.getByRole('button', { name: 'More' }).click();
    const items = page.getByRole('menuitem');
    await webview.until(`document.activeElement?.textContent === 'Export as HTML'`);
    assert.equal(await items.count(), 1);
    await page.keyboard.press('Enter');
    assert.deepEqual(await webview.sent('command'), [
      { type: 'command', command: 'cda.choosePreviewStylesheet' },
      { type: 'command', command: 'cda.exportHtml' },
    ]);
    assert.equal(await items.count(), 0);
  });

  it('starts with the sync as the setting has it', async () => {
    await webview.post({ type: 'offer', commands: [], scrollSync: false });
    await webview.until(`document.getElementById('sync').getAttribute('aria-pressed') === 'false'`);
    assert.equal(await page.getByRole('button', { name: 'More' }).count(), 0);
  });

  it('says that a stylesheet is prepared, with a way to give up', async () => {
    await webview.show(html);
    await webview.post({ type: 'busy', message: 'Preparing X…' });
    await page.getByText('Preparing X…').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(await webview.sent('cancel'), [{ type: 'cancel' }]);
    await webview.post({ type: 'busy' });
    await page.getByText('Preparing X…').waitFor({ state: 'hidden' });
    assert.ok(await page.getByText('Narrative text').isVisible());
  });

  it('says why a stylesheet cannot be used, with a way to choose another', async () => {
    const commands = ['cda.choosePreviewStylesheet'];
    const another = page.getByRole('button', { name: 'Choose another' });
    await webview.show(html, { unfit: 'No stylesheet X.', notice: 'Left out.' });
    await page.getByText('No stylesheet X. Left out.').waitFor();
    assert.equal(await another.isVisible(), false);
    await webview.post({ type: 'offer', commands, scrollSync: true });
    await another.click();
    assert.deepEqual(await webview.sent('command'), [{ type: 'command', command: commands[0] }]);
    await webview.show(html, { notice: 'Left out.' });
    await page.getByText('Left out.', { exact: true }).waitFor();
    assert.equal(await another.isVisible(), false);
    await webview.show(html);
    await page.locator('#banner').waitFor({ state: 'hidden' });
  });

  it('opens the PDF that is chosen among several', async () => {
    const pdfs = ['Copy', 'Second report'].map((label) => ({ hash: pdfOf(label), label }));
    await webview.show(html, { pdfs, first: 'pdf' });
    await page.locator('#view-pdf .textLayer', { hasText: 'Copy' }).waitFor({ state: 'attached' });
    const note = page.getByText('The PDF does not follow.');
    assert.ok(await note.isVisible());
    await page.getByLabel('PDF shown:').selectOption('Second report');
    await page.locator('#view-pdf .textLayer', { hasText: 'Second report' }).waitFor({ state: 'attached' });
    assert.equal((await webview.sent('moved')).at(-1)?.place.pdf, pdfs[1]?.hash);
    await webview.show(html, { pdfs: pdfs.slice(0, 1), first: 'pdf' });
    await page.locator('#view-pdf .textLayer', { hasText: 'Copy' }).waitFor({ state: 'attached' });
    assert.equal(await page.getByLabel('PDF shown:').isVisible(), false);
    await page.getByRole('tab', { name: 'Narrative' }).click();
    await page.getByText('Narrative text').waitFor();
    assert.equal(await note.isVisible(), false);
    assert.deepEqual(webview.faults, []);
  });

  it('shows the HTML of others with their style, apart from ours, and nothing of it reaches out', async () => {
    await webview.show(foreignHtml, { foreign: { css }, lines: [3, 3] as unknown as Uint32Array });
    const text = page.getByText('Foreign text');
    await text.waitFor();
    const style = await text.evaluate((element) => {
      const { color, backgroundColor } = getComputedStyle(element);
      const { top } = element.getBoundingClientRect();
      return {
        color,
        backgroundColor,
        isBelowTheBar: top >= (document.getElementById('bar')?.getBoundingClientRect().bottom ?? 0),
      };
    });
    assert.deepEqual(style, { color: 'rgb(1, 2, 3)', backgroundColor: 'rgb(4, 5, 6)', isBelowTheBar: true });
    await webview.post(
      { type: 'cursor', anchors: [0] },
      { type: 'marks', marks: [{ anchors: [0], severity: 'error', message: 'm', rule: 'r' }] },
    );
    await page.locator('b .cda-finding.error').waitFor();
    await page.getByText('bold').click();
    assert.deepEqual(await webview.sent('source'), [{ type: 'source', anchor: 0, focus: false }]);
    await page.getByText('go', { exact: true }).click();
    await webview.until(`document.getElementById('view-narrative').scrollTop > 500`);
    assert.deepEqual(webview.strays, []);
  });

  it('goes to a PDF from what stands in its place: in a page of others, and in the structured view to the one it names', async () => {
    const [copy, second] = [pdfOf('copy'), pdfOf('second')];
    const pdfs = [
      { hash: copy, label: 'Copy' },
      { hash: second, label: 'Second' },
    ];
    const link = (text: string, pdf = '') =>
      `<p><a class="cda-file cda-pdf" href="#cda-pdf" data-view="pdf"${pdf && ` data-pdf="${pdf}"`}>${text}</a></p>`;
    await webview.show(link('[PDF document]'), {
      foreign: { css: plainCss },
      pdfs,
      structured: link('Show it', second),
    });
    const drawn = (text: string) =>
      page.locator('#view-pdf').getByText(text, { exact: true }).waitFor({ state: 'attached' });
    await page.getByText('[PDF document]').click();
    assert.equal(await page.getByRole('tab', { selected: true }).textContent(), 'PDF copy');
    await drawn('copy');
    await page.getByRole('tab', { name: 'Structured' }).click();
    await page.getByText('Show it').click();
    await drawn('second');
    assert.equal(await page.getByLabel('PDF shown:').inputValue(), second);
    assert.deepEqual((await webview.sent('moved')).at(-1)?.place.view, 'pdf');
    assert.deepEqual(webview.strays, []);
  });

  it('keeps what others place anywhere inside its panel', async () => {
    const everywhere =
      'position: fixed !important; inset: 0 !important; z-index: 99 !important; height: 2000px !important';
    await webview.show(`<p id="over">Over all</p>`, {
      foreign: { css: `:host, :host(*) { ${everywhere} } #over { ${everywhere} }` },
    });
    await page.getByText('Over all').waitFor();
    const hit = await page.evaluate(() => {
      const { left, top } = document.getElementById('sync')?.getBoundingClientRect() ?? { left: 0, top: 0 };
      return document.elementFromPoint(left + 4, top + 4)?.closest('#tools') !== null;
    });
    assert.ok(hit, 'the toolbar is covered');
  });

  it('updates the HTML of others in place, its style properties too, and goes back to ours', async () => {
    await webview.show(foreignHtml, { foreign: { css: plainCss } });
    const text = page.getByText('Foreign text');
    await text.waitFor();
    await text.evaluate((element) => Object.assign(window, { before: element }));
    await webview.show(foreignHtml.replace('rgb(4, 5, 6)', 'rgb(7, 8, 9)'), {
      foreign: { css: `${plainCss} p { margin: 0 }` },
    });
    await webview.until(
      `getComputedStyle(before).backgroundColor === 'rgb(7, 8, 9)' && getComputedStyle(before).marginTop === '0px'`,
    );
    await webview.show(html);
    await page.getByText('Narrative text').waitFor();
    assert.equal(await page.locator('#view-narrative').innerHTML(), html);
    assert.deepEqual(webview.faults, []);
  });

  it('inserts nothing that runs from the HTML of others', async () => {
    const hostile = `<img src="x" onerror="window.hacked = 1"><script>window.hacked = 1</script><style>p { color: red }</style>
      <iframe src="javascript:top.hacked = 1"></iframe><a href="javascript:window.hacked = 1">a</a><form action="http://elsewhere.test"><input></form>
      <p style="background: url(http://elsewhere.test/z)" data-style="background: url(http://elsewhere.test/w)">Shown</p>`;
    await webview.show(hostile, { foreign: { css: 'p { background: url(http://elsewhere.test/v) }' } });
    await page.getByText('Shown', { exact: true }).waitFor();
    await page.waitForTimeout(200);
    assert.deepEqual(webview.strays, []);
    assert.equal(await page.evaluate(`'hacked' in window`), false);
    assert.equal(await page.locator('.foreign').locator('script, style, iframe, form, input, a[href]').count(), 0);
  });
});
