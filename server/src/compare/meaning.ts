import { answers } from '../cda/answers';
import { bindingOf } from '../cda/bindings';
import type { CodedValue } from '../cda/codes';
import type { CdaDocument } from '../cda/document';
import { interpretations } from '../cda/interpretations';
import type { ValueSetSource } from '../terminology/valueSets';
import { areOpposed } from './opposition';
import { contradict, flagIn, flagOf } from './printed';

const interpretationSystem = '2.16.840.1.113883.5.83';

/**
 * The French label of a code, whatever its displayName says: an interpretation or a common answer, else that of the loaded value set the
 * element is bound to or names (`valueSet`). Undefined where no source that is at hand holds it.
 */
export function meaningOf(
  { element, code, codeSystem }: CodedValue,
  document: CdaDocument,
  valueSets?: ValueSetSource,
): string | undefined {
  const written = code?.value.trim();
  const system = codeSystem?.value.trim();
  if (!written || !system) return undefined;
  if (system === interpretationSystem && Object.hasOwn(interpretations, written)) return interpretations[written]?.fr;
  const known = Object.hasOwn(answers, system) ? answers[system] : undefined;
  if (known && Object.hasOwn(known, written)) return known[written];
  if (!valueSets) return undefined;
  const named = element.attribute('valueSet')?.value.trim();
  const binding = named ? { oid: named, name: undefined } : bindingOf(element, document);
  const concepts = binding && valueSets.find(binding.oid, binding.name)?.withCode(written);
  return concepts?.find((concept) => concept.system === system)?.display || undefined;
}

/** The label of the code where its displayName says the opposite: `positif` for 10828004 “négatif”, `Anormalement haut` for H “Normal”. */
export function opposedMeaning(
  coded: CodedValue,
  document: CdaDocument,
  valueSets?: ValueSetSource,
): string | undefined {
  const said = coded.displayName?.value.trim();
  const meaning = said && meaningOf(coded, document, valueSets);
  if (!said || !meaning) return undefined;
  if (coded.codeSystem?.value.trim() === interpretationSystem) {
    const [own, shown] = [flagOf(coded.code?.value.trim() ?? ''), flagIn(said)];
    if (own && shown) return contradict(own, shown) ? meaning : undefined;
  }
  return areOpposed(said, meaning) ? meaning : undefined;
}
