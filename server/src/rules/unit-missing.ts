import { typeOf } from '../cda/types';
import { battery, pq, result } from './examples';
import type { Rule } from './rule';

/** A number without its unit cannot be used: neither compared nor converted. */
export const unitMissing: Rule = {
  id: 'unit-missing',
  severity: 'error',
  summary: { en: 'Physical quantity without unit', fr: 'Quantité physique sans unité' },
  source: 'Functional reference, section C.4 (PQ: value and unit mandatory)',
  good: [
    { xml: battery(result({ value: pq('0.95', 'g/L') })) },
    { xml: battery(result({ value: '<value xsi:type="PQ" nullFlavor="UNK"/>' })) },
  ],
  bad: [{ xml: battery(result({ value: '<value xsi:type="PQ" value="0.95"/>' })) }],
  *check({ quantities }) {
    for (const { element, value, unit, nullFlavor } of quantities) {
      if (unit || nullFlavor || !value) continue;
      yield {
        at: value,
        message: {
          en: `${typeOf(element) ?? `<${element.name}>`} ${value.value} has no unit.`,
          fr: `${typeOf(element) ?? `<${element.name}>`} ${value.value} n’a pas d’unité.`,
        },
      };
    }
  },
};
