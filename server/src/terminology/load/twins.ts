import type { Circuit } from '../circuit';
import type { Faults } from './report';
import type { PlacedRow } from './rows';

/** Factors are rounded: 0.18 × 5.551 = 0.999, and one with a single digit may be a tenth off (reference D.3). */
const RECIPROCITY = 0.1;

/**
 * Checks that each correspondence (column AA) is an analysis of the table, that it leads back, and that its factor does. Returns the
 * codes whose factors contradict each other: nobody knows which of both is wrong.
 */
export function checkTwins(rows: Iterable<PlacedRow>, circuit: Circuit, faults: Faults): ReadonlySet<string> {
  const seen = new Set<string>();
  const contradicted = new Set<string>();
  for (const { row, at } of rows) {
    const { loinc, twin, factor } = row;
    if (loinc === undefined || twin === undefined || seen.has(loinc)) continue;
    seen.add(loinc);
    const other = circuit.find(twin);
    if (!other) {
      faults.add('twin-missing', () => at('twin'), {
        en: `The correspondence of ${loinc}, ${twin}, is no analysis of this table.`,
        fr: `La correspondance de ${loinc}, ${twin}, n’est pas une analyse de ce tableau.`,
      });
    } else if (other.twin !== loinc) {
      faults.add('twin-not-mutual', () => at('twin'), {
        en: `${loinc} corresponds to ${twin}, which corresponds to ${other.twin ?? 'nothing'}.`,
        fr: `${loinc} a pour correspondance ${twin}, qui a pour correspondance ${other.twin ?? 'aucun code'}.`,
      });
    } else if (
      // Said once, on the later of the two rows.
      seen.has(twin) &&
      factor !== undefined &&
      other.factor !== undefined &&
      Math.abs(factor * other.factor - 1) > RECIPROCITY
    ) {
      contradicted.add(loinc).add(twin);
      faults.add('factor-not-reciprocal', () => at('factor'), {
        en: `The factors of ${loinc} (${factor}) and ${twin} (${other.factor}) are not each other’s inverse: neither is used.`,
        fr: `Les facteurs de ${loinc} (${factor}) et de ${twin} (${other.factor}) ne sont pas inverses l’un de l’autre : aucun n’est retenu.`,
      });
    }
  }
  return contradicted;
}
