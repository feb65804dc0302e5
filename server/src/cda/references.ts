import type { Span, XmlAttribute, XmlElement } from '../xml/tree';

/** An attribute value (or one word of it) that points to an `ID` of the same document. */
export interface Reference extends Span {
  readonly attribute: XmlAttribute;
  /** The name pointed to, without `#`. */
  readonly target: string;
  /** True where the pointer must start with `#` and does not. */
  readonly withoutHash: boolean;
}

/** An `ID` attribute; a document that gives one name twice has two of these. */
export interface Target {
  readonly element: XmlElement;
  readonly attribute: XmlAttribute;
}

/** Adds an element that has an `ID`, by its name. */
export function addTarget(element: XmlElement, targets: Map<string, Target[]>): void {
  const attribute = element.attribute('ID');
  if (!attribute) return;
  const name = attribute.value.trim();
  const same = targets.get(name);
  if (same) same.push({ element, attribute });
  else targets.set(name, [{ element, attribute }]);
}

/**
 * Adds what an element points to in the narrative block or among the media: `reference/@value`, `linkHtml/@href` (only `#…`),
 * `renderMultiMedia/@referencedObject` (a list), `footnoteRef/@IDREF`. A `reference/@value` that is a URL or a path points outside and is left out; an empty one points to
 * nothing, like `#`.
 */
export function addReferences(element: XmlElement, references: Reference[]): void {
  switch (element.local) {
    case 'reference':
      anchor(element.attribute('value'), true, references);
      break;
    case 'linkHtml':
      anchor(element.attribute('href'), false, references);
      break;
    case 'renderMultiMedia':
      names(element.attribute('referencedObject'), references);
      break;
    case 'footnoteRef':
      names(element.attribute('IDREF'), references);
  }
}

function anchor(attribute: XmlAttribute | undefined, bare: boolean, references: Reference[]): void {
  if (!attribute) return;
  const value = attribute.value.trim();
  const { valueStart: start, valueEnd: end } = attribute;
  if (value.startsWith('#')) references.push({ attribute, start, end, target: value.slice(1), withoutHash: false });
  else if (bare && !/[:/.?]/.test(value)) references.push({ attribute, start, end, target: value, withoutHash: true });
}

function names(attribute: XmlAttribute | undefined, references: Reference[]): void {
  if (!attribute) return;
  for (const { 0: target, index } of attribute.value.matchAll(/\S+/g)) {
    references.push({ attribute, ...attribute.sourceSpan(index, index + target.length), target, withoutHash: false });
  }
}
