import type { Text } from '../text';
import type { Circuit, CircuitRow } from './circuit';
import { type Decimal, formatDecimal, multiply, parseDecimal, trimZeros } from './decimal';
import { LOINC_OID } from './loinc';
import { type Product, product, rounded, type Written } from './quantity';
import type { Ucum } from './ucum';

/** A bound of the reference range; without `unit` it is in the unit of the value. */
export interface Bound {
  readonly value: string;
  readonly unit?: string;
}

/** A result as the document writes it. */
export interface Measured extends Written {
  readonly code?: string;
  /** OID of the system of `code`; the Circuit's conversions need LOINC's. */
  readonly codeSystem?: string;
  readonly low?: Bound;
  readonly high?: Bound;
}

/** The same result in another unit. Numbers are strings in plain notation with a point. */
export interface Conversion {
  /** `circuit`: to the mass or molar twin, columns AA and AB. `ucum`: another multiple of the unit, same code. */
  readonly basis: 'circuit' | 'ucum';
  /** 1, or 2 where the value is first scaled to the Circuit's unit, or the twin then scaled to the unit asked for; 3 for both. */
  readonly steps: 1 | 2 | 3;
  readonly code?: string;
  /** Reference label of the twin. */
  readonly label?: string;
  readonly unit: string;
  readonly value: string;
  readonly low?: string;
  readonly high?: string;
  /** Products before rounding. */
  readonly exact: { readonly value: string; readonly low?: string; readonly high?: string };
  /** What the value was multiplied by; absent for scales that are not ratios (`Cel`). */
  readonly factor?: string;
  readonly source: Text;
}

export interface Terminologies {
  readonly circuit: Circuit;
  readonly ucum: Ucum;
}

/** Multiples in use in laboratories, offered where the result stays between 0.01 and 10 000. */
const CUSTOMARY: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'g/L': ['g/dL', 'mg/dL', 'mg/L'],
    'g/dL': ['g/L'],
    'mg/dL': ['g/L', 'mg/L'],
    'mg/L': ['g/L', 'mg/dL'],
    'ug/mL': ['mg/L'],
    'ug/L': ['ng/mL', 'mg/L'],
    'ng/mL': ['ug/L'],
    'ng/L': ['pg/mL'],
    'pg/mL': ['ng/L'],
    'mmol/L': ['umol/L'],
    'umol/L': ['mmol/L', 'nmol/L'],
    'nmol/L': ['umol/L', 'pmol/L'],
    'pmol/L': ['nmol/L'],
    'm[IU]/L': ['u[IU]/mL', '[IU]/L'],
    'u[IU]/mL': ['m[IU]/L'],
    '[IU]/L': ['m[IU]/mL', '[IU]/mL', 'k[IU]/L'],
    'm[IU]/mL': ['[IU]/L'],
    '[IU]/mL': ['[IU]/L', 'k[IU]/L'],
    'k[IU]/L': ['[IU]/mL', '[IU]/L'],
    'U/L': ['ukat/L'],
    'ukat/L': ['U/L'],
    '10*9/L': ['10*3/uL', '/uL'],
    '10*12/L': ['10*6/uL'],
    '10*3/uL': ['10*9/L'],
    '10*6/uL': ['10*12/L'],
    '/uL': ['10*9/L', '/mm3'],
    '/mm3': ['10*9/L', '/uL'],
    'mm[Hg]': ['kPa'],
    kPa: ['mm[Hg]'],
  }),
);

/**
 * The conversions the reference allows for a result (E.1 and E.2), the Circuit's first. None if the document gives the
 * analysis in both units already (`twinPresent`), if the value is not a plain number or if the unit is not UCUM.
 * Always call it with the value as written: a converted value drifts when it is converted back (D.3).
 */
export function conversions(measured: Measured, terms: Terminologies, twinPresent = false): Conversion[] {
  if (twinPresent) return [];
  const row = circuitRow(measured, terms);
  const units = new Set([row?.unit, ...(CUSTOMARY.get(measured.unit.replace(/(?<=\/[dmu]?)l$/, 'L')) ?? [])]);
  const scaled = [...units].map((unit) => {
    if (unit === undefined || unit === measured.unit) return undefined;
    const conversion = scale(measured, unit, terms);
    return unit === row?.unit || (conversion && isReadable(conversion)) ? conversion : undefined;
  });
  return [toTwin(measured, terms), ...scaled].filter((conversion) => conversion !== undefined);
}

/** The result in `unit`: by UCUM if it is another multiple, else by the Circuit's twin; `undefined` if neither is allowed. */
export function convertTo(measured: Measured, unit: string, terms: Terminologies): Conversion | undefined {
  return scale(measured, unit, terms) ?? toTwin(measured, terms, unit);
}

