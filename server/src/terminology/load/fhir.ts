import { parseXml } from '../../xml/parse';
import type { XmlElement } from '../../xml/tree';
import { CircuitError, notATable } from './errors';
import { type Field, fieldOf } from './headings';
import type { RawRecord } from './records';
import { cleanCell } from './sheet';

/** A FHIR element, from JSON or XML. */
interface Node {
  text(name: string): string | undefined;
  list(name: string): Node[];
}

/** Concepts of a value set by field. */
export interface Concepts {
  readonly format: 'fhir' | 'svs';
  readonly records: readonly RawRecord[];
}

type Json = Readonly<Record<string, unknown>>;

function jsonNode(json: Json): Node {
  return {
    text(name) {
      const value = json[name];
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : undefined;
    },
    list(name) {
      const value = json[name];
      return (Array.isArray(value) ? value : [value]).filter(isObject).map(jsonNode);
    },
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function xmlNode(element: XmlElement): Node {
  return {
    text: (name) => element.child(name)?.attribute('value')?.value,
    list: (name) => element.elements(name).map(xmlNode),
  };
}

/** Concepts of a FHIR ValueSet or CodeSystem in JSON; throws a CircuitError. */
export function readFhirJson(text: string): Concepts {
  let resource: unknown;
  try {
    resource = JSON.parse(text);
  } catch {
    throw new CircuitError('damaged', { en: 'The JSON file is damaged.', fr: 'Le fichier JSON est endommagé.' });
  }
  const type = isObject(resource) ? resource.resourceType : undefined;
  if (!isObject(resource) || (type !== 'ValueSet' && type !== 'CodeSystem')) {
    throw notATable({ en: 'a JSON file of another kind', fr: 'un fichier JSON d’une autre nature' });
  }
  return { format: 'fhir', records: concepts(jsonNode(resource)) };
}

/** Concepts of a FHIR ValueSet or CodeSystem, or of an SVS value set (reference H.4), in XML; throws a CircuitError. */
export function readXml(text: string): Concepts {
  const { root, elements, faults } = parseXml(text);
  if (root?.local === 'RetrieveValueSetResponse') {
    return { format: 'svs', records: elements.filter(({ local }) => local === 'Concept').map(svsRecord) };
  }
  if (!root || !/^(?:ValueSet|CodeSystem)$/.test(root.local)) {
    throw notATable({
      en: /^html$/i.test(root?.local ?? '') ? 'a web page' : 'an XML file of another kind',
      fr: /^html$/i.test(root?.local ?? '') ? 'une page web' : 'un fichier XML d’une autre nature',
    });
  }
  if (faults.length > 0) {
    throw new CircuitError('damaged', { en: 'The XML file is damaged.', fr: 'Le fichier XML est endommagé.' });
  }
  return { format: 'fhir', records: concepts(xmlNode(root)) };
}

function svsRecord(concept: XmlElement): RawRecord {
  const value = (name: string) => concept.attribute(name)?.value;
  return record({ code: value('code'), plainLabel: value('displayName'), system: value('codeSystem') });
}

/** Concepts of every include, expansion or hierarchy, each code and system once. */
function concepts(resource: Node): RawRecord[] {
  const records = new Map<string, RawRecord>();
  const names = new Map(resource.list('property').map((node) => [node.text('code') ?? '', node.text('description')]));
  const add = (top: Node, system: string | undefined, nested: 'concept' | 'contains') => {
    const open = [{ node: top, system }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { node, system } = next;
      const values = conceptValues(node, system, names);
      const key = `${values.system} ${values.code}`;
      if (values.code !== undefined && !records.has(key)) records.set(key, record(values));
      for (const child of node.list(nested).reverse())
        open.push({ node: child, system: child.text('system') ?? system });
    }
  };
  for (const include of resource.list('compose').flatMap((compose) => compose.list('include'))) {
    for (const concept of include.list('concept')) add(concept, include.text('system'), 'concept');
  }
  for (const contained of resource.list('expansion').flatMap((expansion) => expansion.list('contains'))) {
    add(contained, contained.text('system'), 'contains');
  }
  const url = resource.list('compose').length > 0 ? undefined : resource.text('url');
  for (const concept of resource.list('concept')) add(concept, url, 'concept');
  return [...records.values()];
}

type Values = Partial<Record<Field, string | undefined>>;

/** Properties and designations count where their code, description or use reads like a heading of the Circuit. */
function conceptValues(node: Node, system: string | undefined, names: ReadonlyMap<string, string | undefined>): Values {
  const values: Values = { code: node.text('code'), plainLabel: node.text('display'), system };
  for (const designation of node.list('designation')) {
    const text = designation.text('value');
    const use = designation.list('use').flatMap((coding) => [coding.text('display'), coding.text('code')]);
    const field = use.flatMap((name) => (name ? (fieldOf(name) ?? []) : []))[0];
    if (field && field !== 'plainLabel') values[field] ??= text;
    else if (/^fr/.test(designation.text('language') ?? '')) values.label ??= text;
    else values.plainLabel ??= text;
  }
  for (const property of node.list('property')) {
    const code = property.text('code') ?? '';
    const field = fieldOf(code) ?? fieldOf(names.get(code) ?? '');
    if (!field || field === 'code' || field === 'system') continue;
    const coding = property.list('valueCoding')[0];
    values[field] ??=
      coding?.text('code') ?? VALUES.map((type) => property.text(type)).find((text) => text !== undefined);
  }
  return values;
}

const VALUES = ['valueString', 'valueCode', 'valueDecimal', 'valueInteger', 'valueBoolean'] as const;

function record(values: Values): RawRecord {
  const clean: Partial<Record<Field, string>> = {};
  for (const [field, text] of Object.entries(values) as [Field, string | undefined][]) {
    const value = cleanCell(text);
    if (value !== undefined) clean[field] = value;
  }
  return { values: clean, at: (field) => `${clean.code ?? ''} ${field}` };
}
