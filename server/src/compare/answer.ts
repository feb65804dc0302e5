import type { Result } from '../cda/results';
import type { NarrativeRow, NarrativeRows } from './narrativeRow';
import { areOpposed, isIncluded } from './opposition';
import type { AspectComparison } from './verdict';

/**
 * A coded answer or a text: the same words, or opposite ones. `meaning`: the label of the code, which goes before a displayName that says
 * the opposite.
 */
export function compareAnswer(
  { value }: Result,
  row: NarrativeRow,
  rows: NarrativeRows,
  meaning: string | undefined,
): AspectComparison[] {
  if (!value) return [];
  const target = rows.target(value.child('originalText'));
  const code = value.attribute('code');
  const printed = target ? rows.textOf(target) : row.value?.text;
  const displayName = value.attribute('displayName');
  const own = displayName?.value.trim() || meaning || (code ? code.value.trim() : rows.textOf(value));
  // Without a code or text of its own the entry says what the narrative says.
  const entry = own || (target ? printed : undefined);
  if (!printed && row.blank && (own || !value.attribute('nullFlavor'))) {
    const pointer = value.child('originalText')?.child('reference')?.attribute('value')?.value.trim();
    if (!own || !isShown(own, row)) {
      return [
        { aspect: 'value', verdict: 'missing', printed: undefined, entry: own || pointer, at: displayName ?? code },
      ];
    }
  }
  if (!entry || !printed) {
    return [{ aspect: 'value', verdict: printed ? 'narrative' : 'entry', printed, entry, at: undefined }];
  }
  if (code && meaning && areOpposed(printed, meaning) && !areOpposed(printed, entry)) {
    return [{ aspect: 'value', verdict: 'different', printed, entry: `${meaning} (${code.value.trim()})`, at: code }];
  }
  const verdict = areOpposed(printed, entry) ? 'different' : isIncluded(printed, entry) ? 'same' : 'unsure';
  return [{ aspect: 'value', verdict, printed, entry, at: displayName ?? code }];
}

/** Whether the row says an answer in another cell than that of the results. */
function isShown(answer: string, { cells }: NarrativeRow): boolean {
  return cells.some(({ role, text }) => role !== 'prior' && text !== '' && isIncluded(text, answer));
}
