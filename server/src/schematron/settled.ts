import { Needs } from '../xpath';
import { forgetTexts, unitsKept } from './alike';
import type { Code } from './code';
import type { Check, CompiledRule, CompiledVariable } from './compile';

/**
 * What a rule need not look at again. Most assertions look at nothing but the element and what is in it, and documents are full of
 * elements that read alike: template ids, codes, times; of a text being typed in all but a few read as they did before. Where such an
 * assertion held, it holds for every element of the same text in the same namespaces. Others look at the document alone: what holds
 * for one element of it holds for all.
 */
export class Settled {
  /** `Alike.numberOf` elements for which the assertions that look at nothing else hold. */
  readonly numbers = new Set<number>();
  private generation = generations;
  /** Whether there are such assertions. */
  readonly hasOwn: boolean;
  private readonly left: readonly (readonly Check[])[];

  private constructor(checks: readonly Check[], needs: readonly number[]) {
    const isOwn = (_: Check, at: number) => ((needs[at] as number) & elsewhere) === 0;
    const isOfDocument = (check: Check, at: number) => !isOwn(check, at) && ((needs[at] as number) & here) === 0;
    this.hasOwn = checks.some(isOwn);
    this.left = [false, true].flatMap((document) =>
      [false, true].map((element) =>
        checks.filter((check, at) => !(element && isOwn(check, at)) && !(document && isOfDocument(check, at))),
      ),
    );
  }

  /** Nothing yet. `globals`: the variables of the rule's schema, by slot. */
  static of({ checks, variables }: CompiledRule, globals: readonly CompiledVariable[]): Settled {
    return new Settled(
      checks,
      checks.map(({ test }) => needsOf(test, variables, globals)),
    );
  }

  /** To be called before each use: elements whose texts were forgotten are never met again. */
  forgetOld(): void {
    if (this.generation === generations) return;
    this.generation = generations;
    this.numbers.clear();
  }

  /** What is left to check. `element`: all of the rule held for an element like this one; `document`: for another one of the document. */
  leftWhere(element: boolean, document: boolean): readonly Check[] {
    return this.left[(element ? 1 : 0) + (document ? 2 : 0)] as readonly Check[];
  }
}

/** What is not the element itself, nor the same for all documents. */
const elsewhere = Needs.document | Needs.host | Needs.around | Needs.time;

/** What is not the same for all of a document. */
const here = Needs.item | Needs.current | Needs.host;

/** UTF-16 units of what is kept of elements from one run to the next. */
const most = 4_000_000;

export type SettledRules = WeakMap<CompiledRule, Settled>;

const settled = new WeakMap<object, SettledRules>();
/** How often texts were forgotten. */
let generations = 0;

/** What runs have settled that had the same lasting values: the same files to look into, the same implicit timezone. Asked before each run. */
export function settledRules(lasting: object): SettledRules {
  if (unitsKept() > most) {
    forgetTexts();
    generations++;
  }
  const known = settled.get(lasting);
  if (known) return known;
  const made: SettledRules = new WeakMap();
  settled.set(lasting, made);
  return made;
}

/** What the value of an expression depends on, its variables included: sum of `Needs`. */
function needsOf(
  code: Code,
  variables: readonly CompiledVariable[],
  globals: readonly CompiledVariable[],
  seen = new Set<number>(),
): number {
  // Another engine finds its value.
  if (code.fault) return Needs.host;
  let { needs } = code.compiled;
  for (const slot of code.slots) {
    if (seen.has(slot)) continue;
    seen.add(slot);
    const global = globals[slot];
    const value = (global ?? variables.findLast((variable) => variable.slot === slot))?.value;
    if (value === undefined || typeof value === 'string') continue;
    const inside = needsOf(value, variables, globals, seen);
    // Global variables have their values on the document.
    needs |= global && (inside & here) !== 0 ? Needs.document | (inside & ~(Needs.item | Needs.current)) : inside;
  }
  return needs;
}
