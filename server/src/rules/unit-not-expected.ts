import { codeSystems } from '../cda/names';
import { loincOf, type Result } from '../cda/results';
import type { CircuitRow } from '../terminology/circuit';
import { battery, pq, result } from './examples';
import { addAttribute, setValue } from './fixes';
import type { Edit, Fix, Rule, RuleContext, Text } from './rule';
import { inUnit, soundUnit } from './units';

const label = '<originalText><reference value="#label"/></originalText>';
const molar = `<code code="40193-5" displayName="Glucose à jeun [Moles/Volume] Sérum/Plasma ; Numérique" codeSystem="${codeSystems.loinc}">
    ${label}</code>`;
const bounds = (low: string, high: string, unit: string) =>
  `<low value="${low}" unit="${unit}" inclusive="true"/><high value="${high}" unit="${unit}" inclusive="false"/>`;
const ranged = (value: string, first: string, second: string) =>
  battery(
    result({ value, range: first }).replace(
      '</referenceRange>',
      `$&<referenceRange><observationRange><value xsi:type="IVL_PQ">${second}</value></observationRange></referenceRange>`,
    ),
  );

/** The Circuit gives one UCUM unit per analysis; its conversions to the mass or molar twin start from that unit only. */
export const unitNotExpected: Rule = {
  id: 'unit-not-expected',
  severity: 'warning',
  summary: {
    en: 'Unit other than the one the Circuit de la biologie gives for the analysis',
    fr: 'Unité autre que celle du Circuit de la biologie pour cette analyse',
  },
  source: 'Functional reference, sections D.2 (column Y), E.1 and E.2',
  good: [
    { xml: battery(result({ value: pq('0.95', 'g/L') })) },
    { xml: battery(result({ code: molar, value: pq('5.3', 'mmol/L') })) },
    {
      xml: battery(
        result({
          code: `<code code="718-7" displayName="Hémoglobine [Masse/Volume] Sang ; Numérique" codeSystem="${codeSystems.loinc}"/>`,
          value: pq('13.2', 'g/dL'),
        }),
      ),
    },
  ],
  bad: [
    {
      xml: battery(result({ value: pq('95.0', 'mg/dL'), range: bounds('63', '110', 'mg/dL') })),
      at: 'mg/dL',
      fixed: battery(result({ value: pq('0.950', 'g/L'), range: bounds('0.63', '1.1', 'g/L') })),
    },
    {
      xml: ranged(pq('95', 'mg/dL'), bounds('63', '110', 'mg/dL'), bounds('60', '105', 'mg/dL')),
      at: 'mg/dL',
      fixed: ranged(pq('0.95', 'g/L'), bounds('0.63', '1.1', 'g/L'), bounds('0.6', '1.05', 'g/L')),
    },
    {
      xml: battery(result({ value: pq('5.3', 'mmol/L'), range: bounds('3.5', '6.1', 'mmol/L') })),
      at: 'mmol/L',
      fixed: battery(result({ code: molar, value: pq('5.3', 'mmol/L'), range: bounds('3.5', '6.1', 'mmol/L') })),
    },
    {
      xml: battery(result({ value: pq('5300', 'umol/L'), range: bounds('3500', '6100', 'umol/L') })),
      at: 'umol/L',
      fixed: battery(result({ code: molar, value: pq('5.3', 'mmol/L'), range: bounds('3.5', '6.1', 'mmol/L') })),
    },
    {
      xml: battery(result({ value: pq('5.3', 'mmol/L') }), result({ code: molar, value: pq('5.3', 'mmol/L') })),
      at: 'mmol/L',
    },
    { xml: battery(result({ value: pq('15', 'U/L') })), at: 'U/L' },
    {
      xml: battery(result({ value: pq('0.950', 'g/l'), range: bounds('0.63', '1.10', 'g/L') })),
      at: 'g/l',
      fixed: battery(result({ value: pq('0.950', 'g/L'), range: bounds('0.63', '1.10', 'g/L') })),
    },
    { xml: battery(result({ value: '<value xsi:type="PQ" value="0,95" unit="mg/dL"/>' })), at: 'mg/dL' },
  ],
  *check({ results }, context) {
    const given = new Set(results.map((result) => place(result, loincOf(result))));
    for (const result of results) {
      const loinc = loincOf(result);
      const row = loinc ? context.circuit.find(loinc) : undefined;
      if (!row?.unit) continue;
      const value = result.quantities.find(({ unit }) => unit?.value);
      const unit = value && soundUnit(value, context);
      if (!value?.unit || !unit || unit === row.unit) continue;
      const { why, fix } = context.ucum.sameDimension(unit, row.unit)
        ? otherMultiple(result, unit, row.unit, context)
        : otherKind(result, row, unit, given, context);
      yield {
        at: value.unit.valueSpan,
        message: {
          en: `The Circuit de la biologie gives ${loinc} in ${row.unit}, not in ${unit}. ${why.en}`,
          fr: `Le Circuit de la biologie donne ${loinc} en ${row.unit}, pas en ${unit}. ${why.fr}`,
        },
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};

interface Advice {
  readonly why: Text;
  readonly fix?: Fix | undefined;
}

function otherMultiple(result: Result, written: string, unit: string, context: RuleContext): Advice {
  const edits = inUnit(numbers(result), unit, context);
  if (context.ucum.factor(written, unit) === 1)
    return {
      why: {
        en: 'It is the same unit in another spelling, which receivers compare as text.',
        fr: 'C’est la même unité écrite autrement, que les récepteurs comparent comme un texte.',
      },
      fix: edits && { title: { en: `Write the unit ${unit}`, fr: `Écrire l’unité ${unit}` }, edits },
    };
  return {
    why: result.range
      ? {
          en: 'Convert the value and its range together.',
          fr: 'Convertir ensemble la valeur et ses valeurs de référence.',
        }
      : { en: 'Convert the value.', fr: 'Convertir la valeur.' },
    fix: edits && {
      title: {
        en: `Convert the value${result.range ? ' and its range' : ''} to ${unit}`,
        fr: `Convertir la valeur${result.range ? ' et ses valeurs de référence' : ''} en ${unit}`,
      },
      edits,
    },
  };
}

function otherKind(
  result: Result,
  row: CircuitRow,
  unit: string,
  given: ReadonlySet<string>,
  context: RuleContext,
): Advice {
  const twin = row.twin === undefined ? undefined : context.circuit.find(row.twin);
  if (!twin?.unit || !twin.loinc || !context.ucum.sameDimension(unit, twin.unit)) {
    return {
      why: { en: 'Check the code and the unit.', fr: 'Vérifier le code et l’unité.' },
    };
  }
  if (given.has(place(result, twin.loinc))) {
    return {
      why: {
        en: `That is the unit of its twin ${twin.loinc}, which stands beside it: correct the value or remove this result.`,
        fr: `C’est l’unité de l’analyse correspondante ${twin.loinc}, déjà présente à côté : corriger la valeur ou supprimer ce résultat.`,
      },
    };
  }
  const converted = inUnit(numbers(result), twin.unit, context);
  const named = rename(result, twin.loinc, twin.label);
  return {
    why: {
      en: `That is the unit of its twin ${twin.loinc}, ${twin.label}: give that code.`,
      fr: `C’est l’unité de l’analyse correspondante ${twin.loinc}, ${twin.label} : mettre ce code.`,
    },
    fix: converted &&
      named && {
        title: {
          en: `Change the code to ${twin.loinc}, ${twin.label} (${twin.unit})`,
          fr: `Remplacer le code par ${twin.loinc}, ${twin.label} (${twin.unit})`,
        },
        edits: [...named, ...converted],
      },
  };
}

/** A code in its container: results of one sample stand side by side. */
function place({ container }: Result, loinc = ''): string {
  return `${container?.start} ${loinc}`;
}

function numbers({ quantities, rangeQuantities }: Result) {
  return [...quantities, ...rangeQuantities];
}

function rename({ code }: Result, loinc: string, label: string): Edit[] | undefined {
  if (!code?.code) return undefined;
  const { displayName, element } = code;
  return [
    setValue(code.code, loinc),
    displayName ? setValue(displayName, label) : addAttribute(element, 'displayName', label),
  ];
}
