import type { CodedValue } from '../cda/codes';
import { codeSystems } from '../cda/names';
import type { CircuitRow } from '../terminology/circuit';
import { foldLabel } from '../terminology/labels';
import { findLoinc, type LoincSources } from '../terminology/loincList';
import { battery, result } from './examples';
import { replacement } from './fixes';
import type { Rule, Text } from './rule';

const named = (displayName: string, code = '53049-3') =>
  battery(result({ code: `<code code="${code}" displayName="${displayName}" codeSystem="${codeSystems.loinc}"/>` }));
const official = 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique';

/** Receivers show the label beside the code: another label than the official one may be read as another analysis. */
export const codeDisplayName: Rule = {
  id: 'code-display-name',
  severity: 'hint',
  summary: {
    en: 'Label other than the one the Circuit de la biologie gives for the code',
    fr: 'Libellé autre que celui du Circuit de la biologie pour ce code',
  },
  source: 'Functional reference, sections C.2 (displayName), C.7 #8 (two styles of labels, policy) and D.2 (column T)',
  good: [
    { xml: named(official) },
    // Case, spaces, apostrophes and the older style of LOINC's French labels say the same.
    { xml: named('GLUCOSE à jeun [Masse/Volume]  Sérum/Plasma; numérique ') },
    { xml: named('Glucose à jeun:Masse/Volume:Ponctuel:Sérum/Plasma:Numérique') },
    // Not in the Circuit: no label is official here.
    { xml: named('Sodium', '2951-2') },
  ],
  bad: [
    { xml: named('Glucose à jeun'), at: 'Glucose à jeun', fixed: named(official) },
    { xml: named('Glucose à jeun [Moles/Volume] Sérum/Plasma ; Numérique'), fixed: named(official) },
    { xml: named('Glucose a jeun [Masse/Volume] Sérum/Plasma ; Numérique'), fixed: named(official) },
  ],
  *check({ codedValues }, sources) {
    for (const coded of codedValues) {
      const { displayName } = coded;
      const label = displayName?.value.trim() && rowOf(coded, sources)?.label;
      if (!displayName || !label || foldLabel(displayName.value) === foldLabel(label)) continue;
      yield {
        at: displayName.valueSpan,
        message: {
          en: `${sourceOf(coded, sources).en} labels ${coded.code?.value.trim()} “${label}”.`,
          fr: `Le libellé de ${coded.code?.value.trim()} dans ${sourceOf(coded, sources).fr} est « ${label} ».`,
        },
        fixes: [replacement(displayName, label)],
      };
    }
  },
};

function rowOf({ code, codeSystem }: CodedValue, sources: LoincSources): CircuitRow | undefined {
  const written = code?.value.trim();
  if (!written) return undefined;
  switch (codeSystem?.value.trim()) {
    case codeSystems.loinc:
      return findLoinc(sources, written);
    case codeSystems.waiting:
      return sources.circuit.findByWaitingCode(written);
    default:
      return undefined;
  }
}

function sourceOf({ code }: CodedValue, { circuit }: LoincSources): Text {
  const written = code?.value.trim() ?? '';
  if (circuit.find(written) ?? circuit.findByWaitingCode(written)) {
    return { en: 'The Circuit de la biologie', fr: 'le Circuit de la biologie' };
  }
  return { en: 'LOINC Biologie', fr: 'LOINC Biologie' };
}
