import type { XmlDocument } from '../../xml/tree';
import { textOf } from '../atoms';
import { readQName } from '../cast';
import { Needs } from '../code';
import type { DynamicContext } from '../dynamic';
import { error } from '../errors';
import { define, type Library } from '../library';
import { FN, XML } from '../names';
import { documentOf, indexOf, inOrder, nameOf, namespaceFor, namespacesOf, nearestElement, parentOf } from '../nodes';
import { AnyUri, isNode, type Node, QName, type Sequence } from '../values';

/** Nodes, names and documents (F&O 2, 11, 14, 15.5), and XSLT's functions on them. */

const onContext = { onContext: true };
const aroundContext = { onContext: true, needs: Needs.around };

/** In a document the node belongs to, those of the elements that carry one of the IDs. */
function withIds(texts: readonly string[], node: Node): Sequence {
  const document = documentOf(node);
  const ids = texts.flatMap((text) => text.split(/[ \t\n\r]+/).filter((id) => id !== ''));
  return inOrder(ids.flatMap((id) => indexOf(document).withId(id) ?? []));
}

function lang(wanted: string, node: Node): boolean {
  for (let at = nearestElement(node); at; at = at.parent) {
    const found = at.attributeNS(XML, 'lang')?.value.toLowerCase();
    if (found === undefined) continue;
    const tag = wanted.toLowerCase();
    return found === tag || found.startsWith(`${tag}-`);
  }
  return false;
}

function loaded(uri: string, base: string | undefined, context: DynamicContext): XmlDocument | undefined {
  const document = context.options.load?.(uri, base);
  if (!document) context.unloaded++;
  // Documents have their order from when they were first loaded.
  if (document) indexOf(document);
  return document;
}

function mustLoad(uri: string, context: DynamicContext): XmlDocument {
  const document = loaded(uri, context.options.baseUri, context);
  if (document) return document;
  throw error('FODC0002', `The document “${uri}” was not found.`, `Le document « ${uri} » est introuvable.`);
}

/** XSLT's document(): what is not found is left out, as Saxon-HE does with a warning. */
function documents(items: Sequence, base: Node | undefined, context: DynamicContext): Sequence {
  const found = items.flatMap((item): Node[] => {
    const from = base ?? (isNode(item) ? item : undefined);
    const document = loaded(textOf(item), from ? uriOf(from, context) : context.options.baseUri, context);
    return document ? [document] : [];
  });
  return inOrder([...new Set(found)]);
}

function uriOf(node: Node, context: DynamicContext): string | undefined {
  return context.options.uriOf?.(documentOf(node));
}

function resolve(relative: string, base: string): AnyUri {
  try {
    return new AnyUri(new URL(relative, base).href);
  } catch {
    throw error(
      'FORG0002',
      `“${relative}” cannot be resolved against “${base}”.`,
      `« ${relative} » ne se résout pas par rapport à « ${base} ».`,
    );
  }
}

function readName(text: string): [prefix: string, local: string] {
  const name = readQName(text);
  if (name) return name;
  throw error('FOCA0002', `“${text}” is no name.`, `« ${text} » n’est pas un nom.`);
}

const properties: ReadonlyMap<string, string> = new Map([
  ['xsl:version', '2.0'],
  ['xsl:vendor', 'CDA Workbench'],
  ['xsl:vendor-url', ''],
  ['xsl:product-name', 'CDA Workbench'],
  ['xsl:product-version', ''],
  ['xsl:is-schema-aware', 'no'],
  ['xsl:supports-serialization', 'no'],
  ['xsl:supports-backwards-compatibility', 'yes'],
]);

/** Unique for each node of a run, the same at every call, and an XML name. */
function identity(node: Node): string {
  const place =
    node.kind === 'document' ? '' : node.kind === 'namespace' ? `n${node.parent.start}x${node.rank}` : `n${node.start}`;
  return `d${indexOf(documentOf(node)).rank}${place}`;
}

