import type { XmlDocument, XmlElement } from '../xml/tree';
import { asXPathError, XPathError } from '../xpath';
import type { Sequence } from '../xpath/values';
import type { Code } from './code';
import type { Check, CompiledContext, CompiledMessage, CompiledRule, CompiledSchema } from './compile';
import { DocumentIndex } from './documentIndex';
import { Evaluator, type RunOptions } from './evaluator';
import type { ContextNode, Failure, RunError, RunResult } from './failure';
import { isContextNode, Matcher } from './matcher';
import type { Assertion } from './schema';
import type { Judge } from './selection';
import { Settled, type SettledRules, settledRules } from './settled';
import { soleAttribute } from './soleAttribute';
import { type SolePlace, solePlace } from './solePlace';

export type { RunOptions } from './evaluator';

/** What fails of a schema on one document. Throws only when `options.cancelled` stops it. */
export function run(schema: CompiledSchema, document: XmlDocument, options: RunOptions): RunResult {
  return new Run(schema, document, options).result();
}

/** One schema on one document. */
class Run implements Judge {
  private readonly failures: Failure[] = [];
  private readonly errors: RunError[] = [];
  /** What has an error already: an assertion, or what a context is made of. */
  private readonly reported = new Set<object>();
  private readonly index: DocumentIndex;
  private readonly evaluator: Evaluator;
  private readonly matcher: Matcher;
  private readonly settled: SettledRules;

  constructor(
    private readonly schema: CompiledSchema,
    private readonly document: XmlDocument,
    options: RunOptions,
  ) {
    const { library, now = new Date() } = options;
    const lasting = library.valuesIn(now.getTimezoneOffset());
    this.settled = settledRules(lasting);
    this.index = DocumentIndex.of(document);
    this.matcher = new Matcher(this);
    this.evaluator = new Evaluator(schema, document, { ...options, now }, lasting, (name, values, within) =>
      this.matcher.keyed(schema.keys, name, values, within),
    );
  }

  result(): RunResult {
    const fired = new Fired(this.document);
    const missing = this.schema.landmarks.missingIn(this.index);
    for (const { rules, landmarks } of this.schema.patterns) {
      fired.forget();
      for (let at = 0; at < rules.length; at++) {
        if (missing[landmarks[at] as number] === 0)
          this.rule(rules[at] as CompiledRule, rules.length > 1 ? fired : undefined);
      }
    }
    return { failures: this.failures, errors: this.errors, foreign: [...this.evaluator.foreignExpressions] };
  }

  /** A node fires the first rule of its pattern that matches it. */
  private rule(rule: CompiledRule, fired: Fired | undefined): void {
    const nodes = this.contextNodes(rule.context);
    if (nodes.length === 0) return;
    const { evaluator } = this;
    const settled = this.settledOf(rule);
    let document = false;
    for (const node of nodes) {
      if (fired && !fired.add(node)) continue;
      const number = settled.hasOwn && node.kind === 'element' ? this.index.alike.numberOf(node) : undefined;
      const element = number !== undefined && settled.numbers.has(number);
      const left = settled.leftWhere(element, document);
      if (left.length === 0) continue;
      evaluator.enter(rule.variables, node);
      let allHold = true;
      for (const check of left) if (!this.check(check, node)) allHold = false;
      if (!allHold) continue;
      document = true;
      if (number !== undefined && !element && !evaluator.askedForUri) settled.numbers.add(number);
    }
  }

  private settledOf(rule: CompiledRule): Settled {
    const known = this.settled.get(rule);
    if (known) {
      known.forgetOld();
      return known;
    }
    const made = Settled.of(rule, this.schema.globals);
    this.settled.set(rule, made);
    return made;
  }

  private contextNodes(context: CompiledContext): readonly ContextNode[] {
    // What a check before it missed is none of its own.
    this.evaluator.missing = [];
    const { code, fault } = context;
    if (!fault) return this.matcher.nodes(context, this.document);
    if (this.evaluator.isForeign(fault.anywhere)) return this.nodes(fault.anywhere, this.document);
    this.error(context, code, fault.error);
    return [];
  }

  /** Whether it holds. */
  private check(check: Check, node: ContextNode): boolean {
    const { assertion, test } = check;
    const { evaluator } = this;
    if (evaluator.missing.length > 0) evaluator.missing = [];
    let holds: boolean;
    try {
      holds = evaluator.boolean(test, node);
    } catch (error) {
      this.error(check, test, error, node, assertion);
      return false;
    }
    if (holds === (assertion.kind === 'assert')) return true;
    this.failures.push(this.failure(check, node));
    return false;
  }

