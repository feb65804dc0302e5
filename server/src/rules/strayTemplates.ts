import type { CdaDocument } from '../cda/document';
import { templates as known } from '../cda/names';
import type { TemplateUse } from '../cda/templateIds';
import { isVolet } from './unknownModel';

/** A document that claims nothing French: it is read, but its model is none of ours. */
export function isForeign({ root, model, templates }: CdaDocument): boolean {
  return (
    model.templates.length > 0 &&
    root.child('realmCode')?.attribute('code')?.value !== 'FR' &&
    !templates.some((use) => use.oid === known.hl7France || use.oid.startsWith('1.2.250.1.213.'))
  );
}

const levelOne: readonly string[] = [known.hl7France, known.minimalStructure, known.unstructured];

/**
 * templateIds of the header that `document-model` has removed or replaced: what stands beside the three of a level 1 document, the
 * template of level 1 over a structured body, and a second volet. Nothing else need be said of them.
 */
export function strayTemplates(document: CdaDocument): TemplateUse[] {
  const { body, templates, unstructured, declared } = document.model;
  if (isForeign(document) || !body) return [];
  if (body === 'embedded') return templates.filter((use) => !levelOne.includes(use.oid));
  return [...(unstructured ? [unstructured] : []), ...templates.filter((use) => isSecondVolet(use, declared))];
}

/** Whether a template is a model other than the declared one, and not one that this specializes. */
function isSecondVolet(use: TemplateUse, declared: TemplateUse | undefined): boolean {
  const { oid } = use;
  return declared !== undefined && isVolet(oid) && declared.oid !== oid && !declared.oid.startsWith(`${oid}.`);
}
