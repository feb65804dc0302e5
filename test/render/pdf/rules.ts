import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  PDFStream,
} from '@cantoo/pdf-lib';

const name = (value: string) => PDFName.of(value);

/** What breaks PDF/A-1b (ISO 19005-1) in a file, as far as its objects tell: empty where nothing does. */
export async function pdfAFaults(bytes: Uint8Array): Promise<string[]> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const { context, catalog } = document;
  const faults: string[] = [];
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (head !== '%PDF-1.4') faults.push(`header ${head}`);
  if (/\/ObjStm|\/XRef\b/.test(Buffer.from(bytes).toString('latin1'))) faults.push('object or reference streams');
  if (!context.trailerInfo.ID) faults.push('no ID in the trailer');
  if (context.trailerInfo.Encrypt) faults.push('encryption');
  const intents = catalog.lookup(name('OutputIntents'));
  const intent = intents instanceof PDFArray ? intents.lookup(0) : undefined;
  if (!(intent instanceof PDFDict) || !(intent.lookup(name('DestOutputProfile')) instanceof PDFRawStream))
    faults.push('no output intent');
  const metadata = catalog.lookup(name('Metadata'));
  if (!(metadata instanceof PDFRawStream) || metadata.dict.has(name('Filter'))) faults.push('no plain XMP');
  else if (!/<pdfaid:part>1<\/pdfaid:part>/.test(Buffer.from(metadata.contents).toString()))
    faults.push('XMP says no PDF/A');
  for (const key of ['AA', 'OpenAction', 'OCProperties']) if (catalog.has(name(key))) faults.push(`catalog ${key}`);
  for (const dictionary of dictionaries(context.enumerateIndirectObjects().map(([, object]) => object)))
    faults.push(...dictionaryFaults(dictionary));
  return faults;
}

function* dictionaries(objects: PDFObject[]): Generator<PDFDict> {
  const seen = new Set<PDFDict>();
  for (let object = objects.pop(); object; object = objects.pop()) {
    if (object instanceof PDFArray) objects.push(...object.asArray());
    const dictionary = object instanceof PDFStream ? object.dict : object;
    if (!(dictionary instanceof PDFDict) || seen.has(dictionary)) continue;
    seen.add(dictionary);
    objects.push(...dictionary.values());
    yield dictionary;
  }
}

function dictionaryFaults(dictionary: PDFDict): string[] {
  const get = (key: string) => dictionary.lookup(name(key));
  const number = (key: string) => {
    const value = get(key);
    return value instanceof PDFNumber ? value.asNumber() : undefined;
  };
  const faults: string[] = [];
  const group = get('Group');
  if (group instanceof PDFDict && group.lookup(name('S')) === name('Transparency')) faults.push('transparency group');
  for (const alpha of ['ca', 'CA']) if ((number(alpha) ?? 1) !== 1) faults.push(`${alpha} ${number(alpha)}`);
  const mask = get('SMask');
  if (mask && mask !== name('None')) faults.push('soft mask');
  if (get('Interpolate')?.toString() === 'true') faults.push('interpolated image');
  if (get('Filter') === name('LZWDecode')) faults.push('LZW');
  if (get('Type') === name('FontDescriptor')) {
    if (!['FontFile', 'FontFile2', 'FontFile3'].some((key) => get(key)))
      faults.push(`font not embedded: ${get('FontName')}`);
    if (get('FontFile2') && !get('CIDSet') && get('FontName')?.toString().includes('+')) faults.push('no CIDSet');
  }
  if (get('Type') === name('Annot') && number('F') !== 4) faults.push('annotation that does not print');
  const action = get('S');
  if (action === name('JavaScript') || action === name('Launch')) faults.push(`action ${action}`);
  if (get('EmbeddedFiles')) faults.push('embedded files');
  return faults;
}

/** Text of every content stream of a file. */
export async function contentOf(bytes: Uint8Array): Promise<string> {
  const { context } = await PDFDocument.load(bytes, { updateMetadata: false });
  return context
    .enumerateIndirectObjects()
    .flatMap(([, object]) => (object instanceof PDFRawStream ? [object] : []))
    .filter(({ dict }) => !['Image', 'XML'].some((kind) => dict.lookup(name('Subtype')) === name(kind)))
    .map((stream) => Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1'))
    .join('\n');
}

const jars = ['preflight', 'pdfbox2', 'fontbox2', 'xmpbox', 'commons-logging', 'jaxb-api', 'javax.activation'];
const classPath = jars.map((jar) => `/usr/share/java/${jar}.jar`);

/** Why PDFBox Preflight cannot be asked here; undefined where it can. */
export function noPreflight(): string | undefined {
  if (!classPath.every((jar) => existsSync(jar)))
    return 'PDFBox Preflight is not installed (libpdfbox2-java, libjaxb-api-java, libactivation-java)';
  return spawnSync('java', ['-version']).status === 0 ? undefined : 'no Java here';
}

/** What PDFBox Preflight finds in a file: empty where it is valid PDF/A-1b. */
export function preflight(bytes: Uint8Array): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cda-preflight-'));
  try {
    const file = join(folder, 'file.pdf');
    writeFileSync(file, bytes);
    const { status, stdout, stderr } = spawnSync(
      'java',
      ['-cp', classPath.join(':'), join(__dirname, 'Preflight.java'), file],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
