import { parseXml } from '../../server/src/xml/parse';
import type { XmlDocument } from '../../server/src/xml/tree';
import {
  compile,
  DynamicContext,
  type DynamicOptions,
  type Item,
  isNode,
  type StaticContext,
  XPathError,
} from '../../server/src/xpath';
import { textOf, textOf10 } from '../../server/src/xpath/atoms';

export const namespaces = new Map([
  ['xs', 'http://www.w3.org/2001/XMLSchema'],
  ['fn', 'http://www.w3.org/2005/xpath-functions'],
  ['xsi', 'http://www.w3.org/2001/XMLSchema-instance'],
  ['err', 'http://www.w3.org/2005/xqt-errors'],
  ['n', 'urn:n'],
]);

export const now = new Date('2026-03-04T05:06:07.089Z');

export interface Setting {
  readonly document?: XmlDocument;
  readonly item?: Item | undefined;
  readonly version?: '1.0' | '2.0';
  readonly context?: Partial<StaticContext>;
  readonly options?: Partial<DynamicOptions>;
}

const empty = parseXml('<empty/>');
const plain: StaticContext = { version: '2.0', namespaces };

/** An item as the tables of the tests write it: a node by kind and name, a value by type and text. */
export function written(item: Item, version: '1.0' | '2.0' = '2.0'): string {
  if (isNode(item)) {
    if (item.kind === 'element') return `<${item.name}>`;
    if (item.kind === 'attribute') return `@${item.name}=${item.value}`;
    return `${item.kind}(${textOf(item)})`;
  }
  return version === '1.0' ? textOf10(item) : textOf(item);
}

/** The value as one line, its items separated by `, `; the code of the error where there is one. */
export function result(
  source: string,
  { document = empty, version = '2.0', context, options, ...rest }: Setting = {},
): string {
  const dynamic = new DynamicContext({ document, now, timezone: -300, ...options });
  dynamic.item = 'item' in rest ? rest.item : document;
  const scope = version === '2.0' && !context ? plain : { ...plain, version, ...context };
  try {
    return compile(source, scope)
      .evaluate(dynamic)
      .map((item) => written(item, version))
      .join(', ');
  } catch (thrown) {
    if (thrown instanceof XPathError) return thrown.code;
    throw thrown;
  }
}

/** Expressions and what they give (`result`), on the document below. */
export type Table = readonly (readonly [source: string, expected: string])[];

export const sample = `<?xml version="1.0"?>
<doc xmlns:n="urn:n" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="1.0"><!-- note --><a/><b xml:id="k" xml:lang="fr-FR"><c><deep>deep text</deep></c><c>tail</c></b><item id="i1" price="5" quantity="1"/><item id="i2" price="12" quantity="1.0"/><item id="i3" price="20" quantity="2.75"/><?pi data?><ref to="i1"/><n:x n:y="1" y="2" xsi:type="n:T"/></doc>`;
