import { bindingOf } from '../../cda/bindings';
import { codeSystemName } from '../../cda/oids';
import { boundSet } from '../../terminology/valueSets/bound';
import type { Concept } from '../../terminology/valueSets/content';
import { fold, WORD } from './analysisLists';
import { putAttributes } from './attributes';
import { type Proposal, toCompletions } from './item';
import type { Complete, Request } from './request';

/**
 * Codes of the value set (JDV) that an element is bound to, where it is loaded (reference H.3): by the beginning of the code or of
 * any words of the label. One choice gives code, displayName and codeSystem.
 */
export const completeValueSetCode: Complete = (request) => {
  const { document, element, attribute, hole, context } = request;
  if (attribute.name !== 'code' && attribute.name !== 'displayName') return undefined;
  const binding = bindingOf(element, document);
  const loaded = binding && boundSet(binding, context);
  if (!binding || !loaded) return undefined;
  const proposals = matching(loaded.concepts, hole.typed).map((concept) => proposal(request, concept, binding.name));
  return toCompletions(hole, proposals, true);
};

/** Codes that begin as typed first, then labels, each in the order of the value set. */
function matching(concepts: readonly Concept[], typed: string): readonly Concept[] {
  const words = fold(typed).match(WORD) ?? [];
  if (words.length === 0) return concepts;
  const start = typed.trim().toLowerCase();
  const byCode = concepts.filter(({ code }) => code.toLowerCase().startsWith(start));
  const byLabel = concepts.filter(({ display }) => {
    const label = fold(display).match(WORD) ?? [];
    return words.every((word) => label.some((part) => part.startsWith(word)));
  });
  return [...new Set([...byCode, ...byLabel])];
}

function proposal({ attribute, element }: Request, { code, system, display }: Concept, name: string): Proposal {
  const values = { code, ...(display !== '' && { displayName: display }), codeSystem: system };
  const systemName = element.attribute('codeSystemName') && codeSystemName(system);
  const { [attribute.name as 'code' | 'displayName']: value = '', ...others } = values;
  return {
    label: display === '' ? code : `${code} – ${display}`,
    kind: 'code',
    detail: name,
    documentation: system,
    value,
    others: putAttributes(element, { ...others, ...(systemName && { codeSystemName: systemName }) }),
  };
}
