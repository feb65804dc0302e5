import { isLoinc } from '../cda/codes';
import { codeSystems } from '../cda/names';
import { loincFault, loincKind } from '../terminology/loinc';
import type { Text } from '../text';
import { battery, result } from './examples';
import { replacement } from './fixes';
import type { Rule } from './rule';

const coded = (code: string, displayName = 'Créatinine') =>
  battery(result({ code: `<code code="${code}" displayName="${displayName}" codeSystem="${codeSystems.loinc}"/>` }));
const answer = (code: string) =>
  battery(
    result({
      value: `<value xsi:type="CD" code="${code}" displayName="Négatif" codeSystem="${codeSystems.loinc}"/>`,
    }),
  );

/** The last digit of a LOINC code checks the others: most slips of the pen are found without any LOINC file. */
export const loincMalformed: Rule = {
  id: 'loinc-malformed',
  severity: 'error',
  summary: {
    en: 'Code that cannot be LOINC: wrong form or check digit',
    fr: 'Code qui ne peut être du LOINC : forme ou clé de contrôle fausse',
  },
  source: 'Functional reference, section C.2 (R3, check digit) and I.1 #8',
  good: [
    { xml: coded('14682-9') },
    { xml: answer('LA6577-6') },
    { xml: answer('xx-MCH-PsychoMDev') },
    { xml: answer('XX-ANTENATALTESTINGBATTERY') },
    {
      xml: battery(
        result({ value: `<value xsi:type="CD" nullFlavor="UNK" code="inconnu" codeSystem="${codeSystems.loinc}"/>` }),
      ),
    },
  ],
  bad: [
    { xml: coded('14682-8'), at: '14682-8', fixed: coded('14682-9') },
    { xml: coded('146829'), at: '146829', fixed: coded('14682-9') },
    { xml: coded('14682-9 '), at: '14682-9 ', fixed: coded('14682-9') },
    { xml: answer('négatif'), at: 'négatif' },
    {
      xml: coded('53094-3', 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique'),
      at: '53094-3',
      fixed: coded('53049-3', 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique'),
    },
  ],
  *check({ codedValues }, { circuit }) {
    for (const coded of codedValues) {
      const { code, displayName, nullFlavor } = coded;
      if (!code || nullFlavor || !isLoinc(coded) || !code.value.trim() || loincKind(code.value)) continue;
      const fault = loincFault(code.value);
      if (!fault) continue;
      const named = displayName && circuit.findByLabel(displayName.value)?.loinc;
      const meant = [...new Set([...(named ? [named] : []), ...fault.suggestions])];
      const advice = circuit.findByWaitingCode(code.value.trim()) ? waiting : perhaps(meant);
      yield {
        at: code.valueSpan,
        message: { en: `${fault.message.en} ${advice.en}`, fr: `${fault.message.fr} ${advice.fr}` },
        fixes: meant.map((loinc) => replacement(code, loinc)),
      };
    }
  },
};

const waiting: Text = {
  en: `It is a waiting code of the Circuit de la biologie: its code system is ${codeSystems.waiting}.`,
  fr: `C’est un code d’attente du jeu de valeurs Circuit de la biologie : son système de codage est ${codeSystems.waiting}.`,
};

function perhaps(codes: readonly string[]): Text {
  if (codes.length === 0)
    return { en: 'Check the code or its code system.', fr: 'Vérifier le code ou son système de codage.' };
  return {
    en: `Check the code; perhaps ${codes.join(' or ')}.`,
    fr: `Vérifier le code ; peut-être ${codes.join(' ou ')}.`,
  };
}
