import { templates as known } from '../cda/names';
import type { TemplateUse } from '../cda/templateIds';
import { anomaly, find, placement, suggest } from '../cda/templates';
import type { XmlElement } from '../xml/tree';
import { battery, crBio, result } from './examples';
import { insertAfter, insertBefore } from './fixes';
import type { Edit, Problem, Rule } from './rule';

const pair = ['<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>', '<templateId root="1.2.250.1.213.1.1.3.80"/>'] as const;
const complete = battery(result()).replace(pair.join(''), pair.join('\n    '));
const without = (template: string) => battery(result()).replace(template, '');

const comment = (...roots: string[]) =>
  crBio(`<component><section><entry>
    <act>${roots.map((root) => `\n      <templateId root="${root}"/>`).join('')}
      <code/>
    </act></entry></section></component>`);

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
  ],
  bad: [
    { xml: without(pair[0]), at: '1.2.250.1.213.1.1.3.80', fixed: complete },
    {
      xml: comment('1.3.6.1.4.1.19376.1.5.3.1.4.2', '1.2.250.1.213.1.1.3.32'),
      at: '1.3.6.1.4.1.19376.1.5.3.1.4.2',
      fixed: comment('2.16.840.1.113883.10.20.1.40', '1.3.6.1.4.1.19376.1.5.3.1.4.2', '1.2.250.1.213.1.1.3.32'),
    },
    // Merely observed: information.
    {
      xml: without(pair[1]),
      at: '1.3.6.1.4.1.19376.1.3.1.6',
      fixed: complete,
    },
  ],
  *check(document) {
    const byOwner = new Map<XmlElement, TemplateUse[]>();
    for (const use of document.templates) {
      const uses = byOwner.get(use.owner);
      if (uses) uses.push(use);
      else byOwner.set(use.owner, [use]);
    }
    const misspelt = new Misspelt();
    for (const uses of byOwner.values()) yield* missingBeside(uses, misspelt);
  },
};

const maxCompared = 10;

/** Fewest ANS examples that make a habit of what no schematron asserts. */
const habit = 3;

function* missingBeside(uses: readonly TemplateUse[], misspelt: Misspelt): Generator<Problem> {
  const declared = new Set(uses.map(oidOf));
  const told = new Set<string>();
  let meant: ReadonlySet<string> | undefined;
  const isTold = (oid: string) => {
    if (declared.has(oid) || told.has(oid)) return true;
    meant ??= misspelt.beside(uses);
    return meant.has(oid);
  };
  const placed = uses.filter((use) => placement(oidOf(use), use.owner.local) !== 'misplaced');
  for (const use of placed) {
    for (const companion of find(oidOf(use))?.companions ?? []) {
      if (isTold(companion)) continue;
      told.add(companion);
      yield problem(use, companion, uses, true);
    }
  }
  const isFrench = [...declared].some(french);
  for (const use of placed) {
    const template = find(oidOf(use));
    if (!template?.observed || template.confidence !== 'high' || (template.examples ?? 0) < habit) continue;
    for (const companion of template.observed) {
      // An international template may be specialized in several ways: its French one is missed only where there is none at all.
      const isParent = french(template.oid) && !french(companion);
      const isFrenchVersion = !isFrench && french(companion);
      if (isHeader(companion) || !(isParent || isFrenchVersion) || isTold(companion)) continue;
      told.add(companion);
      yield problem(use, companion, uses, false);
    }
  }
}

function oidOf({ root }: TemplateUse): string {
  return root.value.trim();
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
    const unknown = new Set(uses.map(oidOf).filter((oid) => !find(oid)));
    return new Set([...unknown].flatMap((oid) => this.meantBy(oid)));
  }

  private meantBy(oid: string): readonly string[] {
    const known = this.meant.get(oid);
    // A search through the catalogue each: a hostile document must not make the editor wait.
    if (known || this.meant.size >= maxCompared) return known ?? [];
    const meant = [anomaly(oid)?.meant ?? [], suggest(oid).map((template) => template.oid)].flat();
    this.meant.set(oid, meant);
    return meant;
  }
}

function problem(use: TemplateUse, companion: string, uses: readonly TemplateUse[], asserted: boolean): Problem {
  const oid = oidOf(use);
  // Not the French names: those of an international template and of its French version are often the same.
  const { name = oid, examples = 0 } = find(oid) ?? {};
  const other = find(companion)?.name ?? companion;
  return {
    at: use.root.valueSpan,
    ...(!asserted && { severity: 'info' }),
    message: asserted
      ? {
          en: `${name} demands ${other} beside it: add templateId ${companion}.`,
          fr: `${name} exige ${other} sur le même élément : ajoutez le templateId ${companion}.`,
        }
      : {
          en: `${name} comes with ${other}, templateId ${companion}, in all ${examples} ANS examples that use it. No schematron checks it.`,
          fr: `${name} est accompagné de ${other}, templateId ${companion}, dans les ${examples} exemples de l’ANS qui l’utilisent. Aucun schématron ne le vérifie.`,
        },
    fixes: [
      {
        title: {
          en: `Add templateId ${companion} (${other})`,
          fr: `Ajouter le templateId ${companion} (${other})`,
        },
        edits: [insertion(use, companion, uses)],
      },
    ],
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
    (other) => rank(oidOf(other)) > rank(companion) || (other === use && rank(oidOf(use)) === rank(companion)),
  );
  const last = uses.at(-1) as TemplateUse;
  return next ? insertBefore(next.node, xml) : insertAfter(last.node, xml);
}
