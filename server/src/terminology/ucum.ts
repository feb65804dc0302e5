import type * as Lhc from '@lhncbc/ucum-lhc';
import { remember, type Text } from '../text';
import { type Atom, type Atoms, type Fault, type Parsed, PREFIXES, parseUnit, type Term } from './ucumGrammar';
import { habitOf, spellings } from './ucumSpellings';

/** A unit that cannot be used as written, why, and valid UCUM codes that may be meant, likeliest first. */
export interface UnitFault {
  readonly message: Text;
  readonly suggestions: readonly string[];
}

/** What the product asks of UCUM. Every answer is kept per unit string. */
export interface Ucum {
  /** Why `unit` is not UCUM (case-sensitive form), or `undefined` if it is. */
  fault(unit: string): UnitFault | undefined;
  /** A warning on valid UCUM that says something else than is meant in French laboratories: `G/L` is gauss per litre. */
  habit(unit: string): UnitFault | undefined;
  /** `value` of `from` expressed in `to`, 12 significant digits; `undefined` if not commensurable or not UCUM. */
  convert(value: number, from: string, to: string): number | undefined;
  /** The number that turns values in `from` into values in `to`; `undefined` also for scales that are not ratios (`Cel`). */
  factor(from: string, to: string): number | undefined;
  /** Both valid and convertible into each other; never mass and mole, never two different arbitrary units. */
  sameDimension(a: string, b: string): boolean;
}

/** Units of an amount of substance: a ratio of two of them is not a plain number (`mmol/mol` is not `%`). */
const AMOUNTS = new Set(['mol', 'eq', 'osm', 'kat', 'U']);

class LhcUcum implements Ucum {
  private lib: { utils: ReturnType<typeof Lhc.UcumLhcUtils.getInstance>; atoms: Atoms } | undefined;
  private readonly parsed = new Map<string, ReturnType<typeof parseUnit>>();
  private readonly faults = new Map<string, UnitFault | undefined>();
  private readonly factors = new Map<string, number | undefined>();

  fault(unit: string): UnitFault | undefined {
    return remember(this.faults, unit, (written) => {
      const parsed = this.parse(written);
      if (!('fault' in parsed)) return undefined;
      const isValid = (candidate: string) => !('fault' in this.parse(candidate));
      // Nothing is known of a prefix too many, and what is as long as this is no unit.
      const hopeless = parsed.fault.kind === 'prefix' || parsed.fault.kind === 'length';
      return { message: faultMessage(written, parsed.fault), suggestions: hopeless ? [] : spellings(written, isValid) };
    });
  }

  habit(unit: string): UnitFault | undefined {
    const habit = habitOf(unit);
    if (!habit || this.fault(unit)) return undefined;
    const meant = habit.suggestions;
    return {
      message: {
        en: `“${unit}” literally says ${habit.literal.en} in UCUM; “${meant.join('” or “')}” is probably meant.`,
        fr: `« ${unit} » signifie littéralement ${habit.literal.fr} en UCUM ; « ${meant.join(' » ou « ')} » est sans doute visé.`,
      },
      suggestions: meant,
    };
  }

  convert(value: number, from: string, to: string): number | undefined {
    if (from === to) return this.fault(from) ? undefined : value;
    const a = this.parse(from);
    const b = this.parse(to);
    if ('fault' in a || 'fault' in b || !comparable(a, b)) return undefined;
    const arbitrary = a.terms.some(({ atom }) => atom.arbitrary);
    const source = arbitrary ? withoutArbitrary(a) : { number: 1, unit: from };
    const target = arbitrary ? withoutArbitrary(b) : { number: 1, unit: to };
    const { status, toVal } = this.load().utils.convertUnitTo(source.unit, value * source.number, target.unit);
    if (status !== 'succeeded' || toVal === null || !Number.isFinite(toVal)) return undefined;
    return Number((toVal / target.number).toPrecision(12));
  }

  factor(from: string, to: string): number | undefined {
    return remember(this.factors, `${from} ${to}`, () => {
      const scales = [this.parse(from), this.parse(to)];
      const ratio = scales.every((scale) => !('fault' in scale) && !scale.terms.some(({ atom }) => atom.special));
      return ratio ? this.convert(1, from, to) : undefined;
    });
  }

  sameDimension(a: string, b: string): boolean {
    return this.factor(a, b) !== undefined || this.convert(1, a, b) !== undefined;
  }

  private parse(unit: string) {
    return remember(this.parsed, unit, (written) => parseUnit(written, this.load().atoms));
  }

