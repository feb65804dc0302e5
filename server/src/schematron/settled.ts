import type { XmlDocument, XmlElement } from '../xml/tree';
import { Needs } from '../xpath';
import { XMLNS } from '../xpath/names';
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
  /** Whether there are such assertions. */
  readonly hasOwn: boolean;
  private readonly left: readonly (readonly Check[])[];

  constructor(checks: readonly Check[], needs: readonly number[]) {
    const isOwn = (_: Check, at: number) => ((needs[at] as number) & elsewhere) === 0;
    const isOfDocument = (check: Check, at: number) => !isOwn(check, at) && ((needs[at] as number) & here) === 0;
    this.hasOwn = checks.some(isOwn);
    this.left = [false, true].flatMap((document) =>
      [false, true].map((element) =>
        checks.filter((check, at) => !(element && isOwn(check, at)) && !(document && isOfDocument(check, at))),
      ),
    );
  }

  /** What is left to check where all of the rule held for an element like this, and for another one of the document. */
  leftWhere(element: boolean, document: boolean): readonly Check[] {
    return this.left[(element ? 1 : 0) + (document ? 2 : 0)] as readonly Check[];
  }
}

/** What is not the element itself, nor the same for all documents. */
const elsewhere = Needs.document | Needs.host | Needs.around | Needs.time;

/** What is not the same for all of a document. */
const here = Needs.item | Needs.current | Needs.host;

/** UTF-16 units of an element's text: longer ones are seldom met again, and are the longer to look up. */
const longest = 400;

/** UTF-16 units of all texts that are kept. */
const most = 4_000_000;

/** Namespaces declared around elements, one inside the other as the elements are. */
interface Surroundings {
  /** Numbers of elements by their text. */
  readonly numbers: Map<string, number>;
  /** By the declarations of one more element. */
  readonly inner: Map<string, Surroundings>;
}

const tooLong = -1;
let outermost: Surroundings = { numbers: new Map(), inner: new Map() };
let settled = new WeakMap<CompiledRule, Settled>();
let kept = 0;
let last = 0;
let timezoneThen: number | undefined;

/** Numbers the elements of a document. Two have one number where they read alike and the same namespaces are declared around them, in whatever documents they are. */
export class Alike {
  /** By the element's index; 0: not asked yet. */
  private readonly numbers: Int32Array;
  /** Of what is in an element, by its index. */
  private readonly surroundings: (Surroundings | undefined)[] = [];

  constructor(private readonly document: XmlDocument) {
    this.numbers = new Int32Array(document.elements.length);
  }

  /** Undefined for elements whose text is long. */
  numberOf(element: XmlElement): number | undefined {
    const { numbers } = this;
    const { index } = element;
    if (numbers[index] === 0) numbers[index] = this.found(element);
    const number = numbers[index] as number;
    return number === tooLong ? undefined : number;
  }

  private found(element: XmlElement): number {
    const { start, end } = element;
    if (end - start > longest) return tooLong;
    const text = this.document.text.slice(start, end);
    const { numbers } = this.around(element);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    kept += text.length;
    // A copy: a slice would keep the whole document.
    numbers.set(` ${text}`.slice(1), ++last);
    return last;
  }

  private around({ parent }: XmlElement): Surroundings {
    const { surroundings } = this;
    const unknown: XmlElement[] = [];
    let at = parent;
    for (; at && !surroundings[at.index]; at = at.parent) unknown.push(at);
    let found = at ? (surroundings[at.index] as Surroundings) : outermost;
    for (let element = unknown.pop(); element; element = unknown.pop()) {
      found = inside(found, element);
      surroundings[element.index] = found;
    }
    return found;
  }
}

function inside(surroundings: Surroundings, { attributes }: XmlElement): Surroundings {
  let declared = '';
  for (const { namespace, name, value } of attributes) if (namespace === XMLNS) declared += `${name}="${value}" `;
  if (declared === '') return surroundings;
  const known = surroundings.inner.get(declared);
  if (known) return known;
  const made: Surroundings = { numbers: new Map(), inner: new Map() };
  surroundings.inner.set(declared, made);
  return made;
}

/** Called before each run. `timezone`: the implicit one, on which comparisons of times depend. */
export function keepWithinLimits(timezone: number): void {
  if (kept <= most && timezone === timezoneThen) return;
  outermost = { numbers: new Map(), inner: new Map() };
  settled = new WeakMap();
  kept = 0;
  timezoneThen = timezone;
}

/** What has been settled of a rule. `globals`: the variables of its schema, by slot. */
export function settledOf(rule: CompiledRule, globals: readonly CompiledVariable[]): Settled {
  const known = settled.get(rule);
  if (known) return known;
  const { checks, variables } = rule;
  const made = new Settled(
    checks,
    checks.map(({ test }) => needsOf(test, variables, globals)),
  );
  settled.set(rule, made);
  return made;
}

/** What the value of an expression depends on, its variables included: sum of `Needs`. */
function needsOf(
  code: Code,
  variables: readonly CompiledVariable[],
  globals: readonly CompiledVariable[],
  seen = new Set<Code>(),
): number {
  // Another engine finds its value.
  if (code.fault) return Needs.host;
  let { needs } = code.compiled;
  for (const slot of code.slots) {
    const global = globals[slot];
    const value = (global ?? variables.findLast((variable) => variable.slot === slot))?.value;
    if (value === undefined || typeof value === 'string' || seen.has(value)) continue;
    seen.add(value);
    const inside = needsOf(value, variables, globals, seen);
    // Global variables have their values on the document.
    needs |= global && (inside & here) !== 0 ? Needs.document | (inside & ~(Needs.item | Needs.current)) : inside;
  }
  return needs;
}
