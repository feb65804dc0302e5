import { type CodedValue, isLoinc } from '../cda/codes';
import { codeSystems } from '../cda/names';
import type { Result } from '../cda/results';
import type { CircuitRow } from '../terminology/circuit';
import { type LoincKind, loincKind } from '../terminology/loinc';
import type { XmlAttribute, XmlElement } from '../xml/tree';
import { isLoincMisspelt } from './code-system-mismatch';
import { codeAs, exchange, moveToTranslation } from './codeEdits';
import { battery, crBio, result } from './examples';
import { replacement } from './fixes';
import type { Fix, Problem, Rule, RuleContext, Text } from './rule';
import { soundUnit } from './units';

type LoincRow = CircuitRow & { readonly loinc: string };

const loinc =
  'code="53049-3" displayName="Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"';
const local = 'code="GLY" displayName="Glycémie" codeSystem="1.2.250.1.2.3.4" codeSystemName="Codes du laboratoire"';
const named =
  'code="GLY" displayName="glucose à jeun [Masse/Volume] Sérum/Plasma; Numérique" codeSystem="1.2.250.1.2.3.4"';
const edition = 'code="GLY" displayName="Glucose à jeun" codeSystem="1.2.250.1.2.3.4"';
const waiting = 'code="600238" displayName="Recherche" codeSystem="1.2.250.1.213.1.1.5.130"';
const text = '<originalText><reference value="#label"/></originalText>';
const coded = (attributes: string, content = '') =>
  result({ code: `<code${attributes && ` ${attributes}`}>${content}</code>` });
const translated = (attributes: string) => `${text}<translation ${attributes}/>`;
const alone = (observation: string) =>
  crBio(
    `<component><section><entry><act><entryRelationship typeCode="COMP">${observation}</entryRelationship></act></entry></section></component>`,
  );

/** The Circuit's LOINC first, else its waiting code, else LOINC Biologie, else a local code; only LOINC stands in `code`. */
export const codePriority: Rule = {
  id: 'code-priority',
  severity: 'error',
  summary: {
    en: 'Coding priority of analyses: local or waiting code in code, or LOINC of the Circuit not used',
    fr: 'Priorité de codage des analyses : code local ou d’attente dans code, ou LOINC du Circuit non utilisé',
  },
  source: 'Functional reference, section C.2 (R1–R9); E_FR-Resultats-examens-de-biologie-medicale.sch',
  good: [
    { xml: battery(result()) },
    { xml: battery(coded('', translated(local))) },
    { xml: battery(coded('', translated(waiting))) },
    { xml: battery(coded(loinc, translated(local))) },
  ],
  bad: [
    {
      xml: battery(coded(local, text)),
      at: '1.2.250.1.2.3.4',
      fixed: battery(coded('', translated(local))),
    },
    { xml: battery(result({ code: `<code ${waiting}/>` })), fixed: battery(coded('', `<translation ${waiting}/>`)) },
    { xml: alone(result({ code: `<code ${waiting}/>` })), fixed: alone(coded('', `<translation ${waiting}/>`)) },
    { xml: battery(coded(loinc.replace('53049-3', 'LP14635-4'))), at: 'LP14635-4' },
    { xml: battery(coded(loinc.replace('53049-3', '19146-0'))), at: '19146-0' },
    { xml: alone(coded(local, text)), fixed: alone(coded('', translated(local))) },
    {
      xml: battery(coded(named, text)),
      at: '1.2.250.1.2.3.4',
      fixed: battery(coded(loinc, translated(named))),
    },
    {
      xml: battery(coded(local, translated(loinc))),
      at: '1.2.250.1.2.3.4',
      fixed: battery(coded(loinc, translated(local))),
    },
    { xml: battery(coded(loinc.replace('883.6.1"', '883.6.96"'))), fixed: battery(coded(loinc)) },
    { xml: battery(coded('', translated(loinc))), at: '53049-3', fixed: battery(coded(loinc, text)) },
    { xml: battery(coded('', translated(named))), at: 'GLY', fixed: battery(coded(loinc, translated(named))) },
    { xml: battery(coded('', translated(edition))), at: 'GLY', fixed: battery(coded(loinc, translated(edition))) },
  ],
  *check({ results, xml }, context) {
    for (const result of results) {
      const { code } = result;
      const written = code?.code?.value.trim();
      if (!code) continue;
      if (written && isLoinc(code)) {
        yield* notAnalysis(code, written);
        continue;
      }
      const problem = written
        ? inCode(result, code, xml.text, context)
        : inTranslation(result, code, xml.text, context);
      if (problem) yield problem;
    }
  },
};

/** LOINC codes of another kind than an analysis: the name of the kind. */
const kinds: Partial<Readonly<Record<LoincKind, Text>>> = {
  answer: { en: 'a LOINC answer', fr: 'une réponse LOINC' },
  part: { en: 'a LOINC part', fr: 'une composante LOINC' },
  list: { en: 'a LOINC answer list', fr: 'une liste de réponses LOINC' },
};

