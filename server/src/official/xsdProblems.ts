import type { Problem } from '../rules/rule';
import { cut, oneLine, type Text } from '../text';
import { namespacesInScope } from '../xml/namespaces';
import type { XmlAttribute, XmlElement } from '../xml/tree';
import type { XsdFault } from './xsd';
import { abstractFault, sentences, typeFault, valuePlace } from './xsdSentences';

/**
 * The faults of a document in the user's words and at their place. libxml2 says some things twice (the facet that a value breaks,
 * then its type; an xsi:type that does not exist, then that the element's own type is abstract): the first one stays. A message
 * that is not known here is given as it is.
 */
export function xsdProblems(faults: readonly XsdFault[]): Problem[] {
  const problems: Problem[] = [];
  let before: Head | undefined;
  for (const fault of faults) {
    const head = headOf(fault);
    if (!head) problems.push({ at: fault.element.nameSpan, message: asSaid(fault.message) });
    else if (!before || !repeats(head, before)) problems.push(problemOf(head));
    before = head;
  }
  return problems;
}

function repeats(head: Head, before: Head): boolean {
  if (head.element !== before.element) return false;
  return before.facet
    ? head.attribute === before.attribute && typeFault.test(head.said)
    : /^The (?:QName value|type definition ')/.test(before.said) && abstractFault.test(head.said);
}

/** A message taken apart. */
interface Head {
  readonly element: XmlElement;
  /** Name of the attribute it is about, as libxml2 writes it. */
  readonly attribute: string | undefined;
  readonly facet: string | undefined;
  readonly said: string;
}

function headOf({ element, message }: XsdFault): Head | undefined {
  const match = /^Element '[^']*'(?:, attribute '([^']*)')?: (?:\[facet '(\w+)'\] )?(.*)$/s.exec(message);
  return match ? { element, attribute: match[1], facet: match[2], said: match[3] as string } : undefined;
}

function problemOf({ element, attribute: name, said }: Head): Problem {
  const attribute = name === undefined ? undefined : attributeOf(element, name);
  const subject = { element, attribute, name: (clark: string) => written(element, clark) };
  for (const [pattern, toText, place, toFix] of sentences) {
    const match = pattern.exec(said);
    if (!match) continue;
    const fix = toFix?.(match.slice(1), subject);
    return {
      at: (place ?? valuePlace)(subject),
      message: toText(match.slice(1), subject),
      ...(fix && { fixes: [fix] }),
    };
  }
  return { at: valuePlace(subject), message: asSaid(said) };
}

/** `{namespace}local` with the prefix that the namespace has at the element; with the namespace behind it where it has none. */
function written(element: XmlElement, clark: string): string {
  const [, namespace, local = clark] = /^\{([^}]*)\}(.*)$/s.exec(clark) ?? [];
  if (namespace === undefined) return local;
  const prefix = [...namespacesInScope(element)].find(([, uri]) => uri === namespace)?.[0];
  return prefix === undefined ? `${local} (${namespace})` : prefix === '' ? local : `${prefix}:${local}`;
}

function attributeOf(element: XmlElement, clark: string): XmlAttribute | undefined {
  const [, namespace = '', local = clark] = /^\{([^}]*)\}(.*)$/s.exec(clark) ?? [];
  return element.attributes.find((each) => each.local === local && each.namespace === namespace);
}

function asSaid(message: string): Text {
  const text = cut(oneLine(message), 500);
  return { en: text, fr: text };
}
