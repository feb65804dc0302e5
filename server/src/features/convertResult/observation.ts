import type { Quantity } from '../../cda/quantities';
import type { Result } from '../../cda/results';
import { addAttribute, remove, setValue } from '../../rules/fixes';
import type { Edit } from '../../rules/rule';
import type { Conversion } from '../../terminology/convert';
import type { XmlAttribute, XmlElement } from '../../xml/tree';
import { putAttributes } from '../completion/attributes';

export interface SecondResult {
  readonly conversion: Conversion;
  readonly numbers: ReadonlyMap<Quantity, string>;
  /** The pointer to the narrative that the copy changes to `#id`. */
  readonly pointer?: XmlAttribute;
  readonly id?: string;
}

/**
 * The text of `relation` (what joins the observation to its container) for the converted result: another code, label, value, unit and
 * range, the rest as written; interpretation and method stay (reference E.1). What belongs to the original only is left out: its
 * `id`, its prior results (they must be in the same unit), a translation of its value (or of its code, if the copy has another), and its place in the narrative
 * if the copy has none of its own.
 */
export function secondObservation(source: string, relation: XmlElement, result: Result, second: SecondResult): string {
  const { pointer, id } = second;
  const edits = [
    ...codeEdits(result, second.conversion),
    ...numberEdits(second),
    ...(pointer && id !== undefined ? [setValue(pointer, `#${id}`)] : []),
  ];
  const dropped = unshared(result, second).map((element) => remove(element));
  const kept = edits.filter(
    ({ span }) => !dropped.some((drop) => drop.span.start <= span.start && span.end <= drop.span.end),
  );
  return applied(source, relation, [...kept, ...dropped]);
}

function codeEdits({ code }: Result, { basis, code: loinc, label }: Conversion): Edit[] {
  if (basis !== 'circuit' || !code || loinc === undefined || label === undefined) return [];
  return putAttributes(code.element, { code: loinc, displayName: label });
}

function numberEdits({ conversion, numbers }: SecondResult): Edit[] {
  return [...numbers].flatMap(([{ element, value, unit }, converted]) => [
    ...(value ? [setValue(value, converted)] : []),
    unit ? setValue(unit, conversion.unit) : addAttribute(element, 'unit', conversion.unit),
  ]);
}

function unshared({ observation, code, value }: Result, { pointer, conversion }: SecondResult): XmlElement[] {
  const text = observation.child('text');
  return [
    ...observation.elements('id'),
    ...Array.from(observation.elements('entryRelationship')).filter(
      (relation) => relation.attribute('typeCode')?.value === 'REFR',
    ),
    ...(value ? value.elements('translation') : []),
    ...(code && conversion.basis === 'circuit' ? code.element.elements('translation') : []),
    ...(text && !pointer ? [text] : []),
  ];
}

/** The source of an element after edits inside it. */
function applied(source: string, { start, end }: XmlElement, edits: readonly Edit[]): string {
  let text = source.slice(start, end);
  for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start))
    text = text.slice(0, span.start - start) + newText + text.slice(span.end - start);
  return text;
}
