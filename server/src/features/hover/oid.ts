import { describeArc, findOid, isWellFormedOid, type OidKind } from '../../cda/oids';
import type { Text } from '../../text';
import { code, paragraphs, plain } from '../markdown';
import type { Explain, Subject } from './subject';

const kinds: Readonly<Record<OidKind, Text>> = {
  'code-system': { en: 'code system', fr: 'système de codage' },
  'value-set': { en: 'value set', fr: 'jeu de valeurs' },
  identifier: { en: 'identifiers', fr: 'identifiants' },
  arc: { en: 'arc', fr: 'arc' },
  template: { en: 'template', fr: 'modèle' },
};

/** Attributes that hold an OID, whatever its form. */
const holders = new Set(['root', 'codeSystem', 'valueSet', 'assigningAuthority']);
const urn = 'urn:oid:';

/** An OID in any attribute; an `II` element speaks of its root. */
export const explainOid: Explain = (subject) => {
  const { element, attribute } = subject;
  const holder = attribute && attribute.local !== 'extension' ? attribute : element.attribute('root');
  const written = holder?.value.trim();
  if (!holder || !written) return undefined;
  const oid = written.startsWith(urn) ? written.slice(urn.length) : written;
  if (!/^[0-9.]+$/.test(oid)) return undefined;
  const expected = holders.has(holder.local) || written !== oid || oid.split('.').length > 5;
  return expected ? describeOid(subject, oid) : undefined;
};

export function describeOid({ say }: Subject, oid: string): string {
  if (!isWellFormedOid(oid)) return `${code(oid)} – ${say({ en: 'not a well-formed OID', fr: 'OID mal formé' })}`;
  const known = findOid(oid);
  if (known) return `**${plain(say(known.name))}**\n\n${code(oid)} – ${say(kinds[known.kind])}`;
  const arc = describeArc(oid);
  return paragraphs(
    `${code(oid)} – ${say({ en: 'unknown OID', fr: 'OID inconnu' })}`,
    arc && `${say({ en: 'Under the arc of', fr: 'Sous l’arc de' })} ${plain(say(arc.name))} (${code(arc.oid)})`,
  );
}
