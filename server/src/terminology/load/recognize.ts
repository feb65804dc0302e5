import { CIRCUIT_SHEET, hasCodes } from './chooseSheet';
import { foldHeading } from './headings';
import { findLayout } from './layout';
import { openSource } from './source';

/** Columns that only the Circuit has beside its codes: so many tell its table from other lists. */
const FEW = 4;

/**
 * Whether a file is a Circuit de la biologie beyond doubt: a workbook with its sheet `1.JDV_CircuitBio`, or a table (its beginning is
 * enough) with its headings. Reads the names of the sheets and no sheet.
 */
export async function isCircuit(bytes: Uint8Array): Promise<boolean> {
  try {
    const opened = await openSource(bytes);
    if (!('sheets' in opened)) return false;
    if (opened.format === 'workbook') return opened.sheets.some(({ name }) => CIRCUIT_SHEET.test(foldHeading(name)));
    const [table] = opened.sheets;
    const layout = table && findLayout(await table.read());
    return layout !== undefined && hasCodes(layout) && layout.score >= FEW;
  } catch {
    // Whatever it is, it is not one.
    return false;
  }
}
