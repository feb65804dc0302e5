import { battery, crBio, pq, result } from './examples';
import { replacement } from './fixes';
import type { Rule } from './rule';
import { isPharmacy } from './units';

const code =
  '<code code="2157-6" displayName="Analyse" codeSystem="2.16.840.1.113883.6.1"><originalText><reference value="#label"/></originalText></code>';
const measured = (value: string, unit: string, range = '') => battery(result({ code, value: pq(value, unit), range }));
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
    { xml: measured('2.1', 'm[IU]/L') },
    { xml: measured('250', '10*9/L') },
    { xml: measured('1.2', '{ratio}') },
    { xml: dispensed('30009000') },
    { xml: dispensed('boîte') },
  ],
  bad: [
    {
      xml: measured('2.1', 'mUI/L'),
      at: 'mUI/L',
      fixed: measured('2.1', 'm[IU]/L'),
    },
    {
      xml: measured('250', '10^9/L'),
      at: '10^9/L',
      fixed: measured('250', '10*9/L'),
    },
    {
      xml: measured('62', 'µmol/L', '<high value="104" unit="umol/L"/>'),
      at: 'µmol/L',
      fixed: measured('62', 'umol/L', '<high value="104" unit="umol/L"/>'),
    },
    {
      xml: measured('250', 'G/L'),
      at: 'G/L',
      fixed: measured('250', '10*9/L'),
    },
    { xml: measured('3', 'croix'), at: 'croix' },
    { xml: measured('3', 'm'.repeat(200)) },
  ],
  *check({ quantities }, { ucum }) {
    for (const quantity of quantities) {
      const { unit } = quantity;
      if (!unit?.value.trim()) continue;
      const fault = ucum.fault(unit.value);
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
