import type { Edit } from '../../rules/rule';
import type { Hole } from './hole';

/** One proposal. Accepting it makes `edit`, which covers the typed value, and `others`, which touch neither it nor each other. */
export interface Completion {
  readonly label: string;
  readonly kind: 'analysis' | 'code' | 'unit' | 'oid' | 'template';
  /** Beside the label, plain text. */
  readonly detail?: string;
  readonly documentation?: string;
  readonly edit: Edit;
  readonly others: readonly Edit[];
  /** What an editor compares the typed text with; the server's own search sets it to what was typed. */
  readonly filter: string;
  /** Proposals stand in the order of this text. */
  readonly sort: string;
}

export interface Completions {
  readonly items: readonly Completion[];
  /** There is more, or another search, once more is typed: ask again. */
  readonly isIncomplete: boolean;
}

/** More than this nobody reads, and every one is sent at every key. */
export const mostItems = 100;

/** A proposal before it has its place in the list and in the text. */
export interface Proposal extends Pick<Completion, 'label' | 'kind' | 'detail' | 'documentation'> {
  /** The attribute's new value. */
  readonly value: string;
  readonly others?: readonly Edit[];
  /** Absent: found by the server's own search, whatever the typed text looks like. */
  readonly filter?: string;
}

/** Proposals, best first, as a list for the editor; `searched` where another text would find others. */
export function toCompletions(hole: Hole, proposals: readonly Proposal[], searched: boolean): Completions {
  const items = proposals.slice(0, mostItems).map(({ value, others = [], filter = hole.written, ...rest }, index) => ({
    ...rest,
    ...hole.edits(value, others),
    filter,
    sort: String(index).padStart(3, '0'),
  }));
  return { items, isIncomplete: searched || proposals.length > mostItems };
}
