import { PDFArray, type PDFContext, PDFDict, type PDFObject, PDFStream } from '@cantoo/pdf-lib';

/** Every dictionary of the file, those inside others too. */
export function dictionariesIn(context: PDFContext): Set<PDFDict> {
  const found = new Set<PDFDict>();
  const open: PDFObject[] = context.enumerateIndirectObjects().map(([, object]) => object);
  for (let object = open.pop(); object; object = open.pop()) {
    if (object instanceof PDFArray) open.push(...object.asArray());
    const dictionary = object instanceof PDFStream ? object.dict : object;
    if (!(dictionary instanceof PDFDict) || found.has(dictionary)) continue;
    found.add(dictionary);
    open.push(...dictionary.values());
  }
  return found;
}
