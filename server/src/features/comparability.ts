import type { CodedValue } from '../cda/codes';
import { codeSystems } from '../cda/names';
import type { Result } from '../cda/results';
import type { CircuitRow } from '../terminology/circuit';
import type { LoincSources } from '../terminology/loincList';
import type { Text } from '../text';

/** Whether a result may be compared with another of the same code and code system on the code alone (reference E.3). */
export interface ComparabilityOf {
  /** `unknown`: the Circuit that is loaded does not tell. */
  readonly verdict: 'comparable' | 'not-comparable' | 'unknown';
  /** What the reader is told first; absent where the results are comparable. */
  readonly alert?: Text;
}

/** The wording the reference proposes for the alert that reading software owes its user. */
const check: Text = {
  en: 'Check the units (@unit), the reference range (<referenceRange>) and the method (<methodCode>).',
  fr: 'Vérifiez les unités (@unit), les valeurs de référence (<referenceRange>) et la technique (<methodCode>).',
};

/** The row of the table of E.3 that a result stands in. A waiting or local code counts where it belongs, in the translation. */
export function comparabilityOf({ code, translations }: Result, sources: LoincSources): ComparabilityOf {
  const named = [code, ...translations].find((one) => one?.code?.value.trim());
  if (!named) return never({ en: 'Nothing identifies the analysis.', fr: 'Rien n’identifie l’analyse.' });
  const system = systemOf(named);
  if (system === undefined) {
    return {
      verdict: 'not-comparable',
      alert: {
        en: 'Neither codeSystem nor codeSystemName: no comparison is possible.',
        fr: 'Ni codeSystem ni codeSystemName : aucune comparaison n’est possible.',
      },
    };
  }
  if (system === codeSystems.waiting) return never({ en: 'National waiting code.', fr: 'Code d’attente national.' });
  if (system !== codeSystems.loinc)
    return never({ en: 'Code of another system than LOINC.', fr: 'Code d’un autre système de codage que LOINC.' });
  const loinc = named.code?.value.trim() ?? '';
  const row = sources.circuit.find(loinc);
  return row ? ofRow(row) : outside(loinc, sources);
}

function ofRow({ comparability }: CircuitRow): ComparabilityOf {
  switch (comparability) {
    case '1':
      return { verdict: 'comparable' };
    case '2':
      return never({ en: 'Level 2 of the Circuit.', fr: 'Niveau 2 du Circuit.' });
    case '9':
      return never({ en: 'Level 9 of the Circuit, not evaluated.', fr: 'Niveau 9 du Circuit, non évalué.' });
    default:
      return unknown({
        en: 'The Circuit gives no level of comparability.',
        fr: 'Le Circuit ne donne pas de niveau de comparabilité.',
      });
  }
}

/** An excerpt that lacks an analysis proves nothing; the whole Circuit does. */
function outside(loinc: string, { circuit, loincBiologie }: LoincSources): ComparabilityOf {
  if (loincBiologie && !loincBiologie.find(loinc)) {
    return never({ en: 'Not a code of LOINC Biologie.', fr: 'Code absent de LOINC Biologie.' });
  }
  if (!circuit.info.builtIn) {
    return loincBiologie
      ? never({ en: 'LOINC Biologie, outside the Circuit.', fr: 'LOINC Biologie, hors du Circuit.' })
      : never({ en: 'LOINC code outside the Circuit.', fr: 'Code LOINC hors du Circuit.' });
  }
  return unknown({
    en: 'Not in the built-in excerpt of the Circuit: load the whole one.',
    fr: 'Absente de l’extrait intégré du Circuit : charger le jeu de valeurs complet.',
  });
}

function never(why: Text): ComparabilityOf {
  return {
    verdict: 'not-comparable',
    alert: {
      en: `Not comparable on the code alone. ${check.en} (${why.en})`,
      fr: `Résultats non comparables sur la seule base du code. ${check.fr} (${why.fr})`,
    },
  };
}

function unknown(why: Text): ComparabilityOf {
  return {
    verdict: 'unknown',
    alert: {
      en: `Comparability unknown. ${why.en} ${check.en}`,
      fr: `Comparabilité inconnue. ${why.fr} ${check.fr}`,
    },
  };
}

/** The OID, or failing it the name: `LOINC` stands for its OID. */
function systemOf({ codeSystem, codeSystemName }: CodedValue): string | undefined {
  const oid = codeSystem?.value.trim();
  if (oid) return oid;
  const name = codeSystemName?.value.trim();
  return name && /^loinc$/i.test(name) ? codeSystems.loinc : name || undefined;
}
