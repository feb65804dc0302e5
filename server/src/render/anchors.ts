import type { CdaDocument } from '../cda/document';
import type { AnchorRange } from '../protocol';
import { LineIndex } from '../xml/positions';
import type { Span, XmlElement } from '../xml/tree';

/** Namespace of the attribute `cda-anchor`, which holds the number of an element of the source. */
export const anchorNamespace = 'urn:cda-workbench:anchor';

/** A document whose elements are numbered for the stylesheet. */
export interface AnchoredText {
  readonly text: string;
  /** The element of each number. */
  readonly elements: readonly XmlElement[];
}

/** What a reader of the narrative or of the structured view may point at. */
const marked: ReadonlySet<string> = new Set(
  `title section text paragraph list item table thead tbody tfoot tr th td caption content pre footnote linkHtml renderMultiMedia sub sup
  entry act encounter observation observationMedia organizer procedure regionOfInterest substanceAdministration supply
  code value translation interpretationCode referenceRange methodCode statusCode effectiveTime priorityCode repeatNumber id
  specimen subject author authenticator legalAuthenticator performer participant informant reference precondition consumable
  recordTarget patientRole patient addr telecom name birthTime administrativeGenderCode
  dataEnterer custodian informationRecipient inFulfillmentOf documentationOf serviceEvent relatedDocument authorization componentOf
  languageCode confidentialityCode setId versionNumber nonXMLBody realmCode templateId`.split(/\s+/),
);

/** The text with `cda-anchor` on the elements of the ClinicalDocument that readers point at; the same text where it is broken. */
export function anchored({
  text,
  cda,
}: {
  readonly text: string;
  readonly cda: CdaDocument | undefined;
}): AnchoredText {
  if (!cda || cda.xml.faults.some(({ kind }) => kind === 'syntax')) return { text, elements: [] };
  const { root } = cda;
  const prefix = freePrefix(text);
  const parts = [text.slice(0, root.nameEnd), ` xmlns:${prefix}="${anchorNamespace}"`];
  let copied = root.nameEnd;
  const elements: XmlElement[] = [];
  for (const element of cda.elements) {
    if (element === root || !marked.has(element.local) || isEmpty(element)) continue;
    parts.push(text.slice(copied, element.nameEnd), ` ${prefix}:cda-anchor="${elements.length}"`);
    copied = element.nameEnd;
    elements.push(element);
  }
  parts.push(text.slice(copied));
  return { text: parts.join(''), elements };
}

/** Nothing to point at; and for a stylesheet it would not be empty any more. */
function isEmpty({ children, attributes }: XmlElement): boolean {
  return children.length === 0 && attributes.length === 0;
}

/** A prefix that the document neither declares nor uses. */
function freePrefix(text: string): string {
  let prefix = 'cwa';
  for (let times = 1; text.includes(`${prefix}:`) || text.includes(`:${prefix}`); times++) prefix = `cwa${times}`;
  return prefix;
}

/** Where spans of a text stand, for the panel. */
export function anchorRanges(text: string, spans: readonly Span[]): AnchorRange[] {
  const lines = new LineIndex(text);
  return spans.map((span) => {
    const { start, end } = lines.range(span);
    return [start.line, start.character, end.line, end.character];
  });
}

/** Pairs of numbers: an entry, and the element of the narrative that its `text/reference` points at. */
export function toldBy(cda: CdaDocument, numbers: ReadonlyMap<XmlElement, number>): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (const reference of cda.references) {
    const target = cda.targets.get(reference.target)?.[0]?.element;
    const narrative = target && numbers.get(target);
    const entry = entryOf(reference.attribute.owner);
    const own = entry && numbers.get(entry);
    if (own !== undefined && narrative !== undefined) pairs.push([own, narrative]);
  }
  return pairs;
}

const statements: ReadonlySet<string> = new Set([
  'act',
  'encounter',
  'observation',
  'observationMedia',
  'organizer',
  'procedure',
  'regionOfInterest',
  'substanceAdministration',
  'supply',
]);

/** The clinical statement that an element belongs to. */
function entryOf(element: XmlElement): XmlElement | undefined {
  for (let at = element.parent; at; at = at.parent) if (statements.has(at.local)) return at;
  return undefined;
}
