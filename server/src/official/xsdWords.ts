import { oneLine, type Text } from '../text';
import { XSI } from '../xml/names';
import type { XmlAttribute, XmlElement } from '../xml/tree';

/** What a message is about. */
export interface Subject {
  readonly element: XmlElement;
  readonly attribute: XmlAttribute | undefined;
  /** A name as the author writes it at this place. */
  name(clark: string): string;
}

export function typeAttribute(element: XmlElement): XmlAttribute | undefined {
  return element.attributeNS(XSI, 'type');
}

/** An element's name, with the type that it says to have. */
export function typed(element: XmlElement): Text {
  const type = typeAttribute(element);
  if (!type) return alike(element.name);
  const written = oneLine(`${type.name}="${type.value}"`, 100);
  return { en: `${element.name} with ${written}`, fr: `${element.name} avec ${written}` };
}

/** A type of the CDA, written without the prefix that its namespace has here. */
export function prefixed(element: XmlElement): string | undefined {
  const written = typeAttribute(element)?.value.trim() ?? '';
  return element.prefix !== '' && /^[A-Z][A-Z_]*$/.test(written) ? `${element.prefix}:${written}` : undefined;
}

/** A number with a decimal comma where `type` takes decimals, with the point that is meant. */
export function withPoint(value: string, type = ''): string | undefined {
  if (!/\b(?:real|decimal|double|float)$/.test(type) || !/^\s*[-+]?\d*,\d+\s*$/.test(value)) return undefined;
  return value
    .trim()
    .replace(/^([-+]?),/, '$10,')
    .replace(',', '.');
}

/** A sentence that begins with the value and where it stands. */
export function ofValue(value: string, { element, attribute }: Subject, { en, fr }: Text): Text {
  const shown = oneLine(value === '' && !attribute ? element.textContent : value, 100);
  const place = attribute?.name ?? element.name;
  return shown === ''
    ? { en: `${place} is empty, which its type does not allow.`, fr: `${place} est vide, ce que son type n’admet pas.` }
    : { en: `${place}: “${shown}” ${en}`, fr: `${place} : « ${shown} » ${fr}` };
}

/** libxml2 names no more. */
const mostExpected = 10;

/** The expected names of a message; a wildcard is `*`, a negated one `##other{…}*`. */
export function names(list: string, name: (clark: string) => string): Text {
  const all = [...list.matchAll(/(##other)?(\{[^}]*\})?([^,\s]+)/g)].map(([, other, namespace = '', local = '']) =>
    other || local === '*'
      ? { en: 'an element of another namespace', fr: 'un élément d’un autre espace de noms' }
      : alike(name(namespace + local)),
  );
  if (all.length >= mostExpected) all.push({ en: 'perhaps others', fr: 'd’autres peut-être' });
  const unique = [...new Map(all.map((each) => [each.en, each])).values()];
  return {
    en: joined(
      unique.map(({ en }) => en),
      ' or ',
    ),
    fr: joined(
      unique.map(({ fr }) => fr),
      ' ou ',
    ),
  };
}

const mostChoices = 20;

export function choices(values: readonly string[]): Text {
  const more = values.length - mostChoices;
  if (more <= 0) return { en: joined(values, ' or '), fr: joined(values, ' ou ') };
  const shown = values.slice(0, mostChoices).join(', ');
  return { en: `${shown} and ${more} others`, fr: `${shown} et ${more} autres` };
}

function joined(values: readonly string[], last: string): string {
  return values.length < 2 ? values.join() : `${values.slice(0, -1).join(', ')}${last}${values.at(-1)}`;
}

export function alike(text: string): Text {
  return { en: text, fr: text };
}
