import { codeSystems } from '../cda/names';
import { loincOf } from '../cda/results';
import { loincKind } from '../terminology/loinc';
import type { LoincList } from '../terminology/loincList';
import { battery, result } from './examples';
import type { Problem, Rule } from './rule';

const analysis = (code: string, label: string) =>
  result({ code: `<code code="${code}" displayName="${label}" codeSystem="${codeSystems.loinc}"/>` });
const creatinine = analysis('14682-9', 'Créatinine [Moles/Volume] Sérum/Plasma ; Numérique');
const sodium = analysis('2951-2', 'Sodium [Moles/Volume] Sérum/Plasma ; Numérique');
const local = result({
  code: '<code><translation code="CREA" displayName="Créatinine" codeSystem="1.2.250.1.2.3.4"/></code>',
});

/**
 * LOINC codes outside the Circuit have the second priority and are never comparable on the code alone. The built-in excerpt
 * says nothing about an analysis it lacks: one hint then tells that the Circuit is still to be loaded.
 */
export const loincNotInCircuit: Rule = {
  id: 'loinc-not-in-circuit',
  severity: 'info',
  summary: {
    en: 'Analysis code that the loaded Circuit de la biologie does not have',
    fr: 'Code d’analyse absent du Circuit de la biologie chargé',
  },
  source: 'Functional reference, section C.2 (R1, R2) and E.3',
  good: [{ xml: battery(result()) }, { xml: battery(local) }],
  bad: [{ xml: battery(result(), creatinine, sodium, creatinine), at: '14682-9' }],
  *check({ results }, { circuit, loincBiologie }) {
    const absent = new Map<string, Problem>();
    for (const result of results) {
      const { code } = result;
      const loinc = loincOf(result);
      if (!code?.code || code.nullFlavor || !loinc || absent.has(loinc)) continue;
      if (loincKind(loinc) !== 'term' || circuit.find(loinc)) continue;
      absent.set(loinc, {
        at: code.code.valueSpan,
        ...outside(loinc, loincBiologie),
      });
    }
    const [first] = absent.values();
    if (!first) return;
    if (!circuit.info.builtIn) return yield* absent.values();
    // Whatever the Circuit has, LOINC Biologie has: what it lacks is known to be wrong.
    for (const [loinc, problem] of absent) if (loincBiologie && !loincBiologie.find(loinc)) yield problem;
    const { analyses } = circuit.info;
    yield {
      at: first.at,
      severity: 'hint',
      message: {
        en: `Only the built-in excerpt of the Circuit de la biologie is loaded (${analyses} analyses): load the whole one (setting cda.circuit.path, option --circuit). LOINC codes of this document that could not be checked: ${absent.size}.`,
        fr: `Seul l’extrait intégré du jeu de valeurs Circuit de la biologie est chargé (${analyses} analyses) : charger le jeu complet (réglage cda.circuit.path, option --circuit). Codes LOINC de ce document non vérifiés : ${absent.size}.`,
      },
    };
  },
};

/** R2 where LOINC Biologie has the code, R3 where it does not, and what cannot be told without it. */
function outside(loinc: string, list: LoincList | undefined): Pick<Problem, 'message' | 'severity'> {
  const start = {
    en: `${loinc} is not in the Circuit de la biologie`,
    fr: `${loinc} n’est pas dans le jeu de valeurs Circuit de la biologie`,
  };
  const rest = {
    en: 'right only if the Circuit has no code for this analysis. Its results are not comparable on the code alone.',
    fr: 'à n’employer que si le Circuit n’a pas de code pour cette analyse. Ses résultats ne sont pas comparables sur la seule base du code.',
  };
  if (!list) {
    return {
      message: {
        en: `${start.en}: ${rest.en} LOINC Biologie is not loaded (cda.loincBiologie.path): whether it has the code is not known.`,
        fr: `${start.fr} : ${rest.fr} LOINC Biologie n’est pas chargé (cda.loincBiologie.path) : on ne sait pas si ce code en fait partie.`,
      },
    };
  }
  if (list.find(loinc)) {
    return {
      message: {
        en: `${start.en} but is in LOINC Biologie (priority 2): ${rest.en}`,
        fr: `${start.fr} mais est dans LOINC Biologie (priorité 2) : ${rest.fr}`,
      },
    };
  }
  return {
    severity: 'error',
    message: {
      en: `${loinc} is neither in the Circuit de la biologie nor in LOINC Biologie (${list.source}): give a code of one of them, or a local code in translation.`,
      fr: `${loinc} n’est ni dans le jeu de valeurs Circuit de la biologie ni dans LOINC Biologie (${list.source}) : mettre un code de l’un des deux, ou un code local dans l’élément translation.`,
    },
  };
}
