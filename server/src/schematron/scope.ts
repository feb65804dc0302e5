import type { HostFunction, StaticContext } from '../xpath';
import type { Pattern, Schema, Variable } from './schema';

/** A variable and the slot of its value. */
export interface Slot {
  readonly slot: number;
  readonly variable: Variable;
}

/** Which variables an expression sees, and where their values are. Equal scopes are one object: what is compiled in it is shared. */
export class Scopes {
  /** Variables of the schema, its phase and all patterns. */
  readonly global: readonly Slot[];
  private readonly names = new Map<string, number>();
  private readonly local = new Map<string, number>();
  private readonly known = new Map<string, StaticContext>();
  /** Slots of a pattern's variables whose names others have too. */
  private readonly own = new Map<Pattern, ReadonlyMap<string, number>>();
  size: number;

  constructor(
    private readonly schema: Schema,
    private readonly functions: ReadonlyMap<string, HostFunction>,
  ) {
    const global: Slot[] = [];
    const declare = (variable: Variable): Slot => {
      const slot = { slot: global.length, variable };
      global.push(slot);
      return slot;
    };
    for (const variable of schema.variables) this.names.set(variable.name, declare(variable).slot);
    for (const pattern of schema.patterns) {
      const own = new Map<string, number>();
      for (const variable of pattern.variables) {
        const { slot } = declare(variable);
        if (this.names.has(variable.name)) own.set(variable.name, slot);
        else this.names.set(variable.name, slot);
      }
      if (own.size > 0) this.own.set(pattern, own);
    }
    this.global = global;
    this.size = global.length;
  }

  /** Slot of the last of these variables of a rule: a second one of the same name has its own. */
  slotOf(locals: readonly string[]): number {
    const name = locals.at(-1) ?? '';
    const key = `${name} ${locals.filter((other) => other === name).length}`;
    const known = this.local.get(key);
    if (known !== undefined) return known;
    this.local.set(key, this.size);
    return this.size++;
  }

  /** What expressions of a pattern see after these variables of a rule. */
  of(pattern: Pattern | undefined, locals: readonly string[]): StaticContext {
    const own = pattern && this.own.get(pattern);
    const key = `${own ? this.schema.patterns.indexOf(pattern) : ''} ${locals.join(' ')}`;
    const known = this.known.get(key);
    if (known) return known;
    const variables = new Map(this.names);
    for (const [name, slot] of own ?? []) variables.set(name, slot);
    for (let count = 1; count <= locals.length; count++)
      variables.set(locals[count - 1] as string, this.slotOf(locals.slice(0, count)));
    const { namespaces, language } = this.schema;
    const context: StaticContext = {
      namespaces,
      version: language === '1.0' ? '1.0' : '2.0',
      variables,
      functions: this.functions,
    };
    this.known.set(key, context);
    return context;
  }
}
