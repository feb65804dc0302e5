import { PDFDocument } from '@cantoo/pdf-lib';

/** A PDF with one text a page in Helvetica, which is not embedded. */
export async function attachedPdf(
  texts: readonly string[],
  passwords?: { readonly ownerPassword: string; readonly userPassword: string },
): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (const text of texts) document.addPage([300, 300]).drawText(text);
  if (passwords) document.encrypt(passwords);
  return document.save({ useObjectStreams: false });
}
