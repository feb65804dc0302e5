import type { XmlElement } from '../xml/tree';
import type * as ast from './ast';
import { textOf } from './atoms';
import { type Code, type Compiling, Needs, type Visit } from './code';
import { nameNumber } from './names';
import { indexOf, inOrder, type LookupKey } from './nodes';
import { UnreadDocument, wantValues } from './unread';
import { isNode, type Node, type Sequence, Untyped } from './values';

/**
 * `//name[@a = value and …]` and `//name[text() = value and …]` from a document, where `value` is the same for all its elements:
 * found by the value of the attribute or by their own texts instead of looking at each of them (value sets and terminologies have
 * thousands of codes, documents ask for hundreds).
 */
export interface Lookup {
  readonly name: number;
  readonly by: LookupKey;
  readonly value: Code;
  /** Whether this comparison is all that the step asks. */
  readonly sole: boolean;
}

const ofElement = Needs.item | Needs.position | Needs.last | Needs.document | Needs.host;

/** The lookup that a step's first predicate allows. */
export function lookupOf({ test, predicates }: ast.Step, compiler: Compiling): Lookup | undefined {
  const [first] = predicates;
  if (test.kind !== 'name' || test.namespace === undefined || test.local === undefined || !first) return undefined;
  const sole = predicates.length === 1 && first.kind !== 'and';
  for (const condition of first.kind === 'and' ? first.operands : [first]) {
    if (condition.kind !== 'comparison' || condition.style !== 'general' || condition.operator !== 'eq') continue;
    const { left, right } = condition;
    const by = keyOf(left) ?? keyOf(right);
    if (by === undefined) continue;
    const value = compiler.compile(keyOf(left) === undefined ? left : right);
    if ((value.needs & ofElement) === 0) return { name: nameNumber(test.namespace, test.local), by, value, sole };
  }
  return undefined;
}

/** What `@name` or `text()` is looked up by. */
function keyOf(expression: ast.Expression): LookupKey | undefined {
  if (expression.kind !== 'step' || expression.predicates.length > 0) return undefined;
  const { axis, test } = expression;
  if (axis === 'child' && test.kind === 'text') return 'text';
  if (axis !== 'attribute') return undefined;
  if (test.kind !== 'name' || test.namespace === undefined || test.local === undefined) return undefined;
  return nameNumber(test.namespace, test.local);
}

/**
 * Visits from a document only the elements that the lookup finds, which have to pass the predicates all the same; else as `walk`.
 * With `only` all that counts is whether there is one: a document that is not read need not be.
 */
export function lookingUp({ name, by, value }: Lookup, walk: Visit, visit: Visit, only: boolean): Visit {
  if (only) wantValues(name, by);
  return (node, context) => {
    if (only && node instanceof UnreadDocument) {
      context.spend(1);
      const texts = stringsOf(value.items(undefined, context));
      if (texts) return node.has(name, by, texts);
    }
    const byValue = isNode(node) && node.kind === 'document' ? indexOf(node).valued(name, by) : undefined;
    const texts = byValue && stringsOf(value.items(undefined, context));
    if (!byValue || !texts) return walk(node, context);
    for (const element of candidates(byValue, texts)) {
      context.spend(1);
      if (visit(element, context)) return true;
    }
    return false;
  };
}

/** What an attribute is compared with as text; undefined where a number or another type is among it. */
function stringsOf(items: Sequence): string[] | undefined {
  const texts: string[] = [];
  for (const item of items) {
    if (typeof item !== 'string' && !(item instanceof Untyped) && !isNode(item)) return undefined;
    texts.push(textOf(item));
  }
  return texts;
}

function candidates(byValue: ReadonlyMap<string, readonly XmlElement[]>, texts: readonly string[]): readonly Node[] {
  const [only] = texts;
  if (texts.length === 1) return byValue.get(only as string) ?? [];
  return inOrder(texts.flatMap((text) => byValue.get(text) ?? []));
}
