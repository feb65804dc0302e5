/**
 * Spellings of units met in French laboratories, by the UCUM code meant; compared in lower case, without blanks or accents.
 * Sources: contract (`unit-not-ucum`), reference C.4, the UCUM tables, everyday French laboratory notation.
 */
const SPELLINGS: Readonly<Record<string, string>> = {
  '[IU]': 'ui iu [ui]',
  'm[IU]': 'mui miu m[ui]',
  'k[IU]': 'kui kiu k[ui]',
  'u[IU]': 'uui uiu u[ui]',
  "[arb'U]": 'ua',
  '[CFU]': 'ufc cfu',
  '{copies}': 'cp',
  '{log}': 'log',
  mol: 'mole moles',
  mmol: 'mmole mmoles',
  umol: 'umole umoles',
  nmol: 'nmole nmoles',
  pmol: 'pmole pmoles',
  g: 'gr gm gramme grammes gram grams',
  mg: 'mgr',
  ug: 'mcg',
  kg: 'kgr kilo kilos',
  L: 'litre litres liter liters lt',
  uL: 'mcl',
  cm3: 'cc',
  s: 'sec secs seconde secondes',
  min: 'mn mns minute minutes',
  h: 'hr hrs heure heures',
  d: 'j jour jours day days',
  wk: 'sem semaine semaines week weeks',
  mo: 'mois month months',
  a: 'an ans annee annees year years',
  osm: 'osmol osmole',
  mosm: 'mosmol mosmole',
  meq: 'mval',
  'mm[Hg]': 'mmhg',
  'cm[Hg]': 'cmhg',
  'cm[H2O]': 'cmh2o cmeau',
  '[pH]': 'ph',
  Cel: 'degc cdeg [degc]',
  deg: 'degre degres',
  '%': 'pct pourcent',
  '[ppm]': 'ppm',
  '[ppb]': 'ppb',
  '10*9': 'giga',
  '10*12': 'tera',
  '10*6': 'million millions',
  '[diop]': 'dioptrie dioptries',
  '[drp]': 'goutte gouttes',
  'g{Hb}': 'ghb',
  '[HPF]': 'champ',
  '/min': 'bpm',
  '[lb_av]': 'lb lbs',
  '[in_i]': '[in]',
  kat: 'katal',
  Ohm: 'ohms',
};
const MEANT: ReadonlyMap<string, string> = new Map(
  Object.entries(SPELLINGS).flatMap(([code, words]) => words.split(' ').map((word): [string, string] => [word, code])),
);

/** UCUM codes offered for the same letters in another case (`MMOL/L`, `Kg`, `mEq/L`). */
const COMMON =
  'mol mmol umol nmol pmol fmol kg mg ug ng pg fg dL cL mL uL nL fL mU kU uU [IU] m[IU] k[IU] u[IU] eq meq ueq osm mosm ' +
  'cm mm um nm km dm ms min wk mo Pa kPa hPa bar mbar mm[Hg] cm[H2O] Hz kHz mV uV mA kJ kcal cal Cel Gy mGy Sv mSv Bq kBq ' +
  'MBq GBq kat ukat nkat Ohm kOhm [pH] [diop] [HPF] [CFU] deg [ppm]';
const BY_CASE: ReadonlyMap<string, string> = new Map(COMMON.split(' ').map((code) => [code.toLowerCase(), code]));

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const plain = (digits: string) => [...digits].map((digit) => SUPERSCRIPTS.indexOf(digit)).join('');

/** The unit in ASCII: micro sign, superscripts, degree, dashes and decimal points as UCUM writes them. */
function toAscii(unit: string): string {
  return unit
    .replace(/(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (digits) => `*${plain(digits)}`)
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, plain)
    .replace(/[µμ]/g, 'u')
    .replace(/[°º˚]\s*C|C\s*[°º˚]/gi, 'Cel')
    .replace(/[°º˚]/g, 'deg')
    .replace(/[Ωω]/g, 'Ohm')
    .replace(/‰/g, '[ppth]')
    .replace(/[\u207b\u2212\u2010-\u2014]/g, '-')
    .replace(/[\u2044\u2215]/g, '/')
    .replace(/[·⋅∙]/g, '.')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');
}

/** `10^9`, `10e9`, `x10^9`, `10**9`, `10 9/`, `M/mm3`: the powers of ten of cell counts. */
function fixPowers(unit: string): string {
  return unit
    .replace(/^[x×*.]\s*(?=10)/i, '')
    .replace(/\b10\s*(?:\^|\*\*|[eE])\s*\+?(-?\d{1,2})/g, '10*$1')
    .replace(/\b10\*\s+(?=\d)/g, '10*')
    .replace(/^10\s+(\d{1,2})(?=\s*\/)/, '10*$1')
    .replace(/^(10\*\d+)(?=[A-Za-z])/, '$1/')
    .replace(/^M(?=\/(?:mm3|[um]L)$)/i, '10*6');
}

