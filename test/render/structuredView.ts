import assert from 'node:assert/strict';
import { CdaDocument } from '../../server/src/cda/document';
import { mediaOf } from '../../server/src/render/mediaOf';
import { structuredHtml } from '../../server/src/render/structured/structured';
import { ucum } from '../../server/src/terminology/ucum';
import type { Language } from '../../server/src/text';
import type { XmlElement } from '../../server/src/xml/tree';

/** The structured view of a document; undefined where it has no entries. */
export function structured(
  text: string,
  lang: Language = 'fr',
  anchorOf?: (element: XmlElement) => number | undefined,
): string | undefined {
  const document = CdaDocument.read(text);
  assert.ok(document);
  const media = mediaOf(document);
  return structuredHtml(document, {
    lang,
    ucum,
    ...(anchorOf && { anchorOf }),
    mediaOf: (value) => media.get(value),
  });
}
