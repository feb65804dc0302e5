/** The parts of `@lhncbc/ucum-lhc` (untyped) that `ucum.ts` uses. */
declare module '@lhncbc/ucum-lhc' {
  interface UnitEntry {
    readonly csCode_: string;
    readonly source_: string;
    readonly isMetric_: boolean;
    readonly isBase_: boolean;
    readonly isArbitrary_: boolean;
    readonly isSpecial_: boolean;
    readonly name_: string;
    readonly magnitude_: number;
  }
  interface Conversion {
    readonly status: 'succeeded' | 'failed' | 'error';
    readonly toVal: number | null;
  }
  interface Validation {
    readonly status: 'valid' | 'invalid' | 'error';
    readonly ucumCode: string | null;
  }
  interface Utils {
    convertUnitTo(from: string, value: number, to: string): Conversion;
    validateUnitString(unit: string): Validation;
  }
  export const UcumLhcUtils: { getInstance(): Utils };
  export const UnitTables: { getInstance(): { allUnitsByDef(): readonly UnitEntry[] } };
}
