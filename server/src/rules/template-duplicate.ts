import type { TemplateUse } from '../cda/templateIds';
import { crBio } from './examples';
import { removal } from './fixes';
import type { Problem, Rule } from './rule';

/** The same templateId twice on one element: a copy that was meant to become another template. */
export const templateDuplicate: Rule = {
  id: 'template-duplicate',
  severity: 'warning',
  summary: {
    en: 'The same templateId twice on one element',
    fr: 'Le même templateId deux fois sur un élément',
  },
  source: 'Functional reference, section A.1; HL7 CDA R2, templateId is a set (SET<II>)',
  good: [
    { xml: crBio('<component><section><templateId root="1.2.250.1.213.1.1.2.73"/></section></component>') },
    // Versions of one template.
    {
      xml: crBio(
        '<component><section><templateId root="1.2.3.4"/><templateId root="1.2.3.4" extension="2"/></section></component>',
      ),
    },
  ],
  bad: [
    {
      xml: crBio('<component><section><templateId root="1.2.3.4"/><templateId root="1.2.3.4 "/></section></component>'),
      at: '<templateId root="1.2.3.4 "/>',
      fixed: crBio('<component><section><templateId root="1.2.3.4"/></section></component>'),
    },
  ],
  *check({ templatesByOwner }) {
    for (const uses of templatesByOwner.values()) if (!areDistinct(uses)) yield* repeated(uses);
  },
};

/** Whether no OID stands twice among the templates of an element, whatever the versions: so it is on nearly all. */
function areDistinct(uses: readonly TemplateUse[]): boolean {
  return uses.length === 1 || new Set(uses.map(({ oid }) => oid)).size === uses.length;
}

function* repeated(uses: readonly TemplateUse[]): Generator<Problem> {
  const declared = new Set<string>();
  for (const { owner, node, oid, extension } of uses) {
    const key = `${oid} ${extension?.value.trim() ?? ''}`;
    if (!declared.has(key)) {
      declared.add(key);
      continue;
    }
    yield {
      at: node,
      message: {
        en: `templateId ${oid} is declared twice on <${owner.name}>: remove this one, or give the OID that was meant.`,
        fr: `Le templateId ${oid} est déclaré deux fois sur <${owner.name}> : supprimer celui-ci ou renseigner l’OID voulu.`,
      },
      fixes: [removal(node, { en: 'Remove the repeated templateId', fr: 'Supprimer le templateId répété' })],
    };
  }
}
