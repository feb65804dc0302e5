import type { CdaDocument } from '../cda/document';
import type { XmlElement } from '../xml/tree';
import { type MediaKind, readMedia } from './media';

/** What an element holds; `base64` is without white space, and empty for what is neither image nor PDF. */
export interface ElementMedia {
  readonly kind: MediaKind;
  readonly base64: string;
}

/** By the `value` of an observationMedia and the `text` of a nonXMLBody, in document order. */
export type DocumentMedia = ReadonlyMap<XmlElement, ElementMedia>;

export function mediaOf({ elements }: CdaDocument): DocumentMedia {
  const media = new Map<XmlElement, ElementMedia>();
  for (const element of elements) {
    const { local, parent } = element;
    const holds =
      (local === 'value' && parent?.local === 'observationMedia') ||
      (local === 'text' && parent?.local === 'nonXMLBody');
    if (holds) media.set(element, mediaIn(element));
  }
  return media;
}

function mediaIn(element: XmlElement): ElementMedia {
  const type = element.attribute('mediaType')?.value ?? '';
  const mayBe =
    element.attribute('representation')?.value.trim() === 'B64' || /^\s*(?:application\/pdf|image\/)/i.test(type);
  if (!mayBe) return { kind: 'other', base64: '' };
  const { kind, base64 } = readMedia(element.textContent, type);
  return kind === 'other' || kind === 'broken' ? { kind, base64: '' } : { kind, base64 };
}
