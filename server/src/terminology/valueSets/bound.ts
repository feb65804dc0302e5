import type { Circuit } from '../circuit';
import { LOINC_OID, loincKind } from '../loinc';
import { ValueSet, type ValueSetSource } from '../valueSets';

/** Value set of the chapters of laboratory reports until the Circuit's sheet `2.Chapitres LOINC` replaced it (reference H.3). */
const CHAPTERS_OID = '1.2.250.1.213.1.1.5.90';
const WAITING_OID = '1.2.250.1.213.1.1.5.130';

export interface BoundSources {
  readonly circuit: Circuit;
  readonly valueSets?: ValueSetSource | undefined;
}

/** The value set an element takes its code from: one that is loaded, or the chapters and sub-chapters of the loaded Circuit. */
export function boundSet(
  { oid, name }: { readonly oid: string; readonly name: string },
  { circuit, valueSets }: BoundSources,
): ValueSet | undefined {
  return valueSets?.find(oid, name) ?? (oid === CHAPTERS_OID ? chaptersOf(circuit, name) : undefined);
}

const known = new WeakMap<Circuit, ValueSet>();

function chaptersOf(circuit: Circuit, name: string): ValueSet | undefined {
  const made = known.get(circuit);
  if (made || circuit.chapters.length === 0) return made;
  const concepts = circuit.chapters.map(({ code, label = '' }) => {
    return { code, system: loincKind(code) === 'term' ? LOINC_OID : WAITING_OID, display: label };
  });
  const set = new ValueSet(CHAPTERS_OID, name, concepts, true);
  known.set(circuit, set);
  return set;
}
