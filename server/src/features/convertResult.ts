import type { CdaDocument } from '../cda/document';
import { type Result, resultOf } from '../cda/results';
import { insertAfter } from '../rules/fixes';
import type { Edit } from '../rules/rule';
import type { Conversion } from '../terminology/convert';
import type { Language, Text } from '../text';
import { locate } from '../xml/locate';
import type { XmlElement } from '../xml/tree';
import { secondNarrative } from './convertResult/narrative';
import { secondObservation } from './convertResult/observation';
import { twinOf } from './hover/conversion';
import { obstacle } from './hover/obstacle';
import type { HoverContext } from './hover/subject';
import { convertedTexts, type ResultConversion, resultConversions } from './resultConversions';
import { secondUnits } from './secondUnits';

/** One unit to choose in the command `CDA: Convert This Result…`. */
export interface ConversionChoice {
  /** Value, unit and reference range: `5.3 mmol/L (3.5–6.1)`; also what is copied. */
  readonly label: string;
  /** The code it is given under, and where the factor comes from. */
  readonly detail: Text;
  readonly conversion: Conversion;
  /** Inserts the converted result after the original, with its own range and narrative. */
  readonly edits: readonly Edit[];
}

export interface ConversionChoices {
  readonly choices: readonly ConversionChoice[];
  /** Why there are none, plain text. */
  readonly reason?: string;
}

/** The conversions of the result around `offset` (reference E.1, E.2); undefined outside of one. */
export function convertResult(
  document: CdaDocument,
  offset: number,
  context: HoverContext,
  language: Language,
): ConversionChoices | undefined {
  const observation = resultAt(document, offset);
  if (!observation) return undefined;
  const result = resultOf(observation);
  const choices = resultConversions(document, result, context).map((one) => choice(document, result, one));
  return choices.length > 0 ? { choices } : { choices, reason: reasonOf(document, result, context, language) };
}

/** The innermost observation around `offset` that is a laboratory result, or a prior result inside one. */
function resultAt(document: CdaDocument, offset: number): XmlElement | undefined {
  const results = new Set(document.results.map(({ observation }) => observation));
  let inner: XmlElement | undefined;
  for (let around = locate(document.xml, offset)?.element; around; around = around.parent) {
    if (around.local === 'observation') inner ??= around;
    if (results.has(around)) return inner;
  }
  return undefined;
}

function choice(document: CdaDocument, result: Result, converted: ResultConversion): ConversionChoice {
  const { conversion, numbers } = converted;
  const label = textOf(result, converted);
  const narrative = secondNarrative(document, result, label);
  const relation = /^(?:component|entryRelationship)$/.test(result.observation.parent?.local ?? '')
    ? (result.observation.parent as XmlElement)
    : result.observation;
  const copy = secondObservation(document.xml.text, relation, result, { conversion, numbers, ...narrative });
  const named = [conversion.basis === 'circuit' ? conversion.code : undefined, conversion.label]
    .filter(Boolean)
    .join(' ');
  return {
    label,
    detail: {
      en: `${named ? `${named}. ` : ''}${conversion.source.en}`,
      fr: `${named ? `${named}. ` : ''}${conversion.source.fr}`,
    },
    conversion,
    edits: [...(narrative ? [narrative.edit] : []), insertAfter(relation, copy)],
  };
}

/** `5.3 mmol/L (3.5–6.1)`. */
function textOf(result: Result, converted: ResultConversion): string {
  const { value, range } = convertedTexts(result, converted);
  return `${value} ${converted.conversion.unit}${range === undefined ? '' : ` (${range})`}`;
}

function reasonOf(document: CdaDocument, result: Result, context: HoverContext, language: Language): string {
  const say = (text: Text) => text[language];
  if (twinOf(document, result, context.circuit) || secondUnits(result, context.ucum).length > 0) {
    return say({
      en: 'The document gives this result in both units already: nothing is converted.',
      fr: 'Le document donne déjà ce résultat dans les deux unités : rien n’est converti.',
    });
  }
  const subject = { document, element: result.observation, attribute: undefined, context, language, say };
  return obstacle(subject, result).replace(/\\(.)/g, '$1').replaceAll('`', '');
}
