import { type Files, isSchematron, placeOf, type Source } from './files';
import type { Assertion, Diagnostic, Expression, Part, Pattern, Property, Rule, Variable } from './schema';

/** `$name` ⇒ text, in the order they are put in: parameters of an instance of an abstract pattern. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** An abstract rule and the parameters of the pattern instance it stands in. */
export type AbstractRule = readonly [Source, Parameters];

/** What assertions refer to by id. */
export interface Notes {
  readonly diagnostics: ReadonlyMap<string, Diagnostic>;
  readonly properties: ReadonlyMap<string, Property>;
  /** The abstract rules of every active pattern; those of the own pattern come first. */
  readonly abstractRules: ReadonlyMap<string, readonly AbstractRule[]>;
}

/** Whether a pattern or rule is only there to be used by others. */
export const isAbstract = ({ element }: Source): boolean => element.attribute('abstract')?.value === 'true';

/** Parameters are put in as text, one after the other, wherever `$name` stands (as the ISO skeleton does): `$a` is also found in `$ab`. */
export function substitute(text: string, parameters: Parameters): string {
  if (parameters.length === 0 || !text.includes('$')) return text;
  return parameters.reduce((result, [name, value]) => result.replaceAll(name, () => value), text);
}

export function readExpression(
  { element, file }: Source,
  attribute: string,
  parameters: Parameters,
): Expression | undefined {
  const found = element.attribute(attribute);
  return found && { source: substitute(found.value, parameters), file, span: found.valueSpan };
}

export function readVariable(source: Source, parameters: Parameters): Variable {
  const name = source.element.attribute('name')?.value.trim() ?? '';
  const value = readExpression(source, 'value', parameters) ?? substitute(source.element.textContent, parameters);
  return { name, value };
}

/** The content of an assertion, diagnostic or property. Inline elements are their text; foreign ones are left out. */
export function readMessage(source: Source, parameters: Parameters): Part[] {
  return source.element.children.flatMap((node): Part[] => {
    if (node.kind === 'text') return [substitute(node.value, parameters)];
    if (node.kind !== 'element' || !isSchematron(node)) return [];
    const child = { element: node, file: source.file };
    const here: Expression = { source: '.', ...placeOf(child) };
    switch (node.local) {
      case 'value-of':
        return [{ kind: 'value', of: readExpression(child, 'select', parameters) ?? here }];
      case 'name':
        return [{ kind: 'name', of: readExpression(child, 'path', parameters) ?? here }];
      case 'emph':
      case 'dir':
      case 'span':
        return readMessage(child, parameters);
    }
    return [];
  });
}

/** Attributes that an assertion has from its rule where it has none of its own. */
const inheritedNames = ['role', 'flag', 'see', 'icon', 'fpi', 'subject'];

/** Reads one pattern, or one instance of an abstract one. */
export class PatternReader {
  private readonly children: Source[] = [];
  private readonly local = new Map<string, readonly AbstractRule[]>();
  /** Abstract rule ⇒ what a rule gives to its assertions ⇒ its body. */
  private readonly bodies = new Map<Source['element'], Map<string, readonly (Variable | Assertion)[]>>();
  /** Abstract rules being put in: none of them again inside itself. */
  private readonly open = new Set<Source['element']>();

  constructor(
    private readonly files: Files,
    private readonly source: Source,
    private readonly parameters: Parameters,
    private readonly id: string | undefined,
    private readonly notes: Notes,
  ) {}

  /** In steps: a file, a rule. */
  *read(): Generator<void, Pattern> {
    for (const child of this.files.children(this.source)) {
      if (isSchematron(child.element)) this.children.push(child);
      yield;
    }
    for (const [id, rule] of abstractRulesOf(this.children, this.parameters)) {
      this.local.set(id, [...(this.local.get(id) ?? []), rule]);
    }
    const title = this.named('title')[0]?.element.textContent.replace(/\s+/g, ' ').trim();
    const rules: Rule[] = [];
    for (const child of this.named('rule')) {
      const rule = isAbstract(child) ? undefined : this.rule(child);
      if (rule) rules.push(rule);
      yield;
    }
    const variables = this.named('let').map((child) => readVariable(child, this.parameters));
    return { ...placeOf(this.source), id: this.id, title, variables, rules };
  }

