import type { XmlAttribute, XmlElement } from '../xml/tree';
import { type CodedValue, codedValue, isLoinc } from './codes';
import { templates } from './names';
import { type Quantity, quantitiesOf } from './quantities';
import type { TemplateUse } from './templateIds';
import { typeOf } from './types';

/** A laboratory result: FR-Resultat-examens-de-biologie-element-clinique-pertinent, section C of the reference. */
export interface Result {
  readonly observation: XmlElement;
  /** `observation/code`; it may rightly have no attribute at all (rule R5). */
  readonly code: CodedValue | undefined;
  readonly translations: readonly CodedValue[];
  readonly value: XmlElement | undefined;
  /** Data type of `value`, e.g. `PQ`. */
  readonly type: string | undefined;
  /** The value's quantity, or the bounds of an interval value. */
  readonly quantities: readonly Quantity[];
  readonly range: ReferenceRange | undefined;
  /** The quantities of all reference ranges, `range` the first of them: some documents give one for each sex or age. */
  readonly rangeQuantities: readonly Quantity[];
  readonly interpretation: CodedValue | undefined;
  readonly method: CodedValue | undefined;
  /** `statusCode/@code`. */
  readonly status: XmlAttribute | undefined;
  /** `effectiveTime/@value`: sampling. */
  readonly time: XmlAttribute | undefined;
  /** The nearest organizer or act around: results of one container stand side by side. */
  readonly container: XmlElement | undefined;
  /** True for a prior result (antériorité), `entryRelationship[@typeCode='REFR']`. */
  readonly prior: boolean;
}

/** `referenceRange/observationRange/value`, an IVL_PQ. */
export interface ReferenceRange {
  readonly element: XmlElement;
  readonly low: Quantity | undefined;
  readonly high: Quantity | undefined;
}

const laboratory: ReadonlySet<string> = new Set([templates.laboratoryObservation, templates.laboratoryObservationFr]);

/** Observations that declare a laboratory result template, in document order. */
export function resultsOf(uses: readonly TemplateUse[]): Result[] {
  const observations = new Set<XmlElement>();
  for (const { owner, root } of uses) {
    if (owner.local === 'observation' && laboratory.has(root.value.trim())) observations.add(owner);
  }
  return Array.from(observations, resultOf);
}

/** The observations that a result refers to as its prior ones (antériorités), whatever templates they declare. */
export function priorsOf({ observation }: Result): Result[] {
  return observation
    .elements('entryRelationship')
    .filter(isPriorRelation)
    .flatMap((relation) => relation.child('observation') ?? [])
    .map(resultOf);
}

/** Whether an observation is a prior result (antériorité) of the one around it. */
export function isPrior({ parent }: XmlElement): boolean {
  return parent?.local === 'entryRelationship' && isPriorRelation(parent);
}

function isPriorRelation(relation: XmlElement): boolean {
  return relation.attribute('typeCode')?.value === 'REFR';
}

/** An observation read as a result, whatever templates it declares (prior results declare none). */
export function resultOf(observation: XmlElement): Result {
  const code = observation.child('code');
  const value = observation.child('value');
  const ranges = observation.elements('referenceRange').map((one) => one.path('observationRange', 'value'));
  const rangeQuantities = ranges.flatMap((range) => (range ? quantitiesIn(range) : []));
  return {
    observation,
    code: code && codedValue(code),
    translations: code ? code.elements('translation').map(codedValue) : [],
    value,
    type: value && typeOf(value),
    quantities: value ? quantitiesIn(value) : [],
    range: referenceRange(ranges[0], rangeQuantities),
    rangeQuantities,
    interpretation: optional(observation.child('interpretationCode')),
    method: optional(observation.child('methodCode')),
    status: observation.child('statusCode')?.attribute('code'),
    time: observation.child('effectiveTime')?.attribute('value'),
    container: observation.parent?.parent,
    prior: isPrior(observation),
  };
}

/** A quantity, or the bounds of an interval; its value in a second unit is none. */
function quantitiesIn(value: XmlElement): Quantity[] {
  return quantitiesOf([value, ...value.elements().filter(({ local }) => local !== 'translation')]);
}

function optional(element: XmlElement | undefined): CodedValue | undefined {
  return element && codedValue(element);
}

function referenceRange(element: XmlElement | undefined, all: readonly Quantity[]): ReferenceRange | undefined {
  if (!element || typeOf(element) !== 'IVL_PQ') return undefined;
  const bound = (local: string) =>
    all.find((quantity) => quantity.element.parent === element && quantity.element.local === local);
  return { element, low: bound('low'), high: bound('high') };
}

/**
 * Whether two results are of one sample: side by side in one container and not sampled at different times (a date without the hour
 * agrees with any hour of it), or in two containers and sampled at the same date and hour.
 */
export function sameSample(a: Result, b: Result): boolean {
  if (a.observation === b.observation || a.prior !== b.prior) return false;
  const [first, second] = [a.time?.value.trim() ?? '', b.time?.value.trim() ?? ''];
  if (a.container !== b.container) return first.length > 'YYYYMMDD'.length && first === second;
  return first.startsWith(second) || second.startsWith(first);
}

/** The LOINC code of the analysis, from `code` (a LOINC in a translation names nothing: rule R9). */
export function loincOf({ code }: Result): string | undefined {
  return code && isLoinc(code) ? code.code?.value.trim() : undefined;
}
