import type { Result } from '../cda/results';
import type { NarrativeRow, NarrativeRows } from './narrativeRow';
import { areOpposed, isIncluded } from './opposition';
import type { AspectComparison } from './verdict';

/** A coded answer or a text: the same words, or a positive answer against a negative one. */
export function compareAnswer({ value }: Result, row: NarrativeRow, rows: NarrativeRows): AspectComparison[] {
  if (!value) return [];
  const target = rows.target(value.child('originalText'));
  const code = value.attribute('code');
  const printed = target ? rows.textOf(target) : row.value?.text;
  const own = value.attribute('displayName')?.value.trim() || (code ? code.value.trim() : rows.textOf(value));
  // Without a code or text of its own the entry says what the narrative says.
  const entry = own || (target ? printed : undefined);
  if (!entry || !printed) {
    return [{ aspect: 'value', verdict: printed ? 'narrative' : 'entry', printed, entry, at: undefined }];
  }
  const verdict = areOpposed(printed, entry) ? 'different' : isIncluded(printed, entry) ? 'same' : 'unsure';
  const at = value.attribute('displayName') ?? code;
  return [{ aspect: 'value', verdict, printed, entry, at }];
}
