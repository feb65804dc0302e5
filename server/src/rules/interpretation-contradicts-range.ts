import type { Quantity } from '../cda/quantities';
import type { ReferenceRange, Result } from '../cda/results';
import { battery, pq, result } from './examples';
import type { Rule, RuleContext } from './rule';
import { compareQuantities } from './units';

const range = '<low value="0.63" unit="g/L"/><high value="1.10" unit="g/L"/>';
const flagged = (code: string, value: string, bounds = range) =>
  battery(
    result({ value, range: bounds }).replace(
      '<referenceRange>',
      `<interpretationCode code="${code}" codeSystem="2.16.840.1.113883.5.83"/><referenceRange>`,
    ),
  );
/** Another range beside the first, as for another sex or age. */
const beside =
  '<referenceRange><observationRange><value xsi:type="IVL_PQ"><high value="1.30" unit="g/L"/></value></observationRange></referenceRange>';
const between = (low: string, high: string) =>
  `<value xsi:type="IVL_PQ"><low value="${low}" unit="g/L"/><high value="${high}" unit="g/L" inclusive="false"/></value>`;

/** Where a value stands, and what each flag says of it. */
type Place = 'below' | 'within' | 'above';
const flags: Readonly<Record<string, readonly Place[]>> = {
  N: ['within'],
  H: ['above'],
  HH: ['above'],
  L: ['below'],
  LL: ['below'],
};

/** A flag that the value and its reference range do not bear out misleads the reader. */
export const interpretationContradictsRange: Rule = {
  id: 'interpretation-contradicts-range',
  severity: 'warning',
  summary: {
    en: 'Interpretation code that the value and its reference range contradict',
    fr: 'Code d’interprétation contredit par le résultat et ses valeurs de référence',
  },
  source: 'Functional reference, section C.5',
  good: [
    { xml: flagged('N', pq('0.95', 'g/L')) },
    { xml: flagged('N', pq('1.10', 'g/L')) },
    { xml: flagged('H', pq('1.20', 'g/L')) },
    { xml: flagged('LL', pq('0.30', 'g/L')) },
    { xml: flagged('A', pq('0.95', 'g/L')) },
    { xml: flagged('N', between('0.9', '1.2')) },
    { xml: flagged('N', pq('1.20', 'g/L')).replace('</referenceRange>', `$&${beside}`) },
  ],
  bad: [
    { xml: flagged('N', pq('1.20', 'g/L')), at: 'N' },
    { xml: flagged('H', pq('0.95', 'g/L')), at: 'H' },
    { xml: flagged('L', pq('1.5', 'g/L')), at: 'L' },
    { xml: flagged('N', pq('300', 'mg/L')), at: 'N' },
    { xml: flagged('H', between('0.7', '0.9')), at: 'H' },
    { xml: flagged('N', pq('5.5', 'g/L'), '<high value="5.0" unit="g/L"/>'), at: 'N' },
  ],
  *check({ results }, context) {
    for (const one of results) {
      const code = one.interpretation?.code;
      const flag = code?.value.trim() ?? '';
      const allowed = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
      if (!code || !allowed || !one.range || hasSeveral(one)) continue;
      const place = placeOf(one, one.range, context);
      if (!place || allowed.includes(place)) continue;
      const value = written(one.quantities);
      const bounds = written([one.range.low, one.range.high]);
      const said = words[place];
      yield {
        at: code.valueSpan,
        message: {
          en: `${flag}, but ${value} is ${said.en} the reference range ${bounds}: correct the code, the value or the range.`,
          fr: `${flag}, alors que ${value} est ${said.fr} des valeurs de référence ${bounds} : corriger le code, le résultat ou les valeurs de référence.`,
        },
      };
    }
  },
};

/** Which of several ranges applies to the patient, the document does not say. */
function hasSeveral({ observation }: Result): boolean {
  const [, second] = observation.elements('referenceRange');
  return second !== undefined;
}

const words = {
  below: { en: 'below', fr: 'au-dessous' },
  within: { en: 'within', fr: 'à l’intérieur' },
  above: { en: 'above', fr: 'au-dessus' },
} as const;

/** Undefined where it cannot be told: an interval that crosses a bound, units that do not convert, a range without breadth. */
function placeOf({ quantities }: Result, reference: ReferenceRange, context: RuleContext): Place | undefined {
  const bounds = { low: reference.low, high: reference.high };
  if (bounds.low && bounds.high && (compareQuantities(bounds.low, bounds.high, context) ?? 0) >= 0) return undefined;
  const low = quantities.find(({ element }) => element.local !== 'high');
  const high = quantities.find(({ element }) => element.local !== 'low');
  const isOpen = quantities.some(({ interval }) => interval) && quantities.length < 2;
  const places = isOpen
    ? [openPlace(quantities[0], bounds, context)]
    : [low, high].map((quantity) => quantity && place(quantity, bounds, context));
  const [first] = places;
  return first !== undefined && places.every((one) => one === first) ? first : undefined;
}

interface Bounds {
  readonly low: Quantity | undefined;
  readonly high: Quantity | undefined;
}

/** A bound belongs to the range unless `inclusive` says no; on it, both readings are left in peace. */
function place(quantity: Quantity, { low, high }: Bounds, context: RuleContext): Place | undefined {
  const [above, below] = [
    low && compareQuantities(quantity, low, context),
    high && compareQuantities(quantity, high, context),
  ];
  if ((low && above === undefined) || (high && below === undefined) || (!low && !high)) return undefined;
  if (above !== undefined && above < 0) return 'below';
  if (below !== undefined && below > 0) return 'above';
  return (above === 0 && strict(low)) || (below === 0 && strict(high)) ? undefined : 'within';
}

/** `< 1.0` is below a range that begins at 1.0 or higher, `> 5` above one that ends at 5 or lower; else nothing is known. */
function openPlace(quantity: Quantity | undefined, { low, high }: Bounds, context: RuleContext): Place | undefined {
  if (!quantity) return undefined;
  const [bound, side] = quantity.element.local === 'high' ? ([low, 'below'] as const) : ([high, 'above'] as const);
  const compared = bound && compareQuantities(quantity, bound, context);
  if (compared === undefined) return undefined;
  return (side === 'below' ? compared < 0 : compared > 0) ? side : undefined;
}

function strict(bound: Quantity | undefined): boolean {
  return bound?.element.attribute('inclusive')?.value.trim() === 'false';
}

function written(quantities: readonly (Quantity | undefined)[]): string {
  const known = quantities.filter((quantity) => quantity?.value !== undefined) as Quantity[];
  const unit = known.at(-1)?.unit?.value.trim() ?? '';
  const [only] = known;
  const text =
    known.length === 1 && only?.interval
      ? `${only.element.local === 'low' ? '≥' : '≤'} ${only.value?.value.trim()}`
      : known.map(({ value }) => value?.value.trim()).join('–');
  return `${text} ${unit}`.trim();
}
