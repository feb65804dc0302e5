import { all, describe, find, placement, type TemplateInfo } from '../../cda/templates';
import { insertAfter, insertBefore } from '../../rules/fixes';
import type { Edit } from '../../rules/rule';
import type { XmlElement } from '../../xml/tree';
import { code, list, paragraphs, plain } from '../markdown';
import { fold } from './analysisLists';
import { putAttributes } from './attributes';
import { type Proposal, toCompletions } from './item';
import type { Complete, Request } from './request';

/** Fewest ANS examples that make a habit of what no schematron asserts; the same as in `template-companion-missing`. */
const habit = 3;

/**
 * Templates of the element that carries the templateId: those that its other templates demand and that are missing first, then
 * those most ANS examples use. Where a template has companions of its own, they are offered with it as one edit.
 */
export const completeTemplate: Complete = (request) => {
  const { element, attribute, hole } = request;
  const owner = element.parent;
  if (element.local !== 'templateId' || !owner) return undefined;
  if (attribute.name === 'extension') return completeVersion(request);
  if (attribute.name !== 'root') return undefined;
  const declared = new Set(
    Array.from(owner.elements('templateId'))
      .filter((node) => node !== element)
      .map((node) => node.attribute('root')?.value.trim() ?? ''),
  );
  const missing = new Set([...declared].flatMap(companionsOf).filter((oid) => !declared.has(oid)));
  const proposals = [...all()]
    .filter(({ oid }) => !declared.has(oid) && (missing.has(oid) || placement(oid, owner.local) === 'fits'))
    .filter((template) => matches(hole.typed, template))
    .sort((a, b) => Number(missing.has(b.oid)) - Number(missing.has(a.oid)) || (b.examples ?? 0) - (a.examples ?? 0))
    .flatMap((template) => proposalsFor(request, template, declared, missing));
  return toCompletions(hole, proposals, true);
};

function completeVersion({ element, hole }: Request) {
  const versions = find(element.attribute('root')?.value.trim() ?? '')?.extensions ?? [];
  const proposals = [...versions]
    .sort()
    .reverse()
    .map((version): Proposal => ({ label: version, kind: 'template', value: version, filter: version }));
  return toCompletions(hole, proposals, false);
}

/** What stands beside a template: what a schematron demands, and what a habit of the ANS examples adds. */
function companionsOf(oid: string): readonly string[] {
  const template = find(oid);
  const habitual = template?.confidence === 'high' && (template.examples ?? 0) >= habit;
  return [...(template?.companions ?? []), ...(habitual ? (template?.observed ?? []) : [])];
}

/** The beginning of the OID or of a word of its names. */
function matches(typed: string, { oid, name, fr = '', volet = '' }: TemplateInfo): boolean {
  const wanted = fold(typed.trim());
  if (oid.startsWith(wanted)) return true;
  const words = fold(`${name} ${fr} ${volet}`).split(/[^\p{L}\p{N}]+/u);
  return wanted.split(/[^\p{L}\p{N}]+/u).every((word) => words.some((part) => part.startsWith(word)));
}

function proposalsFor(
  request: Request,
  template: TemplateInfo,
  declared: ReadonlySet<string>,
  missing: ReadonlySet<string>,
): Proposal[] {
  const { element, say } = request;
  const { oid, examples } = template;
  const isMissing = missing.has(oid);
  const used = examples && say({ en: `${examples} examples`, fr: `${examples} exemples` });
  const alone: Proposal = {
    // Not the French name: that of an international template and of its French version are often the same.
    label: template.name,
    kind: 'template',
    detail: [isMissing && say({ en: 'missing here', fr: 'manque ici' }), oid, used].filter(Boolean).join(' – '),
    documentation: documentation(request, template),
    value: oid,
    others: version(element, template),
  };
  const companions = companionsOf(oid).filter((companion) => !declared.has(companion));
  if (companions.length === 0 || !isEnded(request)) return [alone];
  const names = companions.map((companion) => find(companion)?.name ?? companion).join(', ');
  const together: Proposal = {
    ...alone,
    label: `${alone.label} + ${names}`,
    others: [...(alone.others ?? []), ...companions.map((companion) => beside(element, oid, companion))],
  };
  return [together, alone];
}

function documentation({ say }: Request, template: TemplateInfo): string {
  const companions = companionsOf(template.oid).map((oid) => `${code(oid)} ${plain(say(describe(oid)))}`);
  return paragraphs(
    `**${plain(template.name)}**`,
    template.fr !== undefined && template.fr !== template.name && plain(template.fr),
    `${code(template.oid)} – ${plain(template.by)}`,
    companions.length > 0 && `${say({ en: 'Beside it', fr: 'À ses côtés' })}\n${list(companions)}`,
  );
}

/** Only the templateId of a document model has a version (reference A.1): the latest one, unless one is written. */
function version(element: XmlElement, { extensions = [] }: TemplateInfo): Edit[] {
  const latest = [...extensions].sort().at(-1);
  return latest === undefined || element.attribute('extension')?.value
    ? []
    : putAttributes(element, { extension: latest });
}

/** Whether the empty tag has its end: companions of one that has none would stand inside it. */
function isEnded({ element, document }: Request): boolean {
  return element.selfClosing && document.xml.text.startsWith('/>', element.end - 2);
}

/** From the general to the French template, as the ANS examples have them. */
function beside(element: XmlElement, oid: string, companion: string): Edit {
  const xml = `<${element.name} root="${companion}"/>`;
  return rank(companion) > rank(oid) ? insertAfter(element, xml) : insertBefore(element, xml);
}

function rank(oid: string): number {
  if (oid.startsWith('1.2.250.1.213.')) return 2;
  return oid.startsWith('1.3.6.1.4.1.19376.') ? 1 : 0;
}
