/** Letters of other alphabets that look like Latin ones; the published tables have some (reference D.3). */
const LOOK_ALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    А: 'a',
    В: 'b',
    С: 'c',
    Е: 'e',
    Н: 'h',
    І: 'i',
    Ј: 'j',
    К: 'k',
    М: 'm',
    О: 'o',
    Р: 'p',
    Ѕ: 's',
    Т: 't',
    У: 'y',
    Х: 'x',
    а: 'a',
    с: 'c',
    е: 'e',
    і: 'i',
    ј: 'j',
    о: 'o',
    р: 'p',
    ѕ: 's',
    у: 'y',
    х: 'x',
    к: 'k',
    м: 'm',
    т: 't',
    в: 'b',
    н: 'h',
    Α: 'a',
    Β: 'b',
    Ε: 'e',
    Ζ: 'z',
    Η: 'h',
    Ι: 'i',
    Κ: 'k',
    Μ: 'm',
    Ν: 'n',
    Ο: 'o',
    Ρ: 'p',
    Τ: 't',
    Υ: 'y',
    Χ: 'x',
    ο: 'o',
    ν: 'v',
    ι: 'i',
    κ: 'k',
    ρ: 'p',
    υ: 'u',
    χ: 'x',
  }),
);

/** Latin letters for those that only look like them, in upper or lower case as folded texts are compared: lower. */
export function foldLookAlikes(text: string): string {
  return text.replace(/[\u0370-\u03ff\u0400-\u04ff]/g, (letter) => LOOK_ALIKES[letter] ?? letter);
}

/** A heading reduced to what must agree: letter case, accents, blanks, line breaks, punctuation and look-alikes do not count. */
export function foldHeading(text: string): string {
  return foldLookAlikes(text)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** The columns that are read, by what they hold. `code`, `system`: of plain lists, where no column is headed LOINC. */
export type Field =
  | 'prescriptionLabel'
  | 'prescriptionCode'
  | 'chapterCode'
  | 'chapterLabel'
  | 'subchapterCode'
  | 'subchapterLabel'
  | 'rank'
  | 'loinc'
  | 'label'
  | 'editionLabel'
  | 'comparability'
  | 'restricted'
  | 'recommendedUnit'
  | 'unit'
  | 'systematic'
  | 'twin'
  | 'factor'
  | 'waitingCode'
  | 'system'
  | 'code'
  | 'plainLabel';

interface Heading {
  readonly field: Field;
  readonly form: RegExp;
  /** Where the heading alone does not tell: what the cells below must look like where the column is found by its letter. */
  readonly letters?: string;
  readonly content?: RegExp;
}

const LOINC_CODE = /^\d{1,8}-\d$/;
const YES_NO = /^[ON]$/i;
const WORDS = /\p{L}{2}/u;

/** Headings after folding, and the letters of reference D.2 (those of N to R are an inference there). */
export const HEADINGS: readonly Heading[] = [
  { field: 'prescriptionLabel', form: /^libelles? (de la demande|de l examen prescri\w+)$/ },
  { field: 'chapterCode', form: /^(code )?chapitres?( loinc)?$/, letters: 'N', content: /^[\d-]+$/ },
  { field: 'chapterLabel', form: /^libelles? (des? )?chapitres?( loinc)?$/, letters: 'O', content: WORDS },
  { field: 'subchapterCode', form: /^(code )?sous chapitres?( loinc)?$/, letters: 'P', content: /^[\d-]+$/ },
  { field: 'subchapterLabel', form: /^libelles? (des? )?sous chapitres?( loinc)?$/, letters: 'Q', content: WORDS },
  { field: 'rank', form: /^rang$/, letters: 'R', content: /^\d+$/ },
  { field: 'loinc', form: /^(codes? |numeros? |n )?loinc( num| code)?$/, letters: 'S', content: LOINC_CODE },
  {
    field: 'label',
    form: /^libelles? francais( de reference)?( loinc)?$|^libelles? de reference$/,
    letters: 'T',
    content: WORDS,
  },
  { field: 'editionLabel', form: /^libelles? d edition\b/, letters: 'U', content: WORDS },
  { field: 'comparability', form: /\bcomparabilite\b/, letters: 'V', content: /^[129]$/ },
  { field: 'restricted', form: /^liste restreinte\b/, letters: 'W', content: YES_NO },
  { field: 'recommendedUnit', form: /^unites? recommandees?\b/, letters: 'X', content: /./ },
  { field: 'unit', form: /^unites? ucum\b|^ucum( unites?)?$/, letters: 'Y', content: /^[!-~]+$/ },
  { field: 'systematic', form: /^presence systema/, letters: 'Z', content: YES_NO },
  {
    field: 'twin',
    form: /^(codes? |loinc )?correspondances?( loinc| masse mole| mole masse)?$/,
    letters: 'AA',
    content: LOINC_CODE,
  },
  { field: 'factor', form: /^facteurs? (de )?conversion\b/, letters: 'AB', content: /^\d+([.,]\d+)?$/ },
  { field: 'waitingCode', form: /\battente\b/, letters: 'AK', content: /^\d{3,}$/ },
  { field: 'system', form: /^(oid|code system|systeme( de codage)?)$/ },
  { field: 'code', form: /^codes?$/ },
  { field: 'plainLabel', form: /^(libelles?|display( name)?|label)( adapte| long| loinc)?$/ },
];

const LONGEST_HEADING = 120;

/** The field a heading stands for. */
export function fieldOf(heading: string): Field | undefined {
  if (heading.length > LONGEST_HEADING) return undefined;
  const folded = foldHeading(heading);
  return folded === '' ? undefined : HEADINGS.find(({ form }) => form.test(folded))?.field;
}
