import type { XmlElement } from '../../xml/tree';
import { type Concept, type Content, concept, withoutUrn } from './content';
import { systemOid } from './systems';

/** A FHIR element; in the form of JSON, also where it comes from XML. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A FHIR resource in XML as JSON; every element is a list, since XML does not tell which ones repeat. */
export function fhirJson(root: XmlElement): Json {
  return { ...object(root), resourceType: root.local };
}

/** Deeper than the deepest hierarchy of concepts; a hostile file may not exhaust the stack. */
const maxDepth = 100;

function object(element: XmlElement, depth = 0): Json {
  const lists = new Map<string, unknown[]>();
  for (const child of depth < maxDepth ? element.elements() : []) {
    const value = child.attribute('value')?.value ?? object(child, depth + 1);
    const known = lists.get(child.local);
    if (known) known.push(value);
    else lists.set(child.local, [value]);
  }
  return Object.fromEntries(lists);
}

export function text(json: Json, name: string): string | undefined {
  const value = json[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' || typeof first === 'number' || typeof first === 'boolean'
    ? String(first)
    : undefined;
}

export function list(json: Json, name: string): Json[] {
  const value = json[name];
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/** The value sets of a FHIR ValueSet, CodeSystem or Bundle (reference H.4); none for another resource. */
export function readFhir(resource: Json): Content[] {
  if (resource.resourceType === 'Bundle') {
    return list(resource, 'entry').flatMap((entry) => list(entry, 'resource').flatMap(resourceContent));
  }
  return resourceContent(resource);
}

/** In XML the type of a bundled resource is an element around it. */
function resourceContent(resource: Json): Content[] {
  if (resource.resourceType === 'ValueSet') return [{ ...named(resource), kind: 'value-set', ...valueSet(resource) }];
  if (resource.resourceType === 'CodeSystem') {
    return [{ ...named(resource), kind: 'code-system', ...codeSystem(resource) }];
  }
  return (['ValueSet', 'CodeSystem'] as const).flatMap((type) =>
    list(resource, type).flatMap((inner) => resourceContent({ ...inner, resourceType: type })),
  );
}

function named(resource: Json) {
  const url = text(resource, 'url');
  const identifiers = list(resource, 'identifier').flatMap((identifier) => text(identifier, 'value') ?? []);
  const oids = [...identifiers, url ?? ''].map(withoutUrn).filter((oid) => /^[0-2](?:\.\d+)+$/.test(oid));
  const name = text(resource, 'title') ?? text(resource, 'name') ?? text(resource, 'id') ?? '';
  return { oids: [...new Set(oids)], name, ...(url && { url }) };
}

type Codes = Pick<Content, 'concepts' | 'complete'>;

/** The expansion where there is a whole one, else what the definition lists. */
function valueSet(resource: Json): Codes {
  for (const expansion of list(resource, 'expansion')) {
    const { concepts, count } = expanded(expansion);
    const total = Number(text(expansion, 'total') ?? count);
    if (count > 0 || total === 0) return { concepts, complete: count >= total };
  }
  const composes = list(resource, 'compose');
  const includes = composes.flatMap((compose) => list(compose, 'include'));
  return {
    concepts: includes.flatMap((include) =>
      list(include, 'concept').flatMap((node) => read(node, text(include, 'system')) ?? []),
    ),
    complete:
      includes.length > 0 &&
      composes.every((compose) => list(compose, 'exclude').length === 0) &&
      includes.every((include) => list(include, 'concept').length > 0 && include.valueSet === undefined),
  };
}

/** Concepts of an expansion, those below others too, and how many it counts: an `abstract` one only groups and cannot be chosen. */
export function expanded(expansion: Json): { readonly concepts: Concept[]; readonly count: number } {
  return nested(expansion, 'contains', undefined);
}

function codeSystem(resource: Json): Codes {
  const { oids, url } = named(resource);
  return {
    concepts: nested(resource, 'concept', oids[0] ?? url).concepts,
    complete: (text(resource, 'content') ?? 'complete') === 'complete',
  };
}

function nested(node: Json, name: 'contains' | 'concept', system: string | undefined) {
  const concepts: Concept[] = [];
  let count = 0;
  const open = list(node, name).reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    count++;
    const found = text(next, 'abstract') === 'true' ? undefined : read(next, text(next, 'system') ?? system);
    if (found) concepts.push(found);
    for (const child of list(next, name).reverse()) open.push(child);
  }
  return { concepts, count };
}

/** The NOS give the OID of a code's system as a designation of use `OID`. */
function read(node: Json, system: string | undefined): Concept | undefined {
  const given = list(node, 'designation').find((designation) =>
    list(designation, 'use').some((use) => text(use, 'code') === 'OID'),
  );
  const oid = given && text(given, 'value');
  return concept(text(node, 'code'), oid ? withoutUrn(oid) : systemOid(system ?? ''), text(node, 'display'));
}
