import { codeSystems } from '../../cda/names';
import { loincOf, type Result, resultOf } from '../../cda/results';
import type { Edit } from '../../rules/rule';
import type { CircuitRow } from '../../terminology/circuit';
import type { Text } from '../../text';
import type { XmlElement } from '../../xml/tree';
import { isAnalysis } from '../hover/analysis';
import { circuitSource, rowTable } from '../hover/circuitText';
import { paragraphs } from '../markdown';
import { referencedText } from '../narrative';
import { AnalysisIndex } from './analysisIndex';
import { putAttributes } from './attributes';
import { mostItems, type Proposal, toCompletions } from './item';
import type { Complete, Request } from './request';

/**
 * The analysis of a result, by code, reference label or edition label: the LOINC codes of the Circuit in `code`, its waiting codes in
 * `translation` (reference C.2). One choice gives all that identifies the analysis, and the unit where no value is written yet.
 */
export const completeAnalysis: Complete = (request) => {
  const { attribute, element, document } = request;
  if (attribute.name !== 'code' && attribute.name !== 'displayName') return undefined;
  const waits = element.local === 'translation';
  const code = waits ? element.parent : element;
  const observation = code?.local === 'code' && code.parent?.local === 'observation' ? code.parent : undefined;
  if (!observation || !isAnalysis(document, observation)) return undefined;
  const rows = waits ? waitingRows(request) : loincRows(request, observation);
  const result = resultOf(observation);
  return toCompletions(
    request.hole,
    rows.map((row) => proposal(request, row, waits ? [] : unitEdits(result, row))),
    true,
  );
};

function loincRows(request: Request, observation: XmlElement): CircuitRow[] {
  const { document, element, context, hole } = request;
  const index = AnalysisIndex.of(context.circuit);
  const search = (query: string) => [...index.search(query, mostItems, false), ...secondRows(request, query)];
  if (hole.typed.trim() !== '') return search(hole.typed);
  // Nothing typed yet: what the document already says of the analysis, then the analyses prescribed most.
  const said = element.attribute('displayName')?.value || referencedText(document, element.child('originalText'));
  const rows = [...(said ? search(said) : []), ...search('')];
  const unit = resultOf(observation).quantities.find((quantity) => quantity.unit?.value)?.unit?.value;
  return [...new Map(rows.map((row) => [row.loinc, row])).values()]
    .sort((a, b) => Number(misfits(a, unit)) - Number(misfits(b, unit)))
    .slice(0, mostItems);

  function misfits(row: CircuitRow, written: string | undefined): boolean {
    if (written === undefined || row.unit === undefined || context.ucum.fault(written)) return false;
    return !context.ucum.sameDimension(row.unit, written);
  }
}

/** LOINC Biologie's codes that the Circuit does not have, after its own. */
function secondRows({ context: { circuit, loincBiologie } }: Request, query: string): CircuitRow[] {
  if (!loincBiologie || query.trim() === '') return [];
  const rows = AnalysisIndex.of(loincBiologie).search(query, mostItems);
  return rows.filter(({ loinc = '' }) => circuit.find(loinc) === undefined);
}

function waitingRows({ context, hole }: Request): CircuitRow[] {
  return AnalysisIndex.of(context.circuit).search(hole.typed, mostItems, true);
}

const priority2: Text = {
  en: 'LOINC Biologie, priority 2: right only if the Circuit has no code for this analysis. Not comparable on the code alone.',
  fr: 'LOINC Biologie, priorité 2 : à n’employer que si le Circuit n’a pas de code pour cette analyse. Non comparable sur la seule base du code.',
};

function proposal(request: Request, row: CircuitRow, units: readonly Edit[]): Proposal {
  const { attribute, element, context } = request;
  const isSecond = row.loinc !== undefined && context.circuit.find(row.loinc) === undefined;
  const { loinc, waitingCode = '', label, editionLabel, unit } = row;
  const values = {
    code: loinc ?? waitingCode,
    displayName: label,
    codeSystem: loinc === undefined ? codeSystems.waiting : codeSystems.loinc,
    ...(loinc !== undefined && { codeSystemName: 'LOINC' }),
  };
  const { [attribute.name as 'code' | 'displayName']: value, ...others } = values;
  return {
    label: `${values.code} ${label}`,
    kind: 'analysis',
    detail: isSecond ? 'LOINC Biologie' : [editionLabel, unit].filter(Boolean).join(' – '),
    documentation: isSecond ? request.say(priority2) : paragraphs(rowTable(request, row), circuitSource(request)),
    value,
    others: [...putAttributes(element, others), ...units],
  };
}

/** The Circuit's unit in the value and the reference range, as long as no number is written that it could falsify. */
function unitEdits(result: Result, { unit }: CircuitRow): Edit[] {
  const quantities = [...result.quantities, ...result.rangeQuantities];
  if (unit === undefined || quantities.some(({ value }) => value?.value.trim())) return [];
  return quantities.flatMap(({ element }) => putAttributes(element, { unit }));
}

/** What the result's analysis is in the Circuit. */
export function rowOf({ context: { circuit } }: Request, observation: XmlElement): CircuitRow | undefined {
  const loinc = loincOf(resultOf(observation));
  return loinc === undefined ? undefined : circuit.find(loinc);
}
