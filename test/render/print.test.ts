import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { standaloneHtml } from '../../server/src/render/standalone';
import { findChromium } from '../client/chromium';
import { cda, observationMedia, pdf, render } from './support';

const executablePath = findChromium();
const css = readFileSync(new URL('../../server/src/render/style.css', import.meta.url), 'utf8');

const columns = (cell: string) => `<tr>${`<${cell}>administration</${cell}>`.repeat(13)}</tr>`;
const document = cda(
  `<structuredBody><component><section><templateId root="1.2.250.1.213.1.1.2.243"/><title>S</title>
    <text><table><thead>${columns('th')}</thead><tbody>${columns('td')}</tbody></table></text>
    ${observationMedia('d', 'application/pdf', pdf)}</section></component></structuredBody>`,
  '<title>Essai</title><id root="1.2.3"/>',
);

describe('the page that cda render writes, in a browser', { skip: executablePath ? false : 'no Chromium here' }, () => {
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    page = await browser.newPage({ viewport: { width: 700, height: 900 } });
    await page.setContent(standaloneHtml(render(document), 'fr', css));
  });
  after(() => browser.close());

  const heightOf = (selector: string) =>
    page
      .locator(selector)
      .evaluate((element) => (element.checkVisibility({ contentVisibilityAuto: true }) ? element.clientHeight : 0));

  it('keeps the rest of the header closed on screen, and opens it on paper', async () => {
    await page.emulateMedia({ media: 'screen' });
    assert.equal(await heightOf('.cda-more dl'), 0);
    await page.emulateMedia({ media: 'print' });
    assert.ok((await heightOf('.cda-more dl')) > 0);
  });

  it('says that there is a PDF copy: to be read first on screen, not in this file on paper', async () => {
    const seen = () => page.locator('.cda-copy').evaluate((note: HTMLElement) => note.innerText);
    await page.emulateMedia({ media: 'screen' });
    assert.match(
      await seen(),
      /^Copie PDF jointe : à lire en premier.*Télécharger la copie.*Ci-dessous, l’en-tête et la partie narrative\.$/s,
    );
    await page.emulateMedia({ media: 'print' });
    assert.equal(await seen(), 'Ce document comporte aussi une copie PDF, qui n’est pas reproduite ici.');
  });

  it('lets a wide table scroll in its own box, and the page not', async () => {
    await page.emulateMedia({ media: 'screen' });
    const wide = await page.locator('.cda-table').evaluate((box) => box.scrollWidth > box.clientWidth);
    const whole = await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
    assert.deepEqual([wide, whole], [true, true]);
  });

  it('marks the edge behind which the table goes on, and no other', async () => {
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    assert.deepEqual(await edges(), ['plain', 'shadow']);
    await page.locator('.cda-table').evaluate((box) => box.scrollTo({ left: box.scrollWidth }));
    assert.deepEqual(await edges(), ['shadow', 'plain']);
  });

  it('lets no script run in a frame, whatever a document put there', async () => {
    const level1 = cda(`<nonXMLBody><text mediaType="application/pdf" representation="B64">${pdf}</text></nonXMLBody>`);
    const html = standaloneHtml(render(level1), 'fr', css);
    const hostile = `data:text/html;base64,${btoa('<p>here<script>document.body.className = "ran"</script>')}`;
    const at = /src="data:application\/pdf[^"]*"/;
    assert.match(html, at);
    const runs = async (content: string) => {
      const tab = await browser.newPage();
      await tab.setContent(content);
      const [, frame] = tab.frames();
      await frame?.getByText('here').waitFor();
      const ran = await frame?.locator('.ran').count();
      await tab.close();
      return ran;
    };
    assert.equal(await runs(html.replace(at, `src="${hostile}"`)), 0);
    assert.equal(await runs(`<iframe src="${hostile}"></iframe>`), 1);
  });

  /** The colour of the first and the last pixel of the table's second row, between its texts. */
  async function edges(): Promise<string[]> {
    const box = await page.locator('.cda-table').boundingBox();
    const row = await page.locator('.cda-table tbody tr').boundingBox();
    assert.ok(box && row);
    const shot = async (x: number) => {
      const clip = { x, y: row.y + 1, width: 1, height: 1 };
      const png = (await page.screenshot({ clip })).toString('base64');
      // The page itself may load images from data: and nothing else; a blank one decodes.
      return page.evaluate(async (source) => {
        const image = new Image();
        image.src = `data:image/png;base64,${source}`;
        await image.decode();
        const canvas = new OffscreenCanvas(1, 1).getContext('2d');
        canvas?.drawImage(image, 0, 0);
        return canvas?.getImageData(0, 0, 1, 1).data[0] ?? 0;
      }, png);
    };
    const [left, right] = [await shot(box.x), await shot(box.x + box.width - 1)];
    return [left, right].map((red) => (red < 240 ? 'shadow' : 'plain'));
  }
});
