import type { Text } from '../text';

/** OID of LOINC as a code system. */
export const LOINC_OID = '2.16.840.1.113883.6.1';

/** `term`: an analysis, section or document code; the others are LOINC's own series, `ihe` the legacy pseudo-codes. */
export type LoincKind = 'term' | 'answer' | 'part' | 'list' | 'group' | 'ihe';

/** Why a code cannot be LOINC, and the codes that may be meant, likeliest first. */
export interface LoincFault {
  readonly kind: 'form' | 'check-digit';
  readonly message: Text;
  readonly suggestions: readonly string[];
}

const TERM = /^(\d{1,8})-(\d)$/;
const SERIES: ReadonlyArray<readonly [RegExp, LoincKind]> = [
  [/^LA\d+-\d$/, 'answer'],
  [/^LP\d+-\d$/, 'part'],
  [/^LL\d+-\d$/, 'list'],
  [/^LG\d+-\d$/, 'group'],
  // `xx-MCH-PsychoMDev` and `XX-ANTENATALTESTINGBATTERY`, used by IHE PCC under LOINC's OID (reference C.2).
  [/^xx-[A-Za-z][\w-]*$/i, 'ihe'],
];

/** LOINC's mod-10 (Luhn) check digit of the digits before the hyphen (reference C.2). */
export function checkDigit(digits: string): number {
  let sum = 0;
  let weight = 2;
  for (let i = digits.length - 1; i >= 0; i--) {
    const weighted = (digits.charCodeAt(i) - 48) * weight;
    sum += weighted > 9 ? weighted - 9 : weighted;
    weight = 3 - weight;
  }
  return (10 - (sum % 10)) % 10;
}

/** The kind of code by its form; the check digit of terms counts, that of the other series is not looked at. */
export function loincKind(code: string): LoincKind | undefined {
  if (TERM.test(code)) return checkDigit(code.slice(0, -2)) === Number(code.at(-1)) ? 'term' : undefined;
  return SERIES.find(([form]) => form.test(code))?.[1];
}

/** Why `code` is not LOINC, or `undefined` if it may be; says nothing about whether LOINC has given it out. */
export function loincFault(code: string): LoincFault | undefined {
  if (loincKind(code)) return undefined;
  const suggestion = suggestLoinc(code);
  const suggestions = suggestion === undefined ? [] : [suggestion];
  const [, digits] = TERM.exec(code) ?? [];
  if (digits === undefined) {
    const message = {
      en: `“${code}” does not have the form of a LOINC code (digits, a hyphen, a check digit).`,
      fr: `« ${code} » n’a pas la forme d’un code LOINC (des chiffres, un tiret, une clé de contrôle).`,
    };
    return { kind: 'form', message, suggestions };
  }
  const message = {
    en: `“${code}” is not a LOINC code: the check digit of ${digits} is ${checkDigit(digits)}.`,
    fr: `« ${code} » n’est pas un code LOINC : la clé de contrôle de ${digits} est ${checkDigit(digits)}.`,
  };
  return { kind: 'check-digit', message, suggestions };
}

/**
 * The LOINC term probably meant: blanks and dashes tidied, letters O, l and I read as digits, the hyphen put back, and last
 * the check digit corrected. `undefined` if nothing near is a LOINC term, or if the code is one already.
 */
export function suggestLoinc(code: string): string | undefined {
  const tidy = code
    .replace(/[\s\u00a0]+/g, '')
    .replace(/[\u2010-\u2015\u2212\u00ad_]/g, '-')
    .replace(/[OoОо]/g, '0')
    .replace(/[lI|]/g, '1');
  const hyphened = tidy.replace(/^(\d+?)-*(\d)$/, '$1-$2');
  for (const candidate of [tidy, hyphened]) {
    if (candidate !== code && loincKind(candidate)) return candidate;
  }
  const [, digits] = TERM.exec(tidy) ?? [];
  return digits === undefined || loincKind(code) ? undefined : `${digits}-${checkDigit(digits)}`;
}
