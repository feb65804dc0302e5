import assert from 'node:assert/strict';
import { CdaDocument } from '../../server/src/cda/document';
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
  return structuredHtml(document, { lang, ucum, ...(anchorOf && { anchorOf }) });
}
