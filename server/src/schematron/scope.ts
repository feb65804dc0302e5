import type { HostFunction, StaticContext } from '../xpath';
import type { Pattern, Schema, Variable } from './schema';

/** A variable and the slot of its value. */
export interface Slot {
  readonly slot: number;
  readonly variable: Variable;
}

/** What expressions see at one place of a schema. Equal scopes are one object: what is compiled in it is shared. */
export interface Scope {
  readonly context: StaticContext;
  /** The variable of a rule that was declared last, and the scope before it. */
  readonly last?: { readonly name: string; readonly slot: number; readonly before: Scope };
  /** Scopes with one variable more, by its name. */
  readonly inner: Map<string, InnerScope>;
}

type InnerScope = Scope & Required<Pick<Scope, 'last'>>;

/** Which variables expressions see, and where their values are. */
export class Scopes {
  /** Variables of the schema, its phase and all patterns. */
  readonly global: readonly Slot[];
  private readonly names = new Map<string, number>();
  private readonly local = new Map<string, number>();
  private readonly outer = new Map<ReadonlyMap<string, number> | undefined, Scope>();
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

  /** What expressions of a pattern see outside of its rules. */
  of(pattern: Pattern | undefined): Scope {
    const own = pattern && this.own.get(pattern);
    const known = this.outer.get(own);
    if (known) return known;
    const scope = this.made(new Map([...this.names, ...(own ?? [])]));
    this.outer.set(own, scope);
    return scope;
  }

  /** What they see after one more variable of a rule. */
  after(before: Scope, name: string): InnerScope {
    const known = before.inner.get(name);
    if (known) return known;
    const slot = this.slotOf(before, name);
    const made = this.made(new Map(before.context.variables).set(name, slot));
    const scope = { ...made, last: { name, slot, before } };
    before.inner.set(name, scope);
    return scope;
  }

  /** A second variable of the same name in one rule has a slot of its own. */
  private slotOf(before: Scope, name: string): number {
    let count = 1;
    for (let { last } = before; last; { last } = last.before) if (last.name === name) count++;
    const key = `${name} ${count}`;
    const known = this.local.get(key);
    if (known !== undefined) return known;
    this.local.set(key, this.size);
    return this.size++;
  }

  private made(variables: ReadonlyMap<string, number>): Scope {
    const { namespaces, language } = this.schema;
    const version = language === '1.0' ? '1.0' : '2.0';
    return { context: { namespaces, version, variables, functions: this.functions }, inner: new Map() };
  }
}
