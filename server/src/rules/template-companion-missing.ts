import { templates as known } from '../cda/names';
import type { TemplateUse } from '../cda/templateIds';
import { anomaly, find, nearTemplates, ownName, placement } from '../cda/templates';
import { battery, crBio, result } from './examples';
import { insertAfter, insertBefore } from './fixes';
import type { Edit, Problem, Rule } from './rule';
import { strayTemplates } from './strayTemplates';

const pair = ['<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>', '<templateId root="1.2.250.1.213.1.1.3.80"/>'] as const;
const complete = battery(result()).replace(pair.join(''), pair.join('\n    '));
const without = (template: string) => battery(result()).replace(template, '');

const entry =
  (element: string) =>
  (...roots: string[]) =>
    crBio(`<component><section><entry>
    <${element}>${roots.map((root) => `\n      <templateId root="${root}"/>`).join('')}
      <code/>
    </${element}></entry></section></component>`);
const comment = entry('act');
const procedure = entry('procedure');
const attachment = entry('observation');
const withoutParent = crBio('').replace('  <templateId root="1.3.6.1.4.1.19376.1.3.3"/>\n', '');

/** A template without those that must stand beside it: validators then check the element against half of its rules. */
export const templateCompanionMissing: Rule = {
  id: 'template-companion-missing',
  severity: 'error',
  summary: {
    en: 'Template without the templates that must stand beside it',
    fr: 'Modèle sans les modèles qui doivent l’accompagner',
  },
  source:
    'Functional reference, sections A.1 and A.4: assertions of the ANS schematrons; co-occurrence in the ANS examples',
  good: [
    { xml: battery(result()) },
    { xml: comment('2.16.840.1.113883.10.20.1.40', '1.3.6.1.4.1.19376.1.5.3.1.4.2', '1.2.250.1.213.1.1.3.32') },
    {
      xml: procedure('2.16.840.1.113883.10.20.1.25', '1.3.6.1.4.1.19376.1.5.3.1.4.19', '1.2.250.1.213.1.1.3.62'),
    },
  ],
  bad: [
    { xml: without(pair[0]), at: '1.2.250.1.213.1.1.3.80', fixed: complete },
    {
      xml: comment('1.3.6.1.4.1.19376.1.5.3.1.4.2', '1.2.250.1.213.1.1.3.32'),
      at: '1.3.6.1.4.1.19376.1.5.3.1.4.2',
      fixed: comment('2.16.840.1.113883.10.20.1.40', '1.3.6.1.4.1.19376.1.5.3.1.4.2', '1.2.250.1.213.1.1.3.32'),
    },
    {
      xml: withoutParent,
      at: '1.2.250.1.213.1.1.1.55',
      fixed: crBio(''),
    },
    // One of two: an act done, or an act planned.
    {
      xml: procedure('1.3.6.1.4.1.19376.1.5.3.1.4.19', '1.2.250.1.213.1.1.3.62'),
      at: '1.3.6.1.4.1.19376.1.5.3.1.4.19',
      fixed: procedure('2.16.840.1.113883.10.20.1.29', '1.3.6.1.4.1.19376.1.5.3.1.4.19', '1.2.250.1.213.1.1.3.62'),
    },
    // Merely observed: information.
    {
      xml: attachment('1.3.6.1.4.1.19376.1.5.3.1.4.13', '1.2.250.1.213.1.1.3.48.18'),
      at: '1.2.250.1.213.1.1.3.48.18',
      fixed: attachment('1.3.6.1.4.1.19376.1.5.3.1.4.13', '1.2.250.1.213.1.1.3.48', '1.2.250.1.213.1.1.3.48.18'),
    },
    {
      xml: without(pair[1]),
      at: '1.3.6.1.4.1.19376.1.3.1.6',
      fixed: complete,
    },
  ],
  *check(document) {
    const stray = new Set(strayTemplates(document).map(({ node }) => node));
    const misspelt = new Misspelt();
    for (const [owner, all] of document.templatesByOwner) {
      const uses = owner === document.root ? all.filter(({ node }) => !stray.has(node)) : all;
      if (!isComplete(uses)) yield* missingBeside(uses, misspelt);
    }
  },
};

/** More templates than any element needs: beyond, they are not looked through for each other. */
const maxSearched = 20;

/** Whether each template has beside it all that the catalogue knows there: so it is nearly everywhere, and nothing can be missing. */
function isComplete(uses: readonly TemplateUse[]): boolean {
  if (uses.length > maxSearched) return false;
  for (const { template } of uses) {
    if (!template) continue;
    const { companions, oneOf, observed } = template;
    if (companions && !companions.every((companion) => declare(uses, companion))) return false;
    if (oneOf && !oneOf.some((companion) => declare(uses, companion))) return false;
    if (observed && !observed.every((companion) => declare(uses, companion))) return false;
  }
  return true;
}

function declare(uses: readonly TemplateUse[], oid: string): boolean {
  for (const { template } of uses) if (template?.oid === oid) return true;
  return false;
}

const maxCompared = 10;

/** Fewest ANS examples that make a habit of what no schematron asserts. */
const habit = 3;