/** Stands for any laboratory test in a prescription (reference C.2). */
const placeholder = '19146-0';

function* notAnalysis({ code }: CodedValue, written: string): Generator<Problem> {
  const kind = kinds[loincKind(written) ?? 'term'];
  if (!code || !(kind || written === placeholder)) return;
  const what = kind ?? { en: 'the placeholder of prescriptions', fr: 'le code générique des prescriptions' };
  yield {
    at: code.valueSpan,
    severity: 'warning',
    message: {
      en: `${written} is ${what.en}, not an analysis: give the LOINC of the analysis.`,
      fr: `${written} est ${what.fr}, pas une analyse : mettre le LOINC de l’analyse.`,
    },
  };
}

/** R6 and R8: a code of another system than LOINC in `code`. */
function inCode(result: Result, code: CodedValue, source: string, context: RuleContext): Problem | undefined {
  const { codeSystem, element } = code;
  if (!codeSystem?.value.trim() || isLoincMisspelt(code)) return undefined;
  const isWaiting = codeSystem.value.trim() === codeSystems.waiting;
  const what = isWaiting ? waitingCode : localCode;
  const better = result.translations.find(isAnalysis);
  const move: Fix = better
    ? {
        title: {
          en: `Put LOINC ${better.code?.value} into code, ${code.code?.value} into translation`,
          fr: `Mettre le LOINC ${better.code?.value} dans code, ${code.code?.value} dans l’élément translation`,
        },
        edits: exchange(element, better.element, source),
      }
    : moveToTranslation(element, source);
  const own = code.code?.value.trim() ?? '';
  const isListed = context.circuit.find(own) !== undefined;
  const system = loincKind(own) === 'term' ? [replacement(codeSystem, codeSystems.loinc)] : [];
  const found = candidatesFor(result, code, context);
  const candidates = better ? [] : found.rows;
  const replacements = candidates.map((row) => replaceBy(row, element, source, isWaiting ? element : undefined));
  const sure = !isListed && found.exact && candidates.length === 1 ? candidates[0] : undefined;
  const name = names[found.source];
  const toDo = better ? ofTranslation : isListed ? ofLoinc : sure ? given(sure, name) : moved(candidates, name);
  return {
    at: codeSystem.valueSpan,
    // R8 is a waiting code anywhere; R6, another system directly under the act, is tolerated by the schematron.
    severity: isWaiting || result.container?.local === 'organizer' ? 'error' : 'warning',
    message: {
      en: `${code.code?.value} is ${what.en}: code takes LOINC only. ${toDo.en}`,
      fr: `${code.code?.value} est ${what.fr} : code n’admet que du LOINC. ${toDo.fr}`,
    },
    fixes: [
      ...(sure ? replacements : []),
      ...(isListed ? [...system, move] : [move, ...system]),
      ...(sure ? [] : replacements),
    ],
  };
}

const ofTranslation: Text = {
  en: 'Put the LOINC of the translation there.',
  fr: 'Y mettre le LOINC porté par l’élément translation.',
};
const ofLoinc: Text = {
  en: 'It is the LOINC code of an analysis: correct its code system.',
  fr: 'C’est le code LOINC d’une analyse : corriger son système de codage.',
};

function given({ loinc, label }: LoincRow, { en, fr }: Text): Text {
  return {
    en: `Give the code that ${en} has for it, LOINC ${loinc}, ${label}.`,
    fr: `Mettre le code que ${fr} a pour cette analyse : LOINC ${loinc}, ${label}.`,
  };
}

/** `rows`: the analyses it may stand for all the same. */
function moved(rows: readonly LoincRow[], { en, fr }: Text): Text {
  const codes = rows.map(({ loinc }) => loinc).join(', ');
  return {
    en: `Move it to code/translation and leave code without attributes${codes && `, unless one of ${en} fits: LOINC ${codes}`}.`,
    fr: `Le déplacer dans code/translation et laisser code sans attribut${codes && `, à moins qu’un code convienne, dans ${fr} : LOINC ${codes}`}.`,
  };
}

