import type {
  ArithmeticOperator,
  Axis,
  Binding,
  Comparator,
  Expression,
  KindTest,
  Name,
  NameTest,
  NodeTest,
  Occurrence,
  SequenceType,
  Step,
} from './ast';
import { Decimal } from './decimal';
import { error, type XPathError } from './errors';
import { type Token, tokenize } from './lexer';
import { FN, XML } from './names';

/** What names without and with a prefix mean. */
export interface NameContext {
  readonly namespaces: ReadonlyMap<string, string>;
  /** Namespace of element names and types without a prefix; none when absent. */
  readonly defaultElementNamespace?: string;
}

/** Expressions inside of expressions, operators in one chain, steps and predicates in a row beyond which an expression is refused. */
const DEEPEST = 200;

/**
 * Reads an expression of XPath 2.0 (grammar: XPath 2.0, appendix A.1), which is `source` from the offset `from` on. Throws XPST0003,
 * XPST0008, XPST0081 with the place.
 */
export function parse(source: string, context: NameContext, from = 0): Expression {
  return new Parser(source, context, from).whole();
}

const AXES: ReadonlySet<string> = new Set<Axis>([
  'child',
  'descendant',
  'attribute',
  'self',
  'descendant-or-self',
  'following-sibling',
  'following',
  'namespace',
  'parent',
  'ancestor',
  'preceding-sibling',
  'preceding',
  'ancestor-or-self',
]);

const KIND_TESTS: ReadonlySet<string> = new Set([
  'node',
  'text',
  'comment',
  'processing-instruction',
  'element',
  'attribute',
  'document-node',
  'schema-element',
  'schema-attribute',
]);

/** Names that never are functions (A.3). */
const RESERVED: ReadonlySet<string> = new Set([...KIND_TESTS, 'empty-sequence', 'if', 'item', 'typeswitch']);

const GENERAL: Readonly<Record<string, Comparator>> = {
  '=': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};
const VALUE: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);
const ORDER: Readonly<Record<string, 'is' | 'before' | 'after'>> = { is: 'is', '<<': 'before', '>>': 'after' };
const ADDITIVE: Readonly<Record<string, ArithmeticOperator>> = { '+': 'add', '-': 'subtract' };
const MULTIPLICATIVE: Readonly<Record<string, ArithmeticOperator>> = {
  '*': 'multiply',
  div: 'div',
  idiv: 'idiv',
  mod: 'mod',
};

