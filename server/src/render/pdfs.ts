import type { CdaDocument } from '../cda/document';
import { templates } from '../cda/names';
import type { XmlElement } from '../xml/tree';
import type { DocumentMedia } from './mediaOf';
import type { RenderedPdf } from './result';

/** The PDFs of a document: section F.1 of the reference. */
export interface DocumentPdfs {
  /** The one a reader is shown first: the body of a level-1 document, or the copy. */
  readonly first?: RenderedPdf;
  /** A first one is declared, but its content is no PDF. */
  readonly isBroken: boolean;
  readonly others: readonly { readonly hash: string; readonly label: string; readonly base64: string }[];
}

/** `media`: see `mediaOf`. */
export function pdfsOf({ root }: CdaDocument, media: DocumentMedia): DocumentPdfs {
  const values = [...media.keys()];
  const read = new Map([...media].filter(([, { kind }]) => kind === 'pdf'));
  const declared = (value: XmlElement) =>
    read.has(value) || value.attribute('mediaType')?.value.trim().toLowerCase() === 'application/pdf';
  const body = values.find(
    (value) => value.local === 'text' && value.parent?.parent?.parent === root && declared(value),
  );
  const first = body ?? values.find((value) => isInCopy(value) && declared(value));
  const shown = first && read.get(first);
  return {
    ...(shown && { first: { base64: shown.base64, hash: shown.hash, isBody: first === body } }),
    isBroken: first !== undefined && shown === undefined,
    others: [...read]
      .filter(([value]) => value !== first)
      .map(([value, { base64, hash }]) => ({ base64, hash, label: labelOf(value) })),
  };
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