export const nodes: Library = {
  'node-name': define(['node?'], 'QName?', (_, node) => {
    const name = node && nameOf(node);
    if (!name || name.local === '') return undefined;
    const colon = name.name.indexOf(':');
    return new QName(name.namespace, name.local, colon < 0 ? '' : name.name.slice(0, colon));
  }),
  nilled: define(['node?'], 'boolean?', (_, node) => (node?.kind === 'element' ? false : undefined)),
  name: define(['node?'], 'string', (_, node) => (node && nameOf(node)?.name) ?? '', onContext),
  'local-name': define(['node?'], 'string', (_, node) => (node && nameOf(node)?.local) ?? '', onContext),
  'namespace-uri': define(
    ['node?'],
    'anyURI',
    (_, node) => new AnyUri((node && nameOf(node)?.namespace) ?? ''),
    onContext,
  ),
  root: define(
    ['node?'],
    'node?',
    (_, node) => {
      let at = node;
      for (let parent = at && parentOf(at); parent; parent = parentOf(parent)) at = parent;
      return at;
    },
    aroundContext,
  ),
  lang: define(['string?', 'node'], 'boolean', (_, wanted = '', node) => lang(wanted, node), aroundContext),
  'base-uri': define(
    ['node?'],
    'anyURI?',
    (context, node) => {
      const uri = node && node.kind !== 'namespace' ? uriOf(node, context) : undefined;
      return uri === undefined ? undefined : new AnyUri(uri);
    },
    onContext,
  ),
  'document-uri': define(['node?'], 'anyURI?', (context, node) => {
    const uri = node?.kind === 'document' ? uriOf(node, context) : undefined;
    return uri === undefined ? undefined : new AnyUri(uri);
  }),
  'static-base-uri': define(
    [],
    'anyURI?',
    ({ options: { baseUri } }) => (baseUri === undefined ? undefined : new AnyUri(baseUri)),
    { needs: Needs.run },
  ),
  'resolve-uri': define(
    ['string?', 'string='],
    'anyURI?',
    (context, relative, base = context.options.baseUri) => {
      if (relative === undefined) return undefined;
      if (base === undefined) throw error('FONS0005', 'There is no base URI.', 'Il n’y a pas d’URI de base.');
      return resolve(relative, base);
    },
    { needs: Needs.run },
  ),
  'default-collation': define([], 'string', () => `${FN}/collation/codepoint`),
  doc: define(['string?'], 'node?', (context, uri) => (uri === undefined ? undefined : mustLoad(uri, context)), {
    needs: Needs.run,
  }),
  'doc-available': define(
    ['string?'],
    'boolean',
    (context, uri) => uri !== undefined && loaded(uri, context.options.baseUri, context) !== undefined,
    { needs: Needs.run },
  ),
  document: define(['item*', 'node='], 'node*', (context, items, base) => documents(items, base, context), {
    needs: Needs.run,
  }),
  collection: define(['string?='], 'node*', () => {
    throw error('FODC0004', 'There are no collections here.', 'Il n’y a pas de collection ici.');
  }),
  id: define(['string*', 'node'], 'node*', (_, texts, node) => withIds(texts, node), aroundContext),
  idref: define(
    ['string*', 'node'],
    'node*',
    // Without a DTD or a schema nothing is an IDREF.
    () => [],
    aroundContext,
  ),
  'in-scope-prefixes': define(['element'], 'string*', (_, element) =>
    namespacesOf(element).map(({ prefix }) => prefix),
  ),
  'namespace-uri-for-prefix': define(['string?', 'element'], 'anyURI?', (_, prefix = '', element) => {
    const uri = namespaceFor(element, prefix);
    return uri === undefined ? undefined : new AnyUri(uri);
  }),
  'resolve-QName': define(['string?', 'element'], 'QName?', (_, text, element) => {
    if (text === undefined) return undefined;
    const [prefix, local] = readName(text);
    const namespace = namespaceFor(element, prefix);
    if (namespace === undefined && prefix)
      throw error(
        'FONS0004',
        `The prefix “${prefix}” is not declared in the document.`,
        `Le préfixe « ${prefix} » n’est pas déclaré dans le document.`,
      );
    return new QName(namespace ?? '', local, prefix);
  }),
  QName: define(['string?', 'string'], 'QName', (_, namespace = '', text) => {
    const [prefix, local] = readName(text);
    if (prefix && !namespace)
      throw error('FOCA0002', `“${text}” needs a namespace.`, `« ${text} » suppose un espace de noms.`);
    return new QName(namespace, local, prefix);
  }),
  'prefix-from-QName': define(['QName?'], 'string?', (_, name) => name?.prefix || undefined),
  'local-name-from-QName': define(['QName?'], 'string?', (_, name) => name?.local),
  'namespace-uri-from-QName': define(['QName?'], 'anyURI?', (_, name) =>
    name ? new AnyUri(name.namespace) : undefined,
  ),
  'generate-id': define(['node?'], 'string', (_, node) => (node ? identity(node) : ''), aroundContext),
  'system-property': define(['string'], 'string', (_, name) => properties.get(name) ?? ''),
};
