import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { CdaDocument } from '../../server/src/cda/document';
import { exportedHtml, exportedPdf } from '../../server/src/render/exported';
import type { RenderResult } from '../../server/src/render/result';
import { pdfPlace, standaloneHtml } from '../../server/src/render/standalone';
import { findChromium } from '../client/chromium';
import { attachedPdf } from './pdf/attached';
import { cda, observationMedia, render } from './support';
import { builtWorker } from './worker';

const css = readFileSync(new URL('../../server/src/render/style.css', import.meta.url), 'utf8');
const place = `<div><h2>Copie du document</h2>${pdfPlace('[Document PDF, 1 Ko]')}</div>`;
const shown = (html: string, pdf: Uint8Array, isBody = false): RenderResult => ({
  title: 'x',
  html,
  foreign: { css: 'p{color:red}' },
  first: 'pdf',
  pdf: { base64: Buffer.from(pdf).toString('base64'), hash: '', isBody },
  attachments: [],
  anchors: [],
  told: [],
});
const printing = {
  css,
  language: 'fr',
  producer: 'x',
  workerPath: builtWorker('pdf-worker', 'pdfWorker'),
  browser: '',
} as const;
/** Printing fails at once: there is no such browser. */
const notPrinting = { ...printing, browser: '/no/browser' };

const section = (title: string, content: string, template = '1.2.3') =>
  `<component><section><templateId root="${template}"/><title>${title}</title><text><renderMultiMedia referencedObject="${title}"/></text>${content}</section></component>`;
const attachment = (title: string, pdf: Uint8Array | string) =>
  section(title, observationMedia(title, 'application/pdf', Buffer.from(pdf).toString('base64')));
const copy = (pdf: Uint8Array | string) => attachment('Copie', pdf).replace('1.2.3', '1.2.250.1.213.1.1.2.243');
const documentOf = (...sections: string[]) => cda(`<structuredBody>${sections.join('')}</structuredBody>`);
const read = (text: string) => CdaDocument.read(text) as CdaDocument;
const none = read(documentOf());
const pagesOf = async (bytes: Uint8Array) => (await PDFDocument.load(bytes)).getPageCount();

test('a stylesheet that shows nothing but the PDF copy: the copy as it is', async () => {
  const pdf = await attachedPdf(['copy']);
  const { bytes, notices } = await exportedPdf(none, shown(place, pdf), notPrinting);
  assert.deepEqual(Buffer.from(bytes), Buffer.from(pdf));
  assert.match(notices.map(({ fr }) => fr).join(), /^La feuille de style n’affiche que la copie PDF[^,]*$/);
});

test('behind that copy the attached PDFs', async () => {
  const pdf = await attachedPdf(['copy']);
  const document = read(documentOf(copy(pdf), attachment('Second', await attachedPdf(['a', 'b']))));
  const { bytes, notices } = await exportedPdf(document, shown(place, pdf), notPrinting);
  assert.equal(await pagesOf(bytes), 3);
  assert.match(notices.map(({ en }) => en).join(), /behind it the pages.*does not claim to be PDF\/A-1.*“Second”/);
});

test('a page that shows more is printed', async () => {
  const more = `${place}<table>${'<tr><td>Hémoglobine</td><td>132 g/L</td></tr>'.repeat(10)}</table>`;
  for (const html of [more, `${place}<img src="data:image/png;base64,AAAA">`, '<p>short</p>', place + place])
    await assert.rejects(exportedPdf(none, shown(html, new Uint8Array()), notPrinting), /no\/browser/);
});

test('the body of a level-1 document, whatever stylesheet shows it', async () => {
  const body = await attachedPdf(['body']);
  const { notices } = await exportedPdf(none, shown('<p>header</p>'.repeat(50), body, true), notPrinting);
  assert.equal(notices.length, 1);
  assert.match(notices[0]?.fr ?? '', /corps de ce document est un PDF/);
});

test('a body that begins as a PDF and cannot be read: written as it is, and told', async () => {
  const body = Buffer.from('%PDF-1.4 nothing');
  const { bytes, notices } = await exportedPdf(none, shown('<p>header</p>', body, true), notPrinting);
  assert.deepEqual(Buffer.from(bytes), body);
  assert.match(notices[1]?.fr ?? '', /n’a pas pu être lu en entier/);
});

