import { placement } from '../cda/templates';
import { battery, crBio, result } from './examples';
import type { Rule } from './rule';

/** A template on an element it does not describe: the element claims a conformance it cannot have. */
export const templateMisplaced: Rule = {
  id: 'template-misplaced',
  severity: 'warning',
  summary: {
    en: 'Template on an element it does not describe',
    fr: 'Modèle déclaré sur un élément qu’il ne décrit pas',
  },
  source: 'Functional reference, sections A.1 (elements of the ANS examples), A.4 and I.1 (3)',
  good: [{ xml: battery(result()) }],
  bad: [
    {
      // Both stand on the entry, not on its act: reference A.4.
      xml: crBio(
        '<component><section><entry><act><templateId root="1.3.6.1.4.1.19376.1.3.1"/></act></entry></section></component>',
      ),
      at: '1.3.6.1.4.1.19376.1.3.1',
    },
    {
      xml: crBio('<component><section><templateId root="1.2.250.1.213.1.1.3.80"/></section></component>'),
      at: '1.2.250.1.213.1.1.3.80',
    },
  ],
  *check({ templates }) {
    for (const { owner, root, template } of templates) {
      if (!template || placement(template.oid, owner.local) !== 'misplaced') continue;
      const { name, on = [] } = template;
      const elements = on.map((element) => `<${element}>`);
      const around = owner.parent && on.includes(owner.parent.local) ? owner.parent.local : undefined;
      yield {
        at: root.valueSpan,
        message: {
          en: `${name} describes ${elements.join(', ')}, not <${owner.local}>: ${around ? `declare it on the <${around}> around this element` : 'remove it or declare the template of this element'}.`,
          fr: `${name} décrit ${elements.join(', ')} et non <${owner.local}> : ${around ? `le déclarer sur <${around}>, qui entoure cet élément` : 'le supprimer ou déclarer le modèle de cet élément'}.`,
        },
      };
    }
  },
};
