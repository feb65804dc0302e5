import type { CdaDocument } from '../cda/document';
import type { Span } from '../xml/tree';

/** Where the reference at `offset` points: the `ID` values of that name, all of them when a document repeats it. */
export function definition(document: CdaDocument, offset: number): Span[] {
  const name = referenceAt(document, offset);
  return name === undefined ? [] : (document.targets.get(name) ?? []).map(({ attribute }) => attribute.valueSpan);
}

/** Who points to the `ID` at `offset`, or to where the reference at `offset` points. */
export function references(document: CdaDocument, offset: number): Span[] {
  const name = targetAt(document, offset) ?? referenceAt(document, offset);
  if (name === undefined) return [];
  return document.references.filter(({ target }) => target === name).map(({ start, end }) => ({ start, end }));
}

function referenceAt({ references }: CdaDocument, offset: number): string | undefined {
  return references.find(({ start, end }) => start <= offset && offset <= end)?.target;
}

function targetAt({ targets }: CdaDocument, offset: number): string | undefined {
  for (const [name, declared] of targets) {
    if (declared.some(({ attribute: { start, end } }) => start <= offset && offset <= end)) return name;
  }
  return undefined;
}