  /** The library and its tables, 32 ms, at the first question; esbuild keeps it a closure that runs only then. */
  private load() {
    this.lib ??= open(require('@lhncbc/ucum-lhc') as typeof Lhc);
    return this.lib;
  }
}

function open({ UcumLhcUtils, UnitTables }: typeof Lhc) {
  const utils = UcumLhcUtils.getInstance();
  const rows = UnitTables.getInstance().allUnitsByDef();
  // The library's table also lists composed units (`mg/dL`) with another source.
  const atoms = rows.filter(({ source_ }) => source_ === 'UCUM');
  const entries = atoms.map((row): [string, Atom] => [
    row.csCode_,
    {
      code: row.csCode_,
      metric: row.isMetric_ || row.isBase_,
      arbitrary: row.isArbitrary_,
      special: row.isSpecial_,
    },
  ]);
  return { utils, atoms: new Map(entries) };
}

/** Same arbitrary units, and moles in the same places. */
function comparable(a: Parsed, b: Parsed): boolean {
  return arbitraryKey(a) === arbitraryKey(b) && amountKey(a) === amountKey(b);
}

function arbitraryKey({ terms }: Parsed): string {
  const powers = new Map<string, number>();
  for (const { atom, exponent } of terms) {
    const code = atom.code === '[iU]' ? '[IU]' : atom.code;
    if (atom.arbitrary) powers.set(code, (powers.get(code) ?? 0) + exponent);
  }
  return JSON.stringify([...powers].sort());
}

function amountKey({ terms }: Parsed): string {
  const amounts = terms.filter(({ atom }) => AMOUNTS.has(atom.code)).map(({ exponent }) => exponent);
  const above = amounts.filter((exponent) => exponent > 0).reduce((sum, exponent) => sum + exponent, 0);
  const below = amounts.filter((exponent) => exponent < 0).reduce((sum, exponent) => sum + exponent, 0);
  return `${above} ${below}`;
}

/** The unit with each arbitrary unit replaced by the power of ten of its prefix, which is all that scales it. */
function withoutArbitrary({ terms, number }: Parsed): { number: number; unit: string } {
  const plain = ({ prefix, atom, exponent }: Term) =>
    atom.arbitrary ? `10*${(PREFIXES.get(prefix) ?? 0) * exponent}` : `${prefix}${atom.code}${exponent}`;
  return { number, unit: terms.map(plain).join('.') };
}

function faultMessage(unit: string, fault: Fault): Text {
  if (fault.kind === 'power') {
    return {
      en: `“${unit}”: powers of ten are written “10*” in the official unit list, not “${fault.part}”.`,
      fr: `« ${unit} » : les puissances de dix s’écrivent « 10* » dans la liste officielle des unités, pas « ${fault.part} ».`,
    };
  }
  const reason = faultReason(fault);
  return {
    en: `“${unit}” is not a UCUM unit: ${reason.en}.`,
    fr: `« ${unit} » n’est pas une unité UCUM : ${reason.fr}.`,
  };
}

function faultReason(fault: Exclude<Fault, { kind: 'power' }>): Text {
  switch (fault.kind) {
    case 'empty':
      return { en: 'it is empty', fr: 'elle est vide' };
    case 'space':
      return { en: 'UCUM has no blanks', fr: 'UCUM n’admet pas d’espace' };
    case 'length':
      return { en: `it has ${fault.length} characters`, fr: `elle a ${fault.length} caractères` };
    case 'operand':
      return { en: 'a unit is missing beside an operator', fr: 'il manque une unité près d’un opérateur' };
    case 'parenthesis':
      return { en: 'parentheses do not match', fr: 'les parenthèses ne correspondent pas' };
    case 'annotation':
      return { en: 'braces do not match', fr: 'les accolades ne correspondent pas' };
    case 'annotation-first':
      return { en: 'an annotation follows its unit', fr: 'une annotation suit son unité' };
    case 'character':
      return {
        en: `the character “${fault.part}” is not ASCII`,
        fr: `le caractère « ${fault.part} » n’est pas ASCII`,
      };
    case 'atom':
      return { en: `“${fault.part}” is unknown`, fr: `« ${fault.part} » est inconnu` };
    case 'prefix':
      return {
        en: `“${fault.part}” has a prefix its unit does not take`,
        fr: `l’unité de « ${fault.part} » n’admet pas de préfixe`,
      };
  }
}

/** The one instance; it loads its tables at its first answer. */
export const ucum: Ucum = new LhcUcum();
