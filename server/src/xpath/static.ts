import type { Name } from './ast';
import type { DynamicContext } from './dynamic';
import type { NameContext } from './parser';
import type { Item, Sequence } from './values';

/** A function of the host's, such as XSLT's key(). */
export interface HostFunction {
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  readonly call: (args: readonly Sequence[], context: DynamicContext, item: Item | undefined) => Sequence;
}

/** What an expression is compiled in. One object for all expressions of one scope: what is compiled is remembered for it. */
export interface StaticContext extends NameContext {
  /** `1.0`: the rules of XPath 1.0, for all but the syntax and the functions that are there. */
  readonly version: '1.0' | '2.0';
  /** Slot of each variable in scope; `{namespace}local` for one in a namespace. */
  readonly variables?: ReadonlyMap<string, number>;
  /** By name without prefix, or `{namespace}local`; these come before the library's. */
  readonly functions?: ReadonlyMap<string, HostFunction>;
  /** Base of relative URIs; that of the dynamic context when absent. */
  readonly baseUri?: string;
}

/** `{namespace}local`, or the local name alone. */
export function keyOf({ namespace, local }: Name): string {
  return namespace ? `{${namespace}}${local}` : local;
}
