import { foldLabel } from '../labels';
import type { Concept } from './content';

const most = 3;
/** Shorter codes are one character away from too many others. */
const shortest = 4;

/** Finds what is meant by a code that is not in a value set; built once for a value set, since documents repeat their codes. */
export class Suggestions {
  private readonly byCode: ReadonlyMap<string, readonly Concept[]>;
  private readonly byLabel: ReadonlyMap<string, readonly Concept[]>;

  constructor(concepts: readonly Concept[]) {
    this.byCode = index(concepts, ({ code }) => foldCode(code));
    this.byLabel = index(concepts, ({ display }) => foldLabel(display));
  }

  /**
   * At most three: the concepts whose code differs by case and blanks alone or whose label is the one written; else those whose
   * code is one typing error away. A label one letter away is another word ("microscopique" for "macroscopique").
   */
  for(code: string, label: string | undefined): readonly Concept[] {
    const written = foldCode(code);
    const folded = foldLabel(label ?? '');
    const same = [...(this.byCode.get(written) ?? []), ...((folded && this.byLabel.get(folded)) || [])];
    if (same.length > 0) return [...new Set(same)].slice(0, most);
    if (written.length < shortest) return [];
    const near: Concept[] = [];
    for (const [known, concepts] of this.byCode) {
      if (isNear(written, known)) near.push(...concepts);
      if (near.length >= most) break;
    }
    return near.slice(0, most);
  }
}

function index(concepts: readonly Concept[], key: (concept: Concept) => string): Map<string, Concept[]> {
  const found = new Map<string, Concept[]>();
  for (const concept of concepts) {
    const name = key(concept);
    const same = found.get(name);
    if (same) same.push(concept);
    else found.set(name, [concept]);
  }
  return found;
}

function foldCode(code: string): string {
  return code.replace(/\s+/g, '').toLowerCase();
}

/** Whether one letter more, less or other, or two neighbours swapped, is all that differs. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restOf = (text: string, skipped: number) => text.slice(start + skipped);
  if (a.length !== b.length) return a.length > b.length ? restOf(a, 1) === restOf(b, 0) : restOf(a, 0) === restOf(b, 1);
  const swapped = a[start] === b[start + 1] && a[start + 1] === b[start];
  return restOf(a, 1) === restOf(b, 1) || (swapped && restOf(a, 2) === restOf(b, 2));
}
