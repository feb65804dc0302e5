import { addAttribute, setValue } from '../../rules/fixes';
import type { Edit } from '../../rules/rule';
import type { XmlElement } from '../../xml/tree';

/** Gives attributes their values: those that exist in place, the others after the last one. */
export function putAttributes(element: XmlElement, values: Readonly<Record<string, string>>): Edit[] {
  return Object.entries(values).flatMap(([name, value]) => putAttribute(element, name, value) ?? []);
}

function putAttribute(element: XmlElement, name: string, value: string): Edit | undefined {
  const attribute = element.attribute(name);
  if (!attribute) return addAttribute(element, name, value);
  return attribute.value === value ? undefined : setValue(attribute, value);
}