test('above the page of another stylesheet the PDF is named, and on paper as what is not there', () => {
  const page = standaloneHtml(
    shown('<p data-style="color:blue">a</p>', new Uint8Array()),
    'fr',
    'article{color:green}',
  );
  assert.match(page, /Ci-dessous, ce qu’affiche la feuille de style/);
  assert.match(
    page,
    /<span class="cda-on-paper">Ce document comporte aussi une copie PDF, qui n’est pas reproduite ici\.<\/span>/,
  );
  assert.match(page, /p\{color:red\}/);
  assert.match(page, /<p style="color:blue">a<\/p>/);
  assert.doesNotMatch(page, /color:green/);
});

test('an HTML page holds the attached PDFs, each once, and links lead to them', async () => {
  const pdf = await attachedPdf(['a']);
  const text = documentOf(copy(await attachedPdf(['copy'])), attachment('Premier', pdf), attachment('Encore', pdf));
  const page = exportedHtml(read(text), render(text), printing);
  const held = [
    ...page.matchAll(/<a download="(document-\d+\.pdf)" href="data:application\/pdf;base64,([^"]*)">([^<]*)</g),
  ];
  assert.deepEqual(
    held.map(([, name, base64, label]) => [name, base64, label]),
    [['document-1.pdf', Buffer.from(pdf).toString('base64'), 'Premier (1 Ko)']],
  );
  assert.equal(page.match(/class="cda-file cda-pdf" href="#cda-pdf-1"/g)?.length, 2);
  assert.match(page, /<li id="cda-pdf-1">/);
});

describe('a printed report', { skip: findChromium() ? false : 'no Chromium here' }, () => {
  const exported = (text: string) => exportedPdf(read(text), render(text), printing);
  const alone = documentOf('<component><section><title>T</title><text>a</text></section></component>');

  test('is followed by the attached PDFs, and not by the copy', async () => {
    const text = documentOf(
      copy(await attachedPdf(['x', 'y', 'z'])),
      attachment('Second', await attachedPdf(['a', 'b'])),
    );
    const { bytes, notices } = await exported(text);
    assert.equal(await pagesOf(bytes), 3);
    assert.deepEqual(
      notices.map(({ fr }) => fr),
      ['Le fichier ne se déclare pas PDF/A-1, car il contient un PDF joint qui ne l’est pas : « Second ».'],
    );
  });

  test('loses no claim without annexes', async () => {
    const { bytes, notices } = await exported(alone);
    assert.match(Buffer.from(bytes).toString('latin1'), /pdfaid:part/);
    assert.deepEqual(notices, []);
  });

  test('names the annex that cannot be read, and keeps its claim', async () => {
    const text = documentOf(attachment('Perdu', '%PDF-1.4 nothing'));
    const { bytes, notices } = await exported(text);
    assert.match(Buffer.from(bytes).toString('latin1'), /pdfaid:part/);
    assert.deepEqual(
      notices.map(({ fr }) => fr),
      ['PDF joint illisible, absent du fichier : « Perdu ».'],
    );
  });
});

test('a page for the printer says what follows it, and has no place for the copy', async () => {
  const [pdf, lost] = [await attachedPdf(['a', 'b']), '%PDF-1.4 nothing'];
  const text = documentOf(copy(await attachedPdf(['copy'])), attachment('Second', pdf), attachment('Perdu', lost));
  const result = render(text);
  const of = (index: number, pages: number) => ({
    ...(result.attachments[index] as { hash: string; label: string }),
    base64: '',
    ...{ pages, isDamaged: pages === 0, isArchive: false },
  });
  const page = standaloneHtml(result, 'fr', css, { annexes: [of(0, 2), of(1, 0)], css: '' });
  assert.match(
    page,
    /reproduits à la fin de ce fichier :<\/p><ul><li>Second : annexe 1 \(2 pages\)<\/li><li>Perdu : illisible, non reproduit</,
  );
  assert.match(page, /Document PDF \([^)]*\), annexe 1 \(2 pages\)<\/span>/);
  assert.match(page, /Document PDF \([^)]*\), illisible, non reproduit<\/span>/);
  assert.match(page, /<section class="cda-section cda-only-copy"/);
  assert.doesNotMatch(page, /base64,/);
});
