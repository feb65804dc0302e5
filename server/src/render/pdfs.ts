import { createHash } from 'node:crypto';
import type { CdaDocument } from '../cda/document';
import { templates } from '../cda/names';
import type { XmlElement } from '../xml/tree';
import { readMedia } from './media';
import type { RenderedPdf } from './result';

/** The PDFs of a document: section F.1 of the reference. */
export interface DocumentPdfs {
  /** The one a reader is shown first: the body of a level-1 document, or the copy. */
  readonly first?: RenderedPdf;
  /** A first one is declared, but its content is no PDF. */
  readonly isBroken: boolean;
  readonly others: readonly { readonly hash: string; readonly label: string; readonly base64: string }[];
}

export function pdfsOf({ elements, root }: CdaDocument): DocumentPdfs {
  const values = elements.filter(
    ({ local, parent }) =>
      (local === 'value' && parent?.local === 'observationMedia') ||
      (local === 'text' && parent?.local === 'nonXMLBody'),
  );
  const read = new Map(
    values.flatMap((value) => {
      const base64 = pdfIn(value);
      return base64 === undefined ? [] : [[value, base64] as const];
    }),
  );
  const declared = (value: XmlElement) =>
    read.has(value) || value.attribute('mediaType')?.value.trim().toLowerCase() === 'application/pdf';
  const body = values.find(
    (value) => value.local === 'text' && value.parent?.parent?.parent === root && declared(value),
  );
  const first = body ?? values.find((value) => isInCopy(value) && declared(value));
  const base64 = first && read.get(first);
  return {
    ...(base64 !== undefined && { first: { base64, hash: hashOf(base64), isBody: first === body } }),
    isBroken: first !== undefined && base64 === undefined,
    others: [...read]
      .filter(([value]) => value !== first)
      .map(([value, base64]) => ({ base64, hash: hashOf(base64), label: labelOf(value) })),
  };
}

/** Base64 without white space of a PDF; undefined where the content is something else. */
function pdfIn(value: XmlElement): string | undefined {
  const type = value.attribute('mediaType')?.value ?? '';
  const mayBe = value.attribute('representation')?.value.trim() === 'B64' || /^\s*application\/pdf/i.test(type);
  if (!mayBe) return undefined;
  const { kind, base64 } = readMedia(value.textContent, type);
  return kind === 'pdf' ? base64 : undefined;
}

function isInCopy(value: XmlElement): boolean {
  for (let at = value.parent; at; at = at.parent) {
    if (at.local !== 'section') continue;
    for (const id of at.elements('templateId'))
      if (id.attribute('root')?.value.trim() === templates.pdfCopy) return true;
  }
  return false;
}

/** Title of the section that a PDF stands in, or else its ID. */
function labelOf(value: XmlElement): string {
  for (let at = value.parent; at; at = at.parent) {
    const title = at.local === 'section' && at.child('title')?.textContent.trim().replace(/\s+/g, ' ');
    if (title) return title;
  }
  return value.parent?.attribute('ID')?.value.trim() || 'PDF';
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
