import type { CdaDocument } from '../cda/document';
import { templates } from '../cda/names';
import type { XmlElement } from '../xml/tree';
import type { MediaKind } from './media';
import type { DocumentMedia } from './mediaOf';
import type { RenderedPdf } from './result';

/** The PDFs of a document: section F.1 of the reference. */
export interface DocumentPdfs {
  /** The one a reader is shown first: the body of a level-1 document, or the copy. */
  readonly first?: RenderedPdf;
  /** What cannot be read of what is declared to be a PDF: the first one, and the labels of others. */
  readonly broken: { readonly first?: 'body' | 'copy'; readonly others: readonly string[] };
  readonly others: readonly AttachedPdf[];
}

/** A PDF that is neither body nor copy. */
export interface AttachedPdf {
  readonly hash: string;
  readonly label: string;
  readonly base64: string;
}

/** `media`: see `mediaOf`. */
export function pdfsOf({ root }: CdaDocument, media: DocumentMedia): DocumentPdfs {
  const values = [...media.keys()];
  const read = new Map([...media].filter(([, { kind }]) => kind === 'pdf'));
  const declared = (value: XmlElement) => read.has(value) || isDeclared(value);
  const body = values.find(
    (value) => value.local === 'text' && value.parent?.parent?.parent === root && declared(value),
  );
  const first = body ?? values.find((value) => isInCopy(value) && declared(value));
  const shown = first && read.get(first);
  const broken = values.filter((value) => isDeclared(value) && unreadable.has(media.get(value)?.kind ?? 'broken'));
  return {
    ...(shown && { first: { base64: shown.base64, hash: shown.hash, isBody: first === body } }),
    broken: {
      ...(first && broken.includes(first) && { first: first === body ? 'body' : 'copy' }),
      others: broken.filter((value) => value !== first).map((value) => labelOf(value)),
    },
    others: [...read]
      .filter(([value]) => value !== first)
      .map(([value, { base64, hash }]) => ({ base64, hash, label: labelOf(value) })),
  };
}

/** The attached PDFs, each once, in document order. */
export function attachedOf(cda: CdaDocument, media: DocumentMedia): AttachedPdf[] {
  const { others } = pdfsOf(cda, media);
  return others.filter(({ hash }, index) => others.findIndex((pdf) => pdf.hash === hash) === index);
}

/** An image that is declared to be a PDF is shown as an image. */
const unreadable: ReadonlySet<MediaKind> = new Set(['broken', 'other', 'rtf']);

/** Said to be a PDF that the document holds, not one elsewhere or none at all. */
function isDeclared(value: XmlElement): boolean {
  const type = value.attribute('mediaType')?.value.trim().toLowerCase();
  return type === 'application/pdf' && !value.child('reference') && !value.attribute('nullFlavor');
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