/** One symbol between operators, respelt if a spelling or a letter case is known. */
function fixToken(token: string): string {
  const timed = /^(\d+)([A-Za-z]+)$/.exec(token);
  // A capital is no henry behind a number: `24H`.
  if (timed) return `(${timed[1]}.${timed[2] === 'H' ? 'h' : fixToken(timed[2] ?? '')})`;
  const [, word = token, power = ''] = /^(.*?)([+-]?\d)?$/.exec(token) ?? [];
  const whole = MEANT.get(token.toLowerCase()) ?? BY_CASE.get(token.toLowerCase());
  const meant = MEANT.get(word.toLowerCase()) ?? BY_CASE.get(word.toLowerCase());
  return whole ?? (meant ? meant + power : token);
}

const OPERATOR = /^[./()]?$|^\{/;
/** A word that can only be a remark: four letters or more, or capitals such as INR. */
const REMARK = /^(?:[A-Za-z_]{4,}|[A-Z]{3})$/;

/** Spellings that `isValid` accepts and that may be meant by `unit`, likeliest first; empty if nothing is known. */
export function spellings(unit: string, isValid: (candidate: string) => boolean): string[] {
  const ascii = fixPowers(toAscii(unit.trim()).replace(/1[.,]73\s*_?m(?:[*^]?2)?/i, '{1.73_m2}'));
  const noted = ascii
    .replace(/\{([^{}]*)\}/g, (_, text: string) => `{${text.trim().replace(/\s+/g, '_')}}`)
    .replace(/([A-Za-z]+) (?:de |d')?([A-Za-z]{3,})$|([A-Za-z]+) ([A-Za-z]{3,})(?=\/)/g, (all, u1, n1, u2, n2) =>
      isValid(u1 ?? u2) ? `${u1 ?? u2}{${n1 ?? n2}}` : all,
    );
  const tidy = noted.replace(/(?<=[a-z])\^(?=-?\d)/gi, '').replace(/(?<=[a-z\]])\*(?=[a-z[])/gi, '.');
  const split = (text: string) => text.split(/([./()]|\{[^{}]*\})/);
  const tokens = split(tidy.replace(/\s+/g, ''));
  const respell = (token: string) => (OPERATOR.test(token) ? token : fixToken(token));
  const all = tokens.map(respell);
  const faulty = tokens.map((token) => (isValid(token) ? token : respell(token)));
  const remarks = split(tidy.replace(/\s*([./])\s*/g, '$1').replace(/\s+/g, '_'))
    .map((token) => (OPERATOR.test(token) || isValid(token) ? token : fixToken(token)))
    .map((token) => (!isValid(token) && REMARK.test(token) ? `{${token}}` : token));
  const swapped = tokens.join('').replace(/^(\{[^{}]*\})([^./(){}]+)/, '$2$1');
  const candidates = new Set([tokens.join(''), all.join(''), faulty.join(''), swapped]);
  const found = [...candidates].filter((candidate) => candidate !== unit && isValid(candidate));
  return found.length > 0 ? found : [remarks.join('')].filter(isValid);
}

/** Valid UCUM that a French laboratory seldom means: pattern, what is meant, what it literally says. */
const HABITS: ReadonlyArray<readonly [RegExp, readonly string[], string, string]> = [
  [/^G\/([lL])$/, ['10*9/$1', 'g/$1'], 'gauss', 'gauss'],
  [/^T\/([lL])$/, ['10*12/$1'], 'tesla', 'tesla'],
  [/^10(3|6|9|12)\/(.+)$/, ['10*$1/$2'], 'an integer, not a power of ten', 'un entier, pas une puissance de dix'],
  [/^(.+)\/H$/, ['$1/h'], 'henry', 'henry'],
  [/^pH$/, ['[pH]'], 'picohenry', 'picohenry'],
  [/^([mku]?)u\/(.+)$/, ['$1U/$2'], 'unified atomic mass unit', 'unité de masse atomique unifiée'],
  [/^AU\/(.+)$/, ["[arb'U]/$1"], 'astronomical unit', 'unité astronomique'],
  [/^PG(\/.+)?$/, ['pg$1'], 'petagauss', 'pétagauss'],
  [/^M[gG](\/.+)?$/, ['mg$1'], 'a unit times one million', 'une unité multipliée par un million'],
  [/^(.+)\/ML$/, ['$1/mL'], 'megalitre', 'mégalitre'],
];

/** What a valid unit literally says, and what its author probably meant. */
export function habitOf(unit: string): { literal: { en: string; fr: string }; suggestions: string[] } | undefined {
  const habit = HABITS.find(([pattern]) => pattern.test(unit));
  if (!habit) return undefined;
  const [pattern, meant, en, fr] = habit;
  return { literal: { en, fr }, suggestions: meant.map((code) => unit.replace(pattern, code)) };
}
