import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { comparePageHtml } from '../../client/src/preview/comparePage';
import { pageParts } from './pageParts';
import { beforeEachOpen, noChromium, type WebviewPage } from './webviewPage';

const shell = comparePageHtml({
  language: 'en',
  source: pageParts.source,
  nonce: 'test',
  script: 'http://preview.test/compare.js',
  styles: [...pageParts.styles, 'http://preview.test/preview.css'],
  labels: {
    waiting: 'Rendering…',
    previous: 'Previous',
    next: 'Next',
    onlyDifferences: 'Differences only',
    count: 'Differences: {0}',
    none: 'No difference',
    scope: 'Not the entries.',
  },
});

const row = (name: string, value: string, range = '1 – 2') =>
  `<tr><th>${name}</th><td>${value}</td><td>${range}</td></tr>`;
const report = (...rows: string[]) =>
  `<article class="cda"><h1>Report</h1><section><h2 id="s">Results</h2><p>Taken <b>fasting</b>.</p><table><tbody>${rows.join('')}</tbody></table></section></article>`;

describe('comparison of two renderings', { skip: noChromium }, () => {
  let webview: WebviewPage;
  let page: Page;

  beforeEachOpen(shell, (opened) => {
    webview = opened;
    ({ page } = webview);
  });

  async function compare(before: string, after: string): Promise<string> {
    await webview.post({
      type: 'compare',
      before: { label: 'a.xml', html: before },
      after: { label: 'b.xml', html: after },
    });
    await page.getByText('a.xml').waitFor();
    return page.locator('#compared').innerHTML();
  }
  const marks = () =>
    page
      .locator('[data-cda-diff]')
      .evaluateAll((all) =>
        all.map((each) => `${each.nodeName} ${each.getAttribute('data-cda-diff')} ${each.textContent}`),
      );

  it('marks the words of a cell, and nothing else of its row', async () => {
    await compare(
      report(row('Glucose', '0.95 g/L'), row('Iron', '12')),
      report(row('Glucose', '1.05 g/L'), row('Iron', '12')),
    );
    assert.deepEqual(await marks(), ['TD changed 0.951.05 g/L']);
    assert.equal(await page.locator('td[data-cda-diff]').innerHTML(), '<del>0.95</del><ins>1.05</ins> g/L');
    assert.equal(await page.locator('#count').textContent(), 'Differences: 1');
  });

  it('marks rows that were added and removed, each where it stands', async () => {
    await compare(
      report(row('Glucose', '0.95'), row('Sodium', '140'), row('Iron', '12')),
      report(row('Glucose', '0.95'), row('Iron', '12'), row('Potassium', '4.1')),
    );
    assert.deepEqual(await marks(), ['TR removed Sodium1401 – 2', 'TR added Potassium4.11 – 2']);
    assert.deepEqual(await page.locator('th').allTextContents(), ['Glucose', 'Sodium', 'Iron', 'Potassium']);
  });

  it('knows a row by its name when all the rest of it changed, among rows that moved in', async () => {
    await compare(
      report(row('Glucose', '0.95', 'x')),
      report(row('Sodium', '140', '135 – 145'), row('Glucose', '7', '3 – 6')),
    );
    assert.deepEqual(await marks(), ['TR added Sodium140135 – 145', 'TD changed 0.957', 'TD changed x3 – 6']);
  });

  it('marks words across inline elements, and keeps these', async () => {
    const before = report(row('A', '1'));
    await compare(before, before.replace('Taken <b>fasting</b>.', 'Taken <b>not fasting</b> today.'));
    assert.deepEqual(await marks(), ['P changed Taken not fasting today.']);
    assert.equal(
      await page.locator('p[data-cda-diff]').innerHTML(),
      'Taken <b><ins>not </ins>fasting</b><ins> today</ins>.',
    );
  });

  it('marks whole sections, paragraphs and images', async () => {
    const image = (data: string) => `<p><img alt="x" src="data:image/gif;base64,${data}"></p>`;
    const first = image('R0lGODlhAQABAAAAACw=');
    const second = image('R0lGODlhAgABAAAAACw=');
    await compare(
      `<article>${first}<section><h2>Old</h2><p>one</p></section></article>`,
      `<article>${second}<section><h2>New</h2><p>two</p></section></article>`,
    );
    const found = await marks();
    assert.ok(found.includes('P changed '), found.join());
    assert.ok(found.includes('SECTION removed Oldone') && found.includes('SECTION added Newtwo'), found.join());
  });

  it('says when nothing differs', async () => {
    const same = report(row('A', '1'));
    assert.equal(await compare(same, same), same);
    assert.equal(await page.locator('#count').textContent(), 'No difference');
    assert.equal(await page.locator('#next').isVisible(), false);
  });

  it('goes from one to the next, and can show the differences alone', async () => {
    await compare(
      report(row('Glucose', '0.95'), row('Iron', '12'), row('Zinc', '3')),
      report(row('Glucose', '1.05'), row('Iron', '12'), row('Zinc', '4')),
    );
    assert.equal(await page.locator('[data-cda-here]').textContent(), '0.951.05');
    await page.getByRole('button', { name: 'Next' }).click();
    assert.equal(await page.locator('[data-cda-here]').textContent(), '34');
    await page.getByRole('button', { name: 'Next' }).click();
    assert.equal(await page.locator('[data-cda-here]').textContent(), '0.951.05');
    await page.getByRole('button', { name: 'Differences only' }).click();
    assert.equal(await page.getByText('Iron').isVisible(), false);
    assert.ok(await page.getByText('Glucose').isVisible());
    assert.ok(await page.getByRole('heading', { name: 'Results' }).isVisible());
  });

  it('inserts nothing that runs, of either version', async () => {
    const hostile = `<article><img src="x" onerror="window.hacked = 1"><script>window.hacked = 1</script><p style="color: red">a</p></article>`;
    await compare(hostile, hostile.replace('>a<', '>b<'));
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate(`'hacked' in window`), false);
    assert.equal(await page.locator('#compared').locator('script, [onerror], [style]').count(), 0);
  });

  it('compares two reports of 3 000 rows within its time', async () => {
    const rows = (change: (index: number) => string) =>
      Array.from({ length: 3000 }, (_, index) => row(`Test ${index}`, change(index)));
    const start = performance.now();
    await compare(
      report(...rows((index) => `${index}`)),
      report(...rows((index) => (index % 3 === 0 ? `${index + 1}` : `${index}`))),
    );
    assert.ok(performance.now() - start < 15_000);
    assert.equal(await page.locator('[data-cda-diff]').count(), 1000);
  });
});
