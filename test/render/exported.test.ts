import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportedPdf } from '../../server/src/render/exported';
import type { RenderResult } from '../../server/src/render/result';
import { pdfPlace, standaloneHtml } from '../../server/src/render/standalone';

const base64 = Buffer.from('%PDF-1.4 copy').toString('base64');
const place = `<div><h2>Copie du document</h2>${pdfPlace('[Document PDF, 1 Ko]')}</div>`;
const shown = (html: string, isBody = false): RenderResult => ({
  title: 'x',
  html,
  foreign: { css: 'p{color:red}' },
  first: 'pdf',
  pdf: { base64, hash: '', isBody },
  attachments: [],
  anchors: [],
  told: [],
});
/** Printing fails at once: there is no such browser. */
const options = { css: '', language: 'fr', producer: 'x', workerPath: '', browser: '/no/browser' } as const;

test('a stylesheet that shows nothing but the PDF copy: the copy as it is', async () => {
  const { bytes, notice } = await exportedPdf(shown(place), options);
  assert.equal(Buffer.from(bytes).toString(), '%PDF-1.4 copy');
  assert.match(notice?.fr ?? '', /n’affiche que la copie PDF/);
});

test('a page that shows more is printed', async () => {
  const more = `${place}<table>${'<tr><td>Hémoglobine</td><td>132 g/L</td></tr>'.repeat(10)}</table>`;
  for (const html of [more, `${place}<img src="data:image/png;base64,AAAA">`, '<p>short</p>', place + place])
    await assert.rejects(exportedPdf(shown(html), options), /no\/browser/);
});

test('the body of a level-1 document, whatever stylesheet shows it', async () => {
  const { notice } = await exportedPdf(shown('<p>header</p>'.repeat(50), true), options);
  assert.match(notice?.fr ?? '', /corps de ce document est un PDF/);
});

test('above the page of another stylesheet the PDF is named, and on paper as what is not there', () => {
  const page = standaloneHtml(shown('<p data-style="color:blue">a</p>'), 'fr', 'article{color:green}');
  assert.match(page, /Ci-dessous, ce qu’affiche la feuille de style/);
  assert.match(
    page,
    /<span class="cda-on-paper">Ce document comporte aussi une copie PDF, qui n’est pas reproduite ici\.<\/span>/,
  );
  assert.match(page, /p\{color:red\}/);
  assert.match(page, /<p style="color:blue">a<\/p>/);
  assert.doesNotMatch(page, /color:green/);
});
