import type { CdaDocument } from '../cda/document';
import { templates as known } from '../cda/names';
import type { TemplateUse } from '../cda/templateIds';
import { all, type TemplateInfo } from '../cda/templates';
import { addAttribute, setValue } from './fixes';
import { versionsOf } from './modelVersion';
import type { Fix, Problem } from './rule';

/** Whether an OID is that of a document model of the CI-SIS. */
export function isVolet(oid: string): boolean {
  return oid.startsWith(known.documents) && oid !== known.minimalStructure;
}

/** Models of documents with this code, if they are few enough to choose from. */
export function modelsOf(code: string | undefined): TemplateInfo[] {
  if (!code) return [];
  const models = [...all()].filter(({ oid, documentCodes }) => isVolet(oid) && documentCodes?.includes(code.trim()));
  return models.length <= 3 ? models : [];
}

export function label({ oid, name, volet }: TemplateInfo, version: string | undefined): string {
  return [volet ?? name, version, `(${oid})`].filter(Boolean).join(' ');
}

/** Puts a model in place of the declared one, in the version that is declared where the model has it, else its newest. */
export function declaring(template: TemplateInfo, { root, extension, node }: TemplateUse, title: Fix['title']): Fix {
  const versions = versionsOf(template);
  const [newest] = versions;
  const keeps = newest === undefined || (extension && versions.includes(extension.value));
  const version = keeps ? [] : [extension ? setValue(extension, newest) : addAttribute(node, 'extension', newest)];
  return { title, edits: [setValue(root, template.oid), ...version] };
}

/**
 * The models that a structured document means whose declared model is in no catalogue: those of its code. No official schema speaks of
 * such a document, so that one wrong number would make it look right.
 */
export function modelsMeant({ model: { declared, code, body } }: CdaDocument): TemplateInfo[] {
  if (!declared || body !== 'structured' || declared.template) return [];
  return modelsOf(code?.code?.value);
}

export function unknownModel(declared: TemplateUse, code: string, models: readonly TemplateInfo[]): Problem {
  const { oid } = declared;
  const list = (last: string) => models.map((model) => label(model, undefined)).join(last);
  return {
    at: declared.root.valueSpan,
    message: {
      en: `${oid} is no known document model, and validators have no rules for it. The code ${code} is that of ${list(' or ')}.`,
      fr: `${oid} n’est pas un modèle de document connu, et les validateurs n’ont pas de règles pour lui. Le code ${code} est celui de ${list(' ou ')}.`,
    },
    fixes: models.map((model) => {
      const name = label(model, undefined);
      return declaring(model, declared, { en: `Declare ${name}`, fr: `Déclarer ${name}` });
    }),
  };
}
