import { type StaticContext, XPathError } from '../xpath';
import type { Expression as Tree } from '../xpath/ast';
import { nameNumber } from '../xpath/names';
import { Code } from './code';
import { type Alternative, ContextParser, hintOf, type PatternStep, qualified, readContext } from './contextPattern';
import { childAttribute } from './documentIndex';
import { Landmarks } from './landmarks';
import {
  type Assertion,
  type Expression,
  isAssertion,
  type Part,
  type Pattern,
  type Rule,
  type Schema,
} from './schema';
import { type Scope, Scopes } from './scope';
import type { Prefix } from './selection';
import { xsltFunctions } from './xslt';

/** A schema ready to run on any number of documents. Expressions are compiled when first needed. */
export class CompiledSchema {
  readonly patterns: CompiledPattern[] = [];
  readonly keys: CompiledKey[] = [];
  /** By slot. */
  readonly globals: readonly CompiledVariable[];
  readonly landmarks = new Landmarks();
  /** How many different prefixes the contexts have. */
  prefixes = 0;
  private readonly scopes: Scopes;
  private readonly contexts: ContextParser;
  private readonly prefixesByScope = new Map<StaticContext, Map<string, Prefix>>();
  private readonly checks = new Map<Assertion, Map<StaticContext, Check>>();
  private readonly codes = new Map<StaticContext, Map<string, Code>>();

  constructor(readonly schema: Schema) {
    this.scopes = new Scopes(schema, xsltFunctions);
    this.contexts = new ContextParser(schema);
    this.globals = this.scopes.global.map(({ slot, variable: { value } }) => ({
      slot,
      value: typeof value === 'string' ? value : this.code(value, this.scopes.of(undefined).context),
    }));
  }

  /** All of it in steps of some milliseconds at most. */
  static *compiling(schema: Schema): Generator<void, CompiledSchema> {
    const compiled = new CompiledSchema(schema);
    const outer = compiled.scopes.of(undefined).context;
    for (const { name, match, use } of schema.keys) {
      compiled.keys.push({ name, match: compiled.context(match, outer), use: compiled.code(use, outer) });
    }
    for (const pattern of schema.patterns) {
      const rules: CompiledRule[] = [];
      for (const rule of pattern.rules) {
        rules.push(compiled.rule(pattern, rule));
        yield;
      }
      compiled.patterns.push({ pattern, rules, landmarks: rules.map(({ context }) => compiled.landmark(context)) });
    }
    return compiled;
  }

