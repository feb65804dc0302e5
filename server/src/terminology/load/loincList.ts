import { foldLabel } from '../labels';
import { loincKind } from '../loinc';
import { chooseSheet } from './chooseSheet';
import { CircuitError } from './errors';
import { type RawRecord, sheetRecords } from './records';
import { openSource } from './source';

/** A code and its French label. */
export type LoincEntry = readonly [code: string, label: string];

/** LOINC Biologie: the codes of the second coding priority, outside the Circuit (reference C.2). */
export class LoincList {
  private byLabel: Map<string, string> | undefined;

  constructor(
    /** File name. */
    readonly source: string,
    private readonly labels: ReadonlyMap<string, string>,
  ) {}

  get size(): number {
    return this.labels.size;
  }

  has(code: string): boolean {
    return this.labels.has(code);
  }

  /** The French label of a code; empty where the list gives none. */
  labelOf(code: string): string | undefined {
    return this.labels.get(code);
  }

  /** The code whose label is `label`, after folding. */
  findByLabel(label: string): string | undefined {
    this.byLabel ??= new Map([...this.labels].map(([code, text]) => [foldLabel(text), code]));
    return this.byLabel.get(foldLabel(label));
  }

  entries(): IterableIterator<[string, string]> {
    return this.labels.entries();
  }
}

/** Reads codes and labels from a workbook, a delimited table, or a FHIR or SVS value set; throws a CircuitError. */
export async function readLoincList(bytes: Uint8Array): Promise<LoincEntry[]> {
  const opened = await openSource(bytes);
  let records: Iterable<RawRecord>;
  if ('records' in opened) records = opened.records;
  else {
    const { sheet, layout } = await chooseSheet(opened.sheets);
    records = sheetRecords(sheet, layout, () => '');
  }
  const entries = new Map<string, string>();
  for (const { values } of records) {
    const code = values.loinc ?? values.code;
    if (code === undefined || loincKind(code) !== 'term' || entries.has(code)) continue;
    entries.set(code, values.label ?? values.plainLabel ?? '');
  }
  if (entries.size > 0) return [...entries];
  throw new CircuitError('no-analysis', {
    en: 'The file holds no LOINC code.',
    fr: 'Le fichier ne contient aucun code LOINC.',
  });
}
