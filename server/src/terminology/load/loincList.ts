import { type CircuitRow, mergeRows } from '../circuit';
import { loincKind } from '../loinc';
import { chooseSheet } from './chooseSheet';
import { CircuitError } from './errors';
import type { ReadCircuit } from './readCircuit';
import { type RawRecord, sheetRecords } from './records';
import { openSource } from './source';

/**
 * Reads LOINC Biologie, or any list of LOINC codes and labels, from a workbook, a delimited table, or a FHIR or SVS value set;
 * other codes in it are passed over. Throws a CircuitError.
 */
export async function readLoincList(bytes: Uint8Array, source: string): Promise<ReadCircuit> {
  const opened = await openSource(bytes);
  let records: Iterable<RawRecord>;
  if ('records' in opened) records = opened.records;
  else {
    const { sheet, layout } = await chooseSheet(opened.sheets);
    records = sheetRecords(sheet, layout, () => '');
  }
  const entries = new Map<string, CircuitRow>();
  let rows = 0;
  for (const { values } of records) {
    rows++;
    const loinc = values.loinc ?? values.code;
    if (loinc === undefined || loincKind(loinc) !== 'term' || entries.has(loinc)) continue;
    entries.set(loinc, { loinc, label: values.label ?? values.plainLabel ?? '' });
  }
  if (entries.size === 0) {
    throw new CircuitError('no-analysis', {
      en: 'The file holds no LOINC code.',
      fr: 'Le fichier ne contient aucun code LOINC.',
    });
  }
  const none = { columns: [], conflicts: [], conflictCount: 0, faults: [], faultCount: 0, faultCounts: {}, notes: [] };
  const counts = { rows, analyses: entries.size, waitingOnly: 0, repeated: 0, withoutCode: rows - entries.size };
  const report = { source, format: opened.format, ...counts, chapters: 0, subchapters: 0, ...none };
  return { table: mergeRows(entries.values()), report };
}
