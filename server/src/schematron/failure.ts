import type { Text } from '../text';
import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from '../xml/tree';
import type { Assertion, Expression } from './schema';

/** What an assertion can be about; the document itself for a rule whose context is `/`. */
export type ContextNode = XmlDocument | XmlNode | XmlAttribute;

/** An assertion that failed, or a report whose test held, at one node. */
export interface Failure {
  readonly kind: 'assert' | 'report';
  readonly node: ContextNode;
  /** What of `node` the test is about, where that is one attribute or element and is there. */
  readonly place?: XmlAttribute | XmlElement;
  /** The value that the test wants at `place`, where it is one. */
  readonly demanded?: string;
  /** White space folded to single spaces, trimmed. */
  readonly message: string;
  /** Path of the node: names as the document has them, `[n]` from the second sibling of a name on, `/@name` for an attribute. */
  readonly location: string;
  readonly assertion: Assertion;
  readonly diagnostics: readonly { readonly id: string; readonly message: string }[];
  readonly properties: readonly { readonly id: string; readonly message: string }[];
  /** Files the test looked into that do not exist: where there are any the package is at fault, not the document. */
  readonly missing: readonly string[];
}

/** An expression that gave no answer at a node: the assertion is neither met nor failed there. */
export interface RunError {
  /** The assertion that could not be judged, or whose message is incomplete; absent where it is a rule's context. */
  readonly assertion?: Assertion;
  readonly expression: Expression;
  readonly node?: ContextNode;
  /** Of the XPath specification (`FORG0001` …). */
  readonly code: string;
  readonly message: Text;
  /** Files it looked into that do not exist. */
  readonly missing: readonly string[];
}

export interface RunResult {
  /** By pattern and rule, within a rule in document order. */
  readonly failures: readonly Failure[];
  /** Each expression once, at the first node where it went wrong. */
  readonly errors: readonly RunError[];
  /** Expressions that another engine evaluated, each once: tests, contexts, values of variables or of messages. */
  readonly foreign: readonly Expression[];
}
