import type { XmlDocument, XmlElement } from '../xml/tree';
import { type CodedValue, codedValue } from './codes';
import { IHE_PHARM } from './names';
import { type Quantity, quantityOf } from './quantities';
import { addReferences, addTarget, type Reference, type Target } from './references';
import { type TemplateUse, templateUse } from './templateIds';

/** What rules look for in a ClinicalDocument, in document order. */
export interface Collections {
  /** Elements of the ClinicalDocument in its own namespace or in that of IHE Pharmacy. */
  readonly elements: readonly XmlElement[];
  /** Every `templateId` with a `root`. */
  readonly templates: readonly TemplateUse[];
  /** Every element with a `code` and/or a `codeSystem`; a bare `code` (statusCode, languageCode) counts too. */
  readonly codedValues: readonly CodedValue[];
  readonly quantities: readonly Quantity[];
  readonly references: readonly Reference[];
  /** `ID` attributes by name. */
  readonly targets: ReadonlyMap<string, readonly Target[]>;
  /** Every element with a `mediaType`. */
  readonly media: readonly XmlElement[];
}

/** One walk for all of them: the rules need each, and most elements are none. */
export function collect(xml: XmlDocument, root: XmlElement): Collections {
  const elements = xml.elements.slice(root.index, root.lastIndex);
  let own = 0;
  const templates: TemplateUse[] = [];
  const codedValues: CodedValue[] = [];
  const quantities: Quantity[] = [];
  const references: Reference[] = [];
  const targets = new Map<string, Target[]>();
  const media: XmlElement[] = [];
  for (const element of elements) {
    if (element.namespace !== root.namespace && !isPharmacy(element.namespace)) continue;
    elements[own++] = element;
    // All else that is collected has an attribute.
    if (element.attributes.length === 0) continue;
    const use = templateUse(element);
    if (use) templates.push(use);
    if (element.attribute('code') || element.attribute('codeSystem')) codedValues.push(codedValue(element));
    const quantity = quantityOf(element);
    if (quantity) quantities.push(quantity);
    addReferences(element, references);
    addTarget(element, targets);
    if (element.attribute('mediaType')) media.push(element);
  }
  elements.length = own;
  return { elements, templates, codedValues, quantities, references, targets, media };
}

function isPharmacy(namespace: string): boolean {
  return namespace === IHE_PHARM || namespace.startsWith(`${IHE_PHARM}:`);
}
