import { bindingOf } from '../../cda/bindings';
import { type CodedValue, codedValue, isLoinc } from '../../cda/codes';
import { codeSystems } from '../../cda/names';
import { describeArc, findOid, isWellFormedOid } from '../../cda/oids';
import type { CircuitRow } from '../../terminology/circuit';
import { foldLabel } from '../../terminology/labels';
import { boundSet } from '../../terminology/valueSets/bound';
import type { Text } from '../../text';
import { code, list, paragraphs, plain } from '../markdown';
import { isAnalysis } from './analysis';
import { circuitSource, comparisonAlert, rowTable } from './circuitText';
import type { Explain, Subject } from './subject';

/** A code: its label, its system, and for an analysis what the Circuit de la biologie says of it. */
export const explainCode: Explain = (subject) => {
  const { element, attribute } = subject;
  const coded = codedValue(element);
  if (!coded.code && !coded.codeSystem) return attribute ? undefined : explainBareCode(subject, coded);
  if (attribute && !/^(?:code|displayName)/.test(attribute.local)) return undefined;
  if (namesAnalysis(subject)) return explainAnalysis(subject, coded);
  return coded.displayName || coded.codeSystem || coded.codeSystemName ? explainPlainCode(subject, coded) : undefined;
};

/** `code` without attributes: the analysis has no LOINC code, its translation names it (rule R5 of the reference). */
function explainBareCode(subject: Subject, { element }: CodedValue): string | undefined {
  const { say } = subject;
  const translations = Array.from(element.elements('translation'), codedValue);
  if (!namesAnalysis(subject) || translations.length === 0) return undefined;
  const items = translations.map((coded) => `${heading(coded)} – ${system(subject, coded)}`);
  return paragraphs(
    say({
      en: 'No LOINC code: the analysis is named by its translation.',
      fr: 'Pas de code LOINC : l’analyse est désignée par sa traduction.',
    }),
    list(items),
    comparisonAlert(subject),
  );
}

function explainPlainCode(subject: Subject, coded: CodedValue): string {
  return paragraphs(
    heading(coded, rowOf(subject, coded)?.label),
    system(subject, coded),
    explainValueSet(subject, coded),
  );
}

/** Whether the code is in the value set its element is bound to, with the label it has there. */
function explainValueSet({ document, element, context, say }: Subject, coded: CodedValue): string | undefined {
  const binding = bindingOf(element, document);
  const set = binding && boundSet(binding, context);
  const written = coded.code?.value.trim() ?? '';
  if (!set || written === '') return undefined;
  const name = `${code(binding.name)} (${code(binding.oid)})`;
  const codeSystem = oidOf(coded) ?? '';
  switch (set.has(written, codeSystem)) {
    case 'in': {
      const display = set.withCode(written).find((concept) => concept.system === codeSystem)?.display;
      return `${say({ en: 'In the value set', fr: 'Dans le jeu de valeurs' })} ${name}${display ? `${say(colon)}${plain(display)}` : ''}`;
    }
    case 'not-in':
      return `**${say({ en: 'Not in the value set', fr: 'Absent du jeu de valeurs' })}** ${name}`;
    case 'unknown':
      return `${say({ en: 'Value set', fr: 'Jeu de valeurs' })} ${name}`;
  }
}

const colon: Text = { en: ': ', fr: ' : ' };

function explainAnalysis(subject: Subject, coded: CodedValue): string {
  const { say } = subject;
  const row = rowOf(subject, coded);
  const head = paragraphs(heading(coded, row?.label), `${system(subject, coded)}${otherLabel(subject, coded, row)}`);
  if (!coded.codeSystem && !coded.codeSystemName) {
    const impossible = {
      en: 'Neither `codeSystem` nor `codeSystemName`: no comparison is possible.',
      fr: 'Ni `codeSystem` ni `codeSystemName` : aucune comparaison n’est possible.',
    };
    return paragraphs(head, say(impossible));
  }
  if (isWaiting(coded))
    return paragraphs(head, explainWaiting(subject, row), comparisonAlert(subject), circuitSource(subject));
  if (!isNamedLoinc(coded)) {
    const local = findOid(oidOf(coded) ?? '')
      ? { en: 'Not a LOINC code.', fr: 'Ce n’est pas un code LOINC.' }
      : { en: 'Code local to the laboratory.', fr: 'Code local au laboratoire.' };
    return paragraphs(head, say(local), comparisonAlert(subject));
  }
  if (!row) return paragraphs(head, outsideCircuit(subject, coded), circuitSource(subject));
  const alert = /^[29]$/.test(row.comparability ?? '') && comparisonAlert(subject);
  return paragraphs(head, rowTable(subject, row), alert, circuitSource(subject));
}

