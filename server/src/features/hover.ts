import type { CdaDocument } from '../cda/document';
import type { Language } from '../text';
import { locate } from '../xml/locate';
import type { Span } from '../xml/tree';
import { explainCode } from './hover/code';
import { explainOid } from './hover/oid';
import { explainQuantity } from './hover/quantity';
import { explainInterpretation, explainStatus, explainType } from './hover/small';
import type { Explain, HoverContext } from './hover/subject';
import { explainTemplate } from './hover/template';

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** The most specific first. */
const explanations: readonly Explain[] = [
  explainType,
  explainTemplate,
  explainStatus,
  explainInterpretation,
  explainQuantity,
  explainCode,
  explainOid,
];

/** What there is to say on the attribute or the element name at `offset`. Nothing from the document is left unescaped. */
export function hover(
  document: CdaDocument,
  offset: number,
  context: HoverContext,
  language: Language,
): Hover | undefined {
  const place = locate(document.xml, offset);
  if (!place || place.part === 'content' || place.part === 'end-tag' || place.part === 'tag') return undefined;
  const { element, attribute } = place;
  if (element.index < document.root.index || element.index >= document.root.lastIndex) return undefined;
  const subject = {
    document,
    element,
    attribute,
    context,
    language,
    say: (text) => text[language],
  } as const satisfies Parameters<Explain>[0];
  for (const explain of explanations) {
    const markdown = explain(subject);
    if (markdown)
      return { markdown, span: attribute ? { start: attribute.start, end: attribute.end } : element.nameSpan };
  }
  return undefined;
}
