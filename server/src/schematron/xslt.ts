import { DynamicContext, type DynamicOptions, type HostFunction } from '../xpath';
import type { Item, Sequence } from '../xpath/values';

/** `key()`: the nodes, in the document of `within`, whose key of this name has one of these values. */
export type Keyed = (name: Sequence, values: Sequence, within: Item | undefined) => Sequence;

/** What an expression of a schema is evaluated in. */
export class XsltContext extends DynamicContext {
  constructor(
    readonly keyed: Keyed,
    options: DynamicOptions,
  ) {
    super(options);
  }
}

/** The functions of XSLT that schemas may use and that need the schema itself. */
export const xsltFunctions: ReadonlyMap<string, HostFunction> = new Map<string, HostFunction>([
  [
    'key',
    {
      arity: [2, 3],
      call: ([name = [], values = [], within], context, item) =>
        (context as XsltContext).keyed(name, values, within?.[0] ?? item),
    },
  ],
]);
