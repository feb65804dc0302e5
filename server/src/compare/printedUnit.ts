import type { Ucum } from '../terminology/ucum';
import { tidy } from './printed';

/**
 * How a printed unit stands to the UCUM code of the entry. `same`: the code itself, or how people write it (`µg/L`, `mUI/L`); `spelling`:
 * the same unit under another UCUM code (`mg/l`); a number: what turns printed values into values of the entry; `other`: another unit;
 * `unknown`: not understood.
 */
export type UnitMatch = 'same' | 'spelling' | number | 'other' | 'unknown';

/** Abbreviations that UCUM does not know or reads otherwise. */
const abbreviations: Readonly<Record<string, string>> = { D: '[diop]', SA: 'wk' };

/** `N/A`, `H/F`: newton per ampere and henry per farad to UCUM only. */
const initials = /^[A-Z]\/[A-KM-Z]$/;

/** Two letters in capitals, `PA` for pack years: people's abbreviations, whatever a spelling correction makes of them. */
const abbreviation = /^[A-Z]{2,4}$/;

export function matchUnit(printed: string, code: string, ucum: Ucum): UnitMatch {
  const unit = tidy(printed);
  if (unit === code) return 'same';
  const meant = meanings(unit, ucum);
  const entry = bare(code);
  for (const { code: candidate } of meant) {
    if (candidate === entry) return 'same';
    if (candidate.replaceAll('l', 'L') === entry.replaceAll('l', 'L')) return 'spelling';
    if (enzymes(candidate) === enzymes(entry)) return 'spelling';
  }
  // What is left of an annotation is the number one: no unit that a narrative could contradict.
  if (entry === '' || entry === '1') return 'unknown';
  for (const { code: candidate } of meant) {
    const factor = candidate && ucum.factor(candidate, entry);
    if (factor) return Math.abs(factor - 1) < 1e-9 ? 'spelling' : factor;
  }
  const [first] = meant;
  return first?.sure && !ucum.fault(entry) ? 'other' : 'unknown';
}

/** Whether words in parentheses are a unit: `(g/L)`, `(%)`, `(mm)`, but neither `(TSH)` nor `(ECL Modular)`. */
export function looksLikeUnit(text: string, ucum: Ucum): boolean {
  const unit = tidy(text);
  if (!(/^[^\s]*[/%*^°µ][^\s]*$/.test(unit) || short.has(unit))) return false;
  return meanings(unit, ucum).some(({ sure }) => sure);
}

const short: ReadonlySet<string> = new Set(
  'mm cm m kg g mg ng deg D s min h L l mL ml fL fl pg mmHg bpm ans mois jours'.split(' '),
);

interface Meaning {
  /** UCUM without annotations. */
  readonly code: string;
  /** Enough to contradict an entry. */
  readonly sure: boolean;
}

/** What a printed unit may mean, likeliest first. */
function meanings(unit: string, ucum: Ucum): Meaning[] {
  const known = Object.hasOwn(abbreviations, unit) ? abbreviations[unit] : undefined;
  if (known !== undefined) return [{ code: known, sure: true }];
  if (unit === '' || abbreviation.test(unit) || unit.length > 40) return [];
  const fault = ucum.fault(unit);
  const habit = fault ?? ucum.habit(unit);
  if (!habit) return [{ code: bare(unit), sure: !initials.test(unit) }];
  // A guess on one symbol may be wrong; on several it would need several accidents.
  return habit.suggestions.map(bare).flatMap((code) => {
    // Words that are only taken for a remark, `{text}/{free}`, are no unit.
    return /[A-Za-z%[*]/.test(code) ? [{ code, sure: /[/.*]/.test(code) || plainWords.test(unit) }] : [];
  });
}

/** Words that mean one unit only. */
const plainWords = /^(?:mn|ans?|mois|jours?|semaines?|minutes?|secondes?|heures?|mmhg|cmhg|°\s?c|degrés?)$/i;

function bare(code: string): string {
  return code.replace(/\{[^{}]*\}/g, '');
}

/** Laboratories write U for the international unit of enzymes. */
function enzymes(code: string): string {
  return code.replaceAll('l', 'L').replace(/^([munk]?)(?:\[[iI]U\]|U)(?=\/|$)/, '$1U');
}
