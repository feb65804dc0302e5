import type { XmlAttribute, XmlElement } from '../xml/tree';

export const FN = 'http://www.w3.org/2005/xpath-functions';
export const XS = 'http://www.w3.org/2001/XMLSchema';
export const XML = 'http://www.w3.org/XML/1998/namespace';
export const XMLNS = 'http://www.w3.org/2000/xmlns/';

/**
 * Expanded names that compiled expressions compare elements and attributes with, numbered, so that a comparison is one of
 * integers. Only expressions add names: documents, which are many and hostile, never make it grow.
 */
const numbers = new Map<string, Map<string, number>>();
/** By number. */
const names: ExpandedName[] = [{ namespace: '', local: '' }];

export interface ExpandedName {
  readonly namespace: string;
  readonly local: string;
}

/** The number of a name, for a compiled expression; 1 or more. */
export function nameNumber(namespace: string, local: string): number {
  let inNamespace = numbers.get(local);
  if (!inNamespace) {
    inNamespace = new Map();
    numbers.set(local, inNamespace);
  }
  let number = inNamespace.get(namespace);
  if (number === undefined) {
    number = names.push({ namespace, local }) - 1;
    inNamespace.set(namespace, number);
  }
  return number;
}

/** The name that has a number. */
export function nameNumbered(number: number): ExpandedName {
  return names[number] as ExpandedName;
}

/**
 * The number of a node's name. A name no expression has yet is -n where n names were numbered when it was looked up, so that
 * it is looked up again only after more have come.
 */
export function identify(node: XmlElement | XmlAttribute): number {
  const number = node.nameId;
  if (number > 0 || number === -names.length) return number;
  const { qualifiedName, namespace } = node;
  // Namesakes have one name, most often in one namespace.
  if (qualifiedName.numberedIn !== namespace || (qualifiedName.number <= 0 && qualifiedName.number !== -names.length)) {
    qualifiedName.numberedIn = namespace;
    qualifiedName.number = numbers.get(qualifiedName.local)?.get(namespace) ?? -names.length;
  }
  node.nameId = qualifiedName.number;
  return node.nameId;
}
