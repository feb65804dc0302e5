import type { XmlElement } from '../xml/tree';
import { type CodedValue, codedValue } from './codes';
import { templates } from './names';
import { type TemplateUse, templateUse } from './templateIds';

/** What kind of document the header declares; sections A.3 and F.1 of the reference. */
export interface DocumentModel {
  /** templateIds of `ClinicalDocument`. */
  readonly templates: readonly TemplateUse[];
  /** The templateId of a CI-SIS document model, the most specific one. */
  readonly declared: TemplateUse | undefined;
  readonly code: CodedValue | undefined;
  /** The templateId of IHE XDS-SD, which makes a document level 1. */
  readonly unstructured: TemplateUse | undefined;
  /** 1 (N1): a header and an embedded body; 3 (N3): structured. */
  readonly level: 1 | 3;
  readonly body: 'structured' | 'embedded' | undefined;
  /** `nonXMLBody/text`. */
  readonly embedded: XmlElement | undefined;
}

export function modelOf(root: XmlElement): DocumentModel {
  const uses = Array.from(root.elements('templateId'), templateUse).filter((use) => use !== undefined);
  const unstructured = uses.find(({ oid }) => oid === templates.unstructured);
  const declared = uses
    .filter(({ oid }) => oid.startsWith(templates.documents) && oid !== templates.minimalStructure)
    .sort((a, b) => b.oid.length - a.oid.length)[0];
  const code = root.child('code');
  const embedded = root.path('component', 'nonXMLBody');
  return {
    templates: uses,
    declared,
    code: code && codedValue(code),
    unstructured,
    level: unstructured ? 1 : 3,
    body: embedded ? 'embedded' : root.path('component', 'structuredBody') ? 'structured' : undefined,
    embedded: embedded?.child('text'),
  };
}
