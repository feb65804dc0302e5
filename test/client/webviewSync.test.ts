import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Mark } from '../../client/src/preview/messages';
import { pageHtml } from '../../client/src/preview/page';
import { pageParts } from './pageParts';
import { beforeEachOpen, noChromium, type WebviewPage } from './webviewPage';

const ROWS = 80;
/** Section 0, table rows 1…80, one a line of the source from line 10 on; in the structured view each is an item. */
const html = `<article class="cda"><section data-anchor="0"><h2>Results</h2><table><tbody>${Array.from(
  { length: ROWS },
  (_, row) => `<tr data-anchor="${row + 1}"><th>Test ${row + 1}</th><td>value ${row + 1}</td></tr>`,
).join('')}</tbody></table></section></article>`;
const structured = `<article class="cda"><h2 data-anchor="0">Entries</h2><ul>${'<li>filler</li>'.repeat(40)}<li data-anchor="81">Entry</li></ul></article>`;
const lines = [9, 10 + ROWS, ...Array.from({ length: ROWS }, (_, row) => [10 + row, 10 + row]).flat(), 95, 97];
const rendering = { structured, lines: lines as unknown as Uint32Array };

const unit: Mark = { anchors: [90, 41, 0], severity: 'error', message: 'No <b>UCUM</b> unit', rule: 'unit-not-ucum' };
const code: Mark = { anchors: [41, 0], severity: 'warning', message: 'Local code', rule: 'code-priority' };
const entry: Mark = { anchors: [81, 0], severity: 'info', message: 'Entry', rule: 'xsd' };
const nowhere: Mark = { anchors: [], severity: 'warning', message: 'Prolog', rule: 'xml-encoding' };

