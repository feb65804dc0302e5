import type { Circuit, CircuitRow } from './circuit';

/** LOINC Biologie: the codes of the second coding priority, outside the Circuit (reference C.2). */
export class LoincList {
  constructor(private readonly codes: Circuit) {}

  /** File name. */
  get source(): string {
    return this.codes.info.source;
  }

  get length(): number {
    return this.codes.length;
  }

  row(index: number): CircuitRow {
    return this.codes.row(index);
  }

  /** The code with its French label, empty where the list gives none. */
  find(code: string): CircuitRow | undefined {
    return this.codes.find(code);
  }

  /** The code whose label is `label`, after folding. */
  findByLabel(label: string): CircuitRow | undefined {
    return this.codes.findByLabel(label);
  }
}

/** What is loaded of the two priorities of LOINC codes. */
export interface LoincSources {
  readonly circuit: Circuit;
  /** Absent where no list is loaded. */
  readonly loincBiologie?: LoincList;
}

/** What the Circuit, failing it LOINC Biologie, says of a LOINC code. */
export function findLoinc({ circuit, loincBiologie }: LoincSources, code: string): CircuitRow | undefined {
  return circuit.find(code) ?? loincBiologie?.find(code);
}
