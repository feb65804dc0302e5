import { findOid, isWellFormedOid } from '../cda/oids';
import { type Meant, meantBy } from '../cda/templateMeant';
import { anomaly, branch, find, ownName, placement } from '../cda/templates';
import type { Text } from '../text';
import type { XmlElement } from '../xml/tree';
import { crBio } from './examples';
import { replacement } from './fixes';
import type { Problem, Rule, Severity } from './rule';
import { modelsMeant } from './unknownModel';

/** Unknown OIDs of one document that are compared with the catalogue; a hostile document must not make the editor wait. */
const maxCompared = 10;

const section = (root: string) =>
  crBio(
    `<component><section><templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/><templateId root="${root}"/></section></component>`,
  );

const pdfCopy = (root: string) =>
  crBio(
    `<component><section><templateId root="${root}"/><code code="55108-5" codeSystem="2.16.840.1.113883.6.1"/></section></component>`,
  );

const observation = (root: string) =>
  crBio(
    `<component><section><entry><observation><templateId root="${root}"/></observation></entry></section></component>`,
  );

/** A templateId that names no template: readers and validators take the element for something else, or overlook it. */
export const templateUnknown: Rule = {
  id: 'template-unknown',
  severity: 'warning',
  summary: {
    en: 'templateId of a known branch (CI-SIS, IHE, CCD) that is in no catalogue, or no OID at all',
    fr: 'templateId d’une branche connue (CI-SIS, IHE, CCD) absent du catalogue, ou qui n’est pas un OID',
  },
  source:
    'Functional reference, sections A.1 (anomalies), A.2 (arcs) and I.1 (2); templates of the ANS examples and schematrons',
  good: [
    { xml: section('1.2.250.1.213.1.1.2.70') },
    // Templates of other countries and UUIDs are none of our business.
    { xml: section('2.16.840.1.113883.2.9.10.1.1') },
    { xml: section('6f9619ff-8b86-d011-b42d-00c04fc964ff') },
  ],
  bad: [
    {
      xml: section('1.2.250.1.213.1.1.2.700'),
      at: '1.2.250.1.213.1.1.2.700',
      fixed: section('1.2.250.1.213.1.1.2.70'),
    },
    {
      xml: pdfCopy('1.2.250.1.213.1.1.2.234'),
      at: '1.2.250.1.213.1.1.2.234',
      fixed: pdfCopy('1.2.250.1.213.1.1.2.243'),
    },
    {
      xml: section('1.2.250.1.213.1.1.2.70.9.9'),
      at: '1.2.250.1.213.1.1.2.70.9.9',
      fixed: section('1.2.250.1.213.1.1.2.70'),
    },
    {
      xml: section('2.16.840.1.11383.10.20.1.7'),
      at: '2.16.840.1.11383.10.20.1.7',
      fixed: section('2.16.840.1.113883.10.20.1.7'),
    },
    {
      xml: section('1.2.208.1.213.1.1.2.70'),
      at: '1.2.208.1.213.1.1.2.70',
      fixed: section('1.2.250.1.213.1.1.2.70'),
    },
    { xml: section(' 1.2.250.1.213.1.1.2.70'), fixed: section('1.2.250.1.213.1.1.2.70') },
    { xml: section('urn:oid:1.2.250.1.213.1.1.2.70'), fixed: section('1.2.250.1.213.1.1.2.70') },
    { xml: section('1.2.250.1.213.1.1.2.70.'), fixed: section('1.2.250.1.213.1.1.2.70') },
    {
      xml: observation('1.2.250.1.213.1.1.3.08'),
      at: '1.2.250.1.213.1.1.3.08',
      fixed: observation('1.2.250.1.213.1.1.3.8'),
    },
    {
      xml: observation('1.2.250.1.213.1.1.3.07'),
      at: '1.2.250.1.213.1.1.3.07',
      fixed: observation('1.2.250.1.213.1.1.3.70'),
    },
    { xml: section('2.16.840.1.113883.6.1'), at: '2.16.840.1.113883.6.1' },
    { xml: section(''), at: '' },
  ],
  *check(document) {
    const { templates, model } = document;
    // `document-model` knows better, from the code of the document.
    const told = modelsMeant(document).length > 0 ? model.declared?.root : undefined;
    const compared = new Set<string>();
    for (const { owner, root, oid, template } of templates) {
      if (root === told || (template && root.value === oid)) continue;
      const key = `${owner.local} ${root.value}`;
      if (compared.size < maxCompared) compared.add(key);
      const verdict = judge(root.value, owner, compared.has(key));
      if (!verdict) continue;
      const { message, severity, meant, isUndecided } = verdict;
      const fixes = meant.map((oid) => replacement(root, oid));
      yield {
        at: root.valueSpan,
        message,
        ...(severity && { severity }),
        ...(fixes.length > 0 && { fixes }),
        ...(isUndecided && { isUndecided }),
      };
    }
  },
};

interface Verdict extends Pick<Problem, 'message' | 'severity' | 'isUndecided'> {
  /** OIDs that may be meant, the likeliest first. */
  readonly meant: readonly string[];
}