  static from(schema: Schema): CompiledSchema {
    const work = CompiledSchema.compiling(schema);
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
    }
  }

  /** How many slots the variables of a run need. */
  get slots(): number {
    return this.scopes.size;
  }

  /** Compiles every expression, in steps, and returns those that cannot be: what they are for never gives an answer. */
  *unusable(): Generator<void, Code[]> {
    const found: Code[] = [];
    for (const byScope of this.codes.values()) {
      for (const code of byScope.values()) {
        if (code.fault) found.push(code);
        yield;
      }
    }
    return found;
  }

  private rule(pattern: Pattern, rule: Rule): CompiledRule {
    const outer = this.scopes.of(pattern);
    const variables: CompiledVariable[] = [];
    const checks: Check[] = [];
    let scope: Scope = outer;
    for (const item of rule.body) {
      if (isAssertion(item)) {
        checks.push(this.check(item, scope.context));
        continue;
      }
      const value = typeof item.value === 'string' ? item.value : this.code(item.value, scope.context);
      const inner = this.scopes.after(scope, item.name);
      variables.push({ slot: inner.last.slot, value });
      scope = inner;
    }
    return { rule, context: this.context(rule.context, outer.context), variables, checks };
  }

  private check(assertion: Assertion, scope: StaticContext): Check {
    const byScope = this.checks.get(assertion) ?? new Map<StaticContext, Check>();
    this.checks.set(assertion, byScope);
    const known = byScope.get(scope);
    if (known) return known;
    const check: Check = {
      assertion,
      test: this.code(assertion.test, scope),
      message: this.message(assertion.message, scope),
      diagnostics: assertion.diagnostics.map(({ id, message }) => ({ id, message: this.message(message, scope) })),
      properties: assertion.properties.map(({ id, message }) => ({ id, message: this.message(message, scope) })),
      subject: assertion.subject && this.code(assertion.subject, scope),
    };
    byScope.set(scope, check);
    return check;
  }

  private message(parts: readonly Part[], scope: StaticContext): CompiledMessage {
    return parts.map((part) => {
      if (typeof part === 'string') return part;
      const { kind, of } = part;
      return this.code(kind === 'name' ? { ...of, source: `name(${of.source})` } : of, scope);
    });
  }

  private code(expression: Expression, scope: StaticContext): Code {
    const bySource = this.codes.get(scope) ?? new Map<string, Code>();
    this.codes.set(scope, bySource);
    const known = bySource.get(expression.source);
    if (known) return known;
    const code = new Code(expression, scope);
    bySource.set(expression.source, code);
    return code;
  }

  private context(expression: Expression, scope: StaticContext): CompiledContext {
    const code = new Code(expression, scope);
    try {
      const alternatives = readContext(this.contexts.parse(expression.source)).map((alternative) =>
        this.alternative(alternative, code),
      );
      return { code, alternatives };
    } catch (error) {
      if (!(error instanceof XPathError)) throw error;
      const source = `/descendant-or-self::node()/(${expression.source})`;
      return { code, alternatives: [], fault: { error, anywhere: new Code({ ...expression, source }, scope) } };
    }
  }

  private alternative(alternative: Alternative, code: Code): CompiledAlternative {
    switch (alternative.kind) {
      case 'document':
        return { kind: 'document' };
      case 'general':
        return {
          kind: 'general',
          code: code.inner(alternative.expression),
          once: isIndependent(alternative.expression),
        };
      case 'path': {
        let prefix: Prefix | undefined;
        for (const step of alternative.steps) prefix = this.prefix(prefix, step, code);
        return { kind: 'prefix', prefix: prefix as Prefix };
      }
    }
  }

  private landmark({ alternatives: [first, second] }: CompiledContext): number {
    return first?.kind === 'prefix' && !second ? this.landmarks.of(first.prefix) : Landmarks.none;
  }

  private prefix(before: Prefix | undefined, { step, after, positional }: PatternStep, code: Code): Prefix {
    const key = `${before?.id ?? ''} ${after} ${code.expression.source.slice(step.start, step.end)}`;
    const byKey = this.prefixesByScope.get(code.scope) ?? new Map<string, Prefix>();
    this.prefixesByScope.set(code.scope, byKey);
    const known = byKey.get(key);
    if (known) return known;
    const hints = step.predicates.map(hintOf);
    const hint = positional ? undefined : hints.find((found) => found?.child);
    const name = step.axis === 'child' ? qualified(step.test) : undefined;
    const prefix: Prefix = {
      id: this.prefixes++,
      before,
      after,
      axis: step.axis === 'attribute' ? 'attribute' : 'child',
      test: step.test,
      name: name && nameNumber(name.namespace, name.local),
      hint: hint?.child && { child: childAttribute(hint.child, hint.attribute), values: hint.values },
      predicates: step.predicates.map((predicate, at) => ({
        code: code.inner(predicate),
        hinted: hint !== undefined && hints[at] === hint && hint.exact,
      })),
      step: positional ? code.inner(step) : undefined,
    };
    byKey.set(key, prefix);
    return prefix;
  }
}

export interface CompiledPattern {
  readonly pattern: Pattern;
  readonly rules: readonly CompiledRule[];
  /** Of each rule's context: without it in the document there is nothing to look for. Apart from the rules, which stay untouched then. */
  readonly landmarks: readonly number[];
}

export interface CompiledRule {
  readonly rule: Rule;
  readonly context: CompiledContext;
  readonly variables: readonly CompiledVariable[];
  readonly checks: readonly Check[];
}

export interface CompiledVariable {
  readonly slot: number;
  readonly value: Code | string;
}

export interface CompiledKey {
  readonly name: string;
  readonly match: CompiledContext;
  readonly use: Code;
}

export interface CompiledContext {
  readonly code: Code;
  readonly alternatives: readonly CompiledAlternative[];
  /** Why it is no pattern; and what gives its nodes from any node, for an engine that understands it. */
  readonly fault?: { readonly error: XPathError; readonly anywhere: Code };
}

export type CompiledAlternative =
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'document' }
  /** `once`: gives the same from every node of a document. */
  | { readonly kind: 'general'; readonly code: Code; readonly once: boolean };

/** Texts, and expressions that give one. */
export type CompiledMessage = readonly (string | Code)[];

interface CompiledNote {
  readonly id: string;
  readonly message: CompiledMessage;
}

export interface Check {
  readonly assertion: Assertion;
  readonly test: Code;
  readonly message: CompiledMessage;
  readonly diagnostics: readonly CompiledNote[];
  readonly properties: readonly CompiledNote[];
  readonly subject: Code | undefined;
}

/** Absolute paths, and those that begin with `key()` or `id()`. */
function isIndependent(expression: Tree): boolean {
  if (expression.kind === 'call') return /^(?:key|id)$/.test(expression.name.local);
  if (expression.kind === 'filter') return isIndependent(expression.base);
  return expression.kind === 'path' && (expression.absolute || isIndependent(expression.steps[0] as Tree));
}