/** R4, R5 and R9: `code` without code, something else in translation. */
function inTranslation(
  result: Result,
  { element }: CodedValue,
  source: string,
  context: RuleContext,
): Problem | undefined {
  const misplaced = result.translations.find(isAnalysis);
  if (misplaced?.code) {
    return {
      at: misplaced.code.valueSpan,
      severity: 'warning',
      message: {
        en: `LOINC ${misplaced.code.value} stands in translation, where it identifies nothing: move it to code.`,
        fr: `Le LOINC ${misplaced.code.value} est dans l’élément translation, où il n’identifie rien : le déplacer dans code.`,
      },
      fixes: [
        {
          title: { en: 'Move the LOINC code to code', fr: 'Déplacer le code LOINC dans code' },
          edits: exchange(element, misplaced.element, source),
        },
      ],
    };
  }
  for (const translation of result.translations) {
    const { code, codeSystem } = translation;
    if (!code?.value.trim()) continue;
    const isWaiting = codeSystem?.value.trim() === codeSystems.waiting;
    const { rows, exact, source } = candidatesFor(result, translation, context);
    const [row] = rows;
    if (!row && isWaiting && context.circuit.lacksWaitingCode(code.value.trim())) return unknownWaiting(code, context);
    if (!row) continue;
    const what = isWaiting ? waitingCode : localCode;
    return {
      at: code.valueSpan,
      severity: exact && source === 'circuit' ? 'warning' : 'info',
      message:
        rows.length === 1
          ? {
              en: `${code.value} is ${what.en}, but ${names[source].en} has ${exact ? '' : 'perhaps '}this analysis: LOINC ${row.loinc}, ${row.label}. ${exact ? 'Give that code.' : 'Check, and give that code.'}`,
              fr: `${code.value} est ${what.fr}, mais ${names[source].fr} a ${exact ? '' : 'peut-être '}cette analyse : LOINC ${row.loinc}, ${row.label}. ${exact ? 'Mettre ce code.' : 'Vérifier, et mettre ce code.'}`,
            }
          : {
              en: `${code.value} is ${what.en}, but the Circuit de la biologie has several analyses for it: ${rows.map((each) => each.loinc).join(', ')}. Choose the one that was made.`,
              fr: `${code.value} est ${what.fr}, mais le Circuit de la biologie a plusieurs analyses qui y répondent : ${rows.map((each) => each.loinc).join(', ')}. Choisir celle qui a été faite.`,
            },
      fixes: rows.map((each) => replaceBy(each, element, source, isWaiting ? translation.element : undefined)),
    };
  }
  return undefined;
}

/** R4: the waiting codes are those of the Circuit, column AK. */
function unknownWaiting(code: XmlAttribute, { circuit }: RuleContext): Problem {
  return {
    at: code.valueSpan,
    severity: 'warning',
    message: {
      en: `${code.value} is not a waiting code of the Circuit de la biologie (${circuit.info.source}): check it, or give a local code with its own code system.`,
      fr: `${code.value} n’est pas un code d’attente du jeu de valeurs Circuit de la biologie (${circuit.info.source}) : le vérifier, ou mettre un code local avec son propre système de codage.`,
    },
  };
}

const waitingCode: Text = { en: 'a waiting code', fr: 'un code d’attente' };
const localCode: Text = {
  en: 'a code of another system than LOINC',
  fr: 'un code d’un autre système de codage que LOINC',
};

function isAnalysis(translation: CodedValue): boolean {
  return isLoinc(translation) && loincKind(translation.code?.value.trim() ?? '') === 'term';
}

function replaceBy(row: LoincRow, code: XmlElement, source: string, waiting: XmlElement | undefined): Fix {
  return {
    title: {
      en: `Use LOINC ${row.loinc}, ${row.label}`,
      fr: `Utiliser le LOINC ${row.loinc}, ${row.label}`,
    },
    edits: codeAs(row, code, source, waiting),
  };
}

type Source = 'circuit' | 'list';

interface Candidates {
  readonly rows: readonly LoincRow[];
  readonly exact: boolean;
  readonly source: Source;
}

const names: Readonly<Record<Source, Text>> = {
  circuit: { en: 'the Circuit de la biologie', fr: 'le Circuit de la biologie' },
  list: { en: 'LOINC Biologie', fr: 'LOINC Biologie' },
};

/** Enough to choose from in a menu. */
const most = 5;

/**
 * Analyses of the Circuit, failing it of LOINC Biologie, that a waiting or local code may stand for. `exact`: the Circuit says so, by its waiting code or by its
 * reference label; otherwise only by its edition label, short and shared by several analyses, told apart by the unit.
 */
function candidatesFor(
  { quantities }: Result,
  { code, codeSystem, displayName }: CodedValue,
  context: RuleContext,
): Candidates {
  const { circuit, loincBiologie, ucum } = context;
  const isWaiting = codeSystem?.value.trim() === codeSystems.waiting;
  const label = displayName?.value.trim();
  const byCode = isWaiting ? circuit.withWaitingCode(code?.value.trim() ?? '').filter(hasLoinc) : [];
  const exact = byCode.length > 0 || !label ? byCode : circuit.labelled('label', label).filter(hasLoinc);
  if (exact.length > 0 || isWaiting) return { rows: exact.slice(0, most), exact: true, source: 'circuit' };
  const unit = soundUnit(
    quantities.find((quantity) => quantity.unit),
    context,
  );
  const rows = label ? circuit.labelled('editionLabel', label).filter(hasLoinc) : [];
  const fitting = rows.filter((row) => !unit || !row.unit || ucum.sameDimension(unit, row.unit));
  if (fitting.length > 0) return { rows: fitting.slice(0, most), exact: false, source: 'circuit' };
  const listed = label ? loincBiologie?.findByLabel(label) : undefined;
  return { rows: hasLoinc(listed) ? [listed] : [], exact: true, source: 'list' };
}

function hasLoinc(row: CircuitRow | undefined): row is LoincRow {
  return row?.loinc !== undefined;
}
