import data from '../../../data/templates.json';
import { copied, type Text } from '../text';

/** A template of the catalogue (reference A.1); one record per OID, whatever its extensions. */
export interface TemplateInfo {
  readonly oid: string;
  /** French `FR-…` name for CI-SIS templates, international name otherwise. */
  readonly name: string;
  /** French name of an international template. */
  readonly fr?: string;
  /** CI-SIS volet of a document model, e.g. `BIO-CR-BIO`. */
  readonly volet?: string;
  readonly kind: 'document' | 'header' | 'section' | 'entry';
  /** Who defines it, e.g. `CI-SIS (ANS)`, `IHE PCC`. */
  readonly by: string;
  /** Elements it describes; absent if no source says. */
  readonly on?: readonly string[];
  /** Templates a schematron demands on the same element. */
  readonly companions?: readonly string[];
  /** Templates of which a schematron demands one on the same element. */
  readonly oneOf?: readonly string[];
  /** Templates on the same element in every example, but demanded by no known schematron. */
  readonly observed?: readonly string[];
  /** Versions of a document model: of the examples and of the schematrons. */
  readonly extensions?: readonly string[];
  /** LOINC (or TRE) codes of the documents. */
  readonly documentCodes?: readonly string[];
  readonly sectionCodes?: readonly string[];
  /** How many of the 94 ANS examples use it. */
  readonly examples?: number;
  readonly confidence: 'high' | 'medium' | 'low';
  /** The name comes from a file name or from memory. */
  readonly uncertain?: boolean;
  /** A schematron of the ANS package that names it. */
  readonly source?: string;
}

/** An OID known to stand by mistake where a templateId is expected. */
export interface Anomaly {
  /** The OID that was meant. */
  readonly meant?: string;
  readonly why: Text;
}

/** An arc under which templates are defined (reference A.2). */
export interface Branch {
  readonly arc: string;
  readonly owner: string;
  /** The catalogue holds what is in use: an OID of this arc that it lacks is suspect. */
  readonly covered: boolean;
}

type Row = Omit<TemplateInfo, 'oid'>;
const rows = data.templates as unknown as Readonly<Record<string, Row>>;
const anomalies = data.anomalies as Readonly<Record<string, Text & { meant?: string }>>;

const BRANCHES: readonly Branch[] = [
  { arc: '1.2.250.1.213.1.1.1', owner: 'CI-SIS (ANS), documents', covered: true },
  { arc: '1.2.250.1.213.1.1.2', owner: 'CI-SIS (ANS), sections', covered: true },
  { arc: '1.2.250.1.213.1.1.3', owner: 'CI-SIS (ANS), entries', covered: true },
  { arc: '2.16.840.1.113883.2.8.2', owner: 'HL7 France', covered: true },
  { arc: '1.3.6.1.4.1.19376.1.5.3.1', owner: 'IHE PCC', covered: true },
  { arc: '1.3.6.1.4.1.19376.1.3', owner: 'IHE PALM (XD-LAB, APSR 2)', covered: true },
  { arc: '1.3.6.1.4.1.19376.1.8', owner: 'IHE PALM (APSR 1)', covered: true },
  { arc: '1.3.6.1.4.1.19376.1.9', owner: 'IHE PHARM', covered: true },
  { arc: '1.3.6.1.4.1.19376.1.12', owner: 'IHE Eyecare', covered: true },
  { arc: '1.3.6.1.4.1.19376.1.7.3', owner: 'IHE QRPH', covered: true },
  { arc: '1.3.6.1.4.1.19376.1.4.1', owner: 'IHE Cardiology', covered: true },
  { arc: '1.3.6.1.4.1.19376.1.2.20', owner: 'IHE ITI (XDS-SD)', covered: true },
  { arc: '1.3.6.1.4.1.19376', owner: 'IHE', covered: true },
  { arc: '2.16.840.1.113883.10.20.1', owner: 'HL7 CCD (2007)', covered: true },
  { arc: '2.16.840.1.113883.10.20', owner: 'HL7 C-CDA and implementation guides', covered: false },
  { arc: '2.16.840.1.113883.10.12', owner: 'HL7 CDA R2', covered: false },
  { arc: '2.16.840.1.113883.10.22', owner: 'HL7 IPS', covered: false },
  { arc: '1.2.840.10008.9', owner: 'DICOM PS3.20', covered: false },
];

/** Records handed out already: rules ask for every templateId at every keystroke. */
const known = new Map<string, TemplateInfo>();

/** The template with this OID. */
export function find(oid: string): TemplateInfo | undefined {
  const found = known.get(oid);
  if (found) return found;
  const row = Object.hasOwn(rows, oid) ? rows[oid] : undefined;
  if (!row) return undefined;
  const own = copied(oid);
  const template = { oid: own, ...row };
  known.set(own, template);
  return template;
}

