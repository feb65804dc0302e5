import { CircuitError } from './errors';
import { type Field, foldHeading } from './headings';
import { findLayout, HEAD_ROWS, type Layout } from './layout';
import type { Sheet, SheetSource } from './sheet';

/** Name of the Circuit's sheet, `1.JDV_CircuitBio`, folded. */
export const CIRCUIT_SHEET = /\bjdv ?circuit ?bio\b/;

export interface Chosen {
  readonly sheet: Sheet;
  readonly layout: Layout;
}

/**
 * The sheet whose name `named` accepts, if it has a column of codes; else the one whose headings name most fields. Throws a
 * CircuitError if none has a column of codes.
 */
export async function chooseSheet(sheets: readonly SheetSource[], named?: RegExp): Promise<Chosen> {
  const preferred = named && sheets.find(({ name }) => named.test(foldHeading(name)));
  let best: { source: SheetSource; layout: Layout } | undefined;
  for (const source of sheets) {
    const layout = findLayout(await source.read({ head: HEAD_ROWS }));
    if (!layout || !hasCodes(layout)) continue;
    if (source === preferred) {
      best = { source, layout };
      break;
    }
    if (!best || layout.score > best.layout.score) best = { source, layout };
  }
  if (best) {
    const { source, layout } = best;
    const columns = new Set([...layout.columns.values()].map(({ index }) => index));
    return { sheet: await source.read({ columns }), layout };
  }
  throw new CircuitError('no-analysis', {
    en: 'No column of LOINC codes was found: no sheet has the headings of the Circuit de la biologie.',
    fr: 'Aucune colonne de codes LOINC n’a été trouvée : aucune feuille n’a les en-têtes du Circuit de la biologie.',
  });
}

export function hasCodes({ columns }: Layout): boolean {
  return (['loinc', 'code', 'waitingCode'] satisfies Field[]).some((field) => columns.has(field));
}
