import type { XmlDocument } from '../xml/tree';
import { XPathError } from '../xpath';
import { textOf } from '../xpath/atoms';
import { type Item, isNode, type Sequence } from '../xpath/values';
import type { Code } from './code';
import type { Fallback } from './evaluator';
import type { ContextNode } from './failure';
import { fileUri } from './paths';

/** The part of `saxon-js` (untyped) that is used: who has it loaded hands it over. */
export interface SaxonXPath {
  readonly XPath: {
    evaluate(expression: string, item: unknown, options: Readonly<Record<string, unknown>>): unknown;
  };
}

/** A document as SaxonJS has it: its elements stand at the same index as ours. */
interface Twin {
  readonly document: object;
  readonly elements: readonly object[];
  readonly indexes: ReadonlyMap<object, number>;
}

/** Evaluates in SaxonJS (XPath 3.1, some milliseconds each time) what the own engine cannot compile. */
export class SaxonFallback implements Fallback {
  /** What SaxonJS refuses to read is not given to it again. */
  private readonly twins = new WeakMap<XmlDocument, Twin | XPathError>();
  /** What is no expression for SaxonJS either: it is not asked again. */
  private readonly hopeless = new WeakMap<object, XPathError>();
  private engine: SaxonXPath | undefined;

  /** `load` is called when the first expression needs it: SaxonJS takes 150 ms. */
  constructor(private readonly load: () => SaxonXPath) {}

  private get saxon(): SaxonXPath {
    this.engine ??= this.load();
    return this.engine;
  }

  evaluate(
    { expression, scope }: Code,
    node: ContextNode,
    document: XmlDocument,
    variables: ReadonlyMap<string, Sequence>,
    path: string,
  ): Sequence {
    const known = this.hopeless.get(expression);
    if (known) throw known;
    try {
      const twin = this.twin(document);
      const params = Object.fromEntries(
        [...variables].map(([name, items]) => [name, items.map((item) => this.toSaxon(item, twin))]),
      );
      const result = this.ask(expression.source, this.toSaxon(node, twin), {
        params,
        namespaceContext: Object.fromEntries(scope.namespaces),
        staticBaseURI: fileUri(path),
      });
      return result.flatMap((item) => this.fromSaxon(item, twin, document));
    } catch (error) {
      const fault = error instanceof XPathError ? error : saxonError(error);
      if (/^XPST/.test(fault.code)) this.hopeless.set(expression, fault);
      throw fault;
    }
  }

  private ask(expression: string, item: unknown, options: Readonly<Record<string, unknown>>): unknown[] {
    return this.saxon.XPath.evaluate(expression, item, { ...options, resultForm: 'array' }) as unknown[];
  }

  private twin(document: XmlDocument): Twin {
    const known = this.twins.get(document) ?? this.newTwin(document);
    this.twins.set(document, known);
    if (known instanceof XPathError) throw known;
    return known;
  }

  private newTwin(document: XmlDocument): Twin | XPathError {
    try {
      return this.read(document);
    } catch (error) {
      return saxonError(error);
    }
  }

  private read(document: XmlDocument): Twin {
    const [root] = this.ask('parse-xml($text)', null, { params: { text: withoutDoctype(document) } });
    const elements = this.ask('descendant::*', root, {}) as object[];
    if (elements.length !== document.elements.length) throw new Error('The document is read otherwise.');
    const indexes = new Map(elements.map((element, index) => [element, index]));
    return { document: root as object, elements, indexes };
  }

  private toSaxon(item: Item, twin: Twin): unknown {
    if (!isNode(item)) return plain(item);
    switch (item.kind) {
      case 'document':
        return twin.document;
      case 'element':
        return twin.elements[item.index];
      case 'attribute': {
        const params = { name: item.name };
        return this.ask('@*[name() = $name]', twin.elements[item.owner.index], { params })[0];
      }
      default:
        return textOf(item);
    }
  }

  /** Elements, attributes and the document are ours again; other nodes are their text. */
  private fromSaxon(item: unknown, twin: Twin, document: XmlDocument): Item | Item[] {
    if (typeof item !== 'object' || item === null) return item as Item;
    if (item === twin.document) return document;
    const index = twin.indexes.get(item);
    if (index !== undefined) return document.elements[index] ?? [];
    const [owner, name] = this.ask('.[. instance of attribute()] ! (.., name())', item, {});
    const element = document.elements[twin.indexes.get(owner as object) ?? -1];
    return element?.attribute(String(name)) ?? this.ask('string(.)', item, {}).map(String);
  }
}

/** Numbers, strings and booleans as they are, other values as their text. */
function plain(item: Exclude<Item, { kind: string }>): unknown {
  if (typeof item === 'bigint') return Number(item);
  return typeof item === 'object' ? textOf(item) : item;
}

function withoutDoctype({ text, faults }: XmlDocument): string {
  const doctype = faults.find(({ kind }) => kind === 'doctype');
  return doctype ? text.slice(0, doctype.start) + text.slice(doctype.end) : text;
}

function saxonError(error: unknown): XPathError {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const said = message ?? String(error);
  return new XPathError(code ?? 'FOER0000', { en: said, fr: said });
}