/** What is known of an OID that stands as templateId by mistake. */
export function anomaly(oid: string): Anomaly | undefined {
  const found = Object.hasOwn(anomalies, oid) ? anomalies[oid] : undefined;
  return found && { ...(found.meant !== undefined && { meant: found.meant }), why: { en: found.en, fr: found.fr } };
}

/** Name of a template in both languages; the OID itself where the catalogue has none. */
export function describe(oid: string): Text {
  const template = find(oid);
  return { en: template?.name ?? oid, fr: template?.fr ?? template?.name ?? oid };
}

/**
 * The name that identifies a template in any language: the French one of a CI-SIS template, the international one of the others,
 * whose French names are often those of their French versions.
 */
export function ownName(oid: string): string {
  return find(oid)?.name ?? oid;
}

/** Name of a template in one language; `undefined` where the catalogue has none. */
export function templateName(oid: string, language: keyof Text): string | undefined {
  return find(oid) && describe(oid)[language];
}

/** The narrowest known arc that holds `oid`. */
export function branch(oid: string): Branch | undefined {
  return BRANCHES.find(({ arc }) => oid === arc || oid.startsWith(`${arc}.`));
}

/** Every template of the catalogue, in the order of the OIDs. */
export function* all(): Generator<TemplateInfo> {
  for (const [oid, row] of Object.entries(rows)) yield { oid, ...row };
}

/**
 * Whether a template describes `element` (local name). `unknown` where no source says which element it describes, or only a
 * schematron that no example confirms.
 */
export function placement(oid: string, element: string): 'fits' | 'misplaced' | 'unknown' {
  const template = find(oid);
  if (!template?.on) return 'unknown';
  if (template.on.includes(element)) return 'fits';
  return template.examples ? 'misplaced' : 'unknown';
}

const FARTHEST = 2;
const MOST_NEAR = 20;

/** A template whose OID may be meant by another one. */
export interface NearTemplate {
  readonly template: TemplateInfo;
  /** Typing errors between both. */
  readonly distance: number;
}

/**
 * Known templates that may be meant by an unknown `oid`, nearest first: the correction of a known anomaly or of letters for digits,
 * else those at most two typing errors away; only those that describe `element`, where there are any.
 */
export function nearTemplates(oid: string, element?: string): readonly NearTemplate[] {
  const key = `${oid} ${element ?? ''}`;
  const known = suggested.get(key);
  if (known) return known;
  const found = nearest(oid, element);
  if (suggested.size >= SUGGESTED_LIMIT) suggested.clear();
  suggested.set(key, found);
  return found;
}

/** Suggestions already looked for: a document in the making asks for the same ones at every keystroke, 3 ms each. */
const suggested = new Map<string, readonly NearTemplate[]>();
const SUGGESTED_LIMIT = 500;

function nearest(oid: string, element?: string): NearTemplate[] {
  const tidy = oid
    .replace(/[\s\u00a0]/g, '')
    .replace(/[oO]/g, '0')
    .replace(/[lI]/g, '1');
  const corrected = find(anomaly(oid)?.meant ?? (tidy === oid ? '' : tidy));
  if (corrected) return [{ template: corrected, distance: 0 }];
  const near: { oid: string; distance: number; fits: number }[] = [];
  for (const [known, { on }] of Object.entries(rows)) {
    const distance = typingErrors(oid, known);
    if (distance === 0 || distance > FARTHEST) continue;
    near.push({
      oid: known,
      distance,
      fits: element === undefined || on === undefined || on.includes(element) ? 0 : 1,
    });
  }
  near.sort((a, b) => a.fits - b.fits || a.distance - b.distance);
  const best = near.some(({ fits }) => fits === 0) ? near.filter(({ fits }) => fits === 0) : near;
  return best.slice(0, MOST_NEAR).flatMap(({ oid, distance }) => {
    const template = find(oid);
    return template ? [{ template, distance }] : [];
  });
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours; more than two count as three. */
function typingErrors(written: string, known: string): number {
  if (Math.abs(written.length - known.length) > FARTHEST) return FARTHEST + 1;
  let start = 0;
  while (start < written.length && written[start] === known[start]) start++;
  let end = 0;
  const shortest = Math.min(written.length, known.length) - start;
  while (end < shortest && written.at(-1 - end) === known.at(-1 - end)) end++;
  // Only what lies between the common beginning and end is aligned, one digit earlier for swaps.
  const from = Math.max(0, start - 1);
  return alignment(written.slice(from, written.length - end), known.slice(from, known.length - end));
}

function alignment(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      current[j] = swap ? Math.min(cost, (before[j - 2] ?? 0) + 1) : cost;
      least = Math.min(least, current[j] ?? 0);
    }
    if (least > FARTHEST) return FARTHEST + 1;
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
