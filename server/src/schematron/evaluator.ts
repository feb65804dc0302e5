import { copied } from '../text';
import type { XmlDocument } from '../xml/tree';
import { type Compiled, type DynamicOptions, XPathError } from '../xpath';
import { textOf } from '../xpath/atoms';
import { effectiveBoolean } from '../xpath/code';
import type { Sequence } from '../xpath/values';
import type { Code } from './code';
import type { CompiledSchema, CompiledVariable } from './compile';
import type { ContextNode } from './failure';
import type { Library } from './library';
import { fileUri, pathOf, resolvePath } from './paths';
import type { Expression } from './schema';
import { type Keyed, XsltContext } from './xslt';

/** Another engine, for expressions that ours cannot compile. */
export interface Fallback {
  /** The value of an expression of the schema at `path` on a node of `document`. Throws XPathError. */
  evaluate(
    code: Code,
    node: ContextNode,
    document: XmlDocument,
    variables: ReadonlyMap<string, Sequence>,
    path: string,
  ): Sequence;
}

export interface RunOptions {
  /** Where `document()` and `doc()` find their files. */
  readonly library: Library;
  /** Of the document, where it has one. */
  readonly path?: string;
  /** Tried where an expression cannot be compiled. */
  readonly fallback?: Fallback;
  /** Of the run; when absent, that of its beginning. */
  readonly now?: Date;
  /** Asked now and then; true stops the run: it throws. */
  readonly cancelled?: () => boolean;
}

/** Evaluates the expressions of one schema on one document; keeps its variables and remembers which files were missed. */
export class Evaluator {
  /** Files looked for that do not exist, since who reads this last emptied it. */
  missing: string[] = [];
  /** Expressions that the fallback engine evaluated. */
  readonly foreignExpressions = new Set<Expression>();
  /** Evaluations inside of evaluations (a variable's value, a key) have a context each. */
  private readonly contexts: XsltContext[] = [];
  private depth = 0;
  /** Whether the URI of the document was asked for since the last `enter`. */
  askedForUri = false;
  private readonly values: (Sequence | undefined)[] = [];
  /** The variables of the rule being run, by slot. */
  private readonly local: (CompiledVariable | undefined)[] = [];
  private node: ContextNode;
  /** Files missed by the values of variables, by slot. */
  private readonly missingBySlot: (readonly string[] | undefined)[] = [];
  /** By slot. */
  private readonly computing: (boolean | undefined)[] = [];

  constructor(
    private readonly schema: CompiledSchema,
    private readonly document: XmlDocument,
    private readonly options: RunOptions & { readonly now: Date },
    /** Values that outlast the run. */
    private readonly lasting: WeakMap<object, unknown>,
    private readonly keyed: Keyed,
  ) {
    this.node = document;
  }

  /** From now on the variables of a rule have their values on this node. */
  enter(variables: readonly CompiledVariable[], node: ContextNode): void {
    this.node = node;
    this.askedForUri = false;
    for (const variable of variables) {
      this.local[variable.slot] = variable;
      this.values[variable.slot] = undefined;
      this.missingBySlot[variable.slot] = undefined;
    }
  }

  boolean(code: Code, node: ContextNode): boolean {
    const compiled = code.ready ?? this.own(code);
    if (!compiled) return effectiveBoolean(this.foreign(code, node));
    const context = this.begin(node);
    try {
      return compiled.boolean(context);
    } finally {
      this.depth--;
    }
  }

  items(code: Code, node: ContextNode): Sequence {
    const compiled = code.ready ?? this.own(code);
    if (!compiled) return this.foreign(code, node);
    const context = this.begin(node);
    try {
      return compiled.evaluate(context);
    } finally {
      this.depth--;
    }
  }

  /** As `xsl:value-of` writes it. */
  string(code: Code, node: ContextNode): string {
    const compiled = code.ready ?? this.own(code);
    if (!compiled) return this.foreign(code, node).map(textOf).join(' ');
    const context = this.begin(node);
    try {
      return compiled.string(context);
    } finally {
      this.depth--;
    }
  }

  /** Undefined where the fallback engine evaluates an expression. Throws XPathError where none can. */
  private own(code: Code): Compiled | undefined {
    return this.isForeign(code) ? undefined : code.compiled;
  }

  /** Whether the fallback engine evaluates an expression. */
  isForeign(code: Code): boolean {
    return this.options.fallback !== undefined && code.fault !== undefined;
  }

