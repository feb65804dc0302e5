import {
  decodePDFRawStream,
  type PDFContext,
  type PDFDict,
  PDFName,
  PDFNumber,
  PDFRawStream,
  type PDFStream,
} from '@cantoo/pdf-lib';

const name = (value: string) => PDFName.of(value);

/**
 * Draws every image that has a soft mask on white, since PDF/A-1 knows no transparency. Chromium writes such images as 8-bit RGB
 * or grey, compressed with Flate; of any other kind the mask is dropped.
 */
export function flattenImages(context: PDFContext): void {
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFRawStream) || object.dict.lookup(name('Subtype')) !== name('Image')) continue;
    object.dict.delete(name('Interpolate'));
    const mask = object.dict.lookup(name('SMask'));
    if (!(mask instanceof PDFRawStream)) continue;
    object.dict.delete(name('SMask'));
    const flat = onWhite(object, mask);
    if (flat) context.assign(ref, replaced(context, object, flat));
  }
}

/** The image's samples on white, or undefined where the two are not of the same simple shape. */
function onWhite(image: PDFRawStream, mask: PDFRawStream): Uint8Array | undefined {
  const pixels = numberOf(image.dict, 'Width') * numberOf(image.dict, 'Height');
  const components = image.dict.lookup(name('ColorSpace')) === name('DeviceGray') ? 1 : 3;
  const [colours, alphas] = [samplesOf(image), samplesOf(mask)];
  if (colours?.length !== pixels * components || alphas?.length !== pixels) return undefined;
  const flat = new Uint8Array(colours.length);
  for (let at = 0; at < flat.length; at++) {
    const alpha = (alphas[Math.floor(at / components)] as number) / 255;
    flat[at] = Math.round((colours[at] as number) * alpha + 255 * (1 - alpha));
  }
  return flat;
}

/** 8-bit samples compressed with Flate and without predictor. */
function samplesOf(stream: PDFRawStream): Uint8Array | undefined {
  const { dict } = stream;
  const isPlain = dict.lookup(name('Filter')) === name('FlateDecode') && !dict.has(name('DecodeParms'));
  if (!isPlain || numberOf(dict, 'BitsPerComponent') !== 8) return undefined;
  return decodePDFRawStream(stream).decode();
}

function replaced(context: PDFContext, { dict }: PDFRawStream, samples: Uint8Array): PDFStream {
  const flat = context.flateStream(samples);
  for (const [key, value] of dict.entries()) {
    if (key !== name('Length') && key !== name('Filter')) flat.dict.set(key, value);
  }
  return flat;
}

function numberOf(dict: PDFDict, key: string): number {
  const value = dict.lookup(name(key));
  return value instanceof PDFNumber ? value.asNumber() : 0;
}
