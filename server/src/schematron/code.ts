import { type Compiled, compile, compileTree, type StaticContext, XPathError } from '../xpath';
import { children, type Expression as Tree } from '../xpath/ast';
import { parse } from '../xpath/parser';
import type { Expression } from './schema';

/** An expression of a schema, or a part of one; compiled when first asked for. */
export class Code {
  private done: Compiled | undefined;
  private failed: XPathError | undefined;

  constructor(
    readonly expression: Expression,
    readonly scope: StaticContext,
    private readonly part: Tree | undefined = undefined,
  ) {}

  /** Throws XPathError where the text is no expression. */
  get tree(): Tree {
    return this.part ?? parse(this.expression.source, this.scope);
  }

  /** Throws XPathError where the engine cannot run it. */
  get compiled(): Compiled {
    if (this.done) return this.done;
    const { fault } = this;
    if (fault) throw fault;
    return this.done as unknown as Compiled;
  }

  /** Why it cannot be run. */
  get fault(): XPathError | undefined {
    if (this.done || this.failed) return this.failed;
    try {
      this.done = this.compile();
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
    const slots: number[] = [];
    if (this.fault) return slots;
    const visit = (tree: Tree): void => {
      const slot = tree.kind === 'variable' ? this.scope.variables?.get(tree.name.local) : undefined;
      if (slot !== undefined) slots.push(slot);
      for (const child of children(tree)) visit(child);
    };
    visit(this.tree);
    return slots;
  }

  /** An expression inside of this one. */
  inner(tree: Tree): Code {
    return new Code(this.expression, this.scope, tree);
  }
}