const anyNode: KindTest = { kind: 'node' };

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(
    source: string,
    private readonly context: NameContext,
    from: number,
  ) {
    this.tokens = tokenize(source, from);
  }

  whole(): Expression {
    const expression = this.expression();
    if (this.token.kind !== 'end') throw this.unexpected();
    return expression;
  }

  private get token(): Token {
    return this.tokens[this.at] as Token;
  }

  private peek(distance: number): Token {
    return this.tokens[Math.min(this.at + distance, this.tokens.length - 1)] as Token;
  }

  /** Offset after the last token taken. */
  private get end(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  private is(symbol: string): boolean {
    const { kind, text } = this.token;
    return kind === 'symbol' && text === symbol;
  }

  private isWord(word: string): boolean {
    const { kind, text } = this.token;
    return kind === 'name' && text === word;
  }

  private take(symbol: string): boolean {
    if (!this.is(symbol)) return false;
    this.at++;
    return true;
  }

  private takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.at++;
    return true;
  }

  private expect(symbol: string): void {
    if (!this.take(symbol)) throw this.unexpected(symbol);
  }

  private expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected(word);
  }

  private unexpected(wanted?: string): XPathError {
    const { kind, text, start } = this.token;
    const [found, trouve] =
      kind === 'end' ? ['end of the expression', 'fin de l’expression'] : [`“${text}”`, `« ${text} »`];
    const [instead, attendu] = wanted ? [`, “${wanted}” is expected`, `, « ${wanted} » est attendu`] : ['', ''];
    return error('XPST0003', `Unexpected ${found}${instead}.`, `Inattendu : ${trouve}${attendu}.`, start);
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw this.tooDeep();
    const value = read();
    this.depth--;
    return value;
  }

  private tooDeep(): XPathError {
    return error(
      'XPST0003',
      `The expression is nested more than ${DEEPEST} levels deep.`,
      `L’expression est imbriquée sur plus de ${DEEPEST} niveaux.`,
      this.token.start,
    );
  }

  private expression(): Expression {
    return this.nested(() => {
      const start = this.token.start;
      const first = this.single();
      if (!this.is(',')) return first;
      const items = [first];
      while (this.take(',')) items.push(this.single());
      return { kind: 'sequence', items, start, end: this.end };
    });
  }

  private single(): Expression {
    const next = this.peek(1);
    if (next.kind === 'symbol' && this.token.kind === 'name') {
      const word = this.token.text;
      if (next.text === '$' && (word === 'for' || word === 'some' || word === 'every'))
        return this.nested(() => this.bound(word));
      if (next.text === '(' && word === 'if') return this.nested(() => this.conditional());
    }
    return this.or();
  }

  private bound(kind: 'for' | 'some' | 'every'): Expression {
    const { start } = this.token;
    this.at++;
    const bindings: Binding[] = [];
    do {
      this.expect('$');
      const name = this.name('');
      this.expectWord('in');
      bindings.push({ name, sequence: this.single() });
      if (bindings.length > DEEPEST) throw this.tooDeep();
    } while (this.take(','));
    this.expectWord(kind === 'for' ? 'return' : 'satisfies');
    const result = this.single();
    return { kind, bindings, result, start, end: this.end };
  }

  private conditional(): Expression {
    const { start } = this.token;
    this.at++;
    this.expect('(');
    const test = this.expression();
    this.expect(')');
    this.expectWord('then');
    const then = this.single();
    this.expectWord('else');
    const otherwise = this.single();
    return { kind: 'if', test, then, otherwise, start, end: this.end };
  }

  /** One kind of operator, any number of operands. */
  private chain(
    kind: 'and' | 'or' | 'union' | 'intersect' | 'except',
    words: readonly string[],
    operand: () => Expression,
  ): Expression {
    const { start } = this.token;
    const first = operand();
    const operands = [first];
    while (words.some((word) => this.take(word) || this.takeWord(word))) operands.push(operand());
    return operands.length === 1 ? first : { kind, operands, start, end: this.end };
  }

  private or(): Expression {
    return this.chain('or', ['or'], () => this.chain('and', ['and'], () => this.comparison()));
  }

  private comparison(): Expression {
    const { start } = this.token;
    const left = this.range();
    const { kind, text } = this.token;
    if (kind === 'symbol' && Object.hasOwn(GENERAL, text)) {
      const operator = GENERAL[text] as Comparator;
      this.at++;
      return { kind: 'comparison', style: 'general', operator, left, right: this.range(), start, end: this.end };
    }
    if (kind === 'name' && VALUE.has(text)) {
      this.at++;
      return {
        kind: 'comparison',
        style: 'value',
        operator: text as Comparator,
        left,
        right: this.range(),
        start,
        end: this.end,
      };
    }
    if ((kind === 'symbol' || kind === 'name') && Object.hasOwn(ORDER, text)) {
      const operator = ORDER[text] as 'is';
      this.at++;
      return { kind: 'comparison', style: 'node', operator, left, right: this.range(), start, end: this.end };
    }
    return left;
  }

  private range(): Expression {
    const { start } = this.token;
    const from = this.additive();
    if (!this.takeWord('to')) return from;
    const last = this.additive();
    return { kind: 'range', from, last, start, end: this.end };
  }

  private additive(): Expression {
    return this.arithmetic(ADDITIVE, () => this.arithmetic(MULTIPLICATIVE, () => this.union()));
  }

  private arithmetic(operators: Readonly<Record<string, ArithmeticOperator>>, operand: () => Expression): Expression {
    const { start } = this.token;
    let left = operand();
    for (let length = 1; ; length++) {
      const { kind, text } = this.token;
      if ((kind !== 'symbol' && kind !== 'name') || !Object.hasOwn(operators, text)) return left;
      if (length > DEEPEST) throw this.tooDeep();
      const operator = operators[text] as ArithmeticOperator;
      this.at++;
      const right = operand();
      left = { kind: 'arithmetic', operator, left, right, start, end: this.end };
    }
  }

  private union(): Expression {
    return this.chain('union', ['|', 'union'], () => this.intersection());
  }

  private intersection(): Expression {
    const { start } = this.token;
    let left = this.instance();
    for (let length = 1; this.isWord('intersect') || this.isWord('except'); length++) {
      if (length > DEEPEST) throw this.tooDeep();
      const kind = this.token.text as 'intersect' | 'except';
      this.at++;
      left = { kind, operands: [left, this.instance()], start, end: this.end };
    }
    return left;
  }

  private instance(): Expression {
    const { start } = this.token;
    let operand = this.unary();
    // `instance of` binds less than `treat as`, `castable as` and `cast as`, in this order; each may stand once.
    for (const [word, second] of [
      ['cast', 'as'],
      ['castable', 'as'],
      ['treat', 'as'],
      ['instance', 'of'],
    ] as const) {
      if (!this.isWord(word) || this.peek(1).text !== second) continue;
      this.at += 2;
      if (word === 'cast' || word === 'castable') {
        const type = this.typeName();
        const optional = this.take('?');
        operand = { kind: word, operand, type, optional, start, end: this.end };
      } else {
        const type = this.sequenceType();
        operand = { kind: word, operand, type, start, end: this.end };
      }
    }
    return operand;
  }

  private unary(): Expression {
    const { start } = this.token;
    let signs = 0;
    let negative = false;
    while (this.is('-') || this.is('+')) {
      if (this.is('-')) negative = !negative;
      signs++;
      this.at++;
    }
    const operand = this.path();
    return signs ? { kind: 'unary', negative, operand, start, end: this.end } : operand;
  }

  private path(): Expression {
    const { start } = this.token;
    const steps: Expression[] = [];
    const absolute = this.is('/') || this.is('//');
    if (this.take('//')) steps.push(this.anywhere());
    else if (this.take('/') && !this.startsStep()) return { kind: 'path', absolute, steps, start, end: this.end };
    steps.push(this.step());
    for (;;) {
      if (this.take('//')) steps.push(this.anywhere());
      else if (!this.take('/')) break;
      steps.push(this.step());
      if (steps.length > DEEPEST) throw this.tooDeep();
    }
    if (!absolute && steps.length === 1) return steps[0] as Expression;
    return { kind: 'path', absolute, steps, start, end: this.end };
  }

  /** The step that `//` is short for. */
  private anywhere(): Step {
    const { start, end } = this.tokens[this.at - 1] as Token;
    return { kind: 'step', axis: 'descendant-or-self', test: anyNode, predicates: [], start, end };
  }

  private startsStep(): boolean {
    const { kind, text } = this.token;
    return kind === 'symbol' ? ['*', '@', '.', '..', '(', '$'].includes(text) : kind !== 'end';
  }

  private step(): Expression {
    const { start, kind, text } = this.token;
    const next = this.peek(1);
    const called = kind === 'name' && next.kind === 'symbol' && next.text === '(';
    if (kind === 'symbol' && (text === '(' || text === '$' || text === '.')) return this.filter();
    if (kind === 'string' || kind === 'integer' || kind === 'decimal' || kind === 'double') return this.filter();
    if (called && !RESERVED.has(text)) return this.filter();
    let axis: Axis = 'child';
    let test: NodeTest;
    if (this.take('..')) {
      axis = 'parent';
      test = anyNode;
    } else {
      if (this.take('@')) axis = 'attribute';
      else if (kind === 'name' && next.kind === 'symbol' && next.text === '::') {
        if (!AXES.has(text))
          throw error('XPST0003', `There is no axis “${text}”.`, `L’axe « ${text} » n’existe pas.`, start);
        axis = text as Axis;
        this.at += 2;
      } else if (called && (text === 'attribute' || text === 'schema-attribute')) axis = 'attribute';
      test = this.nodeTest(axis);
    }
    const predicates = this.predicates();
    return { kind: 'step', axis, test, predicates, start, end: this.end };
  }

  private filter(): Expression {
    const { start } = this.token;
    const base = this.primary();
    const predicates = this.predicates();
    return predicates.length ? { kind: 'filter', base, predicates, start, end: this.end } : base;
  }

  private predicates(): Expression[] {
    const predicates: Expression[] = [];
    while (this.take('[')) {
      predicates.push(this.expression());
      this.expect(']');
      if (predicates.length > DEEPEST) throw this.tooDeep();
    }
    return predicates;
  }

  private primary(): Expression {
    const { kind, text, start, end } = this.token;
    switch (kind) {
      case 'string':
        this.at++;
        return { kind: 'literal', value: text, start, end };
      case 'integer':
        this.at++;
        return { kind: 'literal', value: BigInt(text), start, end };
      case 'decimal':
        this.at++;
        return { kind: 'literal', value: Decimal.read(text) as Decimal, start, end };
      case 'double':
        this.at++;
        return { kind: 'literal', value: Number(text), start, end };
      case 'name':
        return this.call();
    }
    if (this.take('.')) return { kind: 'context', start, end };
    if (this.take('$')) {
      const name = this.name('');
      return { kind: 'variable', name, start, end: this.end };
    }
    this.expect('(');
    if (this.take(')')) return { kind: 'sequence', items: [], start, end: this.end };
    const inside = this.expression();
    this.expect(')');
    return inside;
  }

  private call(): Expression {
    const { start } = this.token;
    const name = this.name(FN);
    this.expect('(');
    const args: Expression[] = [];
    if (!this.take(')')) {
      do args.push(this.nested(() => this.single()));
      while (this.take(','));
      this.expect(')');
    }
    return { kind: 'call', name, arguments: args, start, end: this.end };
  }

  private nodeTest(axis: Axis): NodeTest {
    const { kind, text, start } = this.token;
    const next = this.peek(1);
    if (kind === 'name' && next.kind === 'symbol' && next.text === '(' && KIND_TESTS.has(text)) return this.kindTest();
    if (this.take('*')) return { kind: 'name', namespace: undefined, local: undefined };
    if (kind === 'wildcard') {
      this.at++;
      const test: NameTest = text.startsWith('*:')
        ? { kind: 'name', namespace: undefined, local: text.slice(2) }
        : { kind: 'name', namespace: this.namespace(text.slice(0, -2), start), local: undefined };
      return test;
    }
    if (kind !== 'name') throw this.unexpected();
    const { namespace, local } = this.name(axis === 'attribute' || axis === 'namespace' ? '' : this.elementNamespace);
    return { kind: 'name', namespace, local };
  }

  private kindTest(): KindTest {
    const kind = this.token.text;
    const { start } = this.token;
    this.at += 2;
    const test = this.insideKindTest(kind, start);
    this.expect(')');
    return test;
  }

  private insideKindTest(kind: string, start: number): KindTest {
    switch (kind) {
      case 'processing-instruction': {
        const { kind: written, text: target } = this.token;
        if (written !== 'name' && written !== 'string') return { kind };
        this.at++;
        return { kind, target };
      }
      case 'element':
      case 'attribute': {
        if (this.is(')')) return { kind };
        const name = this.take('*') ? undefined : this.name(kind === 'element' ? this.elementNamespace : '');
        const type = this.take(',') ? this.typeName() : undefined;
        if (type && kind === 'element') this.take('?');
        return { kind, ...(name && { name }), ...(type && { type }) };
      }
      case 'document-node':
        return this.is(')') ? { kind } : { kind, element: this.nested(() => this.kindTest()) };
      case 'node':
      case 'text':
      case 'comment':
        return { kind };
      default:
        throw error(
          'XPST0008',
          `“${kind}” needs a schema, and there is none.`,
          `« ${kind} » suppose un schéma, et il n’y en a pas.`,
          start,
        );
    }
  }

  private sequenceType(): SequenceType {
    const { kind, text } = this.token;
    const called = kind === 'name' && this.peek(1).kind === 'symbol' && this.peek(1).text === '(';
    if (called && text === 'empty-sequence') {
      this.at += 2;
      this.expect(')');
      return { item: undefined, occurrence: '' };
    }
    let item: SequenceType['item'];
    if (called && text === 'item') {
      this.at += 2;
      this.expect(')');
      item = { kind: 'item' };
    } else if (called && KIND_TESTS.has(text)) item = this.kindTest();
    else item = { kind: 'atomic', name: this.typeName() };
    const occurrence = (['?', '*', '+'] as const).find((mark) => this.take(mark)) ?? '';
    return { item, occurrence: occurrence satisfies Occurrence };
  }

  private typeName(): Name {
    return this.name(this.elementNamespace);
  }

  private get elementNamespace(): string {
    return this.context.defaultElementNamespace ?? '';
  }

  /** Takes a name; `unprefixed` is the namespace of one without a prefix. */
  private name(unprefixed: string): Name {
    const { kind, text, start } = this.token;
    if (kind !== 'name') throw this.unexpected();
    this.at++;
    const colon = text.indexOf(':');
    if (colon < 0) return { prefix: '', namespace: unprefixed, local: text };
    const prefix = text.slice(0, colon);
    return { prefix, namespace: this.namespace(prefix, start), local: text.slice(colon + 1) };
  }

  private namespace(prefix: string, start: number): string {
    const namespace = prefix === 'xml' ? XML : this.context.namespaces.get(prefix);
    if (namespace) return namespace;
    throw error(
      'XPST0081',
      `The prefix “${prefix}” is not declared.`,
      `Le préfixe « ${prefix} » n’est pas déclaré.`,
      start,
    );
  }
}
