import type { CdaDocument } from '../cda/document';
import type { Language } from '../text';
import { completeAnalysis } from './completion/analyses';
import { AnalysisIndex } from './completion/analysisIndex';
import type { Analyses } from './completion/analysisLists';
import { holeAt } from './completion/hole';
import type { Completions } from './completion/item';
import { completeOid } from './completion/oids';
import type { Complete, Request } from './completion/request';
import { completeInterpretation, completeStatus } from './completion/smallCodes';
import { completeTemplate } from './completion/templates';
import { completeUnit } from './completion/units';
import { completeValueSetCode } from './completion/valueSetCodes';
import type { HoverContext } from './hover/subject';

export type { Completion, Completions } from './completion/item';

/** The most specific first. */
const completers: readonly Complete[] = [
  completeTemplate,
  completeStatus,
  completeInterpretation,
  completeValueSetCode,
  completeAnalysis,
  completeUnit,
  completeOid,
];

/** What may stand in the attribute value at `offset`, also while its quotes are missing; undefined where nothing is known. */
export function completion(
  document: CdaDocument,
  offset: number,
  context: HoverContext,
  language: Language,
): Completions | undefined {
  const hole = holeAt(document, offset);
  if (!hole) return undefined;
  const { element, attribute } = hole;
  const { root } = hole.document;
  if (element.index < root.index || element.index >= root.lastIndex) return undefined;
  const request: Request = {
    hole,
    document: hole.document,
    element,
    attribute,
    context,
    language,
    say: (text) => text[language],
  };
  for (const complete of completers) {
    const answer = complete(request);
    if (answer) return answer;
  }
  return undefined;
}

/** Makes the index of a Circuit or list that was just loaded, in slices of some milliseconds; in each `pause` others may work. */
export async function prepareCompletion(analyses: Analyses | undefined, pause: () => Promise<void>): Promise<void> {
  if (analyses) await AnalysisIndex.prepare(analyses, pause);
}
