import { CdaDocument } from '../server/src/cda/document';
import { completion, prepareCompletion } from '../server/src/features/completion';
import { battery, result } from '../server/src/rules/examples';
import { Circuit, type CircuitRow } from '../server/src/terminology/circuit';
import { checkDigit } from '../server/src/terminology/loinc';
import { ucum } from '../server/src/terminology/ucum';
import { measure, type Row } from './measure';

const analyses = 60_000;
const typed = ['', 'g', 'glu', 'glucose sang', 'hemoglobine', 'hémoglbine glyqé', '14', '4019', 'sérum moles num'];

/** Completion of an analysis with a Circuit of 60 000, each typed text once a run; the index is made before, and timed alone. */
export async function completions(): Promise<Row[]> {
  const circuit = new Circuit(syntheticRows(analyses), { builtIn: false, source: 'bench' });
  const start = performance.now();
  let [longest, since] = [0, start];
  await prepareCompletion(circuit, async () => {
    longest = Math.max(longest, performance.now() - since);
    await new Promise<void>((resolve) => setImmediate(resolve));
    since = performance.now();
  });
  longest = Math.max(longest, performance.now() - since);
  const index = performance.now() - start;
  const subject = `${analyses} analyses`;
  const rows: Row[] = [
    { what: 'completion: index, once', subject, unit: 'ms', median: index },
    { what: 'completion: index, longest time others wait', subject, unit: 'ms', median: longest, target: 50 },
  ];
  for (const text of typed) {
    const xml = battery(result({ code: `<code code="${text}"/>` }));
    const document = CdaDocument.read(xml) as CdaDocument;
    const offset = xml.indexOf(`<code code="${text}"/>`) + '<code code="'.length + text.length;
    const timing = await measure(() => completion(document, offset, { circuit, ucum }, 'fr'), 40, 20);
    rows.push({ what: `completion: «${text}»`, subject, unit: 'ms', ...timing, target: 30, judged: 'p95' });
  }
  return rows;
}

const names = [
  'Glucose',
  'Cholestérol',
  'Hémoglobine glyquée',
  'Sodium',
  'Thyréostimuline',
  'Protéine C réactive',
  'Anticorps anti',
];
const properties = ['Moles/Volume', 'Masse/Volume', 'Nombre/Volume', 'Activité/Volume', 'Présence', 'Temps'];
const systems = ['Sérum/Plasma', 'Sang', 'Urine', 'Liquide céphalo-rachidien', 'Selles'];

/** Labels of the form of LOINC's French ones, with as many different words: every third analysis has one of its own. */
function syntheticRows(count: number): CircuitRow[] {
  const pick = (list: readonly string[], index: number) => list[index % list.length] as string;
  return Array.from({ length: count }, (_, index) => {
    const own = index % 3 === 0 ? ` ${word(index)}` : '';
    const name = `${pick(names, index)}${own}`;
    const digits = String(1000 + index);
    return {
      loinc: `${digits}-${checkDigit(digits)}`,
      label: `${name} [${pick(properties, index >> 1)}] ${pick(systems, index >> 2)} ; Numérique`,
      editionLabel: name,
      unit: 'mmol/L',
      comparability: '1',
      restricted: index % 300 === 0,
    } satisfies CircuitRow;
  });
}

/** A pronounceable word for a number, different for different numbers. */
function word(index: number): string {
  const syllables = ['ba', 'co', 'di', 'fu', 'ga', 'lo', 'mi', 'nu', 'pa', 'ro', 'si', 'tu', 'va', 'xo', 'zi', 'phe'];
  let text = '';
  for (let left = index + 4096; left > 0; left >>= 4) text += syllables[left & 15];
  return text;
}
