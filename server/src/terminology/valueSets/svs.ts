import { decodeAttribute, type XmlElement } from '../../xml/tree';
import { attribute } from '../load/tags';
import { type Concept, type Content, concept, type Identity } from './content';

/** Up to the attributes of the first value set; an attribute's value may hold a `>`. */
const START = /<(?:\w+:)?RetrieveValueSetResponse\b[^>]*>\s*<(?:\w+:)?ValueSet\b((?:[^<>"']|"[^<"]*"|'[^<']*')*)>/;

/**
 * The identity of an SVS value set from the first part of its file (reference H.1, both layouts); undefined where that part does
 * not tell. The concepts follow it: 523 files are indexed by 4 kB each.
 */
export function svsIdentity(head: string): Identity | undefined {
  const tag = START.exec(head);
  if (!tag) return undefined;
  const attributes = tag[1] as string;
  const value = (name: string) => decodeAttribute(attribute(attributes, 0, attributes.length, name) ?? '');
  return identity(value);
}

/** Value sets of an SVS response, or of an ART-DECOR file (`valueSets/valueSet/conceptList/concept`). */
export function readSvs(root: XmlElement): Content[] {
  return root
    .elements()
    .filter(({ local }) => local === 'ValueSet' || local === 'valueSet')
    .map(content);
}

function content(valueSet: XmlElement): Content {
  const lists = valueSet.elements().filter(({ local }) => /^conceptList$/i.test(local));
  const members = lists.flatMap((list) => list.elements());
  const value = (name: string) => valueSet.attribute(name)?.value ?? '';
  return {
    ...identity(value),
    concepts: members.filter(({ local }) => /^concept$/i.test(local)).flatMap((element) => read(element) ?? []),
    // ART-DECOR also writes `include` and `completeCodeSystem`, which list nothing.
    complete: members.every(({ local }) => /^(?:concept|exception)$/i.test(local)),
  };
}

function read(element: XmlElement): Concept | undefined {
  const value = (name: string) => element.attribute(name)?.value;
  return concept(value('code'), value('codeSystem'), value('displayName'));
}

function identity(value: (name: string) => string): Identity {
  const url = value('urlFichier');
  const name = (value('displayName') || value('name')).replace(/\.tabs$/, '');
  const kind = value('typeFichier') === 'TRE' ? 'code-system' : 'value-set';
  return { oids: [value('id').trim()].filter((oid) => oid !== ''), name, kind, ...(url && { url }) };
}
