import type { XmlDocument } from '../xml/tree';
import { asXPathError, XPathError } from '../xpath';
import { textOf } from '../xpath/atoms';
import { documentOf, inOrder } from '../xpath/nodes';
import { type Item, isNode, type Node, type Sequence } from '../xpath/values';
import type { Code } from './code';
import type { CompiledAlternative, CompiledContext, CompiledKey } from './compile';
import { inOrder as elementsInOrder } from './documentIndex';
import type { ContextNode } from './failure';
import { type Judge, Selection } from './selection';

/** The nodes that contexts and keys match, in any document. */
export class Matcher {
  private readonly selections = new Map<XmlDocument, Selection>();
  private readonly indexes = new Map<XmlDocument, Map<string, KeyIndex | XPathError>>();

  constructor(private readonly judge: Judge & { items(code: Code, node: ContextNode): Sequence }) {}

  /** In document order, each once. */
  nodes({ alternatives }: CompiledContext, document: XmlDocument): readonly ContextNode[] {
    const [first] = alternatives;
    if (!first) return [];
    if (alternatives.length === 1) return this.matching(first, document);
    const nodes = alternatives.flatMap((alternative) => this.matching(alternative, document));
    return nodes.every((node) => node.kind === 'element')
      ? elementsInOrder(nodes)
      : inOrder(nodes).filter(isContextNode);
  }

  private matching(alternative: CompiledAlternative, document: XmlDocument): readonly ContextNode[] {
    switch (alternative.kind) {
      case 'prefix':
        return this.selection(document).nodes(alternative.prefix);
      case 'document':
        return [document];
      case 'general': {
        const { code, once } = alternative;
        const origins = once ? [document] : [document, ...document.elements];
        // What stands in another file is none of this document's, wherever an expression looks.
        const found = origins
          .flatMap((origin) => this.judge.nodes(code, origin))
          .filter((node) => documentOf(node) === document);
        return inOrder(found).filter(isContextNode);
      }
    }
  }

  private selection(document: XmlDocument): Selection {
    const known = this.selections.get(document);
    if (known) return known;
    const selection = new Selection(document, this.judge);
    this.selections.set(document, selection);
    return selection;
  }

  /** The nodes of the document that `within` is in whose key `name` has one of these values. */
  keyed(keys: readonly CompiledKey[], name: Sequence, values: Sequence, within: Item | undefined): Sequence {
    const document = within !== undefined && isNode(within) ? documentOf(within) : undefined;
    if (!document) return [];
    const byValue = this.keyIndex(keys, document, name.map(textOf).join(''));
    return inOrder(values.flatMap((value) => byValue.get(textOf(value)) ?? []) as readonly Node[]);
  }

  /** A key that cannot be computed has the same error at each call: half of its nodes would be a wrong answer. */
  private keyIndex(keys: readonly CompiledKey[], document: XmlDocument, name: string): KeyIndex {
    const indexes = this.indexes.get(document) ?? new Map<string, KeyIndex | XPathError>();
    this.indexes.set(document, indexes);
    const known = indexes.get(name);
    if (known instanceof XPathError) throw known;
    if (known) return known;
    indexes.set(name, circular(name));
    try {
      const made = this.newIndex(keys, document, name);
      indexes.set(name, made);
      return made;
    } catch (thrown) {
      const error = asXPathError(thrown);
      if (error instanceof XPathError) indexes.set(name, error);
      throw error;
    }
  }

  private newIndex(keys: readonly CompiledKey[], document: XmlDocument, name: string): KeyIndex {
    const declared = keys.filter((key) => key.name === name);
    if (declared.length === 0) {
      throw new XPathError('XTDE1260', { en: `No key is named ${name}.`, fr: `Aucune clé ne s’appelle ${name}.` });
    }
    const byValue = new Map<string, ContextNode[]>();
    for (const { match, use } of declared) {
      for (const node of this.nodes(match, document)) {
        for (const value of this.judge.items(use, node)) {
          const text = textOf(value);
          const nodes = byValue.get(text);
          if (nodes) nodes.push(node);
          else byValue.set(text, [node]);
        }
      }
    }
    return byValue;
  }
}

/** The nodes of a document by the values of a key. */
type KeyIndex = ReadonlyMap<string, readonly ContextNode[]>;

const circular = (name: string): XPathError =>
  new XPathError('XTDE0640', {
    en: `The key ${name} depends on itself.`,
    fr: `La clé ${name} dépend d’elle-même.`,
  });

export const isContextNode = (item: Item): item is ContextNode => isNode(item) && item.kind !== 'namespace';
