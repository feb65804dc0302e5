import type { CodedValue } from '../cda/codes';
import { codeSystems } from '../cda/names';
import type { Result } from '../cda/results';
import { loincKind, suggestLoinc } from '../terminology/loinc';
import { findLoinc, type LoincSources } from '../terminology/loincList';
import type { XmlAttribute } from '../xml/tree';
import { moveToTranslation } from './codeEdits';
import { battery, glucose, result } from './examples';
import { addAttribute, setValue } from './fixes';
import type { Edit, Fix, Problem, Rule } from './rule';

const label = 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique';
const coded = (attributes: string, content = '') => battery(result({ code: `<code${attributes}>${content}</code>` }));
const text = '<originalText><reference value="#label"/></originalText>';
const local = (attributes: string) => coded('', `${text}<translation${attributes}/>`);

/** Code, label and code system are the three mandatory attributes of what identifies an analysis. */
export const codeIncomplete: Rule = {
  id: 'code-incomplete',
  severity: 'error',
  summary: {
    en: 'Code of an analysis without one of its mandatory attributes, or nothing that identifies the analysis',
    fr: 'Code d’analyse sans l’un de ses attributs obligatoires, ou analyse que rien n’identifie',
  },
  source:
    'Functional reference, sections B.3 (40–45), C.2 (R7) and E.3; E_FR-Resultats-examens-de-biologie-medicale.sch',
  good: [
    { xml: battery(result({ code: glucose })) },
    { xml: local(' code="1234" displayName="CRP" codeSystem="1.2.250.1.2.3.4"') },
    { xml: local(' code="1443252" displayName="Analyse" codeSystem="1.2.250.1.213.1.1.5.130"') },
  ],
  bad: [
    {
      xml: coded(` code="53049-3" codeSystem="${codeSystems.loinc}"`, text),
      at: '53049-3',
      fixed: coded(` code="53049-3" codeSystem="${codeSystems.loinc}" displayName="${label}"`, text),
    },
    {
      xml: coded(` code="53049-3" displayName="Glycémie"`, text),
      at: '53049-3',
      fixed: coded(` code="53049-3" displayName="Glycémie" codeSystem="${codeSystems.loinc}"`, text),
    },
    {
      xml: coded(' code="GLY" displayName="Glycémie" codeSystemName="Codes du laboratoire"', text),
      at: 'GLY',
      fixed: local(' code="GLY" displayName="Glycémie" codeSystemName="Codes du laboratoire"'),
    },
    { xml: coded(` displayName="Glycémie" codeSystem="${codeSystems.loinc}"`, text), at: 'Glycémie' },
    {
      xml: coded(
        ` codeSystem="${codeSystems.loinc}"`,
        '<translation code="1" displayName="CRP" codeSystem="1.2.250.1.2.3.4"/>',
      ),
      at: codeSystems.loinc,
      fixed: coded('', '<translation code="1" displayName="CRP" codeSystem="1.2.250.1.2.3.4"/>'),
    },
    { xml: coded('', text), at: 'code' },
    { xml: coded(' nullFlavor="NA"'), at: 'code' },
    { xml: battery(result({ code: '' })), at: 'observation' },
    { xml: local(' code="1234" codeSystem="1.2.250.1.2.3.4"'), at: '1234' },
    { xml: local(' displayName="CRP" codeSystem="1.2.250.1.2.3.4"'), at: 'translation' },
    { xml: local(' code="1234" displayName="CRP"'), at: '1234' },
  ],
  *check({ results, xml }, sources) {
    for (const result of results) {
      yield* main(result, sources, xml.text);
      for (const translation of result.translations) yield* translated(translation, sources);
    }
  },
};

function* main({ code, translations, observation }: Result, sources: LoincSources, source: string): Generator<Problem> {
  if (code && has(code.code)) {
    return yield* isLocal(code, sources) ? withoutSystem(code, source) : incomplete(code, sources, false);
  }
  const described = [code?.displayName, code?.codeSystem, code?.codeSystemName].filter((attribute) => !!attribute);
  if (code && described[0]) {
    const names = described.map(({ name }) => name).join(', ');
    const fix: Fix = {
      title: { en: `Remove ${names}`, fr: `Supprimer ${names}` },
      edits: described.map((attribute) => removeAttribute(attribute)),
    };
    yield {
      at: described[0].valueSpan,
      message: {
        en: `${names} without code: give the LOINC code, or leave code without attributes and put the local code into translation.`,
        fr: `${names} sans code : indiquer le code LOINC, ou laisser code sans attribut et mettre le code local dans l’élément translation.`,
      },
      ...(translations.length > 0 && { fixes: [fix] }),
    };
  } else if (translations.length === 0) {
    yield {
      at: code?.element.nameSpan ?? observation.nameSpan,
      message: {
        en: 'Nothing identifies the analysis: give its LOINC code in code, or else its waiting or local code in code/translation.',
        fr: 'Rien n’identifie l’analyse : indiquer son code LOINC dans code, à défaut son code d’attente ou son code local dans code/translation.',
      },
    };
  }
}