  private foreign(code: Code, node: ContextNode): Sequence {
    this.foreignExpressions.add(code.expression);
    const variables = new Map<string, Sequence>();
    const context = this.begin(node);
    try {
      for (const [, name = ''] of code.expression.source.matchAll(/\$([\w.-]+)/g)) {
        const slot = code.scope.variables?.get(name);
        if (slot !== undefined) variables.set(name, context.variable(slot));
      }
    } finally {
      this.depth--;
    }
    return this.options.fallback?.evaluate(code, node, this.document, variables, this.schema.schema.path) ?? [];
  }

  private begin(node: ContextNode): XsltContext {
    const context = this.contexts[this.depth] ?? this.newContext();
    context.item = node;
    context.current = node;
    context.position = 1;
    context.size = 1;
    this.depth++;
    return context;
  }

  private newContext(): XsltContext {
    const { library, path, now, cancelled } = this.options;
    const options: DynamicOptions = {
      document: this.document,
      load: (reference, base) => this.load(reference, base),
      lasting: this.lasting,
      uriOf: (document) => {
        if (document !== this.document) return fileUri(library.pathOf(document));
        this.askedForUri = true;
        return fileUri(path);
      },
      baseUri: fileUri(this.schema.schema.path),
      variables: this.values as Sequence[],
      variable: (slot) => this.variable(slot),
      now,
      ...(cancelled && { cancelled }),
    };
    const context = new XsltContext(this.keyed, options);
    this.contexts.push(context);
    return context;
  }

  /** The expression of the variable that now has this slot. */
  codeOf(slot: number): Code | undefined {
    const value = (this.schema.globals[slot] ?? this.local[slot])?.value;
    return typeof value === 'string' ? undefined : value;
  }

  /** The value of a variable, when an expression first asks for it: on the document for a global one, on the rule's node else. */
  private variable(slot: number): Sequence {
    const global = this.schema.globals[slot];
    const value = (global ?? this.local[slot])?.value;
    if (value === undefined) return [];
    if (typeof value === 'string') return [value];
    if (this.computing[slot]) throw circular();
    this.computing[slot] = true;
    const before = this.missing;
    if (before.length > 0) this.missing = [];
    try {
      return this.items(value, global ? this.document : this.node);
    } finally {
      this.computing[slot] = false;
      const { missing } = this;
      this.missingBySlot[slot] = missing.length > 0 ? [...missing] : undefined;
      if (before !== missing) this.missing = before.concat(missing);
    }
  }

  /** Files missed by the values of the variables that an expression uses, which may have been computed for another one. */
  missingFor(code: Code, found = new Set<string>(), seen = new Set<Code>()): ReadonlySet<string> {
    if (seen.has(code)) return found;
    seen.add(code);
    for (const slot of code.slots) {
      for (const path of this.missingBySlot[slot] ?? []) found.add(path);
      const value = this.codeOf(slot);
      if (value) this.missingFor(value, found, seen);
    }
    return found;
  }

  /** A reference of `document()` or `doc()`; an empty one is the file it stands in. */
  private load(reference: string, base: string | undefined): XmlDocument | undefined {
    const path = this.pathOf(reference, base);
    const document = path === undefined ? undefined : this.options.library.document(path);
    if (!document) this.missing.push(path ?? withoutFragment(reference));
    return document;
  }

  private pathOf(reference: string, base: string | undefined): string | undefined {
    const from = base ?? this.schema.schema.path;
    const known = paths.get(from)?.get(reference);
    if (known !== undefined) return known;
    const file = base === undefined ? from : pathOf(base);
    const name = withoutFragment(reference);
    const path = name === '' ? file : resolvePath(file, name);
    if (path !== undefined) keepPath(from, reference, path);
    return path;
  }
}

/** What references resolve to, by the URI or path they stand at: terminologies are asked for with every code. */
const paths = new Map<string, Map<string, string>>();
const mostPaths = 5000;
const longestReference = 300;
let pathsKept = 0;

function keepPath(from: string, reference: string, path: string): void {
  if (reference.length > longestReference) return;
  if (pathsKept >= mostPaths) {
    paths.clear();
    pathsKept = 0;
  }
  const known = paths.get(from) ?? new Map<string, string>();
  paths.set(from, known);
  known.set(copied(reference), path);
  pathsKept++;
}

function withoutFragment(reference: string): string {
  return reference.replace(/#.*/s, '');
}

const circular = (): XPathError =>
  new XPathError('XTDE0640', {
    en: 'The value of a variable depends on itself.',
    fr: 'La valeur d’une variable dépend d’elle-même.',
  });
