import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import { printToPdf } from '../../../server/src/render/pdf/browser';
import { toPdfA } from '../../../server/src/render/pdf/pdfa';
import { srgbProfile } from '../../../server/src/render/pdf/srgb';
import { standaloneHtml } from '../../../server/src/render/standalone';
import { findChromium } from '../../client/chromium';
import { render } from '../support';
import { contentOf, noPreflight, pdfAFaults, preflight } from './rules';

const browser = findChromium();
const root = join(__dirname, '../../..');
const metadata = { title: 'Essai é & <x>', language: 'fr', producer: 'CDA Workbench', created: new Date(0) };

/** A PNG of one pixel: red, half transparent. */
function halfRed(): string {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0]);
  const pixel = deflateSync(Buffer.from([0, 255, 0, 0, 128]));
  const chunks = [chunk('IHDR', header), chunk('IDAT', pixel), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]).toString('base64');
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

const hard = `<!DOCTYPE html><meta charset="utf-8"><title>x</title>
<p style="background: rgb(0 0 0 / 0.5)">translucent</p><p style="opacity: 0.3">faint</p>
<p style="border: 9px solid rgb(255 0 0 / 0.5)">bordered</p>
<a href="https://example.org/">link</a> <b>gras</b> µ ≤ é
<img width="40" height="40" src="data:image/png;base64,${halfRed()}">`;

describe('PDF/A-1b from what the browser prints', { skip: browser ? false : 'no Chromium here' }, () => {
  let printed: Uint8Array;
  let archived: Uint8Array;

  before(async () => {
    printed = await printToPdf(hard, browser as string);
    archived = await toPdfA(printed, metadata);
  });

  it('mends what the browser’s own PDF breaks', async () => {
    const before = await pdfAFaults(printed);
    for (const fault of ['no output intent', 'ca 0.5', 'soft mask', 'no CIDSet', 'no plain XMP'])
      assert.ok(before.includes(fault), `${fault}: ${before.join(', ')}`);
    assert.deepEqual(await pdfAFaults(archived), []);
  });

  it('is valid for PDFBox Preflight', { skip: noPreflight() ?? false }, () => {
    assert.notDeepEqual(preflight(printed), []);
    assert.deepEqual(preflight(archived), []);
  });

  it('shows a tint on white, and does not make it opaque', async () => {
    const content = await contentOf(archived);
    assert.match(content, /\n0\.5 0\.5 0\.5 rg/);
    assert.match(content, /\n1 0\.5 0\.5 rg|1 0\.5 0\.5 RG/);
  });

  it('draws a translucent image on white', async () => {
    const { context } = await PDFDocument.load(archived, { updateMetadata: false });
    const images = context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFRawStream ? [object] : []))
      .filter(({ dict }) => dict.lookup(PDFName.of('ColorSpace')) === PDFName.of('DeviceRGB'));
    assert.ok(images.some((image) => [...decodePDFRawStream(image).decode().subarray(0, 3)].join() === '255,127,127'));
  });

  it('says its title in the file and in its metadata', async () => {
    const document = await PDFDocument.load(archived, { updateMetadata: false });
    assert.equal(document.getTitle(), metadata.title);
    assert.match(Buffer.from(archived).toString('utf8'), /Essai é &#38; &#60;x&#62;|Essai é &amp; &lt;x&gt;/);
  });

  it('takes a laboratory report with its images', async () => {
    const text = readFileSync(join(root, 'samples/CR-BIO_correct.xml'), 'utf8');
    const css = readFileSync(join(root, 'server/src/render/style.css'), 'utf8');
    const page = standaloneHtml(render(text), 'fr', css);
    const report = await toPdfA(await printToPdf(page, browser as string), metadata);
    assert.deepEqual(await pdfAFaults(report), []);
    if (!noPreflight()) assert.deepEqual(preflight(report), []);
  });
});

it('the colour profile has the length it says, and tags inside it', () => {
  const profile = srgbProfile();
  const view = new DataView(profile.buffer, profile.byteOffset);
  assert.equal(view.getUint32(0), profile.length);
  const tags = view.getUint32(128);
  assert.equal(tags, 9);
  for (let tag = 0; tag < tags; tag++) {
    const entry = 132 + tag * 12;
    assert.ok(view.getUint32(entry + 4) + view.getUint32(entry + 8) <= profile.length);
  }
});

it('bytes that are no PDF are refused', async () => {
  await assert.rejects(toPdfA(Buffer.from('no PDF'), metadata));
});