function explainWaiting(subject: Subject, row: CircuitRow | undefined): string {
  const { context, say } = subject;
  const waiting = say({ en: 'National waiting code', fr: 'Code d’attente national' });
  if (!row && context.circuit.info.builtIn) {
    const unverifiable = {
      en: 'cannot be checked with the built-in excerpt.',
      fr: 'non vérifiable avec l’extrait intégré.',
    };
    return `${waiting} – ${say(unverifiable)}`;
  }
  if (!row) return `${waiting}, ${say({ en: 'not in this Circuit.', fr: 'absent de ce Circuit.' })}`;
  const replaced = { en: 'the Circuit now has the LOINC code', fr: 'le Circuit a désormais le code LOINC' };
  return `${waiting}${row.loinc === undefined ? '.' : ` – ${say(replaced)} ${code(row.loinc)}.`}`;
}

/** An excerpt that lacks an analysis proves nothing; the whole Circuit does. */
function outsideCircuit(subject: Subject, coded: CodedValue): string {
  const { context, say } = subject;
  const { loincBiologie } = context;
  const unknown = {
    en: 'Not in the built-in excerpt of the Circuit: whether it is comparable is not known here.',
    fr: 'Absente de l’extrait intégré du Circuit : sa comparabilité n’est pas connue ici.',
  };
  const listed = loincBiologie?.find(coded.code?.value.trim() ?? '');
  const priority = loincBiologie && say(listed ? second(listed) : neither(loincBiologie.source));
  if (context.circuit.info.builtIn) return [priority, say(unknown)].filter(Boolean).join(' ');
  const outside = { en: 'Not an analysis of the Circuit.', fr: 'Analyse hors du Circuit.' };
  return paragraphs(`${say(outside)} ${priority ?? say(untold)}`, comparisonAlert(subject));
}

function second({ label }: CircuitRow): Text {
  const named = label && ` : ${plain(label)}`;
  return { en: `LOINC Biologie, priority 2${named.replace(' :', ':')}.`, fr: `LOINC Biologie, priorité 2${named}.` };
}

function neither(source: string): Text {
  return { en: `Not in LOINC Biologie (${plain(source)}).`, fr: `Absente de LOINC Biologie (${plain(source)}).` };
}

const untold: Text = {
  en: 'Whether it is in LOINC Biologie (priority 2) is not known: the setting `cda.loincBiologie.path` loads the list.',
  fr: 'On ne sait pas si elle est dans LOINC Biologie (priorité 2) : le réglage `cda.loincBiologie.path` charge la liste.',
};

/** The label, official if there is one, and the code. */
function heading({ code: written, displayName }: CodedValue, official?: string): string {
  const label = official ?? displayName?.value;
  const value = written ? code(written.value) : '';
  return [label && `**${plain(label)}**`, value].filter(Boolean).join(' – ');
}

function otherLabel({ say }: Subject, { displayName }: CodedValue, row: CircuitRow | undefined): string {
  if (!row || !displayName || foldLabel(displayName.value) === foldLabel(row.label)) return '';
  return ` – ${say({ en: 'in the document:', fr: 'dans le document :' })} ${plain(displayName.value)}`;
}

/** Name and OID of the code system; what is known of an OID without a name. */
function system({ say }: Subject, coded: CodedValue): string {
  const oid = oidOf(coded);
  const named = coded.codeSystemName && plain(coded.codeSystemName.value);
  if (oid === undefined) return named ?? say({ en: 'no code system', fr: 'pas de système de codage' });
  const known = findOid(oid);
  if (known) return `${plain(say(known.name))} (${code(oid)})`;
  if (!isWellFormedOid(oid)) return `${code(oid)} – ${say({ en: 'not a well-formed OID', fr: 'OID mal formé' })}`;
  const arc = describeArc(oid);
  const unknown = say({ en: 'unknown code system', fr: 'système de codage inconnu' });
  return `${named ?? unknown} (${code(oid)}${arc ? `, ${say({ en: 'arc of', fr: 'arc de' })} ${plain(say(arc.name))}` : ''})`;
}

function rowOf({ context: { circuit } }: Subject, coded: CodedValue): CircuitRow | undefined {
  const written = coded.code?.value.trim() ?? '';
  if (isWaiting(coded)) return circuit.findByWaitingCode(written);
  return isNamedLoinc(coded) ? circuit.find(written) : undefined;
}

function oidOf({ codeSystem }: CodedValue): string | undefined {
  return codeSystem?.value.trim();
}

/** Failing `codeSystem`, `codeSystemName` says the system (reference E.3). */
function isNamedLoinc(coded: CodedValue): boolean {
  return coded.codeSystem ? isLoinc(coded) : /^\s*loinc\s*$/i.test(coded.codeSystemName?.value ?? '');
}

function isWaiting(coded: CodedValue): boolean {
  return oidOf(coded) === codeSystems.waiting;
}

/** Whether the element is the code, or a translation of it, of a laboratory result. */
function namesAnalysis({ document, element }: Subject): boolean {
  const own = element.local === 'translation' ? element.parent : element;
  const observation = own?.local === 'code' && own.parent?.local === 'observation' ? own.parent : undefined;
  return observation !== undefined && isAnalysis(document, observation);
}
