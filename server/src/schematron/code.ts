import { type Compiled, compile, compileTree, type StaticContext, XPathError } from '../xpath';
import { children, type Expression as Tree } from '../xpath/ast';
import { parse } from '../xpath/parser';
import type { Expression } from './schema';

/** An expression of a schema, or a part of one; compiled when first asked for. */
export class Code {
  /** Once it has been asked for. */
  ready: Compiled | undefined;
  private failed: XPathError | undefined;
  private used: readonly number[] | undefined;

  constructor(
    readonly expression: Expression,
    readonly scope: StaticContext,
    private readonly part: Tree | undefined = undefined,
  ) {}

  /** Throws XPathError where the text is no expression. */
  get tree(): Tree {
    return this.part ?? this.ready?.ast ?? parse(this.expression.source, this.scope);
  }

  /** Throws XPathError where the engine cannot run it. */
  get compiled(): Compiled {
    const { fault } = this;
    if (fault) throw fault;
    return this.ready as Compiled;
  }

  /** Why it cannot be run. */
  get fault(): XPathError | undefined {
    if (this.ready || this.failed) return this.failed;
    try {
      this.ready = this.compile();
    } catch (error) {
      if (!(error instanceof XPathError)) throw error;
      this.failed = error;
    }
    return this.failed;
  }

  private compile(): Compiled {
    const { source } = this.expression;
    return this.part ? compileTree(source, this.part, this.scope) : compile(source, this.scope);
  }

  /** Slots of the variables of the schema it uses; none where it cannot be compiled. */
  get slots(): readonly number[] {
    this.used ??= this.fault ? [] : this.slotsIn(this.tree);
    return this.used;
  }

  private slotsIn(tree: Tree): number[] {
    const slot = tree.kind === 'variable' ? this.scope.variables?.get(tree.name.local) : undefined;
    const inside = children(tree).flatMap((child) => this.slotsIn(child));
    return slot === undefined ? inside : [slot, ...inside];
  }

  /** An expression inside of this one. */
  inner(tree: Tree): Code {
    return new Code(this.expression, this.scope, tree);
  }
}
