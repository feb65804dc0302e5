import { copied } from '../text';
import type { XmlDocument, XmlElement } from '../xml/tree';
import { XMLNS } from '../xpath/names';

/** UTF-16 units of an element's text: longer ones are seldom met again, and are the longer to look up. */
const longest = 400;

/** Namespaces declared around elements, one inside the other as the elements are. */
interface Surroundings {
  /** Numbers of elements by their text. */
  readonly numbers: Map<string, number>;
  /** By the declarations of one more element. */
  readonly inner: Map<string, Surroundings>;
}

/**
 * When so many UTF-16 units of texts are kept no more are added: a character may stand in dozens of nested elements, each of which has
 * it in its text.
 */
const mostAtOnce = 16_000_000;

const none = -1;
let outermost: Surroundings = { numbers: new Map(), inner: new Map() };
let kept = 0;
let last = 0;

/** Numbers the elements of a document. Two have one number where they read alike and the same namespaces are declared around them, in whatever documents they are. */
export class Alike {
  /** By the element's index; 0: not asked yet. */
  private readonly numbers: Int32Array;
  /** Of what is in an element, by its index. */
  private readonly surroundings: (Surroundings | undefined)[] = [];

  constructor(private readonly document: XmlDocument) {
    this.numbers = new Int32Array(document.elements.length);
  }

  /** Undefined for elements whose text is long, and where there is no room for more. */
  numberOf(element: XmlElement): number | undefined {
    const { numbers } = this;
    const { index } = element;
    if (numbers[index] === 0) numbers[index] = this.found(element);
    const number = numbers[index] as number;
    return number === none ? undefined : number;
  }

  private found(element: XmlElement): number {
    const { start, end } = element;
    if (end - start > longest) return none;
    const text = this.document.text.slice(start, end);
    const { numbers } = this.around(element);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    if (kept > mostAtOnce) return none;
    kept += text.length;
    numbers.set(copied(text), ++last);
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
  for (const { namespace, name, value } of attributes)
    if (namespace === XMLNS) declared += `${name}=${JSON.stringify(value)} `;
  if (declared === '') return surroundings;
  const known = surroundings.inner.get(declared);
  if (known) return known;
  kept += declared.length;
  const made: Surroundings = { numbers: new Map(), inner: new Map() };
  surroundings.inner.set(declared, made);
  return made;
}

/** UTF-16 units of all that is kept: texts, declarations. */
export function unitsKept(): number {
  return kept;
}

/** From now on no element is like one met before. */
export function forgetTexts(): void {
  outermost = { numbers: new Map(), inner: new Map() };
  kept = 0;
}
