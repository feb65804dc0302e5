import { type Binding, bindingOf } from '../cda/bindings';
import { type CodedValue, codedValue } from '../cda/codes';
import type { CdaDocument } from '../cda/document';
import { codeSystemName } from '../cda/oids';
import { typeOf } from '../cda/types';
import { foldLabel } from '../terminology/labels';
import { type ValueSet, ValueSets } from '../terminology/valueSets';
import { boundSet } from '../terminology/valueSets/bound';
import type { Concept } from '../terminology/valueSets/content';
import type { XmlAttribute } from '../xml/tree';
import { battery, result } from './examples';
import { addAttribute, setValue } from './fixes';
import type { Edit, Example, Fix, Problem, Rule } from './rule';

const interpretations = '2.16.840.1.113883.5.83';
const valueSets = new ValueSets([
  {
    oids: ['2.16.840.1.113883.1.11.78'],
    name: 'JDV_HL7_ObservationInterpretation_CISIS',
    kind: 'value-set',
    source: 'example',
    read: () => ({
      concepts: [
        { code: 'N', system: interpretations, display: 'Normal' },
        { code: 'H', system: interpretations, display: 'Anormalement haut' },
        { code: 'HH', system: interpretations, display: 'Très anormalement haut, alerte' },
      ],
      complete: true,
    }),
  },
]);
const interpreted = (attributes: string): string =>
  battery(result({ value: `<value xsi:type="PQ" value="0.95" unit="g/L"/><interpretationCode ${attributes}/>` }));
const example = (attributes: string): Example => ({ xml: interpreted(attributes), valueSets });

/** A coded element takes its code from the value set (jeu de valeurs) it is bound to; labels are never compared. */
export const valueSet: Rule = {
  id: 'value-set',
  severity: 'error',
  summary: {
    en: 'Code that is not in the value set its element is bound to',
    fr: 'Code absent du jeu de valeurs auquel l’élément est lié',
  },
  source: 'Functional reference, sections H.2 and H.3; abstract/dansJeuDeValeurs.sch',
  good: [
    example(`code="N" displayName="Normal" codeSystem="${interpretations}"`),
    example(`code="H" displayName="Élevé" codeSystem="${interpretations}"`),
    { xml: interpreted(`code="X" displayName="Inconnu" codeSystem="${interpretations}"`) },
  ],
  bad: [
    {
      ...example(`code="hh" codeSystem="${interpretations}"`),
      at: 'hh',
      fixed: interpreted(`code="HH" codeSystem="${interpretations}"`),
    },
    {
      ...example(`code="EL" displayName="anormalement haut" codeSystem="${interpretations}"`),
      at: 'EL',
      fixed: interpreted(`code="H" displayName="anormalement haut" codeSystem="${interpretations}"`),
    },
    {
      ...example('code="N" codeSystem="2.16.840.1.113883.5.1" codeSystemName="AdministrativeGender"'),
      at: '2.16.840.1.113883.5.1',
    },
    {
      ...example('code="HH"'),
      at: 'HH',
      fixed: interpreted(`code="HH" codeSystem="${interpretations}"`),
    },
    { ...example('nullFlavor="UNK"'), at: 'UNK' },
  ],
  *check(document, sources) {
    const said = new Set<string>();
    for (const element of document.elements) {
      const binding = bindingOf(element, document);
      const loaded = binding && boundSet(binding, sources);
      if (!loaded || !/^(?:CD|CE)$/.test(typeOf(element) ?? 'CE')) continue;
      if (element === document.model.code?.element && isOfOtherModel(document)) continue;
      const problem = fault(codedValue(element), binding, loaded);
      if (!problem) continue;
      // What is only worth knowing is said once for each code.
      const key = binding.severity === 'info' ? problem.message.en : '';
      if (key === '' || !said.has(key)) yield { ...problem, severity: binding.severity };
      said.add(key);
    }
  },
};

/** The declared model has another code: `document-model` says which. */
function isOfOtherModel({ model: { declared, code, body } }: CdaDocument): boolean {
  const expected = declared?.template?.documentCodes ?? [];
  const written = code?.code?.value.trim();
  return body === 'structured' && !!written && expected.length > 0 && !expected.includes(written);
}

