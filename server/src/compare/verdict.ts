import type { XmlAttribute } from '../xml/tree';

/**
 * What the narrative prints against what the entry says.
 * `same`: equal, decimal comma or point, rounded or converted; `spelling`: the same unit under another code (`mg/l`); `different`: both
 * cannot be right; `unsure`: cannot be told; `narrative` and `entry`: stands on that side only; `missing`: stands in the entry only, and the
 * narrative has an empty place for it.
 */
export type Verdict = 'same' | 'spelling' | 'different' | 'unsure' | 'narrative' | 'entry' | 'missing';

export type Aspect = 'value' | 'unit' | 'range' | 'flag';

export interface AspectComparison {
  readonly aspect: Aspect;
  readonly verdict: Verdict;
  /** As printed, on one line. */
  readonly printed: string | undefined;
  /** As the entry writes it, `≤ 1.0`, `3.89–6.00 mmol/L`. */
  readonly entry: string | undefined;
  /** What the entry is in the unit of a second quantity that is printed beside the right one and contradicts it, `1.297 g/L`. */
  readonly second?: string;
  /** What differs in the entry: the attribute to correct, where there is one. */
  readonly at: XmlAttribute | undefined;
}
