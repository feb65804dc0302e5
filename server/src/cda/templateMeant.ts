import { perNode, type XmlElement } from '../xml/tree';
import { find, nearTemplates, placement, type TemplateInfo } from './templates';

/** Templates that may be meant by a templateId that names none. */
export interface Meant {
  /** The likeliest first, at most three. */
  readonly oids: readonly string[];
  /** Nothing tells the first one from the second. */
  readonly isUndecided: boolean;
}

const mostMeant = 3;

/**
 * Templates that may be meant by the unknown `oid` of a templateId of `owner`: those that its code and its other templateIds speak
 * for, then by the number of typing errors; where none is near, the one that the OID prolongs.
 */
export function meantBy(oid: string, owner: XmlElement): Meant {
  const near = nearTemplates(oid, owner.local).map(({ template, distance }) => ({
    oid: template.oid,
    distance,
    evidence: evidenceFor(template, owner),
  }));
  // That something speaks for a template counts more than a typing error, how much does not.
  const supported = ({ evidence }: { evidence: number }) => (evidence > 0 ? 1 : 0);
  near.sort((a, b) => supported(b) - supported(a) || a.distance - b.distance || b.evidence - a.evidence);
  const [first, second] = near;
  if (!first) return { oids: prolonged(oid, owner.local), isUndecided: false };
  const isUndecided = first.evidence === second?.evidence && first.distance === second.distance;
  return { oids: near.slice(0, mostMeant).map((each) => each.oid), isUndecided };
}

function prolonged(oid: string, element: string): string[] {
  for (let end = oid.lastIndexOf('.'); end > 0; end = oid.lastIndexOf('.', end - 1)) {
    const general = oid.slice(0, end);
    if (placement(general, element) === 'fits') return [general];
  }
  return [];
}

/** How much speaks for a template on an element: positive where the element's code or other templateIds go with it. */
function evidenceFor(template: TemplateInfo, owner: XmlElement): number {
  const { declared, wanted } = besideOf(owner);
  const { companions = [], observed = [], oneOf = [], sectionCodes, documentCodes } = template;
  const code = owner.child('code')?.attribute('code')?.value.trim();
  const codes = sectionCodes ?? documentCodes ?? [];
  const isAlone =
    companions.some((oid) => !declared.has(oid)) || (oneOf.length > 0 && !oneOf.some((oid) => declared.has(oid)));
  return (
    (code && codes.length > 0 ? (codes.includes(code) ? 2 : -1) : 0) +
    ([...companions, ...observed, ...oneOf].some((oid) => declared.has(oid)) ? 1 : 0) +
    (wanted.has(template.oid) ? 1 : 0) -
    (isAlone ? 1 : 0) -
    (declared.has(template.oid) ? 2 : 0)
  );
}

interface Beside {
  /** OIDs of the templateIds of an element. */
  readonly declared: ReadonlySet<string>;
  /** OIDs that go with one of them. */
  readonly wanted: ReadonlySet<string>;
}

const besideOf = perNode((owner: XmlElement): Beside => {
  const declared = new Set(
    Array.from(owner.elements('templateId'), (node) => node.attribute('root')?.value.trim() ?? ''),
  );
  const wanted = new Set<string>();
  for (const oid of declared) {
    const { companions = [], observed = [], oneOf = [] } = find(oid) ?? {};
    for (const each of [...companions, ...observed, ...oneOf]) wanted.add(each);
  }
  return { declared, wanted };
});
