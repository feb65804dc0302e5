import type { Expression } from './ast';
import { textOf, textOf10 } from './atoms';
import type { Code, Eval } from './code';
import { Compiler } from './compile';
import type { DynamicContext } from './dynamic';
import { asXPathError } from './errors';
import { parse } from './parser';
import type { StaticContext } from './static';
import type { Sequence } from './values';

/**
 * XPath 2.0 over the shared tree: expressions are compiled to closures once, and evaluated many times.
 *
 * All of the language and of its functions for documents without a schema, with these limits: values cast to a derived type
 * (xs:int, xs:NCName) are checked, then values of the type it is derived from (xs:integer, xs:string); the codepoint collation is
 * the only one; there are no collections; seconds have six decimals; of XSLT's functions there are current, document,
 * generate-id and system-property. As in Saxon-HE 9.9, which is the judge of Schematrons, year 0 exists, any string can be cast to
 * xs:QName, `(?:…)` groups, and document() leaves out what it does not find.
 *
 * ```ts
 * const compiled = compile("cda:code/@code = '11502-2'", { version: '2.0', namespaces });
 * const context = new DynamicContext({ document });
 * context.item = element;
 * compiled.boolean(context);
 * ```
 */

export type * as ast from './ast';
export { children } from './ast';
export { Needs } from './code';
export { DynamicContext, type DynamicOptions } from './dynamic';
export { asXPathError, XPathError } from './errors';
export type { HostFunction, StaticContext } from './static';
export type * from './values';
export { isNode } from './values';

export interface Compiled {
  readonly source: string;
  readonly ast: Expression;
  /** What the value depends on: sum of `Needs`. */
  readonly needs: number;
  /** The value. Throws `XPathError`. */
  evaluate(context: DynamicContext): Sequence;
  /** Its effective boolean value, looking at no more than that needs. Throws `XPathError`. */
  boolean(context: DynamicContext): boolean;
  /** fn:string of the value; items of a longer sequence joined with spaces, as xsl:value-of does (XPath 1.0: the first). Throws `XPathError`. */
  string(context: DynamicContext): string;
}

const known = new WeakMap<StaticContext, Map<string, Compiled>>();

/** Compiles an expression, or finds it compiled in this very context. Throws `XPathError` with the place of a static error. */
export function compile(source: string, context: StaticContext): Compiled {
  let expressions = known.get(context);
  if (!expressions) {
    expressions = new Map();
    known.set(context, expressions);
  }
  let compiled = expressions.get(source);
  if (!compiled) {
    compiled = compileNow(source, context);
    expressions.set(source, compiled);
  }
  return compiled;
}

function compileNow(source: string, context: StaticContext): Compiled {
  return compileTree(source, parse(source, context), context);
}

/** Compiles an expression that is parsed already, such as a predicate of another one; not remembered. Throws as `compile` does. */
export function compileTree(source: string, ast: Expression, context: StaticContext): Compiled {
  const compiler = new Compiler(context);
  const code = compiler.compile(ast);
  return new CompiledExpression(source, ast, code, compiler.locals, compiler.compatible);
}

class CompiledExpression implements Compiled {
  readonly needs: number;
  private items: Eval<Sequence> | undefined;
  private test: Eval<boolean> | undefined;
  private text: Eval<string> | undefined;

  constructor(
    readonly source: string,
    readonly ast: Expression,
    private readonly code: Code,
    /** How many variables of `for`, `some` and `every` it has. */
    private readonly locals: number,
    /** With XPath 1.0. */
    private readonly compatible: boolean,
  ) {
    this.needs = code.needs;
  }

  evaluate(context: DynamicContext): Sequence {
    this.items ??= this.code.items;
    return this.run(this.items, context);
  }

  boolean(context: DynamicContext): boolean {
    this.test ??= this.code.test;
    return this.run(this.test, context);
  }

  string(context: DynamicContext): string {
    this.text ??= this.compatible
      ? (item, dynamic) => this.code.items(item, dynamic).slice(0, 1).map(textOf10).join('')
      : (item, dynamic) => this.code.items(item, dynamic).map(textOf).join(' ');
    return this.run(this.text, context);
  }

  private run<T>(evaluate: Eval<T>, context: DynamicContext): T {
    const { item, locals, current } = context;
    context.restart();
    if (this.locals > 0) context.locals = new Array(this.locals);
    context.current ??= item;
    try {
      return evaluate(item, context);
    } catch (thrown) {
      throw asXPathError(thrown);
    } finally {
      context.locals = locals;
      context.current = current;
    }
  }
}
