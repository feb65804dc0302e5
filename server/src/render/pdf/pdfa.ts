import { randomUUID } from 'node:crypto';
import {
  decodePDFRawStream,
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFDocument,
  PDFHeader,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  type PDFStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { escapeHtml } from '../media';
import { type Annex, appendAnnexes } from './annexes';
import { dictionariesIn } from './dictionaries';
import { flattenImages } from './images';
import { blendOnWhite } from './opacity';
import { srgbProfile } from './srgb';

export interface PdfMetadata {
  readonly title: string;
  /** BCP 47, e.g. `fr`. */
  readonly language: string;
  readonly producer: string;
  readonly created: Date;
}

/**
 * A PDF as Chromium prints it ⇒ PDF/A-1b (ISO 19005-1): no transparency, sRGB output intent, XMP metadata equal to the
 * information dictionary, CIDSet of every subset font, annotations that print, PDF 1.4 without object streams.
 * The pages of the annexes follow as they are; where one of them is not PDF/A-1, the file does not claim to be.
 * Throws where the bytes are no PDF.
 */
export async function toPdfA(
  pdf: Uint8Array,
  metadata: PdfMetadata,
  annexes: readonly Annex[] = [],
): Promise<Uint8Array> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const { context } = document;
  blendOnWhite(context);
  for (const dictionary of dictionariesIn(context)) {
    withoutTransparency(dictionary);
    withoutNewProfiles(dictionary);
    if (is(dictionary, 'Type', 'FontDescriptor')) addCidSet(context, dictionary);
    if (is(dictionary, 'Type', 'Annot')) dictionary.set(PDFName.of('F'), PDFNumber.of(printed));
  }
  flattenImages(context);
  const { catalog } = document;
  for (const key of ['OpenAction', 'AA', 'Names', 'AcroForm', 'OCProperties']) catalog.delete(PDFName.of(key));
  catalog.set(PDFName.of('Lang'), PDFString.of(metadata.language));
  await appendAnnexes(document, annexes);
  const isArchive = annexes.every((annex) => annex.isArchive);
  if (isArchive) catalog.set(PDFName.of('OutputIntents'), context.obj([outputIntent(context)]));
  catalog.set(PDFName.of('Metadata'), context.register(metadataStream(context, metadata, isArchive)));
  context.trailerInfo.Info = context.register(information(context, metadata));
  context.trailerInfo.ID = context.obj([identifier(), identifier()]);
  context.header = PDFHeader.forVersion(1, isArchive ? 4 : 7);
  return document.save({ useObjectStreams: false, updateFieldAppearances: false });
}

/** Flag of an annotation that is printed, and not hidden. */
const printed = 4;

function is(dictionary: PDFDict, key: string, value: string): boolean {
  return dictionary.lookup(PDFName.of(key)) === PDFName.of(value);
}

const opaque: Readonly<Record<string, PDFObject>> = {
  ca: PDFNumber.of(1),
  CA: PDFNumber.of(1),
  BM: PDFName.of('Normal'),
  SMask: PDFName.of('None'),
};

/** Of pages, form XObjects and graphics states; images are flattened by `flattenImages`. */
function withoutTransparency(dictionary: PDFDict): void {
  const group = dictionary.lookup(PDFName.of('Group'));
  if (group instanceof PDFDict && is(group, 'S', 'Transparency')) dictionary.delete(PDFName.of('Group'));
  const isState = is(dictionary, 'Type', 'ExtGState') || dictionary.has(PDFName.of('ca'));
  if (!isState) return;
  for (const [key, value] of Object.entries(opaque)) {
    if (dictionary.has(PDFName.of(key))) dictionary.set(PDFName.of(key), value);
  }
}

const deviceColours: Readonly<Record<number, string>> = { 1: 'DeviceGray', 3: 'DeviceRGB', 4: 'DeviceCMYK' };

/**
 * PDF 1.4 knows ICC profiles up to version 2 (ISO 19005-1, 6.2.3.2), and Chromium gives images sRGB in version 4: their colours are
 * those of the output intent instead.
 */
function withoutNewProfiles(dictionary: PDFDict): void {
  for (const [key, value] of dictionary.entries()) {
    const space = dictionary.context.lookup(value);
    if (!(space instanceof PDFArray) || space.size() !== 2 || space.lookup(0) !== PDFName.of('ICCBased')) continue;
    const profile = space.lookup(1);
    if (!(profile instanceof PDFRawStream) || (decodePDFRawStream(profile).decode()[8] ?? 0) <= 2) continue;
    const components = profile.dict.lookup(PDFName.of('N'), PDFNumber).asNumber();
    dictionary.set(key, PDFName.of(deviceColours[components] ?? 'DeviceRGB'));
  }
}

/** ISO 19005-1, 6.3.5: which glyphs an embedded subset of a CID font holds. Chromium's subsets keep the numbers of the glyphs. */
function addCidSet(context: PDFContext, descriptor: PDFDict): void {
  const file = descriptor.lookup(PDFName.of('FontFile2'));
  if (!(file instanceof PDFRawStream) || descriptor.has(PDFName.of('CIDSet'))) return;
  const glyphs = glyphCount(decodePDFRawStream(file).decode());
  const bits = new Uint8Array(Math.ceil(glyphs / 8));
  for (let glyph = 0; glyph < glyphs; glyph++) bits[glyph >> 3] = (bits[glyph >> 3] as number) | (0x80 >> (glyph & 7));
  descriptor.set(PDFName.of('CIDSet'), context.register(context.flateStream(bits)));
}

/** `numGlyphs` of the table `maxp` of a TrueType font. */
function glyphCount(font: Uint8Array): number {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const tables = view.getUint16(4);
  for (let table = 0; table < tables; table++) {
    const entry = 12 + table * 16;
    if (view.getUint32(entry) === 0x6d617870) return view.getUint16(view.getUint32(entry + 8) + 4);
  }
  return 0;
}

function outputIntent(context: PDFContext): PDFDict {
  const profile = context.flateStream(srgbProfile(), { N: 3 });
  return context.obj({
    Type: 'OutputIntent',
    S: 'GTS_PDFA1',
    OutputConditionIdentifier: PDFString.of('sRGB'),
    Info: PDFString.of('sRGB IEC61966-2.1'),
    DestOutputProfile: context.register(profile),
  });
}

function information(context: PDFContext, { title, producer, created }: PdfMetadata): PDFDict {
  return context.obj({
    Title: PDFHexString.fromText(title),
    Producer: PDFHexString.fromText(producer),
    CreationDate: PDFString.fromDate(created),
    ModDate: PDFString.fromDate(created),
  });
}

/** XMP that says the same as the information dictionary; never compressed, so that an archive can read it without a PDF reader. */
function metadataStream(context: PDFContext, metadata: PdfMetadata, isArchive: boolean): PDFStream {
  const { title, producer, created, language } = metadata;
  const time = `${created.toISOString().slice(0, 19)}Z`;
  const xmp = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeHtml(title)}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>${language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>${time}</xmp:CreateDate><xmp:ModifyDate>${time}</xmp:ModifyDate>
<pdf:Producer>${escapeHtml(producer)}</pdf:Producer>
${isArchive ? '<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>' : ''}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
  return context.stream(new TextEncoder().encode(xmp), { Type: 'Metadata', Subtype: 'XML' });
}

function identifier(): PDFHexString {
  return PDFHexString.of(randomUUID().replaceAll('-', ''));
}