/** A code that says of no system it is from, and that LOINC cannot have. */
function isLocal({ code, codeSystem, codeSystemName }: CodedValue, sources: LoincSources): boolean {
  const written = code?.value.trim() ?? '';
  if (has(codeSystem) || /loinc/i.test(codeSystemName?.value ?? '')) return false;
  return !loincKind(written) && !suggestLoinc(written) && !sources.circuit.findByWaitingCode(written);
}

/** Rule R6: with a code system it would still stand in the wrong place. */
function* withoutSystem({ code, element }: CodedValue, source: string): Generator<Problem> {
  if (!code) return;
  yield {
    at: code.valueSpan,
    message: {
      en: `${code.value} has no codeSystem and is no LOINC code, and code takes LOINC only: move it to code/translation, with the OID of its code system.`,
      fr: `${code.value} n’a pas de codeSystem et n’est pas un code LOINC, or code n’admet que du LOINC : le déplacer dans code/translation, avec l’OID de son système de codage.`,
    },
    fixes: [moveToTranslation(element, source)],
  };
}

function* translated(translation: CodedValue, sources: LoincSources): Generator<Problem> {
  if (has(translation.code)) return yield* incomplete(translation, sources, true);
  yield {
    at: translation.element.nameSpan,
    message: {
      en: 'translation without code: give the waiting or local code of the analysis.',
      fr: 'Élément translation sans code : indiquer le code d’attente ou le code local de l’analyse.',
    },
  };
}

/** What lacks beside a code that is there. */
function* incomplete(coded: CodedValue, sources: LoincSources, translation: boolean): Generator<Problem> {
  const { code, displayName, codeSystem, codeSystemName } = coded;
  if (!code || (has(displayName) && has(codeSystem))) return;
  const missing = [!has(displayName) && 'displayName', !has(codeSystem) && 'codeSystem'].filter((name) => !!name);
  const edits = completion(coded, sources);
  const only = translation && has(displayName);
  const names = { en: missing.join(' and '), fr: missing.join(' et ') };
  const known = codeSystemName?.value.trim();
  yield {
    at: code.valueSpan,
    ...(only && { severity: 'warning' as const }),
    message: only
      ? {
          en: `${code.value} has no codeSystem${known ? '' : ' and no codeSystemName: the result cannot be compared with any other'}. Give the OID of the code system.`,
          fr: `${code.value} n’a pas de codeSystem${known ? '' : ' ni de codeSystemName : le résultat ne peut être comparé à aucun autre'}. Indiquer l’OID du système de codage.`,
        }
      : {
          en: `${code.value} lacks ${names.en}: code, displayName and codeSystem are mandatory.`,
          fr: `Il manque ${names.fr} à ${code.value} : code, displayName et codeSystem sont obligatoires.`,
        },
    ...(edits.length > 0 && {
      fixes: [{ title: { en: 'Fill in what is known', fr: 'Compléter avec ce qui est connu' }, edits }],
    }),
  };
}

/** The attributes that the form of the code, its system's name and the Circuit give. */
function completion({ element, ...coded }: CodedValue, sources: LoincSources): Edit[] {
  const code = coded.code?.value.trim() ?? '';
  const system = has(coded.codeSystem) ? coded.codeSystem?.value : guessSystem(code, coded.codeSystemName, sources);
  const row =
    system === codeSystems.loinc
      ? findLoinc(sources, code)
      : system === codeSystems.waiting
        ? sources.circuit.findByWaitingCode(code)
        : undefined;
  const edits: Edit[] = [];
  const fill = (name: string, attribute: XmlAttribute | undefined, value: string | undefined) => {
    if (has(attribute) || !value) return;
    edits.push(attribute ? setValue(attribute, value) : addAttribute(element, name, value));
  };
  fill('displayName', coded.displayName, row?.label);
  fill('codeSystem', coded.codeSystem, system);
  return edits;
}

function guessSystem(code: string, name: XmlAttribute | undefined, sources: LoincSources): string | undefined {
  const loinc = loincKind(code) === 'term';
  if (has(name)) return loinc && name?.value.trim().toLowerCase() === 'loinc' ? codeSystems.loinc : undefined;
  if (loinc) return codeSystems.loinc;
  return sources.circuit.findByWaitingCode(code) ? codeSystems.waiting : undefined;
}

function has(attribute: XmlAttribute | undefined): boolean {
  return !!attribute?.value.trim();
}

function removeAttribute({ start, end, owner }: XmlAttribute): Edit {
  const index = owner.attributes.findIndex((attribute) => attribute.start === start);
  return { span: { start: owner.attributes[index - 1]?.end ?? owner.nameEnd, end }, newText: '' };
}
