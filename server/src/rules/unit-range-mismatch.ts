import { battery, pq, result } from './examples';
import type { Fix, Rule } from './rule';
import { inUnit, soundUnit } from './units';

const glycaemia = (low: string, high: string, value = pq('0.95', 'g/L')) =>
  battery(result({ value, range: `<low ${low}/><high ${high} inclusive="false"/>` }));
const inGrams = glycaemia('value="0.63" unit="g/L"', 'value="1.10" unit="g/L"');

/** A reader compares a value with its range by eye: both must be in one unit. */
export const unitRangeMismatch: Rule = {
  id: 'unit-range-mismatch',
  severity: 'warning',
  summary: {
    en: 'Reference range in another unit than the value',
    fr: 'Valeurs de référence dans une autre unité que le résultat',
  },
  source: 'Functional reference, section C.5',
  good: [
    { xml: inGrams },
    { xml: battery(result({ value: '<value xsi:type="ST">négatif</value>', range: '<high value="5" unit="mg/L"/>' })) },
  ],
  bad: [
    {
      xml: glycaemia('value="63" unit="mg/dL"', 'value="110" unit="mg/dL"'),
      at: 'mg/dL',
      fixed: glycaemia('value="0.63" unit="g/L"', 'value="1.1" unit="g/L"'),
    },
    { xml: glycaemia('value="0.63" unit="g/L"', 'value="1.10" unit="g/l"'), at: 'g/l', fixed: inGrams },
    { xml: glycaemia('value="3.5" unit="mmol/L"', 'value="6.1" unit="mmol/L"'), at: 'mmol/L' },
  ],
  *check({ results }, context) {
    for (const { quantities, rangeQuantities } of results) {
      const value = quantities.find(({ unit }) => unit?.value);
      const unit = value && soundUnit(value, context);
      if (!unit) continue;
      const other = rangeQuantities.find((bound) => bound.unit?.value !== unit && soundUnit(bound, context));
      if (!other?.unit) continue;
      const written = other.unit.value;
      const edits = inUnit(rangeQuantities, unit, context);
      const isSameUnit = edits !== undefined && context.ucum.factor(written, unit) === 1;
      const fix: Fix | undefined = edits && {
        title: isSameUnit
          ? {
              en: `Write the unit of the reference range ${unit}`,
              fr: `Écrire l’unité des valeurs de référence ${unit}`,
            }
          : {
              en: `Convert the reference range to ${unit}`,
              fr: `Convertir les valeurs de référence en ${unit}`,
            },
        edits,
      };
      yield {
        at: other.unit.valueSpan,
        message: isSameUnit
          ? {
              en: `The reference range is in ${written}, the value in ${unit}: the same unit, to be spelt alike.`,
              fr: `Les valeurs de référence sont en ${written}, le résultat en ${unit} : la même unité, à écrire de la même façon.`,
            }
          : edits
            ? {
                en: `The reference range is in ${written}, the value in ${unit}: give both in one unit.`,
                fr: `Les valeurs de référence sont en ${written}, le résultat en ${unit} : les donner dans la même unité.`,
              }
            : {
                en: `The reference range is in ${written}, which cannot be converted to the unit of the value, ${unit}: correct one of them.`,
                fr: `Les valeurs de référence sont en ${written}, unité non convertible dans celle du résultat, ${unit} : corriger l’une des deux unités.`,
              },
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};
