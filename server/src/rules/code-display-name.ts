import type { CodedValue } from '../cda/codes';
import { codeSystems } from '../cda/names';
import { opposedMeaning } from '../compare/meaning';
import type { CircuitRow } from '../terminology/circuit';
import { foldLabel } from '../terminology/labels';
import { findLoinc, type LoincSources } from '../terminology/loincList';
import { ValueSets } from '../terminology/valueSets';
import { oneLine } from '../text';
import type { XmlAttribute } from '../xml/tree';
import { battery, result } from './examples';
import { replacement } from './fixes';
import type { Problem, Rule, Text } from './rule';

const named = (displayName: string, code = '53049-3') =>
  battery(result({ code: `<code code="${code}" displayName="${displayName}" codeSystem="${codeSystems.loinc}"/>` }));
const answer = (code: string, displayName: string, more = '') =>
  battery(
    result({
      value: `<value xsi:type="CD" code="${code}" displayName="${displayName}" codeSystem="2.16.840.1.113883.6.96"${more}/>`,
    }),
  );
const flag = (code: string, displayName: string) =>
  battery(
    result({
      value: `<value xsi:type="PQ" value="0.95" unit="g/L"/><interpretationCode code="${code}" displayName="${displayName}" codeSystem="2.16.840.1.113883.5.83"/>`,
    }),
  );
const hpv = new ValueSets([
  {
    oids: ['1.2.3'],
    name: 'HPV',
    kind: 'value-set',
    source: 'example',
    read: () => ({
      concepts: [{ code: '77851000146104', system: '2.16.840.1.113883.6.96', display: 'HPV-HR non détecté' }],
      complete: true,
    }),
  },
]);
const official = 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique';

/** Receivers show the label beside the code: another label than the official one may be read as another analysis. */
export const codeDisplayName: Rule = {
  id: 'code-display-name',
  severity: 'hint',
  summary: {
    en: 'Label other than the one the Circuit de la biologie gives for the code, or opposite to what the code means',
    fr: 'Libellé autre que celui du Circuit de la biologie pour ce code, ou contraire au sens du code',
  },
  source:
    'Functional reference, sections C.2 (displayName), C.4 and C.5 (answers, interpretations), C.7 #8 (two styles of labels, policy) and D.2 (column T)',
  good: [
    { xml: named(official) },
    // Case, spaces, apostrophes and the older style of LOINC's French labels say the same.
    { xml: named('GLUCOSE à jeun [Masse/Volume]  Sérum/Plasma; numérique ') },
    { xml: named('Glucose à jeun:Masse/Volume:Ponctuel:Sérum/Plasma:Numérique') },
    // Not in the Circuit: no label is official here.
    { xml: named('Sodium', '2951-2') },
    { xml: answer('10828004', 'Positif (+++)') },
    { xml: flag('HH', 'Élevé') },
    { xml: flag('A', 'Élevé') },
  ],
  bad: [
    { xml: named('Glucose à jeun'), at: 'Glucose à jeun', fixed: named(official) },
    { xml: named('Glucose à jeun [Moles/Volume] Sérum/Plasma ; Numérique'), fixed: named(official) },
    { xml: named('Glucose a jeun [Masse/Volume] Sérum/Plasma ; Numérique'), fixed: named(official) },
    { xml: answer('10828004', 'négatif'), at: 'négatif' },
    { xml: flag('H', 'Normal'), at: 'Normal' },
    { xml: flag('NR', 'Réactif'), at: 'Réactif' },
    {
      xml: answer('77851000146104', 'HPV-HR détecté', ' valueSet="1.2.3"'),
      valueSets: hpv,
      at: 'HPV-HR détecté',
    },
  ],
  *check(document, sources) {
    for (const coded of document.codedValues) {
      const { displayName } = coded;
      if (!displayName?.value.trim()) continue;
      const meaning = opposedMeaning(coded, document, sources.valueSets);
      if (meaning) yield opposite(coded, displayName, meaning);
      const label = rowOf(coded, sources)?.label;
      if (!label || saysSame(displayName.value, label)) continue;
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

function saysSame(displayName: string, label: string): boolean {
  return displayName === label || foldLabel(displayName) === foldLabel(label);
}

/** Software reads the code, people the label: which of both is wrong, only the author knows. */
function opposite({ code }: CodedValue, displayName: XmlAttribute, meaning: string): Problem {
  const [written, said] = [code?.value.trim() ?? '', oneLine(displayName.value, 80)];
  return {
    at: displayName.valueSpan,
    severity: 'warning',
    message: {
      en: `${written} means “${meaning}”, its label says “${said}”: correct one of them.`,
      fr: `${written} signifie « ${meaning} », son libellé indique « ${said} » : corriger l’un des deux.`,
    },
  };
}

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
