/** An ISO Schematron schema (ISO/IEC 19757-3) as read: includes, abstract patterns and rules put in, the phase chosen. */
import type { Text } from '../text';
import type { Span } from '../xml/tree';

/** A place in a file of the schema; `span` in UTF-16 units of its text. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** An XPath expression or pattern, parameters of its abstract pattern put in, and the attribute it stands in. */
export interface Expression extends Place {
  readonly source: string;
}

/** `let`: a variable of the schema, of its phase or of a pattern (seen everywhere), or of a rule (seen by what follows it there). */
export interface Variable {
  readonly name: string;
  /** Its expression, or its text where it has content instead. */
  readonly value: Expression | string;
}

/** A piece of a message: text, `value-of` (`value`) or `name` (`name`, of the context where it has no path). */
export type Part =
  | string
  | { readonly kind: 'value'; readonly of: Expression }
  | { readonly kind: 'name'; readonly of: Expression };

/** `assert` (fails where its test is false) or `report` (fails, in the sense of this module, where its test is true). */
export interface Assertion extends Place {
  readonly kind: 'assert' | 'report';
  readonly id: string | undefined;
  /** Of its pattern. */
  readonly pattern: string | undefined;
  readonly test: Expression;
  readonly message: readonly Part[];
  readonly diagnostics: readonly Diagnostic[];
  readonly properties: readonly Property[];
  /** Its own, or its rule's. */
  readonly role: string | undefined;
  readonly flag: string | undefined;
  readonly see: string | undefined;
  readonly icon: string | undefined;
  readonly fpi: string | undefined;
  /** The node a failure is about, from its context. */
  readonly subject: Expression | undefined;
}

export interface Diagnostic {
  readonly id: string;
  readonly message: readonly Part[];
}

export interface Property {
  readonly id: string;
  readonly name: string | undefined;
  readonly message: readonly Part[];
}

export interface Rule extends Place {
  readonly id: string | undefined;
  /** An XSLT pattern. */
  readonly context: Expression;
  /** Variables and assertions in their order: a variable is seen by what follows. */
  readonly body: readonly (Variable | Assertion)[];
}

export interface Pattern extends Place {
  readonly id: string | undefined;
  readonly title: string | undefined;
  /** Seen in the whole schema, but first of all here. */
  readonly variables: readonly Variable[];
  /** A node fires the first rule whose context it matches, no other. */
  readonly rules: readonly Rule[];
}

/** `xsl:key`: `use` of every node that matches `match`. */
export interface Key {
  readonly name: string;
  readonly match: Expression;
  readonly use: Expression;
}

/** What is wrong with a schema's own files; the rest of the schema is used without it. */
export interface SchemaFault extends Place {
  readonly kind: 'missing-file' | 'other-case' | 'broken-file' | 'reference' | 'unsupported' | 'expression';
  readonly message: Text;
}

export interface Schema {
  /** Of its main file: what `document()` and `doc()` resolve against. */
  readonly path: string;
  readonly title: string | undefined;
  /** The language of its expressions; `other` is read as XPath 2.0. */
  readonly language: '1.0' | '2.0' | 'other';
  readonly queryBinding: string;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly phase: string;
  /** Of the schema and of its phase. */
  readonly variables: readonly Variable[];
  readonly keys: readonly Key[];
  readonly patterns: readonly Pattern[];
  /** Every file it was made of, the main one first; missing ones are not in it. */
  readonly files: readonly string[];
  readonly faults: readonly SchemaFault[];
}

/** The text of a file; undefined where there is none. Paths are as given or resolved against one that was given. */
export type Read = (path: string) => string | undefined;

/** The path under which a file exists whose name differs from `path` in letter case only. */
export type OtherCase = (path: string) => string | undefined;

export const isAssertion = (item: Variable | Assertion): item is Assertion => 'test' in item;
