import { battery, crBio, pq, result } from './examples';
import { replacement } from './fixes';
import type { Rule } from './rule';
import { isPharmacy, unitFault } from './units';

const dispensed = (unit: string) =>
  crBio(`<component><section><entry><supply classCode="SPLY" moodCode="EVN">
    <quantity value="2" unit="${unit}"/>
  </supply></entry></section></component>`);

/** A unit that UCUM cannot read makes the result unusable by machines. */
export const unitNotUcum: Rule = {
  id: 'unit-not-ucum',
  severity: 'error',
  summary: {
    en: 'Unit that is not UCUM, or UCUM that says something else than is meant',
    fr: 'Unité qui n’est pas de l’UCUM, ou qui y signifie autre chose que ce qui est visé',
  },
  source: 'Functional reference, section C.4 and I.1 #9; UCUM 2.1',
  good: [
    { xml: battery(result({ value: pq('2.1', 'm[IU]/L') })) },
    { xml: battery(result({ value: pq('250', '10*9/L') })) },
    { xml: battery(result({ value: pq('1.2', '{ratio}') })) },
    { xml: dispensed('30009000') },
    { xml: dispensed('boîte') },
  ],
  bad: [
    {
      xml: battery(result({ value: pq('2.1', 'mUI/L') })),
      at: 'mUI/L',
      fixed: battery(result({ value: pq('2.1', 'm[IU]/L') })),
    },
    {
      xml: battery(result({ value: pq('250', '10^9/L') })),
      at: '10^9/L',
      fixed: battery(result({ value: pq('250', '10*9/L') })),
    },
    {
      xml: battery(result({ value: pq('62', 'µmol/L'), range: '<high value="104" unit="umol/L"/>' })),
      at: 'µmol/L',
      fixed: battery(result({ value: pq('62', 'umol/L'), range: '<high value="104" unit="umol/L"/>' })),
    },
    {
      xml: battery(result({ value: pq('250', 'G/L') })),
      at: 'G/L',
      fixed: battery(result({ value: pq('250', '10*9/L') })),
    },
    { xml: battery(result({ value: pq('3', 'croix') })), at: 'croix' },
    { xml: battery(result({ value: pq('3', 'm'.repeat(200)) })) },
  ],
  *check({ quantities }, { ucum }) {
    for (const quantity of quantities) {
      const { unit } = quantity;
      if (!unit?.value.trim()) continue;
      const fault = unitFault(unit.value, ucum);
      const found = fault ?? ucum.habit(unit.value);
      if (!found || isPharmacy(quantity)) continue;
      yield {
        at: unit.valueSpan,
        message: found.message,
        ...(!fault && { severity: 'warning' as const }),
        fixes: found.suggestions.map((code) => replacement(unit, code)),
      };
    }
  },
};
