import type { CdaDocument } from '../../cda/document';
import { codeSystemName, codeSystems, findOid, type OidInfo } from '../../cda/oids';
import type { Text } from '../../text';
import { describeOid } from '../hover/oid';
import { fold } from './analysisLists';
import { putAttributes } from './attributes';
import { type Proposal, toCompletions } from './item';
import type { Complete, Request } from './request';

/** Identifier systems of a French header (reference G.2, G.3); the catalogue of OIDs names them. */
const identifiers = [
  '1.2.250.1.213.1.4.8',
  '1.2.250.1.213.1.4.9',
  '1.2.250.1.213.1.4.10',
  '1.2.250.1.213.1.4.11',
  '1.2.250.1.71.4.2.1',
  '1.2.250.1.71.4.2.2',
];

/** OIDs with their names: code systems in `codeSystem`, identifier systems in `id/@root`; those of the document first. */
export const completeOid: Complete = (request) => {
  const { element, attribute, document } = request;
  if (attribute.name === 'codeSystem') {
    return list(request, usedIn(document, 'codeSystem', element.local), codeSystems());
  }
  if (attribute.name !== 'root' || (element.local !== 'id' && element.local !== 'setId')) return undefined;
  const known = identifiers.flatMap((oid) => findOid(oid) ?? []);
  return list(request, usedIn(document, 'root', element.local), known);
};

function list(request: Request, used: readonly string[], known: Iterable<OidInfo>) {
  const { hole, say } = request;
  const own = request.attribute.value.trim();
  const byOid = new Map<string, { readonly oid: string; readonly name?: Text }>();
  for (const oid of used) if (oid !== own || findOid(oid)) byOid.set(oid, findOid(oid) ?? { oid });
  for (const info of known) if (!byOid.has(info.oid)) byOid.set(info.oid, info);
  const inOrder = [...byOid.values()];
  const matching = inOrder.filter(({ oid, name }) => matches(hole.typed, oid, name));
  return toCompletions(
    hole,
    matching.map(({ oid, name }) => proposal(request, oid, name && say(name))),
    true,
  );
}

/** The beginning of the OID, or of a word of its name. */
function matches(typed: string, oid: string, name: Text | undefined): boolean {
  const wanted = fold(typed.trim());
  if (oid.startsWith(wanted)) return true;
  const named = name ? fold(`${name.fr} ${name.en} ${codeSystemName(oid) ?? ''}`) : '';
  return wanted.split(/\s+/).every((word) => named.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)));
}

function proposal(request: Request, oid: string, name: string | undefined): Proposal {
  const { element, attribute } = request;
  const official = codeSystemName(oid);
  const rename = attribute.name === 'codeSystem' && official !== undefined && element.attribute('codeSystemName');
  return {
    label: name ?? oid,
    kind: 'oid',
    detail: name === undefined ? request.say({ en: 'used in this document', fr: 'employé dans ce document' }) : oid,
    documentation: describeOid(request, oid),
    value: oid,
    others: rename ? putAttributes(element, { codeSystemName: official }) : [],
  };
}

/** Values of an attribute in the document, those on elements of the same name first, then the most frequent. */
function usedIn({ elements }: CdaDocument, name: string, local: string): string[] {
  const uses = new Map<string, number>();
  for (const element of elements) {
    const value = element.local === 'templateId' ? undefined : element.attribute(name)?.value.trim();
    if (value && /^\d[\d.]+$/.test(value))
      uses.set(value, (uses.get(value) ?? 0) + (element.local === local ? 10_000 : 1));
  }
  return [...uses].sort(([, a], [, b]) => b - a).map(([value]) => value);
}
