import type { CdaDocument } from '../../cda/document';
import type { Result } from '../../cda/results';
import { escapeAttribute } from '../../rules/fixes';
import type { Edit } from '../../rules/rule';
import { isName } from '../../xml/names';
import type { XmlAttribute, XmlElement } from '../../xml/tree';
import { shortText } from '../narrative';

/** Where the narrative shows the converted result. */
export interface SecondNarrative {
  /** The pointer of the original result that the copy takes to its own text. */
  readonly pointer: XmlAttribute;
  readonly id: string;
  readonly edit: Edit;
}

/**
 * Shows the converted result behind the original one in the narrative, as the ANS example with both units does: a text of its own, on
 * a line of its own, that the second observation points to. Undefined where the result points to no text that shows its value.
 */
export function secondNarrative(document: CdaDocument, result: Result, text: string): SecondNarrative | undefined {
  const pointer = [result.observation.child('text'), result.code?.element.child('originalText')]
    .map((element) => element?.child('reference')?.attribute('value'))
    .find((attribute) => attribute !== undefined);
  const name = pointer?.value.trim().replace(/^#/, '') ?? '';
  const target = document.targets.get(name)?.[0]?.element;
  if (!pointer || !target || target.local !== 'content' || !isName(name) || !shows(target, result)) return undefined;
  const id = freeId(document, name);
  const prefix = target.prefix && `${target.prefix}:`;
  const printed = shortText(target).includes(',') ? text.replaceAll('.', ',') : text;
  const xml = `<${prefix}br/><${prefix}content ID="${id}">${escapeAttribute(printed)}</${prefix}content>`;
  return { pointer, id, edit: { span: { start: target.end, end: target.end }, newText: xml } };
}

/** Whether the text holds the value as written, with a point or a comma. */
function shows(target: XmlElement, { quantities }: Result): boolean {
  const value = quantities.find((quantity) => quantity.value?.value.trim())?.value?.value.trim();
  return value !== undefined && shortText(target).replaceAll(',', '.').includes(value);
}

function freeId({ targets }: CdaDocument, name: string): string {
  let number = 2;
  while (targets.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}