/** Same code, other multiple of the unit (E.2). */
function scale(measured: Measured, unit: string, { ucum }: Terminologies): Conversion | undefined {
  const factor = decimal(ucum.factor(measured.unit, unit));
  const convert = ({ value, unit: from }: Written): Product | undefined => {
    const own = from === measured.unit ? factor : decimal(ucum.factor(from, unit));
    if (own) return product(value, [own]);
    const converted = ucum.convert(Number(value), from, unit);
    if (converted === undefined) return undefined;
    const [zero = 0, one = 0, two = 0] = [0, 1, 2].map((each) => ucum.convert(each, from, unit));
    return rounded(value, converted, Math.abs(two - one - (one - zero)) < 1e-9);
  };
  const ucumEn = measured.code === undefined ? 'UCUM:' : 'UCUM, same code:';
  const ucumFr = measured.code === undefined ? 'UCUM :' : 'UCUM, même code :';
  const source = {
    en: `${ucumEn} 1 ${measured.unit} = ${factor ? formatDecimal(factor) : '?'} ${unit}.`,
    fr: `${ucumFr} 1 ${measured.unit} = ${factor ? formatDecimal(factor) : '?'} ${unit}.`,
  };
  const affine = {
    en: `${ucumEn} ${measured.unit} and ${unit} are scales that are not proportional.`,
    fr: `${ucumFr} ${measured.unit} et ${unit} sont des échelles qui ne sont pas proportionnelles.`,
  };
  return assemble(measured, convert, {
    basis: 'ucum',
    steps: 1,
    ...(measured.code !== undefined && { code: measured.code }),
    unit,
    ...(factor && { factor: formatDecimal(factor) }),
    source: factor ? source : affine,
  });
}

/** The mass or molar twin, in its own unit or in `unit` (E.1). */
function toTwin(measured: Measured, terms: Terminologies, unit?: string): Conversion | undefined {
  const row = circuitRow(measured, terms);
  const twin = row?.twin === undefined ? undefined : terms.circuit.find(row.twin);
  const ab = decimal(row?.factor);
  if (!row?.unit || !twin?.unit || !twin.loinc || !ab) return undefined;
  const target = unit ?? twin.unit;
  const [first, last] = [row.unit, twin.unit];
  const after = decimal(terms.ucum.factor(last, target));
  const before = decimal(terms.ucum.factor(measured.unit, first));
  if (!before || !after) return undefined;
  const convert = ({ value, unit: from }: Written): Product | undefined => {
    const own = decimal(terms.ucum.factor(from, first));
    return own && product(value, [own, ab, after].filter(notOne));
  };
  const changes = [measured.unit === first, target === last].filter((same) => !same).length;
  return assemble(measured, convert, {
    basis: 'circuit',
    steps: (1 + changes) as 1 | 2 | 3,
    code: twin.loinc,
    label: twin.label,
    unit: target,
    factor: formatDecimal(trimZeros([before, ab, after].reduce(multiply))),
    source: twinSource(measured, row, twin, { before, ab, after, target }),
  });
}

interface Steps {
  readonly before: Decimal;
  readonly ab: Decimal;
  readonly after: Decimal;
  readonly target: string;
}

function twinSource({ unit }: Measured, row: CircuitRow, twin: CircuitRow, { before, ab, after, target }: Steps): Text {
  const first = unit === row.unit ? [] : [`${unit} → ${row.unit} (UCUM, × ${formatDecimal(before)})`];
  const last = target === twin.unit ? [] : [`${twin.unit} → ${target} (UCUM, × ${formatDecimal(after)})`];
  const codes = `${row.loinc} → ${twin.loinc}, × ${formatDecimal(ab)}`;
  const en = [...first, `Circuit de la biologie, columns AA and AB: ${codes}`, ...last];
  const fr = [...first, `Circuit de la biologie, colonnes AA et AB : ${codes}`, ...last];
  if (en.length === 1) return { en: `${en}.`, fr: `${fr}.` };
  return {
    en: `In ${en.length === 2 ? 'two' : 'three'} steps: ${en.join('; ')}.`,
    fr: `En ${fr.length === 2 ? 'deux' : 'trois'} temps : ${fr.join(' ; ')}.`,
  };
}

function assemble(
  { value, unit, low, high }: Measured,
  convert: (written: Written) => Product | undefined,
  rest: Omit<Conversion, 'value' | 'low' | 'high' | 'exact'>,
): Conversion | undefined {
  const result = convert({ value, unit });
  if (!result) return undefined;
  const bottom = low && convert({ unit, ...low });
  const top = high && convert({ unit, ...high });
  return {
    ...rest,
    value: result.shown,
    ...(bottom && { low: bottom.shown }),
    ...(top && { high: top.shown }),
    exact: { value: result.exact, ...(bottom && { low: bottom.exact }), ...(top && { high: top.exact }) },
  };
}

function circuitRow({ code, codeSystem }: Measured, { circuit }: Terminologies): CircuitRow | undefined {
  return code !== undefined && codeSystem === LOINC_OID ? circuit.find(code) : undefined;
}

function isReadable({ exact }: Conversion): boolean {
  const size = Math.abs(Number(exact.value));
  return size === 0 || (size >= 0.01 && size < 10_000);
}

const decimal = (number: number | undefined) => (number === undefined ? undefined : parseDecimal(String(number)));
const notOne = ({ digits, scale }: Decimal) => !(digits === 1n && scale === 0);
