import { bindingOf } from '../cda/bindings';
import { type CodedValue, codedValue } from '../cda/codes';
import type { CdaDocument } from '../cda/document';
import { interpretations } from '../cda/interpretations';
import { codeSystems } from '../cda/names';
import { findOid } from '../cda/oids';
import { loincOf, type Result } from '../cda/results';
import { templateName } from '../cda/templates';
import type { Terminologies } from '../terminology/convert';
import { findLoinc } from '../terminology/loincList';
import { boundSet } from '../terminology/valueSets/bound';
import { cut, type Language, type Text } from '../text';
import type { Span, XmlAttribute, XmlElement } from '../xml/tree';
import type { HoverContext } from './hover/subject';
import { resultConversions } from './resultConversions';
import { numbersOf, secondUnits } from './secondUnits';

/** A text the editor shows at an offset, that is not in the document. */
export interface InlayHint {
  readonly offset: number;
  readonly text: string;
  /** Plain text. */
  readonly tooltip?: string;
}

type Sources = Terminologies & HoverContext;

/** Settings `cda.inlayHints.*`. */
export interface InlayHintOptions {
  /** What a code or an OID without a label stands for. */
  readonly labels: boolean;
  /** The unit a quantity should have, or its value in the other kind of unit. */
  readonly units: boolean;
}

/** Labels are cut here: a hint must not push the text out of sight. */
const longest = 60;

/** The hints inside `span`, in the order of the text. */
export function inlayHints(
  document: CdaDocument,
  span: Span,
  terms: Sources,
  language: Language,
  { labels, units }: InlayHintOptions,
): InlayHint[] {
  const hints = [
    ...(labels ? labelHints(document, span, terms, language) : []),
    ...(units ? unitHints(document, span, terms, language) : []),
  ];
  return hints.filter(({ offset }) => offset >= span.start && offset <= span.end).sort((a, b) => a.offset - b.offset);
}

function* labelHints(document: CdaDocument, span: Span, terms: Sources, language: Language): Generator<InlayHint> {
  for (const element of document.elements) {
    if (element.start > span.end) return;
    if (element.openEnd < span.start) continue;
    const named = codeLabel(document, element, terms, language) ?? oidLabel(element, language);
    if (!named) continue;
    const { attribute, label } = named;
    const text = cut(label, longest - 1);
    yield { offset: attribute.end, text, ...(text !== label && { tooltip: label }) };
  }
}

interface Named {
  readonly attribute: XmlAttribute;
  readonly label: string;
}

/** The label of a code that has none beside it: of the Circuit, failing it of LOINC Biologie, of an interpretation, or of the value set it is bound to. */
function codeLabel(
  document: CdaDocument,
  element: XmlElement,
  sources: Sources,
  language: Language,
): Named | undefined {
  const coded = codedValue(element);
  const { code, codeSystem, displayName } = coded;
  const written = code?.value.trim();
  if (!code || !written || displayName?.value.trim()) return undefined;
  const system = codeSystem?.value.trim();
  if (element.local === 'interpretationCode') {
    const known = Object.hasOwn(interpretations, written) ? interpretations[written]?.[language] : undefined;
    return known === undefined ? undefined : { attribute: code, label: known };
  }
  const row =
    system === codeSystems.waiting
      ? sources.circuit.findByWaitingCode(written)
      : system === codeSystems.loinc
        ? findLoinc(sources, written)
        : undefined;
  const label = row?.label || boundLabel(document, coded, sources);
  return label ? { attribute: code, label } : undefined;
}

/** The label in the value set (JDV) that an element takes its code from. */
function boundLabel(
  document: CdaDocument,
  { element, code, codeSystem }: CodedValue,
  sources: Sources,
): string | undefined {
  const binding = bindingOf(element, document);
  const concepts = binding && boundSet(binding, sources)?.withCode(code?.value.trim() ?? '');
  return concepts?.find(({ system }) => system === codeSystem?.value.trim())?.display;
}

/** The name of a template, of an identifier system, or of a code system that has no codeSystemName (interpretations have one only). */
function oidLabel(element: XmlElement, language: Language): Named | undefined {
  const isTemplate = element.local === 'templateId';
  const isNamed = element.attribute('codeSystemName') !== undefined || element.local === 'interpretationCode';
  const codeSystem = isNamed ? undefined : element.attribute('codeSystem');
  const attribute = isTemplate || element.local === 'id' ? element.attribute('root') : codeSystem;
  if (!attribute) return undefined;
  const oid = attribute.value.trim();
  const label = isTemplate ? templateName(oid, language) : findOid(oid)?.name[language];
  return label === undefined ? undefined : { attribute, label };
}

function* unitHints(document: CdaDocument, span: Span, terms: Terminologies, language: Language): Generator<InlayHint> {
  for (const result of document.results) {
    if (result.observation.start > span.end) return;
    if (result.observation.end < span.start) continue;
    yield* hintsOf(document, result, terms, language);
  }
}

/**
 * After each number its value in the second unit of the laboratory, failing it in the Circuit's unit, or else in that of the twin; after a
 * number that has none of these, and another unit than the expected or none, the expected one.
 */
function* hintsOf(document: CdaDocument, result: Result, terms: Sources, language: Language): Generator<InlayHint> {
  const loinc = loincOf(result);
  const expected = loinc === undefined ? undefined : terms.circuit.find(loinc)?.unit;
  const [second] = secondUnits(result, terms.ucum);
  const allowed = resultConversions(document, result, terms);
  const chosen =
    allowed.find(({ conversion: { unit, basis } }) => basis === 'ucum' && unit === expected) ??
    allowed.find(({ conversion }) => conversion.basis === 'circuit');
  for (const quantity of [...new Set([...result.quantities, ...numbersOf(result)])]) {
    const offset = (quantity.unit ?? quantity.value)?.end;
    if (offset === undefined) continue;
    const given = second?.numbers.get(quantity);
    if (second && given !== undefined) {
      yield { offset, text: `= ${given} ${second.unit}`, tooltip: givenByLaboratory[language] };
      continue;
    }
    const converted = chosen?.numbers.get(quantity);
    if (chosen && converted !== undefined && quantity.unit?.value.trim() !== chosen.conversion.unit) {
      yield {
        offset,
        text: `= ${converted} ${chosen.conversion.unit}`,
        tooltip: chosen.conversion.source[language],
      };
    } else if (expected !== undefined && quantity.unit?.value.trim() !== expected) {
      yield { offset, text: language === 'fr' ? `attendu : ${expected}` : `expected: ${expected}` };
    }
  }
}

const givenByLaboratory: Text = {
  en: 'Second unit of the laboratory (translation), not converted',
  fr: 'Seconde unité du laboratoire (translation), non convertie',
};
