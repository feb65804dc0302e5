import type { CdaDocument } from '../cda/document';
import type { DocumentModel } from '../cda/model';
import { resultOf } from '../cda/results';
import { describe, find } from '../cda/templates';
import { cut, type Language } from '../text';
import type { XmlElement } from '../xml/tree';
import { asWritten } from './hover/conversion';
import { referencedText, shortText } from './narrative';

/** What names a coded element: its label, its translation's, the narrative it points to, else its code. */
export function codeLabel(document: CdaDocument, element: XmlElement | undefined): string {
  if (!element) return '';
  const translation = element.child('translation');
  const label =
    element.attribute('displayName')?.value ||
    translation?.attribute('displayName')?.value ||
    referencedText(document, element.child('originalText')) ||
    element.attribute('code')?.value ||
    translation?.attribute('code')?.value;
  return cut((label ?? '').trim(), 200);
}

/** What names an entry: its code, else its template, else its element. */
export function entryLabel(document: CdaDocument, element: XmlElement, language: Language): string {
  const label = codeLabel(document, element.child('code'));
  if (label) return label;
  const oids = Array.from(element.elements('templateId'), (node) => node.attribute('root')?.value.trim() ?? '');
  const known = oids.findLast((oid) => find(oid) !== undefined);
  return known === undefined ? element.local : describe(known)[language];
}

/** A result in one line: `0.95 g/L [0.63–1.1] N`, a coded answer's label, or the text. */
export function resultDetail(document: CdaDocument, observation: XmlElement): string {
  const result = resultOf(observation);
  const { value, unit, range } = asWritten(result);
  const answer = value ? [value, unit].filter(Boolean).join(' ') : answerOf(document, result.value);
  const bounds = range === undefined ? '' : `[${range}]`;
  return [answer, bounds, result.interpretation?.code?.value ?? ''].filter(Boolean).join(' ');
}

function answerOf(document: CdaDocument, value: XmlElement | undefined): string {
  if (!value) return '';
  return codeLabel(document, value) || value.attribute('value')?.value || shortText(value);
}

/** Short name of a document model, e.g. `BIO-CR-BIO`. */
export function modelName({ declared }: DocumentModel): string {
  const template = declared && find(declared.root.value.trim());
  return template?.volet ?? template?.name.split(' - ')[0] ?? '';
}

/** The first person or organisation named inside a participant. */
export function personName(element: XmlElement): string {
  const open = [element];
  for (let visited = 0; visited < 500; visited++) {
    const next = open.shift();
    if (!next) break;
    if (next.local === 'name') return nameText(next);
    for (const child of next.elements()) open.push(child);
  }
  return '';
}

/** `Camille SPECIMEN`: the first given name and the name in use; a patient has several of both. */
function nameText(name: XmlElement): string {
  const families = name.elements('family');
  const family = families.find((part) => part.attribute('qualifier')?.value === 'CL') ?? families[0];
  if (!family) return shortText(name);
  const givens = name.elements('given');
  const qualifier = family.attribute('qualifier')?.value;
  const given = givens.find((part) => part.attribute('qualifier')?.value === qualifier) ?? givens[0];
  return [given && shortText(given), shortText(family)].filter(Boolean).join(' ');
}
