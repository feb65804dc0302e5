import { codeSystems } from '../../cda/names';
import { loincOf, type Result } from '../../cda/results';
import { parseDecimal } from '../../terminology/decimal';
import type { Text } from '../../text';
import { code, plain } from '../markdown';
import type { Subject } from './subject';

const whole: Text = { en: 'the Circuit', fr: 'le Circuit' };
const excerpt: Text = { en: 'the built-in excerpt of the Circuit', fr: 'l’extrait intégré du Circuit' };

/** Why a result cannot be converted: the first condition of the reference (E.1) that does not hold. */
export function obstacle({ context: { circuit, ucum }, say }: Subject, result: Result): string {
  const none = say({ en: 'No conversion:', fr: 'Pas de conversion :' });
  const because = (reason: Text) => `${none} ${say(reason)}`;
  if (result.value && result.quantities.length === 0) {
    return because({ en: 'the result is no quantity.', fr: 'le résultat n’est pas une quantité.' });
  }
  const value = result.quantities.find((quantity) => quantity.value)?.value?.value;
  const unit = result.quantities.find((quantity) => quantity.unit)?.unit?.value.trim();
  if (value === undefined) return because({ en: 'there is no value.', fr: 'il n’y a pas de valeur.' });
  if (!parseDecimal(value)) {
    return because({
      en: `${code(value)} is not a number (the decimal sign is a point).`,
      fr: `${code(value)} n’est pas un nombre (le séparateur décimal est le point).`,
    });
  }
  if (!unit) return because({ en: 'there is no unit.', fr: 'il n’y a pas d’unité.' });
  if (ucum.fault(unit)) {
    return because({ en: `${code(unit)} is not a UCUM unit.`, fr: `${code(unit)} n’est pas une unité UCUM.` });
  }
  const loinc = loincOf(result);
  if (loinc === undefined) return because(withoutLoinc(result));
  const named = circuit.info.builtIn ? excerpt : whole;
  const row = circuit.find(loinc);
  if (!row) {
    return because({
      en: `${code(loinc)} is not in ${named.en}.`,
      fr: `${code(loinc)} n’est pas dans ${named.fr}.`,
    });
  }
  if (row.unit !== undefined && row.unit !== unit && !ucum.sameDimension(row.unit, unit)) {
    return because({
      en: `the unit is ${code(unit)}, the Circuit expects ${code(row.unit)}.`,
      fr: `l’unité est ${code(unit)}, le Circuit attend ${code(row.unit)}.`,
    });
  }
  return because({
    en: `${named.en} gives no correspondence for ${code(loinc)} ${plain(row.label)}.`,
    fr: `${named.fr} ne donne pas de correspondance pour ${code(loinc)} ${plain(row.label)}.`,
  });
}

function withoutLoinc({ code: coded, translations }: Result): Text {
  if (coded?.code && !coded.codeSystem) {
    return { en: 'the code has no `codeSystem`.', fr: 'le code n’a pas de `codeSystem`.' };
  }
  if (translations.some(({ codeSystem }) => codeSystem?.value.trim() === codeSystems.waiting)) {
    return { en: 'the analysis has a waiting code only.', fr: 'l’analyse n’a qu’un code d’attente.' };
  }
  if (coded?.code || translations.length > 0) {
    return {
      en: 'the analysis has no LOINC code, only a local one.',
      fr: 'l’analyse n’a pas de code LOINC, seulement un code local.',
    };
  }
  return { en: 'nothing identifies the analysis.', fr: 'rien n’identifie l’analyse.' };
}