function* missingBeside(uses: readonly TemplateUse[], misspelt: Misspelt): Generator<Problem> {
  const declared = new Set(uses.map(({ oid }) => oid));
  const told = new Set<string>();
  let meant: ReadonlySet<string> | undefined;
  const isTold = (oid: string) => {
    if (declared.has(oid) || told.has(oid)) return true;
    meant ??= misspelt.beside(uses);
    return meant.has(oid);
  };
  const placed = uses.filter((use) => placement(use.oid, use.owner.local) !== 'misplaced');
  for (const use of placed) {
    for (const companion of use.template?.companions ?? []) {
      if (isHeader(companion) || isTold(companion)) continue;
      told.add(companion);
      yield problem(use, [companion], uses, true);
    }
    const { oneOf = [] } = use.template ?? {};
    if (oneOf.length === 0 || oneOf.some(isTold)) continue;
    for (const companion of oneOf) told.add(companion);
    yield problem(use, oneOf, uses, true);
  }
  const isFrench = [...declared].some(french);
  for (const use of placed) {
    const { template } = use;
    if (!template?.observed || template.confidence !== 'high' || (template.examples ?? 0) < habit) continue;
    for (const companion of template.observed) {
      // A parent goes without the template elsewhere; two French templates that always go together tell nothing.
      // An international template may be specialized in several ways: its French one is missed only where there is none at all.
      const isParent = french(template.oid) && !(find(companion)?.observed ?? []).includes(template.oid);
      const isFrenchVersion = !isFrench && french(companion);
      if (isHeader(companion) || !(isParent || isFrenchVersion) || isTold(companion)) continue;
      told.add(companion);
      yield problem(use, [companion], uses, false);
    }
  }
}

function french(oid: string): boolean {
  return oid.startsWith('1.2.250.1.213.1.1.');
}

/** Templates of every CI-SIS header: `document-model` misses them. */
function isHeader(oid: string): boolean {
  return oid === known.hl7France || oid === known.minimalStructure;
}

/** Templates that stand there with a typing error, which `template-unknown` reports. */
class Misspelt {
  private readonly meant = new Map<string, readonly string[]>();

  /** The templates meant by the unknown ones among `uses`. */
  beside(uses: readonly TemplateUse[]): ReadonlySet<string> {
    const unknown = new Set(uses.filter(({ template }) => !template).map(({ oid }) => oid));
    return new Set([...unknown].flatMap((oid) => this.meantBy(oid)));
  }

  private meantBy(oid: string): readonly string[] {
    const known = this.meant.get(oid);
    // A search through the catalogue each: a hostile document must not make the editor wait.
    if (known || this.meant.size >= maxCompared) return known ?? [];
    const meant = [
      anomaly(oid)?.meant ?? [],
      nearTemplates(oid)
        .slice(0, 3)
        .map(({ template }) => template.oid),
    ].flat();
    this.meant.set(oid, meant);
    return meant;
  }
}

/** `companions`: the one that is missing, or those of which one is. */
function problem(
  use: TemplateUse,
  companions: readonly string[],
  uses: readonly TemplateUse[],
  asserted: boolean,
): Problem {
  const { oid } = use;
  const examples = find(oid)?.examples ?? 0;
  const name = ownName(oid);
  const others = companions.map(ownName);
  const [en, fr] = [
    [others.join(' or '), companions.join(' or ')],
    [others.join(' ou '), companions.join(' ou ')],
  ];
  return {
    at: use.root.valueSpan,
    ...(!asserted && { severity: 'info' }),
    message: asserted
      ? {
          en: `${name} demands ${en[0]} beside it: add templateId ${en[1]}.`,
          fr: `${name} exige ${fr[0]} sur le même élément : ajouter le templateId ${fr[1]}.`,
        }
      : {
          en: `${name} comes with ${en[0]}, templateId ${en[1]}, in all ${examples} ANS examples that use it; no known schematron demands it.`,
          fr: `${name} est accompagné de ${fr[0]}, templateId ${fr[1]}, dans les ${examples} exemples de l’ANS qui l’utilisent ; aucun schématron connu ne l’exige.`,
        },
    fixes: companions.map((companion) => ({
      title: {
        en: `Add templateId ${companion} (${ownName(companion)})`,
        fr: `Ajouter le templateId ${companion} (${ownName(companion)})`,
      },
      edits: [insertion(use, companion, uses)],
    })),
  };
}

/** The usual order goes from the general to the French template: HL7 and DICOM, IHE, CI-SIS. */
function rank(oid: string): number {
  if (isHeader(oid)) return 0;
  if (french(oid)) return 3;
  return oid.startsWith('1.3.6.1.4.1.19376.') ? 2 : 1;
}

/** Puts the companion before the first template that is less general, or before the one that demands it. */
function insertion(use: TemplateUse, companion: string, uses: readonly TemplateUse[]): Edit {
  const xml = `<${use.node.name} root="${companion}"/>`;
  const next = uses.find(
    (other) => rank(other.oid) > rank(companion) || (other === use && rank(use.oid) === rank(companion)),
  );
  const last = uses.at(-1) as TemplateUse;
  return next ? insertBefore(next.node, xml) : insertAfter(last.node, xml);
}
