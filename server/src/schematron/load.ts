import { Files, isSchematron, placeOf, type Source } from './files';
import {
  type AbstractRule,
  abstractRulesOf,
  isAbstract,
  type Notes,
  type Parameters,
  PatternReader,
  readExpression,
  readMessage,
  readVariable,
} from './readPattern';
import type { Key, OtherCase, Pattern, Property, Read, Schema, Variable } from './schema';

const XSLT = 'http://www.w3.org/1999/XSL/Transform';

export interface LoadOptions {
  /** The phase to run; where absent the schema's `defaultPhase`, else all patterns. */
  readonly phase?: string;
  readonly otherCase?: OtherCase;
}

/** The schema whose main file is `path`, as the ISO skeleton would expand it; what cannot be read is a fault of it, never thrown. */
export function loadSchema(path: string, read: Read, options: LoadOptions = {}): Schema {
  const work = loadingSchema(path, read, options);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same in steps of some milliseconds at most: who must not block lets others work between them. */
export function* loadingSchema(path: string, read: Read, options: LoadOptions = {}): Generator<void, Schema> {
  return yield* new Loader(path, new Files(read, options.otherCase), options.phase).schema();
}

/** A pattern to run: its own element, or that of the abstract pattern it is an instance of. */
interface Instance {
  readonly source: Source;
  readonly parameters: Parameters;
  readonly id: string | undefined;
}

class Loader implements Notes {
  private readonly patterns: Source[] = [];
  private readonly phases = new Map<string, Source>();
  readonly diagnostics = new Map<string, Property>();
  readonly properties = new Map<string, Property>();
  private readonly keys: Key[] = [];
  private readonly namespaces = new Map<string, string>([
    ['xs', 'http://www.w3.org/2001/XMLSchema'],
    ['xsd', 'http://www.w3.org/2001/XMLSchema'],
  ]);
  private readonly variables: Variable[] = [];
  readonly abstractRules = new Map<string, AbstractRule[]>();
  private title: string | undefined;

  constructor(
    private readonly path: string,
    private readonly files: Files,
    private readonly wanted: string | undefined,
  ) {}

  *schema(): Generator<void, Schema> {
    const main = this.files.main(this.path);
    if (main && !(isSchematron(main.element) && main.element.local === 'schema')) {
      this.files.fault(
        'broken-file',
        placeOf(main),
        'This is no Schematron schema.',
        'Ce n’est pas un schéma Schematron.',
      );
    } else if (main) {
      for (const child of this.files.children(main)) {
        this.declaration(child);
        yield;
      }
    }
    const binding = main?.element.attribute('queryBinding')?.value ?? 'xslt';
    const phase = this.wanted ?? main?.element.attribute('defaultPhase')?.value ?? '#ALL';
    const instances = this.instances(phase);
    for (const { source, parameters } of instances) {
      for (const child of this.files.children(source)) {
        for (const [id, rule] of abstractRulesOf([child], parameters)) {
          this.abstractRules.set(id, [...(this.abstractRules.get(id) ?? []), rule]);
        }
        yield;
      }
    }
    const patterns: Pattern[] = [];
    for (const { source, parameters, id } of instances) {
      patterns.push(yield* new PatternReader(this.files, source, parameters, id, this).read());
    }
    return {
      path: this.path,
      title: this.title,
      language: languageOf(binding),
      queryBinding: binding,
      namespaces: this.namespaces,
      phase,
      variables: this.variables,
      keys: this.keys,
      patterns,
      files: this.files.paths,
      faults: this.files.faults,
    };
  }

  /** A child of `schema`. */
  private declaration(source: Source): void {
    const { element } = source;
    const value = (name: string) => element.attribute(name)?.value;
    if (!isSchematron(element)) return this.foreign(source);
    switch (element.local) {
      case 'title':
        this.title ??= element.textContent.replace(/\s+/g, ' ').trim();
        return;
      case 'ns':
        if (value('prefix') && value('uri') !== undefined)
          this.namespaces.set(value('prefix') as string, value('uri') as string);
        return;
      case 'let':
        return void this.variables.push(readVariable(source, []));
      case 'pattern':
        return void this.patterns.push(source);
      case 'phase':
        return void this.phases.set(value('id')?.trim() ?? '', source);
      case 'diagnostics':
        for (const child of this.files.children(source)) this.note(child, this.diagnostics);
        return;
      case 'properties':
        for (const child of this.files.children(source)) this.note(child, this.properties);
        return;
      case 'key':
        return this.key(source);
    }
  }

  private foreign(source: Source): void {
    const { namespace, local } = source.element;
    if (namespace !== XSLT) return;
    if (local === 'key') return this.key(source);
    const name = source.element.attribute('name')?.value ?? '';
    this.files.fault(
      'unsupported',
      placeOf(source),
      `xsl:${local} ${name} cannot be run: what uses it is named where it fails.`,
      `xsl:${local} ${name} ne peut pas être exécuté : ce qui l’utilise est nommé à sa place.`,
    );
  }

  private key(source: Source): void {
    const match = readExpression(source, 'match', []);
    const use = readExpression(source, 'use', []) ?? readExpression(source, 'path', []);
    const name = source.element.attribute('name')?.value.trim();
    if (name && match && use) this.keys.push({ name, match, use });
  }

  private note(source: Source, notes: Map<string, Property>): void {
    const id = source.element.attribute('id')?.value;
    const name = source.element.attribute('name')?.value;
    if (isSchematron(source.element) && id !== undefined) notes.set(id, { id, name, message: readMessage(source, []) });
  }

  /** The patterns of a phase, those that are instances of abstract ones as the element of these with the parameters and the id. */
  private instances(phase: string): Instance[] {
    const active = this.active(phase);
    return this.patterns.flatMap((source) => {
      const { element } = source;
      const id = element.attribute('id')?.value;
      if (isAbstract(source)) return [];
      if (active && !active.has(id ?? '')) return [];
      const base = element.attribute('is-a')?.value;
      if (base === undefined) return [{ source, parameters: [], id }];
      const found = this.patterns.filter((candidate) => candidate.element.attribute('id')?.value === base);
      if (found.length === 0) {
        this.reference(
          source,
          'is-a',
          `No abstract pattern is named ${base}.`,
          `Aucun patron abstrait ne s’appelle ${base}.`,
        );
      }
      const parameters = this.parameters(source);
      return found.map((abstract) => ({ source: abstract, parameters, id }));
    });
  }

  /** The ids of the phase's patterns, undefined where all are active. Its variables become global ones. */
  private active(phase: string): ReadonlySet<string> | undefined {
    if (phase.trim() === '#ALL') return undefined;
    const source = this.phases.get(phase.trim());
    if (!source) {
      const place = { file: this.path, span: { start: 0, end: 0 } };
      this.files.fault('reference', place, `There is no phase ${phase}.`, `Il n’y a pas de phase ${phase}.`);
      return new Set();
    }
    const ids = new Set<string>();
    const known = new Set(this.patterns.map(({ element }) => element.attribute('id')?.value));
    for (const child of this.files.children(source)) {
      const id = child.element.attribute('pattern')?.value;
      if (child.element.local === 'let') this.variables.push(readVariable(child, []));
      if (child.element.local !== 'active' || id === undefined) continue;
      ids.add(id);
      if (!known.has(id)) {
        this.reference(child, 'pattern', `No pattern is named ${id}.`, `Aucun patron ne s’appelle ${id}.`);
      }
    }
    return ids;
  }

  private reference(source: Source, attribute: string, en: string, fr: string): void {
    const span = source.element.attribute(attribute)?.valueSpan ?? source.element.nameSpan;
    this.files.fault('reference', { file: source.file, span }, en, fr);
  }

  private parameters(source: Source): Parameters {
    return [...this.files.children(source)].flatMap(({ element }) => {
      const name = element.attribute('name')?.value;
      const value = element.attribute('value')?.value;
      return element.local === 'param' && name && value !== undefined ? [[`$${name}`, value] as const] : [];
    });
  }
}

function languageOf(queryBinding: string): Schema['language'] {
  const binding = queryBinding.trim().toLowerCase();
  if (/^(?:|xslt|xslt1|xpath|xpath1|exslt)$/.test(binding)) return '1.0';
  return /^(?:xslt2|xpath2)$/.test(binding) ? '2.0' : 'other';
}
