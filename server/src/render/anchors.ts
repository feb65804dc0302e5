import type { CdaDocument } from '../cda/document';
import { clinicalStatements } from '../cda/names';
import type { AnchorRange } from '../protocol';
import { LineIndex } from '../xml/positions';
import type { Span, XmlElement } from '../xml/tree';

/** Namespace of the attribute `cda-anchor`, which holds the number of an element of the source. */
export const anchorNamespace = 'urn:cda-workbench:anchor';

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

/** The elements of the ClinicalDocument that readers point at, each with its number; none where the document is broken. */
export function numbered(cda: CdaDocument | undefined): XmlElement[] {
  if (!cda || isBroken(cda)) return [];
  return cda.elements.filter((element) => element !== cda.root && marked.has(element.local) && !isEmpty(element));
}

/** The text as the built-in stylesheet takes it: `cda-anchor` on numbered elements, and of the entries only what it looks at. */
export function anchored(text: string, cda: CdaDocument | undefined, elements: readonly XmlElement[]): string {
  if (!cda || isBroken(cda)) return text;
  const { root } = cda;
  const prefix = freePrefix(text);
  const parts = [text.slice(0, root.nameEnd), ` xmlns:${prefix}="${anchorNamespace}"`];
  let copied = root.nameEnd;
  // Lines keep their numbers where something is still to be said of them.
  const unread = cda.xml.faults.length === 0 ? unreadParts(cda) : [];
  let next = 0;
  const leaveOut = (before: number) => {
    for (let span = unread[next]; span && span.start < before; span = unread[++next]) {
      parts.push(text.slice(copied, span.start));
      copied = span.end;
    }
  };
  for (const [number, { nameEnd }] of elements.entries()) {
    leaveOut(nameEnd);
    if (nameEnd < copied) continue;
    parts.push(text.slice(copied, nameEnd), ` ${prefix}:cda-anchor="${number}"`);
    copied = nameEnd;
  }
  leaveOut(text.length);
  parts.push(text.slice(copied));
  return parts.join('');
}

function isBroken({ xml }: CdaDocument): boolean {
  return xml.faults.some(({ kind }) => kind === 'syntax');
}

/** What a stylesheet that shows the narrative reads of entries: images, and what is flagged (flags.xsl). */
const wholes: ReadonlySet<string> = new Set(['observationMedia', 'regionOfInterest', 'section', 'ClinicalDocument']);
const ofObservation: ReadonlySet<string> = new Set(['code', 'text', 'value', 'interpretationCode']);

/** The parts of entries that the built-in stylesheet never looks at, which are most of a large document; in document order. */
function unreadParts({ elements }: CdaDocument): XmlElement[] {
  const read = new Set<XmlElement>();
  for (const element of elements) {
    if (!wholes.has(element.local) && element.local !== 'interpretationCode') continue;
    for (let at: XmlElement | undefined = element; at && !read.has(at); at = at.parent) read.add(at);
  }
  const opened = new Set<XmlElement>();
  const unread: XmlElement[] = [];
  for (const element of elements) {
    const { local, parent } = element;
    if (!(parent && opened.has(parent)) && !(local === 'entry' && parent?.local === 'section')) continue;
    if (!read.has(element)) {
      if (!(parent?.local === 'observation' && ofObservation.has(local))) unread.push(element);
    } else if (!wholes.has(local)) opened.add(element);
  }
  return unread;
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

/** The clinical statement that an element belongs to. */
function entryOf(element: XmlElement): XmlElement | undefined {
  for (let at = element.parent; at; at = at.parent) if (clinicalStatements.has(at.local)) return at;
  return undefined;
}
