import { quantitiesOf } from '../../cda/quantities';
import { loincOf, type Result, resultOf } from '../../cda/results';
import { typeOf } from '../../cda/types';
import type { CircuitRow } from '../../terminology/circuit';
import type { XmlElement } from '../../xml/tree';
import { comparabilityOf } from '../comparability';
import { code, list, paragraphs, plain, table } from '../markdown';
import { convertedTexts } from '../resultConversions';
import { type SecondUnit, secondUnits } from '../secondUnits';
import { isAnalysis } from './analysis';
import { circuitSource, comparisonAlert, factorAbsent, twinWithoutFactor } from './circuitText';
import { asWritten, type ConvertedResult, convertedResults, type Shown, twinOf } from './conversion';
import { obstacle } from './obstacle';
import type { Explain, Subject } from './subject';

type Say = Subject['say'];

/** A result's value or reference range: the conversions the reference allows (section E), of both. */
export const explainQuantity: Explain = (subject) => {
  const { element, attribute } = subject;
  if (attribute && !/^(?:value|unit|inclusive)$/.test(attribute.local)) return undefined;
  const isRange = typeOf(element) === 'IVL_PQ';
  if (!isRange && quantitiesOf([element]).length === 0) return undefined;
  const observation = observationOf(element);
  const result = observation && resultOf(observation);
  if (!result || result.quantities.length === 0) return undefined;
  const fault = unitFault(subject, result);
  const explained = conversionsOf(subject, result);
  if (!fault && explained === undefined) return undefined;
  const analysis = isAnalysis(subject.document, result.observation);
  const loinc = analysis ? loincOf(result) : undefined;
  const row = loinc === undefined ? undefined : subject.context.circuit.find(loinc);
  return paragraphs(
    fault,
    heading(result),
    explained,
    row && missingFactor(subject, row),
    analysis && comparabilityOf(result, subject.context).verdict === 'not-comparable' && comparisonAlert(subject),
    loinc !== undefined && circuitSource(subject),
  );
};

function missingFactor(subject: Subject, row: CircuitRow): string | undefined {
  const { say } = subject;
  const twin = twinWithoutFactor(subject, row);
  if (!twin) return undefined;
  const into = `${code(twin.loinc ?? '')} ${plain(twin.label)}`;
  return `${say({ en: `To ${into}:`, fr: `Vers ${into} :` })} ${say(factorAbsent)}.`;
}

/** Undefined where a result of another field than the laboratory has none. */
function conversionsOf(subject: Subject, result: Result): string | undefined {
  const twin = twinOf(subject.document, result, subject.context.circuit);
  const second = secondUnits(result, subject.context.ucum);
  if (twin || second.length > 0) return bothGiven(subject, result, twin, second);
  const converted = convertedResults(result, subject.context);
  if (converted.length > 0) return conversionTable(subject, converted);
  return isAnalysis(subject.document, result.observation) ? obstacle(subject, result) : undefined;
}

/** The observation whose value or reference range `element` is or bounds. */
function observationOf(element: XmlElement): XmlElement | undefined {
  const value = element.local === 'value' ? element : element.parent;
  if (value?.local !== 'value') return undefined;
  const holder = value.parent?.local === 'observationRange' ? value.parent.parent?.parent : value.parent;
  return holder?.local === 'observation' ? holder : undefined;
}

function heading(result: Result): string {
  const label = result.code?.displayName?.value;
  const [value, range] = cells(asWritten(result));
  return `**${value}**${range && ` (${range})`}${label ? ` – ${plain(label)}` : ''}`;
}

function cells({ unit, value, range, rangeUnit }: Shown): [string, string] {
  return [code(`${value} ${unit}`), range === undefined ? '' : code(`${range} ${rangeUnit}`)];
}

function conversionTable({ say }: Subject, converted: readonly ConvertedResult[]): string {
  const ranged = converted.some(({ shown }) => shown.range !== undefined);
  const head = [
    say({ en: 'Converted', fr: 'Converti' }),
    ...(ranged ? [say({ en: 'Reference range', fr: 'Valeurs de référence' })] : []),
    say({ en: 'Factor', fr: 'Facteur' }),
    say({ en: 'Code', fr: 'Code' }),
  ];
  const rows = converted.map((one) => [
    ...cells(one.shown).slice(0, ranged ? 2 : 1),
    one.factor === undefined ? '' : code(`× ${one.factor}`),
    codeAfter(one, say),
  ]);
  return paragraphs(table(head, rows), list(converted.map((one) => detail(one, say)).filter(Boolean)));
}

/** The code that the converted result has, and how it got there. */
function codeAfter({ basis, steps, code: after }: ConvertedResult, say: Say): string {
  if (after === undefined) return 'UCUM';
  if (basis === 'ucum') return say({ en: 'same code, UCUM', fr: 'même code, UCUM' });
  return `${code(after)}${steps > 1 ? `, ${say({ en: 'in two steps', fr: 'en deux temps' })}` : ''}`;
}

/** Source and unrounded product, where they are not said by the table; empty where there is nothing to add. */
function detail(one: ConvertedResult, say: Say): string {
  const { basis, code: after, label, factor, source, shown } = one;
  const what =
    basis === 'circuit'
      ? `${code(after ?? '')} ${plain(label ?? '')} – ${plain(say(source))}`
      : factor === undefined
        ? plain(say(source))
        : '';
  const exact = unrounded(one);
  if (!exact) return what;
  const product = `${say({ en: 'Unrounded:', fr: 'Non arrondi :' })} ${exact}.`;
  return `${what || `${code(`${shown.value} ${shown.unit}`)} –`} ${product}`;
}

/** Empty where rounding changed nothing: a power of ten only moves the point. */
function unrounded({ shown, exact }: ConvertedResult): string {
  if (sameNumbers(shown.value, exact.value) && sameNumbers(shown.range, exact.range)) return '';
  return `${code(exact.value)}${exact.range === undefined ? '' : ` (${code(exact.range)})`}`;
}

/** `1.950` and `1.95` are one number. */
function sameNumbers(a = '', b = ''): boolean {
  const short = (text: string) => text.replace(/(\.\d*?)0+(?!\d)/g, '$1').replace(/\.(?!\d)/g, '');
  return short(a) === short(b);
}

/** The twin with its code, and the translations of the result itself. */
function bothGiven({ say }: Subject, result: Result, twin: Result | undefined, second: readonly SecondUnit[]): string {
  const shown = ([value, range]: [string, string]) => `${value}${range && ` (${range})`}`;
  const rule = {
    en: 'Both units are given: nothing is converted, both are shown.',
    fr: 'Les deux unités sont données : rien n’est converti, les deux sont affichées.',
  };
  return paragraphs(
    say(rule),
    twin && `${code(loincOf(twin) ?? '')} ${shown(cells(asWritten(twin)))}`,
    ...second.map(({ unit, numbers }) => {
      const { value, range } = convertedTexts(result, { numbers });
      return `${shown(cells({ unit, value, range, rangeUnit: unit }))} – \`translation\``;
    }),
  );
}

/** Why the unit written cannot be read, or says something else than is meant. */
function unitFault({ context: { ucum }, say }: Subject, { quantities }: Result): string | undefined {
  const unit = quantities.find((quantity) => quantity.unit)?.unit?.value;
  const fault = unit === undefined ? undefined : (ucum.fault(unit) ?? ucum.habit(unit));
  if (!fault) return undefined;
  const meant = fault.suggestions.map(code).join(', ');
  return `⚠ ${plain(say(fault.message))}${meant ? ` → ${meant}` : ''}`;
}
