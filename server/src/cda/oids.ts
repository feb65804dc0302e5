import data from '../../../data/oids.json';
import type { Text } from '../text';
import * as templates from './templates';

export type OidKind = 'code-system' | 'value-set' | 'identifier' | 'arc' | 'template';

export interface OidInfo {
  readonly oid: string;
  readonly kind: OidKind;
  readonly name: Text;
}

/** A codeSystemName that belongs to another code system than the codeSystem beside it. */
export interface NameContradiction {
  /** Code systems that bear the name. */
  readonly named: readonly OidInfo[];
  /** The written OID is another known code system, or a typing error of one that bears the name. */
  readonly kind: 'other-system' | 'misspelt-oid';
}

interface Row {
  readonly kind: Exclude<OidKind, 'template'>;
  readonly name: string;
  readonly fr?: string;
  readonly aliases?: readonly string[];
}

const rows = data.oids as unknown as Readonly<Record<string, Row>>;
const row = (oid: string) => (Object.hasOwn(rows, oid) ? rows[oid] : undefined);

/** Whether `oid` has the form of an OID: dotted arcs without leading zeros, at least two, the second below 40 under 0 and 1. */
export function isWellFormedOid(oid: string): boolean {
  return /^(?:[01]\.(?:[0-9]|[1-3][0-9])|2\.(?:0|[1-9]\d*))(?:\.(?:0|[1-9]\d*))*$/.test(oid);
}

/** What an OID is: a code system, a value set, an identifier root, an arc, or a template of the catalogue. */
export function findOid(oid: string): OidInfo | undefined {
  const known = row(oid);
  if (known) return { oid, kind: known.kind, name: { en: known.name, fr: known.fr ?? known.name } };
  return templates.find(oid) && { oid, kind: 'template', name: templates.describe(oid) };
}

/** The narrowest known arc strictly above `oid`: who gives out such OIDs. */
export function describeArc(oid: string): OidInfo | undefined {
  for (let end = oid.lastIndexOf('.'); end > 0; end = oid.lastIndexOf('.', end - 1)) {
    const arc = oid.slice(0, end);
    if (row(arc)?.kind === 'arc') return findOid(arc);
  }
  return undefined;
}

/** The usual codeSystemName of a code system, to fill in; `undefined` if none is established. */
export function codeSystemName(oid: string): string | undefined {
  return row(oid)?.aliases?.[0];
}

/** Every code system with an established name, for completion. */
export function* codeSystems(): Generator<OidInfo> {
  for (const [oid, { kind }] of Object.entries(rows)) {
    const info = kind === 'code-system' ? findOid(oid) : undefined;
    if (info) yield info;
  }
}

/** Letters and digits only, without case or accents: `SNOMED-CT`, `HL7:ActCode`, ` TA_ASIP ` as they are met. */
function foldName(name: string): string {
  const folded = name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
  return folded.replace(/^hl7(?=[a-z])/, '');
}

let byName: Map<string, string[]> | undefined;

function systemsNamed(name: string): readonly string[] {
  if (!byName) {
    byName = new Map();
    for (const [oid, { aliases = [] }] of Object.entries(rows)) {
      for (const key of new Set(aliases.map(foldName))) byName.set(key, [...(byName.get(key) ?? []), oid]);
    }
  }
  return byName.get(foldName(name)) ?? [];
}

/**
 * Whether `name` contradicts the code system `oid`. Only when the name is a known name of other code systems and the OID is
 * itself a known code system, or one arc away from one that bears the name: an unknown name says nothing.
 */
export function contradictsCodeSystem(oid: string, name: string): NameContradiction | undefined {
  const named = systemsNamed(name);
  if (named.length === 0 || named.includes(oid)) return undefined;
  const infos = named.flatMap((system) => findOid(system) ?? []);
  const known = row(oid);
  if (known?.kind === 'code-system') return { named: infos, kind: 'other-system' };
  if (known && known.kind !== 'arc') return undefined;
  const near = infos.filter((system) => isMisspelling(oid, system.oid));
  return near.length > 0 ? { named: near, kind: 'misspelt-oid' } : undefined;
}

/** One arc missing at the end, or one arc written differently. */
function isMisspelling(written: string, meant: string): boolean {
  const a = written.split('.');
  const b = meant.split('.');
  if (meant.startsWith(`${written}.`)) return b.length === a.length + 1;
  return a.length === b.length && a.filter((arc, i) => arc !== b[i]).length === 1 && a.at(-1) === b.at(-1);
}