describe('page and source', { skip: noChromium }, () => {
  let webview: WebviewPage;
  let page: Page;

  beforeEachOpen(pageHtml(pageParts), async (opened) => {
    webview = opened;
    ({ page } = webview);
    await webview.show(html, rendering);
    await page.getByText('Results').waitFor();
  });

  const scroll = () => page.evaluate<number>(`document.getElementById('view-narrative').scrollTop`);
  const here = () =>
    page.evaluate(`[...document.querySelectorAll('[data-cda-here]')].map((each) => each.dataset.anchor)`);
  const settle = () => page.waitForTimeout(400);
  const isSeen = (selector: string) =>
    page.locator(selector).evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });

  it('shows the place of the cursor, in the smallest element that the view has', async () => {
    await webview.post({ type: 'cursor', anchors: [90, 61, 0] });
    await webview.until(`document.querySelector('[data-cda-here]')`);
    assert.deepEqual(await here(), ['61']);
    assert.ok(await isSeen('[data-anchor="61"]'));
    const top = await scroll();
    // Its neighbour is in view: nothing moves.
    await webview.post({ type: 'cursor', anchors: [62, 0] });
    await webview.until(`document.querySelector('[data-anchor="62"][data-cda-here]')`);
    assert.equal(await scroll(), top);
    await page.locator('#tab-structured').click();
    await webview.post({ type: 'cursor', anchors: [81, 62, 0] });
    await webview.until(`document.querySelector('[data-anchor="81"][data-cda-here]')`);
    assert.ok(await isSeen('[data-anchor="81"]'));
    assert.deepEqual(webview.faults, []);
  });

  it('keeps the place of the cursor through a new rendering', async () => {
    await webview.post({ type: 'cursor', anchors: [5, 0] });
    await webview.show(html.replace('value 5<', 'value five<'), rendering);
    await page.getByText('value five').waitFor();
    assert.deepEqual(await here(), ['5']);
  });

  it('follows the editor without telling it to follow', async () => {
    await settle();
    await webview.post({ type: 'scroll', line: 40 });
    await webview.until(`document.getElementById('view-narrative').scrollTop > 300`);
    assert.ok(await isSeen('[data-anchor="31"]'));
    await settle();
    assert.deepEqual(await webview.sent('scrolled'), []);
  });

  it('tells the line at its top when the reader scrolls', async () => {
    await settle();
    await page.locator('#view-narrative').hover();
    await page.mouse.wheel(0, 600);
    await webview.until(`sent.some(({ type }) => type === 'scrolled')`);
    await settle();
    const line = (await webview.sent('scrolled')).at(-1)?.line ?? 0;
    assert.ok(line > 15 && line < 50, String(line));
    // The way back ends where it began.
    const top = await scroll();
    await webview.post({ type: 'scroll', line });
    await settle();
    assert.ok(Math.abs((await scroll()) - top) <= 1);
  });

  it('stays where it is when the sync is switched off, and keeps that', async () => {
    await settle();
    await page.getByRole('button', { name: 'Sync' }).click();
    await webview.post({ type: 'scroll', line: 60 }, { type: 'cursor', anchors: [70] });
    await settle();
    assert.equal(await scroll(), 0);
    assert.deepEqual(await here(), []);
    assert.equal((await webview.sent('moved')).at(-1)?.place.sync, false);
  });

  it('leads to the source by a click, and into the editor by a double click; not from a selection', async () => {
    await page.getByText('value 3', { exact: true }).click();
    assert.deepEqual(await webview.sent('source'), [{ type: 'source', anchor: 3, focus: false }]);
    await page.getByText('value 4', { exact: true }).dblclick();
    assert.deepEqual((await webview.sent('source')).at(-1), { type: 'source', anchor: 4, focus: true });
    const before = (await webview.sent('source')).length;
    await page.getByText('value 6', { exact: true }).hover();
    await page.mouse.down();
    await page.getByText('Test 8', { exact: true }).hover();
    await page.mouse.up();
    assert.equal((await webview.sent('source')).length, before);
  });

  it('draws findings on the smallest element that shows their place', async () => {
    await webview.post({ type: 'marks', marks: [code, unit, entry, nowhere] });
    const badges = page.locator('.cda-finding');
    await badges.first().waitFor({ state: 'attached' });
    assert.equal(await badges.count(), 2);
    const row = page.locator('tr[data-anchor="41"]');
    assert.equal(await row.getAttribute('data-cda-finding'), 'error');
    const badge = row.locator('th > .cda-finding.error');
    assert.equal(
      await badge.getAttribute('aria-label'),
      'Error: No <b>UCUM</b> unit (unit-not-ucum) Warning: Local code (code-priority) Go to the source.',
    );
    assert.equal(await page.locator('#findings-count').textContent(), '3');
    assert.equal(await page.locator('#findings').getAttribute('title'), '3 findings · 1 elsewhere');
    await badge.hover();
    assert.deepEqual(await page.locator('#tip p').allTextContents(), [
      'No <b>UCUM</b> unit unit-not-ucum',
      'Local code code-priority',
    ]);
    await badge.click();
    assert.deepEqual(await webview.sent('finding'), [{ type: 'finding', index: 1 }]);
    assert.deepEqual(await webview.sent('source'), []);
    await page.locator('#tab-structured').click();
    await page.locator('li[data-anchor="81"] > .cda-finding.info').waitFor();
  });

  it('takes badges away with their finding, hides them, and goes from one to the next by keyboard', async () => {
    await webview.post({ type: 'marks', marks: [unit, { ...code, anchors: [3] }] });
    await page.locator('.cda-finding').first().waitFor();
    for (const anchor of ['41', '3']) {
      await page.getByRole('button', { name: 'Next finding' }).click();
      assert.equal(await page.evaluate(`document.activeElement.closest('tr').dataset.anchor`), anchor);
    }
    await webview.post({ type: 'marks', marks: [{ ...code, anchors: [3] }] });
    await webview.until(`document.querySelectorAll('.cda-finding').length === 1`);
    assert.equal(await page.evaluate(`document.activeElement.closest('tr').dataset.anchor`), '3');
    await page.getByRole('button', { name: 'Findings', exact: true }).click();
    assert.equal(await page.locator('.cda-finding, [data-cda-finding]').count(), 0);
    await page.getByRole('button', { name: 'Findings', exact: true }).click();
    await webview.post({ type: 'marks', marks: [] });
    await webview.until(`document.querySelectorAll('.cda-finding').length === 0`);
    assert.equal(await page.locator('#view-narrative').innerHTML(), html);
  });

  it('updates under its badges, and draws them again', async () => {
    await webview.post({ type: 'marks', marks: [unit] });
    await page.locator('.cda-finding').waitFor({ state: 'attached' });
    await webview.show(html.replace('value 41<', 'value forty-one<'), rendering);
    await page.getByText('value forty-one').waitFor({ state: 'attached' });
    assert.equal(await page.locator('.cda-finding').count(), 1);
    assert.equal(await page.locator('tr[data-anchor="41"] .cda-finding').count(), 1);
  });
});
