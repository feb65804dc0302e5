import type { Result } from '../cda/results';
import type { NarrativeRow, NarrativeRows } from './narrativeRow';
import { fold } from './printed';
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
  const [a, b] = [fold(printed), fold(entry)];
  const isSame = a === b || a.includes(b) || b.includes(a);
  const opposed = answerOf(a) !== undefined && answerOf(b) !== undefined && answerOf(a) !== answerOf(b);
  const at = value.attribute('displayName') ?? code;
  return [{ aspect: 'value', verdict: isSame ? 'same' : opposed ? 'different' : 'unsure', printed, entry, at }];
}

/** Folded words of an answer that can be read in one way only. */
function answerOf(folded: string): boolean | undefined {
  const no = /\b(?:non|pas) (?:detecte|retrouve)|\bnegati(?:f|ve)\b|\babsen(?:t|te|ce)\b/.test(folded);
  const yes = /(?<!non |pas )\bdetecte|\bpositi(?:f|ve)\b|\bpresen(?:t|te|ce)\b/.test(folded);
  return no === yes ? undefined : yes;
}