function judge(root: string, owner: XmlElement, compare: boolean): Verdict | undefined {
  const oid = root.trim();
  if (oid === '') return { message: empty, meant: [] };
  if (find(oid)) return { message: spaces(oid), meant: [oid] };
  if (!isWellFormedOid(oid))
    return isUuid(oid) ? undefined : { message: malformed(oid), meant: repaired(oid, owner.local) };
  const known = anomaly(oid);
  if (known) return { message: mistaken(oid, known.why), meant: known.meant ? [known.meant] : [] };
  const other = findOid(oid);
  if (other && other.kind !== 'arc') return { message: otherThing(oid, other.name), meant: [] };
  const arc = branch(oid);
  if (arc && !arc.covered) return undefined;
  const { oids, isUndecided }: Meant = compare ? meantBy(oid, owner) : { oids: [], isUndecided: false };
  if (!arc) {
    const [meant] = oids.filter((candidate) => isMistypedArc(oid, candidate));
    return meant === undefined ? undefined : { message: foreign(oid, meant), meant: [meant] };
  }
  const told = oids.slice(0, isUndecided ? 2 : 1);
  return {
    message: absent(oid, arc.owner, told),
    meant: oids,
    ...severityOf(oid, oids),
    ...(isUndecided && { isUndecided }),
  };
}

/** The ANS uses a part of what IHE and CCD define: one that resembles nothing known may well be right. */
function severityOf(oid: string, near: readonly string[]): { severity?: Severity } {
  return near.length > 0 || /^(?:1\.2\.250\.1\.213|2\.16\.840\.1\.113883\.2\.8)\./.test(oid)
    ? {}
    : { severity: 'info' };
}

/**
 * Whether an OID of an arc we do not know is a template of ours with one mistake in it: another number where a long one (a country,
 * an organization) stands, or one arc missing or too many. Two HL7 arcs may differ by one arc and both be right.
 */
function isMistypedArc(oid: string, candidate: string): boolean {
  const [written, known] = [oid.split('.'), candidate.split('.')];
  const at = known.findIndex((arc, index) => arc !== written[index]);
  const rest = (arcs: readonly string[], from: number) => arcs.slice(from).join('.');
  if (written.length === known.length) {
    return (known[at]?.length ?? 0) >= 3 && rest(written, at + 1) === rest(known, at + 1);
  }
  if (oid.startsWith('2.16.840.1.113883.')) return false;
  return rest(written, at) === rest(known, at + 1) || rest(written, at + 1) === rest(known, at);
}

function isUuid(root: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(root);
}

/**
 * The OID that a malformed one stands for, if taking away what does not belong there gives one. A zero that does not belong there
 * may also stand on the wrong side (`08` for `80`): then templates that describe `element` come first.
 */
function repaired(root: string, element: string): string[] {
  const oid = root
    .replace(/^urn:oid:/i, '')
    .replace(/[\s\u00a0]/g, '')
    .replace(/[,;]/g, '.')
    .replace(/[oO]/g, '0')
    .replace(/[lI]/g, '1')
    .replace(/\.{2,}/g, '.')
    .replace(/^\.|\.$/g, '')
    .replace(/(^|\.)0+(?=\d)/g, '$1');
  const own = isWellFormedOid(oid) ? [oid] : [];
  const swapped = root.replace(/\.0([1-9])(?=\.|$)/g, '.$10');
  if (swapped === root || !find(swapped)) return own;
  const misfits = (candidate: string) => (find(candidate) && placement(candidate, element) !== 'misplaced' ? 0 : 1);
  return [...own, swapped].sort((a, b) => misfits(a) - misfits(b));
}

const empty: Text = {
  en: 'This templateId has no OID: give its root, or remove it.',
  fr: 'Ce templateId n’a pas d’OID : renseigner root ou supprimer l’élément.',
};

function spaces(oid: string): Text {
  return {
    en: `White space around the OID ${oid}: tools that compare it as it stands do not recognize the template.`,
    fr: `Espaces autour de l’OID ${oid} : les outils qui le comparent tel quel ne reconnaissent pas le modèle.`,
  };
}

function malformed(root: string): Text {
  return {
    en: `“${root}” is not an OID: numbers without leading zeros, separated by dots.`,
    fr: `« ${root} » n’est pas un OID : des nombres sans zéro initial, séparés par des points.`,
  };
}

function mistaken(oid: string, why: Text): Text {
  return {
    en: `${oid} is ${why.en}: give the OID that was meant, or remove this templateId.`,
    fr: `${oid} est ${why.fr} : renseigner l’OID voulu ou supprimer ce templateId.`,
  };
}

function otherThing(oid: string, name: Text): Text {
  return {
    en: `${oid} is no template: it is the OID of “${name.en}”.`,
    fr: `${oid} n’est pas un modèle : c’est l’OID de « ${name.fr} ».`,
  };
}

function foreign(oid: string, meant: string): Text {
  const name = ownName(meant);
  return {
    en: `${oid} names no known template. Did you mean ${meant} (${name})?`,
    fr: `${oid} ne désigne aucun modèle connu. Vouliez-vous écrire ${meant} (${name}) ?`,
  };
}

function absent(oid: string, arcOwner: string, meant: readonly string[]): Text {
  const owner = arcOwner.replace(/, (?:documents|sections|entries)$/, '');
  const named = meant.map((each) => `${each} (${ownName(each)})`);
  return {
    en: `${oid} is not a known template of ${owner}.${meant.length > 0 ? ` Did you mean ${named.join(' or ')}?` : ''}`,
    fr: `${oid} n’est pas un modèle connu de ${owner}.${meant.length > 0 ? ` Vouliez-vous écrire ${named.join(' ou ')} ?` : ''}`,
  };
}
