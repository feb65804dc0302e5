import type { Quantity } from '../cda/quantities';
import { loincOf, type Result, sameSample } from '../cda/results';
import { isExplained } from '../compare/secondUnit';
import type { CircuitRow } from '../terminology/circuit';
import { multiply, parseDecimal } from '../terminology/decimal';
import type { XmlElement } from '../xml/tree';
import { battery, glucose, pq, result } from './examples';
import type { Problem, Rule } from './rule';

const molar = glucose.replace('53049-3', '40193-5').replace('Masse', 'Moles');
const both = (mass: string, mole: string, massRange?: string, moleRange?: string) =>
  battery(
    result({ value: pq(mass, 'g/L'), ...(massRange !== undefined && { range: massRange }) }),
    result({ code: molar, value: pq(mole, 'mmol/L'), ...(moleRange !== undefined && { range: moleRange }) }),
  );
const bounds = (low: string, high: string, unit: string) =>
  `<low value="${low}" unit="${unit}"/><high value="${high}" unit="${unit}"/>`;

/** One result in two units is one result: their factor must explain the numbers. */
export const twinContradicts: Rule = {
  id: 'twin-contradicts',
  severity: 'warning',
  summary: {
    en: 'The same analysis in mass and molar units, with values or ranges that the factor does not explain',
    fr: 'Même analyse en unités de masse et de quantité de matière, dont les valeurs ou les références ne se correspondent pas',
  },
  source: 'Functional reference, sections E.1 and I.1 #15; Circuit de la biologie, columns AA and AB',
  good: [
    { xml: both('0.95', '5.3') },
    { xml: both('0.88', '4.89', bounds('0.70', '1.08', 'g/L'), bounds('3.89', '6.00', 'mmol/L')) },
    { xml: both('0.95', '5.27', bounds('0.63', '1.1', 'g/L')) },
  ],
  bad: [
    { xml: both('0.95', '52.7'), at: '52.7' },
    { xml: both('0.88', '4.89', bounds('0.70', '1.08', 'g/L'), bounds('3.89', '5.00', 'mmol/L')), at: '5.00' },
    { xml: both('0.95', '6.1', bounds('0.63', '1.1', 'g/L'), bounds('3.5', '7.1', 'mmol/L')), at: '6.1', count: 2 },
  ],
  *check({ results }, { circuit }) {
    const groups = new Map<XmlElement, Map<string, Result[]>>();
    for (const one of results) {
      const code = loincOf(one);
      if (code === undefined || !one.container) continue;
      const group = groups.get(one.container) ?? new Map<string, Result[]>();
      groups.set(one.container, group);
      const earlier = group.get(code) ?? [];
      group.set(code, earlier.length < mostAlike ? [...earlier, one] : earlier);
      // Told once, on the second of both.
      const row = twinRow(code, circuit.find(code));
      const twin = row && group.get(row.twin)?.find((other) => sameSample(other, one));
      if (row && twin) yield* contradictions(one, twin, row);
    }
  },
};

/** Results of one code side by side: a document that holds more of them is no report. */
const mostAlike = 20;

interface TwinRow {
  readonly twin: string;
  readonly factor: number;
  readonly unit: string;
}

function twinRow(code: string, row: CircuitRow | undefined): TwinRow | undefined {
  const { twin, factor, unit } = row ?? {};
  return twin === undefined || twin === code || !factor || !unit ? undefined : { twin, factor, unit };
}

/** Only where the value is in the Circuit's unit, and only numbers that both give. */
function* contradictions(one: Result, twin: Result, { factor, unit }: TwinRow): Generator<Problem> {
  const pairs: readonly (readonly [Quantity | undefined, Quantity | undefined])[] = [
    [single(one), single(twin)],
    [one.range?.low, twin.range?.low],
    [one.range?.high, twin.range?.high],
  ];
  const expected = single(twin)?.unit?.value.trim();
  for (const [here, there] of pairs) {
    if (!here?.value || !there?.value || here.unit?.value.trim() !== unit || there.unit?.value.trim() !== expected)
      continue;
    const difference = unexplained(here.value.value, there.value.value, factor);
    if (difference === undefined) continue;
    const [a, b] = [`${here.value.value.trim()} ${unit}`, `${there.value.value.trim()} ${expected}`];
    yield {
      at: here.value.valueSpan,
      message: {
        en: `${a} × ${factor} is ${difference} ${expected}, but the same result is given as ${b}: correct one of them.`,
        fr: `${a} × ${factor} donne ${difference} ${expected}, mais le même résultat est indiqué comme ${b} : corriger l’un des deux.`,
      },
    };
  }
}

function single({ quantities }: Result): Quantity | undefined {
  return quantities.length === 1 && !quantities[0]?.interval ? quantities[0] : undefined;
}

/** The product where rounding of the factor and of both numbers does not explain the other number. */
function unexplained(value: string, twin: string, factor: number): string | undefined {
  const [a, b, f] = [parseDecimal(value), parseDecimal(twin), parseDecimal(String(factor))];
  if (!a || !b || !f) return undefined;
  const product = multiply(a, f);
  const [expected, given] = [Number(value) * factor, Number(twin)];
  const rounding = (10 ** -a.scale / 2) * factor + 10 ** -b.scale / 2;
  if (isExplained(expected, given, rounding)) return undefined;
  return String(Number((Number(product.digits) / 10 ** product.scale).toPrecision(4)));
}
