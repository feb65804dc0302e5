import type { CdaDocument } from '../cda/document';
import type { XmlElement } from '../xml/tree';
import { hashOf, type MediaKind, readMedia } from './media';

/** What an element holds; `base64` is without white space, and empty for what is neither image nor PDF. */
export class ElementMedia {
  #hash: string | undefined;

  constructor(
    readonly kind: MediaKind,
    readonly base64: string,
  ) {}

  get hash(): string {
    this.#hash ??= hashOf(this.base64);
    return this.#hash;
  }
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
  if (!mayBe) return new ElementMedia('other', '');
  const { kind, base64 } = readMedia(element.textContent, type);
  return new ElementMedia(kind, kind === 'other' || kind === 'broken' ? '' : base64);
}
