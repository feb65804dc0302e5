import { meantBy } from '../../cda/templateMeant';
import { anomaly, branch, find, ownName, placement, type TemplateInfo } from '../../cda/templates';
import type { XmlElement } from '../../xml/tree';
import { code, list, paragraphs, plain } from '../markdown';
import type { Explain, Subject } from './subject';

const kinds = {
  document: { en: 'document model', fr: 'modèle de document' },
  header: { en: 'header element', fr: 'élément d’en-tête' },
  section: { en: 'section template', fr: 'modèle de section' },
  entry: { en: 'entry template', fr: 'modèle d’entrée' },
} as const;

/** A templateId: what it names, who defines it, what must stand beside it and whether it does. */
export const explainTemplate: Explain = (subject) => {
  const { element, attribute, say } = subject;
  if (element.local !== 'templateId' || (attribute && !/^(?:root|extension)$/.test(attribute.local))) return undefined;
  const oid = element.attribute('root')?.value.trim();
  if (!oid) return undefined;
  const template = find(oid);
  const fault = anomaly(oid);
  const meant = fault?.meant;
  return paragraphs(
    template ? known(subject, template) : unknown(subject, oid),
    fault &&
      `${say({ en: 'Anomaly', fr: 'Anomalie' })} – ${plain(say(fault.why))}${
        meant === undefined ? '' : ` ${say({ en: '– meant:', fr: '– visé :' })} ${named(meant)}`
      }.`,
  );
};

function known(subject: Subject, template: TemplateInfo): string {
  const { element, say } = subject;
  const owner = element.parent;
  const here = new Set(owner ? templatesOn(owner) : []);
  const companions = (oids: readonly string[] = []) =>
    list(oids.map((oid) => `${here.has(oid) ? '✓' : '✗'} ${named(oid)}${here.has(oid) ? '' : absent(subject)}`));
  const french = template.fr !== undefined && template.fr !== template.name ? `\n\n${plain(template.fr)}` : '';
  return paragraphs(
    `**${plain(template.name)}**${french}`,
    `${code(template.oid)} – ${say(kinds[template.kind])} – ${plain(template.by)}`,
    describes(subject, template),
    template.companions &&
      `${say({ en: 'Required beside it by a schematron', fr: 'Exigés à ses côtés par un schématron' })}\n${companions(template.companions)}`,
    template.oneOf &&
      `${say({ en: 'One of these required beside it by a schematron', fr: 'L’un d’eux exigé à ses côtés par un schématron' })}\n${companions(template.oneOf)}`,
    template.observed &&
      `${say({ en: 'Beside it in every ANS example; no known schematron demands it', fr: 'À ses côtés dans tous les exemples de l’ANS ; aucun schématron connu ne l’exige' })}\n${companions(template.observed)}`,
    versions(subject, template),
    origin(subject, template),
  );
}

function describes({ element, say }: Subject, { oid, on }: TemplateInfo): string | undefined {
  if (!on) return undefined;
  const owner = element.parent;
  const misplaced = owner && placement(oid, owner.local) === 'misplaced';
  const places = `${say({ en: 'Describes', fr: 'Décrit' })} ${on.map((local) => code(`<${local}>`)).join(', ')}`;
  return misplaced
    ? `${places} – ${say({ en: 'here it stands on', fr: 'ici il est porté par' })} ${code(`<${owner.local}>`)}`
    : places;
}

function versions({ element, say }: Subject, { extensions }: TemplateInfo): string | undefined {
  if (!extensions) return undefined;
  const extension = element.attribute('extension')?.value.trim();
  const seen = `${say({ en: 'Versions', fr: 'Versions' })} ${extensions.map(code).join(', ')}`;
  if (extension === undefined) return `${seen} – ${say({ en: 'none is given here', fr: 'aucune n’est donnée ici' })}`;
  return extensions.includes(extension) ? seen : `${seen} – ${say({ en: 'here', fr: 'ici' })} ${code(extension)}`;
}

function origin({ say }: Subject, { examples, source, uncertain }: TemplateInfo): string | undefined {
  const facts = [
    examples && say({ en: `in ${examples} of the 94 ANS examples`, fr: `dans ${examples} des 94 exemples de l’ANS` }),
    source && code(source.slice(source.lastIndexOf('/') + 1)),
    uncertain && say({ en: 'its name is uncertain', fr: 'son nom est incertain' }),
  ].filter((fact) => typeof fact === 'string');
  return facts.length > 0 ? `*${facts.join(', ')}*` : undefined;
}

function unknown(subject: Subject, oid: string): string {
  const { element, say } = subject;
  const arc = branch(oid);
  const near = element.parent ? meantBy(oid, element.parent).oids : [];
  return paragraphs(
    `${code(oid)} – ${say({ en: 'in no catalogue of templates', fr: 'absent du catalogue de modèles' })}`,
    arc && `${say({ en: 'Arc of', fr: 'Arc de' })} ${plain(arc.owner)} (${code(arc.arc)})`,
    near.length > 0 && !anomaly(oid) && `${say({ en: 'Near it', fr: 'Proches' })}\n${list(near.map(named))}`,
  );
}

function templatesOn(owner: XmlElement): string[] {
  return Array.from(owner.elements('templateId'), (node) => node.attribute('root')?.value.trim() ?? '');
}

function named(oid: string): string {
  const name = ownName(oid);
  return name === oid ? code(oid) : `${code(oid)} ${plain(name)}`;
}

function absent({ say }: Subject): string {
  return ` – **${say({ en: 'absent here', fr: 'absent ici' })}**`;
}
