import { bindingOf } from '../cda/bindings';
import type { CdaDocument } from '../cda/document';
import type { Finding } from '../rules/rule';
import { inTextOrder } from '../rules/run';
import { locate } from '../xml/locate';
import type { XmlElement } from '../xml/tree';

/**
 * Our findings and the official ones on a document, in the order of the text. A code outside of its value set is one fault: where an
 * assertion says so of the same element, that finding takes the place and the fixes of ours.
 */
export function together(document: CdaDocument, ours: readonly Finding[], official: readonly Finding[]): Finding[] {
  const all = [...official];
  for (const finding of ours) {
    const known = finding.rule === 'value-set' ? indexOfSame(document, finding, all) : -1;
    const same = all[known];
    if (!same) all.push(finding);
    else all[known] = { ...same, at: finding.at, ...(finding.fixes && { fixes: finding.fixes }) };
  }
  return inTextOrder(all);
}

function indexOfSame(document: CdaDocument, { at }: Finding, all: readonly Finding[]): number {
  const place = locate(document.xml, at.start);
  const binding = place && bindingOf(place.element, document);
  if (!binding) return -1;
  const words = place.attribute?.local === 'nullFlavor' ? ['nullFlavor'] : [binding.name, binding.oid];
  return all.findIndex(
    (each) => each.rule === 'schematron' && each.severity === 'error' && isIn(each, place.element) && says(each, words),
  );
}

function isIn({ at }: Finding, { start, openEnd }: XmlElement): boolean {
  return at.start >= start && at.end <= openEnd;
}

function says({ message }: Finding, words: readonly string[]): boolean {
  return words.some((word) => message.fr.includes(word));
}