  private failure(check: Check, node: ContextNode): Failure {
    const { assertion, test } = check;
    const missing = new Set([...this.evaluator.missing, ...this.evaluator.missingFor(test)]);
    const [subject] = check.subject ? this.nodes(check.subject, node) : [];
    const about = subject ?? node;
    const place = about.kind === 'element' && !subject ? this.placeOf(check, about) : undefined;
    const say = ({ id, message }: Check['diagnostics'][number]) => ({ id, message: this.text(message, check, node) });
    return {
      kind: assertion.kind,
      node: about,
      ...place,
      message: this.text(check.message, check, node),
      location: this.location(about),
      assertion,
      diagnostics: check.diagnostics.map(say),
      properties: check.properties.map(say),
      missing: [...missing],
    };
  }

  /** A report holds where its test does: what that demands is not at fault. */
  private placeOf({ assertion, test }: Check, element: XmlElement): Partial<SolePlace> {
    const sole = assertion.kind === 'assert' ? solePlace(test, element) : undefined;
    const place = sole ? undefined : soleAttribute(test, element, (slot) => this.evaluator.codeOf(slot));
    return sole ?? (place ? { place } : {});
  }

  private text(message: CompiledMessage, check: Check, node: ContextNode): string {
    const parts = message.map((part) => (typeof part === 'string' ? part : this.valueOf(part, check, node)));
    try {
      return parts
        .join('')
        .replace(/[ \t\r\n]+/g, ' ')
        .trim();
    } catch (error) {
      this.error(message, check.test, error, node, check.assertion);
      return '…';
    }
  }

  private valueOf(code: Code, { assertion }: Check, node: ContextNode): string {
    try {
      return this.evaluator.string(code, node);
    } catch (error) {
      this.error(code, code, error, node, assertion);
      return '…';
    }
  }

  /** As the ISO skeleton prints it in the notation that the ANS package chose. */
  private location(node: ContextNode): string {
    switch (node.kind) {
      case 'document':
        return '/';
      case 'element':
        return this.index.path(node);
      case 'attribute':
        return `${this.index.path(node.owner)}/@${node.name}`;
      default: {
        const name = node.kind === 'instruction' ? `processing-instruction(${node.target})` : `${node.kind}()`;
        return `${node.parent ? this.index.path(node.parent) : ''}/${name}`;
      }
    }
  }

  holds(code: Code, node: ContextNode): boolean {
    try {
      return this.evaluator.boolean(code, node);
    } catch (error) {
      this.error(code, code, error, node);
      return false;
    }
  }

  nodes(code: Code, from: ContextNode): readonly ContextNode[] {
    try {
      return this.evaluator.items(code, from).filter(isContextNode);
    } catch (error) {
      this.error(code, code, error, from);
      return [];
    }
  }

  items(code: Code, node: ContextNode): Sequence {
    return this.evaluator.items(code, node);
  }

  private error(
    source: object,
    { expression }: Code,
    thrown: unknown,
    node?: ContextNode,
    assertion?: Assertion,
  ): void {
    const error = asXPathError(thrown);
    if (!(error instanceof XPathError) || error.code === cancelled) throw error;
    if (this.reported.has(source)) return;
    this.reported.add(source);
    const { code, text } = error;
    const missing = [...this.evaluator.missing];
    this.errors.push({
      code,
      message: text,
      missing,
      expression,
      ...(node && { node }),
      ...(assertion && { assertion }),
    });
  }
}

/** The nodes that have fired a rule of the pattern being run. */
class Fired {
  /** By index, the last pattern in which the element did. */
  private readonly elements: Int32Array;
  private others = new Set<ContextNode>();
  private pattern = 0;

  constructor(document: XmlDocument) {
    this.elements = new Int32Array(document.elements.length);
  }

  /** For the next pattern. */
  forget(): void {
    this.pattern++;
    if (this.others.size > 0) this.others = new Set();
  }

  /** False where the node has been added since the last `forget`. */
  add(node: ContextNode): boolean {
    const { elements, others, pattern } = this;
    if (node.kind !== 'element') return others.size !== others.add(node).size;
    if (elements[node.index] === pattern) return false;
    elements[node.index] = pattern;
    return true;
  }
}

/** Code of the XPathError of an evaluation that `cancelled` stopped. */
const cancelled = 'XPDY0001';
