import { loincOf } from '../cda/results';
import { typeOf } from '../cda/types';
import type { XmlElement } from '../xml/tree';
import { battery, pq, result } from './examples';
import { addAttribute, setValue } from './fixes';
import type { Fix, Rule } from './rule';
import { isPharmacy } from './units';

const unitless = '<value xsi:type="PQ" value="0.95"/>';
const low = '<low value="0.63" unit="g/L"/>';

/** A number without its unit cannot be used: neither compared nor converted. */
export const unitMissing: Rule = {
  id: 'unit-missing',
  severity: 'error',
  summary: { en: 'Physical quantity without unit', fr: 'Quantité physique sans unité' },
  source: 'Functional reference, section C.4 (PQ: value and unit mandatory)',
  good: [
    { xml: battery(result({ value: pq('0.95', 'g/L') })) },
    { xml: battery(result({ value: '<value xsi:type="PQ" nullFlavor="UNK"/>' })) },
    {
      xml: battery(
        `<substanceAdministration classCode="SBADM" moodCode="EVN"><doseQuantity xsi:type="PQ" value="1"/></substanceAdministration>`,
      ),
    },
  ],
  bad: [
    {
      xml: battery(result({ value: unitless })),
      at: '0.95',
      fixed: battery(result({ value: pq('0.95', 'g/L') })),
    },
    {
      xml: battery(result({ range: `${low}<high value="1.1"/>` })),
      at: '1.1',
      fixed: battery(result({ range: `${low}<high value="1.1" unit="g/L"/>` })),
    },
    {
      xml: battery(result({ value: pq('0.95', ''), range: '<high value="1.1" unit="mg/mL"/>' })),
      at: '0.95',
      fixed: battery(result({ value: pq('0.95', 'mg/mL'), range: '<high value="1.1" unit="mg/mL"/>' })),
    },
    { xml: battery(`<observation><value xsi:type="PQ" value="7"/></observation>`) },
  ],
  *check({ quantities, results }, { circuit }) {
    const units = new Map<XmlElement, string>();
    for (const result of results) {
      const all = [...result.quantities, ...result.rangeQuantities];
      const loinc = loincOf(result);
      const unit =
        all.find((quantity) => quantity?.unit?.value.trim())?.unit?.value ?? (loinc && circuit.find(loinc)?.unit);
      if (unit) for (const quantity of all) if (quantity) units.set(quantity.element, unit);
    }
    for (const quantity of quantities) {
      const { element, value, unit, nullFlavor } = quantity;
      if (unit?.value.trim() || nullFlavor || !value || isPharmacy(quantity)) continue;
      const what = `${typeOf(element) ?? element.local} ${value.value}`;
      const known = units.get(element);
      const fix = (code: string): Fix => ({
        title: { en: `Add the unit ${code}`, fr: `Ajouter l’unité ${code}` },
        edits: [unit ? setValue(unit, code) : addAttribute(element, 'unit', code)],
      });
      yield {
        at: value.valueSpan,
        message: {
          en: `${what} has no unit: give it in UCUM (unit="1" for a number without dimension).`,
          fr: `${what} n’a pas d’unité : l’indiquer en UCUM (unit="1" pour un nombre sans dimension).`,
        },
        ...(known && { fixes: [fix(known)] }),
      };
    }
  },
};
