import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { dictionariesIn } from './dictionaries';

/** What is known of a PDF that a document carries. */
export interface AnnexState {
  /** That can be read; 0 where none can. */
  readonly pages: number;
  /** It says that it has more than can be read. */
  readonly isDamaged: boolean;
  /** PDF/A-1: it claims to be, and nothing in it contradicts that. */
  readonly isArchive: boolean;
}

/** A PDF whose pages go behind others. */
export interface Annex extends AnnexState {
  readonly document: PDFDocument;
}

/** Rejects where the bytes are no PDF, or need a password. */
export async function openAnnex(bytes: Uint8Array): Promise<Annex> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false, password: '' });
  const pages = document.getPages();
  const declared = document.catalog.Pages().lookup(PDFName.of('Count'));
  const isDamaged =
    !(declared instanceof PDFNumber) ||
    declared.asNumber() !== pages.length ||
    pages.some(({ node }) => lacksContent(node));
  const isArchive = !isDamaged && isPdfA1(document);
  for (const dictionary of dictionariesIn(document.context)) tame(dictionary);
  return { document, pages: pages.length, isDamaged, isArchive };
}

/** Copies all pages of the annexes, which stay as they are, behind those of `target`. */
export async function appendAnnexes(target: PDFDocument, annexes: readonly Annex[]): Promise<void> {
  for (const { document } of annexes)
    for (const page of await target.copyPages(document, document.getPageIndices())) target.addPage(page);
}

/** Pages behind those of a PDF that is left as it is but for its claim to be PDF/A, which only annexes that are let stand. */
export async function withAnnexes(pdf: Uint8Array, annexes: readonly Annex[]): Promise<Uint8Array> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false, password: '' });
  await appendAnnexes(document, annexes);
  const claim = document.catalog.get(PDFName.of('Metadata'));
  if (!annexes.every(({ isArchive }) => isArchive)) {
    document.catalog.delete(PDFName.of('Metadata'));
    if (claim instanceof PDFRef) document.context.delete(claim);
  }
  return document.save({ useObjectStreams: false, updateFieldAppearances: false });
}

function lacksContent(page: PDFDict): boolean {
  const contents = page.get(PDFName.of('Contents'));
  const parts = page.lookup(PDFName.of('Contents'));
  const refs = parts instanceof PDFArray ? parts.asArray() : [contents];
  return refs.some((ref) => ref instanceof PDFRef && page.context.lookup(ref) === undefined);
}

/** Nothing runs, opens a file or leads to a page of the annex's old number. */
function tame(dictionary: PDFDict): void {
  dictionary.delete(PDFName.of('AA'));
  if (dictionary.lookup(PDFName.of('Type')) === PDFName.of('Page')) dictionary.delete(PDFName.of('B'));
  const isAnnotation = dictionary.has(PDFName.of('Rect')) && dictionary.has(PDFName.of('Subtype'));
  if (!isAnnotation) return;
  for (const key of ['Dest', 'P', 'PA', 'StructParent']) dictionary.delete(PDFName.of(key));
  const action = dictionary.lookup(PDFName.of('A'));
  if (!(action instanceof PDFDict)) return;
  action.delete(PDFName.of('Next'));
  const uri = action.lookup(PDFName.of('URI'));
  const target = uri instanceof PDFString || uri instanceof PDFHexString ? uri.decodeText() : '';
  if (!/^(?:https?|mailto):/i.test(target)) dictionary.delete(PDFName.of('A'));
}

/**
 * Whether the pages of a PDF can stand in a PDF/A-1 file with an sRGB output intent: the PDF claims PDF/A-1, and no dictionary
 * of it has what ISO 19005-1 forbids.
 */
function isPdfA1(document: PDFDocument): boolean {
  const { catalog, context } = document;
  const metadata = catalog.lookup(PDFName.of('Metadata'));
  if (document.isEncrypted || !(metadata instanceof PDFRawStream)) return false;
  const xmp = Buffer.from(decodePDFRawStream(metadata).decode()).toString('utf8');
  if (!/pdfaid:part\s*(?:=\s*["']|>)\s*1\b/.test(xmp)) return false;
  const intents = catalog.lookup(PDFName.of('OutputIntents'));
  const profiles =
    intents instanceof PDFArray ? intents.asArray().map((intent) => profileOf(context.lookup(intent))) : [];
  return (
    profiles.every((components) => components === 1 || components === 3) &&
    [...dictionariesIn(context)].every((dictionary) => isArchivable(dictionary))
  );
}

/** Number of components of the colours of an output intent. */
function profileOf(intent: unknown): number {
  const profile = intent instanceof PDFDict ? intent.lookup(PDFName.of('DestOutputProfile')) : undefined;
  const components = profile instanceof PDFRawStream ? profile.dict.lookup(PDFName.of('N')) : undefined;
  return components instanceof PDFNumber ? components.asNumber() : 0;
}

function isArchivable(dictionary: PDFDict): boolean {
  const get = (key: string) => dictionary.lookup(PDFName.of(key));
  const isName = (key: string, ...values: string[]) => values.some((value) => get(key) === PDFName.of(value));
  const group = get('Group');
  if (group instanceof PDFDict && group.lookup(PDFName.of('S')) === PDFName.of('Transparency')) return false;
  for (const key of ['ca', 'CA']) {
    const alpha = get(key);
    if (alpha instanceof PDFNumber && alpha.asNumber() !== 1) return false;
  }
  if (get('SMask') && !isName('SMask', 'None')) return false;
  if (get('BM') && !isName('BM', 'Normal', 'Compatible')) return false;
  if (isName('Filter', 'LZWDecode', 'Crypt') || dictionary.has(PDFName.of('EF'))) return false;
  if (isName('S', 'JavaScript', 'Launch', 'Sound', 'Movie', 'ResetForm', 'ImportData')) return false;
  const isSimpleFont = isName('Type', 'Font') && isName('Subtype', 'Type1', 'TrueType', 'MMType1');
  if (isSimpleFont && !(get('FontDescriptor') instanceof PDFDict)) return false;
  const isDescriptor = isName('Type', 'FontDescriptor');
  return !isDescriptor || ['FontFile', 'FontFile2', 'FontFile3'].some((key) => get(key) instanceof PDFRawStream);
}
