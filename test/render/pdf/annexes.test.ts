import assert from 'node:assert/strict';
import { before, describe, it, test } from 'node:test';
import { PDFDocument, PDFName, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import { openAnnex, withAnnexes } from '../../../server/src/render/pdf/annexes';
import { printToPdf } from '../../../server/src/render/pdf/browser';
import { toPdfA } from '../../../server/src/render/pdf/pdfa';
import { findChromium } from '../../client/chromium';
import { attachedPdf } from './attached';
import { contentOf, noPreflight, pdfAFaults, preflight } from './rules';

const browser = findChromium();
const metadata = { title: 'Essai', language: 'fr', producer: 'CDA Workbench', created: new Date(0) };
const claim = /pdfaid:part/;
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const pagesOf = async (bytes: Uint8Array) => (await PDFDocument.load(bytes)).getPageCount();

test('what an attached PDF is: its pages, and whether it is whole', async () => {
  const { pages, isDamaged, isArchive } = await openAnnex(await attachedPdf(['a', 'b']));
  assert.deepEqual([pages, isDamaged, isArchive], [2, false, false]);
});

test('a PDF whose page tree counts more pages than can be read is damaged', async () => {
  const text = textOf(await attachedPdf(['a', 'b'])).replace('/Count 2', '/Count 9');
  const { pages, isDamaged } = await openAnnex(Buffer.from(text, 'latin1'));
  assert.deepEqual([pages, isDamaged], [2, true]);
});

test('a PDF that was cut off is damaged or refused, never taken for whole', async () => {
  const whole = await attachedPdf(['first', 'second']);
  for (const part of [0.1, 0.3, 0.5, 0.7, 0.8]) {
    const cut = await openAnnex(whole.subarray(0, whole.length * part)).catch(() => undefined);
    assert.ok(!cut || cut.isDamaged, `${part}`);
  }
});

test('a PDF that opens without a password is decrypted, one that needs one is refused', async () => {
  const open = await openAnnex(await attachedPdf(['a'], { ownerPassword: 'o', userPassword: '' }));
  assert.equal(open.pages, 1);
  assert.match(await contentOf(await withAnnexes(await attachedPdf(['copy']), [open])), /<61> Tj/);
  await assert.rejects(openAnnex(await attachedPdf(['a'], { ownerPassword: 'o', userPassword: 'u' })));
  await assert.rejects(openAnnex(Buffer.from('%PDF-1.4 nothing')));
});

test('nothing in an annex runs, and its links of the web stay', async () => {
  const document = await PDFDocument.load(await attachedPdf(['a', 'b']));
  const { context } = document;
  const [first, second] = document.getPages();
  const link = (action: object) =>
    context.register(context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [0, 0, 9, 9], F: 4, A: action } as never));
  first?.node.set(
    PDFName.of('Annots'),
    context.obj([
      link({ S: 'JavaScript', JS: PDFString.of('app.alert(1)') }),
      link({ S: 'Launch', F: PDFString.of('calc.exe') }),
      link({ S: 'URI', URI: PDFString.of('javascript:alert(2)') }),
      link({
        S: 'URI',
        URI: PDFString.of('https://example.org/'),
        Next: { S: 'JavaScript', JS: PDFString.of('alert(3)') },
      }),
    ]),
  );
  second?.node.set(PDFName.of('AA'), context.obj({ O: { S: 'JavaScript', JS: PDFString.of('alert(4)') } }));
  const bytes = await withAnnexes(await attachedPdf(['copy']), [await openAnnex(await document.save())]);
  assert.doesNotMatch(textOf(bytes), /JavaScript|alert|Launch|calc/);
  assert.match(textOf(bytes), /https:\/\/example\.org\//);
  assert.equal(await pagesOf(bytes), 3);
});

describe('annexes behind a printed page', { skip: browser ? false : 'no Chromium here' }, () => {
  let printed: Uint8Array;
  let archive: Uint8Array;

  before(async () => {
    printed = await printToPdf('<!DOCTYPE html><title>x</title><p>printed', browser as string);
    archive = await toPdfA(printed, metadata);
  });

  it('stay PDF/A-1 where each of them is', async () => {
    const annex = await openAnnex(archive);
    assert.equal(annex.isArchive, true);
    const bytes = await toPdfA(printed, metadata, [annex, await openAnnex(archive)]);
    assert.equal(await pagesOf(bytes), 3);
    assert.deepEqual(await pdfAFaults(bytes), []);
    if (!noPreflight()) assert.deepEqual(preflight(bytes), []);
  });

  it('leave no claim where one is not, and lose no page', async () => {
    const annexes = [await openAnnex(archive), await openAnnex(await attachedPdf(['one', 'two']))];
    const bytes = await toPdfA(printed, metadata, annexes);
    assert.equal(await pagesOf(bytes), 4);
    assert.doesNotMatch(textOf(bytes), claim);
    const content = await contentOf(bytes);
    assert.ok(content.indexOf('<6F6E65> Tj') < content.indexOf('<74776F> Tj'));
  });

  for (const [fault, broken] of [
    ['a font that is not embedded', (document: PDFDocument) => document.embedFont(StandardFonts.Courier)],
    [
      'transparency',
      ({ context }: PDFDocument) => Promise.resolve(context.register(context.obj({ Type: 'ExtGState', ca: 0.5 }))),
    ],
    [
      'the colours of paper',
      ({ catalog, context }: PDFDocument) => {
        const profile = context.register(context.flateStream('', { N: 4 }));
        catalog.set(PDFName.of('OutputIntents'), context.obj([{ S: 'GTS_PDFA1', DestOutputProfile: profile }]));
        return Promise.resolve();
      },
    ],
  ] as const) {
    it(`believe no claim that is contradicted by ${fault}`, async () => {
      const document = await PDFDocument.load(archive, { updateMetadata: false });
      await broken(document);
      assert.match(textOf(await document.save({ useObjectStreams: false })), claim);
      assert.equal((await openAnnex(await document.save())).isArchive, false);
    });
  }

  it('take the claim of a PDF copy that they do not keep', async () => {
    assert.match(textOf(await withAnnexes(archive, [await openAnnex(archive)])), claim);
    assert.doesNotMatch(textOf(await withAnnexes(archive, [await openAnnex(await attachedPdf(['a']))])), claim);
  });
});
