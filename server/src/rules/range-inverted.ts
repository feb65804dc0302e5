import type { Quantity } from '../cda/quantities';
import { compareDecimals, parseDecimal } from '../terminology/decimal';
import type { XmlElement } from '../xml/tree';
import { battery, result } from './examples';
import { setValue } from './fixes';
import type { Edit, Rule, RuleContext } from './rule';
import { compareQuantities, isPharmacy } from './units';

const bounds = (low: string, high: string, unit = 'g/L') =>
  battery(result({ range: `<low value="${low}" unit="${unit}"/><high value="${high}" unit="g/L"/>` }));
const interval = (low: string, lowUnit: string, high: string, highUnit: string) =>
  battery(
    result({
      value: `<value xsi:type="IVL_PQ"><low value="${low}" unit="${lowUnit}"/><high value="${high}" unit="${highUnit}"/></value>`,
    }),
  );

/** An interval that holds no value, or a single one, is a slip of the pen. */
export const rangeInverted: Rule = {
  id: 'range-inverted',
  severity: 'warning',
  summary: {
    en: 'Interval whose lower bound is not below its upper bound',
    fr: 'Borne basse qui n’est pas inférieure à la borne haute',
  },
  source: 'Functional reference, section C.5 and C.7 #3, #4',
  good: [
    { xml: bounds('0.63', '1.1') },
    { xml: bounds('9.5', '10') },
    { xml: interval('0.63', 'g/L', '110', 'mg/dL') },
  ],
  bad: [
    { xml: bounds('1.1', '0.63'), at: '0.63', fixed: bounds('0.63', '1.1') },
    { xml: bounds('3.89', '3.890'), at: '3.890' },
    { xml: battery(result({ range: '<high value="1" unit="g/L"/><low value="2" unit="g/L"/>' })), at: '1' },
    { xml: bounds('63', '0.0011', 'mg/L'), at: '0.0011' },
    { xml: interval('2', 'g/L', '1', 'g/L'), at: '1' },
  ],
  *check({ quantities }, context) {
    const ends = new Map<XmlElement, { low?: Quantity; high?: Quantity }>();
    for (const bound of quantities) {
      const { interval, element } = bound;
      if (!interval || (element.local !== 'low' && element.local !== 'high')) continue;
      const known = ends.get(interval) ?? {};
      ends.set(interval, known);
      known[element.local] ??= bound;
    }
    for (const { low, high } of ends.values()) {
      if (!low || !high?.value || isPharmacy(high)) continue;
      const order = compare(low, high, context);
      if (order === undefined || order < 0) continue;
      const [lower, upper] = [describe(low), describe(high)];
      yield {
        at: high.value.valueSpan,
        message:
          order === 0
            ? {
                en: `Both bounds of the interval are ${upper}: correct one of them.`,
                fr: `La borne basse et la borne haute valent toutes deux ${upper} : corriger l’une d’elles.`,
              }
            : {
                en: `The lower bound ${lower} is above the upper bound ${upper}: correct or swap them.`,
                fr: `La borne basse ${lower} dépasse la borne haute ${upper} : les corriger ou les échanger.`,
              },
        ...(order > 0 && {
          fixes: [{ title: { en: 'Swap the bounds', fr: 'Échanger les bornes' }, edits: swap(low, high) }],
        }),
      };
    }
  },
};

function describe({ value, unit }: Quantity): string {
  return `${value?.value} ${unit?.value ?? ''}`.trim();
}

/** A bound without unit has that of the other one. Below 0 where `low` < `high`; undefined where they cannot be compared. */
function compare(low: Quantity, high: Quantity, context: RuleContext): number | undefined {
  if (low.unit && high.unit) return compareQuantities(low, high, context);
  const [x, y] = [parseDecimal(low.value?.value ?? ''), parseDecimal(high.value?.value ?? '')];
  return x && y && compareDecimals(x, y);
}

/** Values and units change places; which bounds are inclusive stays. */
function swap(low: Quantity, high: Quantity): Edit[] {
  return (['value', 'unit'] as const).flatMap((name) => {
    const [a, b] = [low[name], high[name]];
    return a && b && a.value !== b.value ? [setValue(a, b.value), setValue(b, a.value)] : [];
  });
}