  private named(local: string): Source[] {
    return this.children.filter(({ element }) => element.local === local);
  }

  private rule(source: Source): Rule | undefined {
    const context = readExpression(source, 'context', this.parameters);
    if (!context) {
      this.files.fault('broken-file', placeOf(source), 'A rule without context.', 'Une règle sans contexte.');
      return undefined;
    }
    const body = [...this.body(source, this.parameters, source)];
    return { ...placeOf(source), id: source.element.attribute('id')?.value, context, body };
  }

  private *body(source: Source, parameters: Parameters, rule: Source): Generator<Variable | Assertion> {
    for (const child of this.files.children(source)) {
      if (!isSchematron(child.element)) continue;
      switch (child.element.local) {
        case 'let':
          yield readVariable(child, parameters);
          break;
        case 'assert':
        case 'report': {
          const assertion = this.assertion(child, parameters, rule);
          if (assertion) yield assertion;
          break;
        }
        case 'extends':
          yield* this.extension(child, rule);
      }
    }
  }

  /** The body of the abstract rules that `extends` names: those of this pattern, else those of any. */
  private *extension(source: Source, rule: Source): Generator<Variable | Assertion> {
    const id = source.element.attribute('rule')?.value ?? '';
    const found = this.local.get(id) ?? this.notes.abstractRules.get(id);
    if (!found) {
      const place = { file: source.file, span: source.element.attribute('rule')?.valueSpan ?? source.element.nameSpan };
      this.files.fault(
        'reference',
        place,
        `No abstract rule is named ${id}.`,
        `Aucune règle abstraite ne s’appelle ${id}.`,
      );
      return;
    }
    for (const [abstract, parameters] of found) yield* this.abstractBody(abstract, parameters, rule);
  }

  /** Hundreds of rules extend the same few: what is equal in them is read once. */
  private abstractBody(source: Source, parameters: Parameters, rule: Source): readonly (Variable | Assertion)[] {
    if (this.open.has(source.element)) return [];
    const key = inheritedNames.map((name) => rule.element.attribute(name)?.value ?? '').join('\n');
    const bodies = this.bodies.get(source.element) ?? new Map<string, readonly (Variable | Assertion)[]>();
    this.bodies.set(source.element, bodies);
    const known = bodies.get(key);
    if (known) return known;
    this.open.add(source.element);
    const body = [...this.body(source, parameters, rule)];
    this.open.delete(source.element);
    bodies.set(key, body);
    return body;
  }

  private assertion(source: Source, parameters: Parameters, rule: Source): Assertion | undefined {
    const test = readExpression(source, 'test', parameters);
    if (!test) {
      this.files.fault('broken-file', placeOf(source), 'An assertion without test.', 'Une assertion sans test.');
      return undefined;
    }
    const own = (name: string) => source.element.attribute(name)?.value;
    const inherited = (name: string) => own(name) ?? rule.element.attribute(name)?.value;
    const listed = <T>(name: string, notes: ReadonlyMap<string, T>) =>
      (own(name) ?? '').split(/\s+/).flatMap((id) => notes.get(id) ?? []);
    const { file, span } = placeOf(source);
    return {
      file,
      span,
      kind: source.element.local as Assertion['kind'],
      id: own('id'),
      pattern: this.id,
      test,
      message: readMessage(source, parameters),
      diagnostics: listed('diagnostics', this.notes.diagnostics),
      properties: listed('properties', this.notes.properties),
      role: inherited('role'),
      flag: inherited('flag'),
      see: inherited('see'),
      icon: inherited('icon'),
      fpi: inherited('fpi'),
      subject: readExpression(source, 'subject', parameters) ?? readExpression(rule, 'subject', this.parameters),
    };
  }
}

/** The abstract rules among the children of a pattern, by id. */
export function* abstractRulesOf(
  children: Iterable<Source>,
  parameters: Parameters,
): Generator<readonly [string, AbstractRule]> {
  for (const child of children) {
    const id = child.element.attribute('id')?.value;
    if (id !== undefined && child.element.local === 'rule' && isAbstract(child)) yield [id, [child, parameters]];
  }
}
