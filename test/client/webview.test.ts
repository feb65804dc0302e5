import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Place, ToPage } from '../../client/src/preview/messages';
import { pageHtml } from '../../client/src/preview/page';
import { structured } from '../render/structuredView';
import { pageParts } from './pageParts';
import { pdfOf } from './pdf';
import { type Bundle, beforeEachOpen, noChromium, shown, type WebviewPage } from './webviewPage';

const report = (
  result: string,
  rows = 60,
) => `<article class="cda"><h1>Report</h1><details><summary>More</summary>x</details>
  <a id="go" href="#target">down</a><p id="result" tabindex="0">${result}</p>
  ${'<p>row</p>'.repeat(rows)}<details id="box"><p id="target">here</p></details>${'<p>row</p>'.repeat(rows)}</article>`;

describe('the page of the preview', { skip: noChromium }, () => {
  let bundle: Bundle;
  let webview: WebviewPage;
  let page: Page;
  let faults: string[];

  beforeEachOpen(pageHtml(pageParts), (opened, browser) => {
    webview = opened;
    bundle = browser;
    ({ page, faults } = webview);
  });

  const show = (html: string) => webview.show(html);
  const narrative = () => page.locator('#view-narrative');
  const showPdfs = (...pdfs: readonly (string | undefined)[]) =>
    webview.post(
      ...pdfs.map(
        (hash): ToPage => ({
          ...shown,
          html: report('5'),
          first: hash ? 'pdf' : 'narrative',
          pdfs: hash ? [{ hash, label: 'Copy' }] : [],
        }),
      ),
    );

  it('says that it is ready, and shows a report without tabs when there is no PDF', async () => {
    assert.deepEqual(await page.evaluate('window.sent'), [{ type: 'ready' }]);
    await show(report('5'));
    await page.getByText('Report').waitFor();
    assert.equal(await page.locator('#tabs').isVisible(), false);
    assert.deepEqual(faults, []);
  });

  it('shows the whole of a structured table in a narrow panel', async () => {
    const styles = [...pageParts.styles, 'http://preview.test/preview.css'];
    webview = await bundle.page(pageHtml({ ...pageParts, styles }));
    ({ page } = webview);
    await page.setViewportSize({ width: 465, height: 800 });
    const laboratory = readFileSync(join(__dirname, '../../samples/CR-BIO_glycemie.xml'), 'utf8');
    await webview.show(report('5'), { structured: structured(laboratory) ?? '' });
    await page.getByRole('tab', { name: 'Structured' }).click();
    const boxes = page.locator('#view-structured .cda-table');
    await boxes.first().waitFor();
    const cut = await boxes.evaluateAll((all) =>
      all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth).filter((over) => over > 0),
    );
    assert.deepEqual(cut, []);
    const flags = page.locator('.cda-compared thead th:last-child');
    assert.ok(
      (await flags.evaluateAll((all) => Math.max(...all.map((each) => each.getBoundingClientRect().right)))) <= 465,
    );
  });

  it('updates in place: scroll, focus, selection and opened parts stay', async () => {
    await show(report('5'));
    await page.locator('summary').click();
    await narrative().evaluate((view) => {
      view.scrollTop = 400;
      const row = view.querySelectorAll('p')[20] as Element;
      (window as unknown as { row: Element }).row = row;
      getSelection()?.selectAllChildren(row);
      view.querySelector<HTMLElement>('#result')?.focus({ preventScroll: true });
    });
    await show(report('6'));
    await page.getByText('6', { exact: true }).waitFor({ state: 'attached' });
    const kept = await narrative().evaluate((view) => ({
      scroll: view.scrollTop,
      same: (window as unknown as { row: Element }).row === view.querySelectorAll('p')[20],
      selection: String(getSelection()),
      focus: document.activeElement?.id,
      open: view.querySelector('details')?.open,
    }));
    assert.deepEqual(kept, { scroll: 400, same: true, selection: 'row', focus: 'result', open: true });
  });

  it('is what it was sent, whatever changes from one version to the next', async () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const rows = Array.from({ length: 12 }, (_, row) => `row ${row}`);
    const html = () =>
      `<article class="cda"><h1 data-anchor="0">Report ${random(2)}</h1>${random(3) === 0 ? '<p class="new">new</p>' : ''}<table><tbody>${rows
        .map(
          (row, at) =>
            `<tr data-anchor="${at + 1}"${random(9) === 0 ? ' class="odd"' : ''}><td>${row}</td><td><b>${random(3)}</b> g/L</td></tr>`,
        )
        .join('')}</tbody></table>${random(2) === 0 ? 'text' : ''}</article>`;
    for (let version = 0; version < 40; version++) {
      if (random(2) === 0)
        rows.splice(random(rows.length), random(3), ...Array.from({ length: random(3) }, () => `row ${random(99)}`));
      const next = html();
      await show(next);
      await webview.until(`document.getElementById('view-narrative').innerHTML === ${JSON.stringify(next)}`);
    }
    assert.deepEqual(faults, []);
  });

  it('inserts nothing that runs with a later version either', async () => {
    const base = '<article class="cda"><p>one</p><p>two</p><p>three</p></article>';
    await show(base);
    const evil = '<script>window.hacked = 1</script><img src="x" onerror="window.hacked = 1"><form><input></form>';
    for (const hostile of [
      base.replace('two', evil),
      base.replace('<p>two</p>', evil),
      base.replace('<p>two</p>', '<p onclick="window.hacked = 1" style="color: red">two</p>'),
      base.replace('<p>two</p>', '<svg onload="window.hacked = 1"><a href="javascript:1">x</a></svg>'),
    ]) {
      await show(hostile);
      await show(base);
      await show(hostile);
      await page.waitForTimeout(50);
      const left = narrative().locator('script, form, input, svg, [onerror], [onclick], [style]');
      assert.equal(await left.count(), 0, hostile);
      await page.getByText('three').waitFor();
    }
    assert.equal(await page.evaluate(`'hacked' in window`), false);
  });

  it('keeps the report under the banner when a newer version cannot be shown', async () => {
    await show(report('5'));
    await webview.post({ type: 'fail', message: 'line 3: <b>broken</b>' });
    const banner = page.locator('#banner');
    await banner.waitFor();
    assert.equal(await banner.innerText(), 'line 3: <b>broken</b>');
    assert.ok(await page.getByText('Report').isVisible());
    await show(report('5'));
    await banner.waitFor({ state: 'hidden' });
  });

  it('inserts no script, handler, frame, form or style, whatever it is given', async () => {
    await show(`<article><img src="x" onerror="window.hacked = 1"><script>window.hacked = 1</script>
      <iframe srcdoc="<p>x"></iframe><object data="x"></object><embed src="x"><form action="https://x"><input></form>
      <style>* { display: none }</style><svg onload="window.hacked = 1"></svg><math></math><base href="https://x">
      <a id="js" href="javascript:window.hacked = 1">a</a><a id="data" href="data:text/html,x">b</a>
      <a id="command" href="command:x">c</a><p style="color: red" onclick="window.hacked = 1">text</p></article>`);
    await page.getByText('text').waitFor();
    const left = await narrative().evaluate((view) => ({
      elements: view.querySelectorAll('script, iframe, object, embed, form, input, style, svg, math, base').length,
      links: view.querySelectorAll('a[href]').length,
      attributes: [...view.querySelectorAll('*')].flatMap((element) =>
        element.getAttributeNames().filter((name) => name === 'style' || name.startsWith('on')),
      ),
      hacked: 'hacked' in window,
    }));
    assert.deepEqual(left, { elements: 0, links: 0, attributes: [], hacked: false });
  });

  it('leaves what a report is made of', async () => {
    const html = `<article class="cda" lang="fr"><h2 id="title">T</h2><table aria-label="t"><tbody><tr><td rowspan="2" headers="a b">1</td><th scope="row">r</th></tr></tbody></table><ol start="3" type="a"><li>x</li></ol><p dir="rtl" tabindex="0">y</p><a href="mailto:a@b.fr">m</a><img alt="dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></article>`;
    await show(html);
    await page.getByText('y', { exact: true }).waitFor();
    assert.equal(await narrative().innerHTML(), html);
    assert.deepEqual(faults, []);
  });

  it('follows a link inside the report, asks for one outside, and stays on its page', async () => {
    await show(`${report('5')}<a id="out" href="https://example.org/">out</a>`);
    await page.locator('#go').click();
    await page.locator('#target:focus').waitFor();
    assert.equal(await page.locator('#box').evaluate((box) => (box as HTMLDetailsElement).open), true);
    await page.locator('#out').click();
    assert.deepEqual(await webview.sent('open'), [{ type: 'open', href: 'https://example.org/' }]);
    assert.equal(page.url(), 'http://preview.test/');
  });

  it('draws a PDF with its text, and switches by keyboard', async () => {
    await page.evaluate(`window.waits = []; {
      const panel = document.getElementById('view-pdf');
      new MutationObserver(() => waits.push(panel.dataset.waiting ?? null)).observe(panel, { attributeFilter: ['data-waiting'] });
    }`);
    await showPdfs(pdfOf('Hello PDF'));
    await page.locator('#view-pdf .textLayer', { hasText: 'Hello PDF' }).waitFor({ state: 'attached' });
    assert.equal(await page.locator('#tab-pdf').getAttribute('aria-selected'), 'true');
    assert.deepEqual(await page.evaluate('waits'), ['Loading the PDF…', null]);
    assert.equal(await page.locator('.page').getAttribute('aria-label'), 'Page 1 of 1');
    await page.locator('#tab-pdf').press('ArrowRight');
    assert.ok(await narrative().isVisible());
    assert.equal(await page.evaluate('document.activeElement.id'), 'tab-narrative');
    assert.equal(await page.evaluate('window.state.place.view'), 'narrative');
    assert.deepEqual(faults, []);
  });

  it('shows the last of PDFs that come in quick succession', async () => {
    await showPdfs(pdfOf('First'), pdfOf('Second'), pdfOf('Third'));
    await page.locator('#view-pdf .textLayer', { hasText: 'Third' }).waitFor({ state: 'attached' });
    await showPdfs(pdfOf('Fourth'), pdfOf('Fifth'));
    await page.locator('#view-pdf .textLayer', { hasText: 'Fifth' }).waitFor({ state: 'attached' });
    await page.waitForTimeout(300);
    assert.equal(await page.locator('.page').count(), 1);
    assert.equal(await page.locator('.textLayer').textContent(), 'Fifth');
    assert.deepEqual(faults, []);
  });

  it('shows no PDF when the version after it has none, however soon that comes', async () => {
    await showPdfs(pdfOf('First'), undefined);
    await page.waitForTimeout(1000);
    assert.equal(await page.locator('.page').count(), 0);
    await showPdfs(pdfOf('Second'));
    await page.locator('#view-pdf .textLayer', { hasText: 'Second' }).waitFor({ state: 'attached' });
    await showPdfs(pdfOf('Third'), undefined);
    await page.waitForTimeout(1000);
    assert.equal(await page.locator('.page').count(), 0);
    assert.deepEqual(faults, []);
  });

  it('says in place that a PDF is none, with a way to the narrative', async () => {
    await showPdfs('no pdf');
    await page.getByText('Cannot be shown: not a PDF.').waitFor();
    await page.getByRole('button', { name: 'Show the narrative' }).click();
    assert.ok(await page.getByText('Report').isVisible());
  });

  it('comes back to the tab and the place where the reader was', async () => {
    const place: Place = { view: 'narrative', scroll: { narrative: 321 } };
    await webview.post({ type: 'restore', place });
    await showPdfs(pdfOf('x'));
    await webview.until(`document.getElementById('view-narrative').scrollTop === 321`);
    assert.ok(await narrative().isVisible());
  });
});