function fault(coded: CodedValue, binding: Binding, set: ValueSet): Problem | undefined {
  const { code, codeSystem, displayName, nullFlavor } = coded;
  if (nullFlavor) return binding.nullFlavor ? undefined : refused(nullFlavor, binding);
  const value = code?.value.trim();
  if (!code || !value) return undefined;
  const system = codeSystem?.value.trim() ?? '';
  if (set.has(value, system) !== 'not-in') return undefined;
  const same = set.withCode(value);
  if (same.length > 0) return otherSystem(coded, binding, code, same);
  return {
    at: code.valueSpan,
    message: {
      en: `${value} (code system ${system || 'missing'}) is not in the value set ${binding.name} (${binding.oid}), from which ${binding.path} takes its code.`,
      fr: `${value} (système de codage ${system || 'absent'}) ne fait pas partie du jeu de valeurs ${binding.name} (${binding.oid}), auquel ${binding.path} est lié.`,
    },
    fixes: set.suggest(value, displayName?.value).map((concept) => replaceBy(concept, coded)),
  };
}

function refused(nullFlavor: XmlAttribute, { name, path }: Binding): Problem {
  return {
    at: nullFlavor.valueSpan,
    message: {
      en: `${path} may not have a nullFlavor: give a code of the value set ${name}.`,
      fr: `${path} ne doit pas comporter de nullFlavor : indiquer un code du jeu de valeurs ${name}.`,
    },
  };
}

/** The code is right, its code system is missing or another. */
function otherSystem(
  coded: CodedValue,
  { name, path }: Binding,
  code: XmlAttribute,
  concepts: readonly Concept[],
): Problem {
  const systems = {
    en: concepts.map(({ system }) => system).join(' or '),
    fr: concepts.map(({ system }) => system).join(' ou '),
  };
  const written = coded.codeSystem?.value.trim();
  return {
    at: (written ? coded.codeSystem : undefined)?.valueSpan ?? code.valueSpan,
    message: written
      ? {
          en: `${path}: in the value set ${name}, ${code.value} is a code of ${systems.en}, not of ${written}.`,
          fr: `${path} : dans le jeu de valeurs ${name}, ${code.value} est un code du système de codage ${systems.fr}, et non de ${written}.`,
        }
      : {
          en: `${path} lacks codeSystem: in the value set ${name}, ${code.value} is a code of ${systems.en}.`,
          fr: `${path} sans codeSystem : dans le jeu de valeurs ${name}, ${code.value} est un code du système de codage ${systems.fr}.`,
        },
    fixes: concepts.map((concept) => replaceBy(concept, coded)),
  };
}

/** Code, its label where another is written, and code system; together. Where the code is right its label stays as it is. */
function replaceBy(concept: Concept, { element, ...coded }: CodedValue): Fix {
  const { code, codeSystem, codeSystemName: systemName, displayName } = coded;
  const edits: Edit[] = [];
  const isRight = code?.value.trim() === concept.code;
  if (code && !isRight) {
    edits.push(setValue(code, concept.code));
    const isOther = foldLabel(displayName?.value ?? '') !== foldLabel(concept.display);
    if (displayName && concept.display && isOther) edits.push(setValue(displayName, concept.display));
  }
  if (!codeSystem) edits.push(addAttribute(element, 'codeSystem', concept.system));
  else if (codeSystem.value !== concept.system) {
    edits.push(setValue(codeSystem, concept.system));
    const name = codeSystemName(concept.system);
    if (systemName && name) edits.push(setValue(systemName, name));
  }
  const label = concept.display ? `${concept.code}, ${concept.display}` : concept.code;
  return {
    title: isRight
      ? { en: `Set codeSystem to ${concept.system}`, fr: `Indiquer ${concept.system} dans codeSystem` }
      : { en: `Use ${label} (${concept.system})`, fr: `Employer ${label} (${concept.system})` },
    edits,
  };
}
