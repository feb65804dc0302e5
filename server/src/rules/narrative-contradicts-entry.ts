import { priorsOf, type Result } from '../cda/results';
import { Comparer, type Comparison, comparableObservations } from '../compare/compare';
import type { AspectComparison } from '../compare/verdict';
import { oneLine } from '../text';
import type { XmlAttribute } from '../xml/tree';
import { crBio, glucose, pq, result } from './examples';
import type { Example, Problem, Rule } from './rule';

/** A chapter whose narrative table has one row, that the result's label points into. */
const table = (
  cells: string,
  observation: string,
  heading = '<th>Examen</th><th>Résultat</th><th>Valeurs de référence</th>',
) =>
  crBio(`
    <component><section>
      <templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/><templateId root="1.2.250.1.213.1.1.2.70"/>
      <code code="18719-5" displayName="Biochimie" codeSystem="2.16.840.1.113883.6.1"/>
      <title>Biochimie</title>
      <text><table><thead><tr>${heading}</tr></thead><tbody><tr>${cells}</tr></tbody></table></text>
      <entry typeCode="DRIV">
        <templateId root="1.3.6.1.4.1.19376.1.3.1"/><templateId root="1.2.250.1.213.1.1.3.21"/>
        <act classCode="ACT" moodCode="EVN">
          <code code="18719-5" displayName="Biochimie" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>
          <entryRelationship typeCode="COMP">${observation}</entryRelationship>
        </act>
      </entry>
    </section></component>`);

const label = '<td><content ID="label">Glycémie à jeun</content></td>';
const row = (value: string, range = '') => `${label}<td ID="result">${value}</td><td>${range}</td>`;
const measured = result({ range: '<low value="0.63" unit="g/L"/><high value="1.10" unit="g/L"/>' });
const below = (inclusive: string) =>
  result({ value: `<value xsi:type="IVL_PQ"><high value="0.5" unit="g/L" inclusive="${inclusive}"/></value>` });
const flagged = (code: string) =>
  measured.replace(
    '<referenceRange>',
    `<interpretationCode code="${code}" codeSystem="2.16.840.1.113883.5.83"/><referenceRange>`,
  );
const answered = (code: string, displayName: string) =>
  result({
    value: `<value xsi:type="CD" code="${code}" displayName="${displayName}" codeSystem="2.16.840.1.113883.6.96" codeSystemName="SNOMED CT"/>`,
  });
/** With a prior result of the 4th of December. */
const followed = result().replace(
  '</observation>',
  `<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN">
      ${glucose.replace(/<originalText>[\s\S]*<\/originalText>/, '')}
      <statusCode code="completed"/><effectiveTime value="20231204081500+0100"/>
      ${pq('0.90', 'g/L')}
    </observation></entryRelationship></observation>`,
);
const dated = '<th>Examen</th><th>Résultat du 04/01/2024</th><th>Résultat du 04/12/2023</th>';
const flagHeading = '<th>Examen</th><th>Résultat</th><th>Interprétation</th>';

/** The pages show the narrative above the entry that it contradicts. */
const printed = (examples: readonly Example[]): Example[] =>
  examples.map((example) => ({ ...example, against: '<text><table>' }));

/** People read the narrative, software the entry: both must say the same. */
export const narrativeContradictsEntry: Rule = {
  id: 'narrative-contradicts-entry',
  severity: 'warning',
  summary: {
    en: 'Narrative that prints another value, unit, range or flag than the entry, or leaves out its result',
    fr: 'Partie narrative qui affiche une autre valeur, unité, référence ou interprétation que l’entrée, ou omet son résultat',
  },
  source: 'Functional reference, sections F.4 and C.7 #3',
  good: [
    { xml: table(row('0,95 g/L', '0.63 - 1.1'), measured) },
    { xml: table(row('950 mg/L (0.95 g/L)', '(0,63 à 1,10 g/L)'), measured) },
    { xml: table(row('1,0 g/L'), result({ value: pq('0.95', 'g/L') })) },
    { xml: table(row('&lt;0.5 g/L'), below('false')) },
    { xml: table(`${label}<td ID="result">0.95</td><td>Normal</td>`, flagged('N'), flagHeading) },
    { xml: table(row('ADN viral non détecté'), answered('260415000', 'non détecté')) },
    { xml: table(row('0.95 g/L (5.3 mmol/L)'), measured) },
    { xml: table(`${label}<td ID="result">0.95 g/L</td><td>0.9 g/L</td>`, followed, dated) },
    { xml: table(row('', '0.95 g/L'), result({ value: '<value xsi:type="PQ" nullFlavor="UNK"/>' })) },
    { xml: table('<td ID="label">Glycémie : 0.95 g/L</td><td ID="result"/><td/>', measured) },
    { xml: table(row('voir commentaire', 'selon l’âge'), measured) },
  ],
  bad: printed([
    { xml: table(row('9,5 g/L'), measured), at: '0.95' },
    { xml: table(row('0.95 mmol/L'), measured), at: 'g/L' },
    { xml: table(row('0.95 g/L', '(0.63 - 1.40)'), measured), at: '1.10' },
    { xml: table(row('&lt;0.5 g/L'), below('true')), at: '0.5' },
    { xml: table(`${label}<td ID="result">0.95</td><td>Haut</td>`, flagged('N'), flagHeading), at: 'N' },
    { xml: table(row('non détecté'), answered('260373001', 'détecté')), at: 'détecté' },
    { xml: table(row('négatif'), answered('10828004', 'négatif')), at: '10828004' },
    { xml: table(row(''), measured), at: '0.95' },
    { xml: table(row('0.95 g/L (52.7 mmol/L)'), measured), at: '0.95' },
    { xml: table(`${label}<td ID="result">0.95 g/L</td><td>9.0 g/L</td>`, followed, dated), at: '0.90' },
    {
      xml: table(
        row(''),
        result({ value: '<value xsi:type="CD"><originalText><reference value="#result"/></originalText></value>' }),
      ),
      at: '<value xsi:type="CD">',
    },
    { xml: table(row('0.95 g/L'), result({ value: '<value xsi:type="PQ" nullFlavor="UNK"/>' })), at: 'UNK' },
    { xml: table(row('0.95 g/l'), measured), at: 'g/L' },
    {
      xml: table('<td ID="label">Glycémie (mmol/L)</td><td ID="result">0.95</td><td/>', result({ code: glucose })),
      at: 'g/L',
    },
  ]),
  *check(document, context) {
    const comparer = new Comparer(document, context);
    const spelt: { comparison: Comparison; unit: AspectComparison }[] = [];
    for (const observation of comparableObservations(document)) {
      for (const prior of priorsOf(observation)) {
        const compared = comparer.comparePrior(prior, observation);
        if (compared && isContradicted(compared)) yield* contradictions(compared);
      }
      const comparison = comparer.compare(observation);
      if (!comparison) continue;
      if (isContradicted(comparison)) yield* contradictions(comparison);
      const unit = comparison.aspects.find(({ aspect, verdict }) => aspect === 'unit' && verdict === 'spelling');
      if (unit) spelt.push({ comparison, unit });
    }
    const [first] = spelt;
    if (first?.unit.at) yield spelling(first.unit, first.unit.at.valueSpan, spelt.length - 1);
  },
};

function isContradicted({ aspects }: Comparison): boolean {
  return aspects.some(({ verdict }) => verdict === 'different' || verdict === 'missing');
}

function* contradictions({ result, aspects }: Comparison): Generator<Problem> {
  const [value, unit] = [aspects.find(isOf('value')), aspects.find(isOf('unit'))];
  const wrong = value?.verdict === 'different' ? value : unit?.verdict === 'different' ? unit : undefined;
  if (wrong?.at?.name === 'nullFlavor') yield untold(wrong, wrong.at);
  else if (wrong) {
    const quantity = value?.printed?.includes(unit?.printed ?? '')
      ? value.printed
      : `${value?.printed} ${unit?.printed}`;
    const own = [value?.entry, unit?.entry].filter(Boolean).join(' ');
    const entry = value?.second ? `${own} (${value.second})` : own;
    yield {
      at: (wrong.at ?? value?.at)?.valueSpan ?? result.observation.openSpan,
      message: {
        en: `${result.prior ? 'Prior result: the' : 'The'} narrative prints “${oneLine(quantity ?? '', 80)}”, the entry says ${oneLine(entry, 80)}: correct one of them.`,
        fr: `${result.prior ? 'Antériorité : la' : 'La'} partie narrative affiche « ${oneLine(quantity ?? '', 80)} », l’entrée indique ${oneLine(entry, 80)} : corriger l’une des deux.`,
      },
    };
  }
  if (value?.verdict === 'missing') yield missing(result, value, unit?.entry);
  for (const { aspect, verdict, printed = '', entry = '', at } of aspects) {
    if (verdict !== 'different' || aspect === 'value' || aspect === 'unit') continue;
    const what =
      aspect === 'range'
        ? { en: 'reference range', fr: 'les valeurs de référence' }
        : { en: 'flag', fr: 'l’interprétation' };
    yield {
      at: at?.valueSpan ?? result.range?.element.openSpan ?? result.observation.openSpan,
      message: {
        en: `The narrative prints the ${what.en} “${oneLine(printed, 80)}”, the entry says ${oneLine(entry, 80)}: correct one of them.`,
        fr: `La partie narrative affiche ${what.fr} « ${oneLine(printed, 80)} », l’entrée indique ${oneLine(entry, 80)} : corriger l’une des deux.`,
      },
    };
  }
}

/** Software reads no result where people see one. */
function untold({ printed = '', entry }: AspectComparison, at: XmlAttribute): Problem {
  return {
    at: at.valueSpan,
    message: {
      en: `The narrative prints “${oneLine(printed, 80)}”, the entry has no value (nullFlavor ${entry}): give it.`,
      fr: `La partie narrative affiche « ${oneLine(printed, 80)} », l’entrée n’a pas de valeur (nullFlavor ${entry}) : l’indiquer.`,
    },
  };
}

/** People see no result where software reads one. */
function missing({ value: element, observation }: Result, { entry = '', at }: AspectComparison, unit = ''): Problem {
  const said = oneLine(`${entry} ${unit}`.trim(), 80);
  const isPointer = at === undefined && element?.child('originalText') !== undefined;
  return {
    at: at?.valueSpan ?? (element ?? observation).openSpan,
    message: isPointer
      ? {
          en: `The entry refers to “${said}” for its result, where the narrative prints nothing.`,
          fr: `L’entrée renvoie à « ${said} » pour son résultat, où la partie narrative n’affiche rien.`,
        }
      : {
          en: `The entry says ${said}, the narrative prints no result in its place: the reader does not see it.`,
          fr: `L’entrée indique ${said}, la partie narrative n’affiche aucun résultat à sa place : le lecteur ne le voit pas.`,
        },
  };
}

const isOf = (wanted: AspectComparison['aspect']) => (comparison: AspectComparison) => comparison.aspect === wanted;

/** One hint for the document: a habit of its producer, not a slip. */
function spelling({ printed, entry }: AspectComparison, at: Problem['at'], others: number): Problem {
  const [en, fr] =
    others === 0
      ? ['', '']
      : [` (and ${others} more in this document)`, ` (et ${others} autre${others > 1 ? 's' : ''} dans ce document)`];
  return {
    at,
    severity: 'hint',
    message: {
      en: `The narrative spells the unit “${printed}”, the entry ${entry}: one unit, two spellings${en}.`,
      fr: `La partie narrative écrit l’unité « ${printed} », l’entrée ${entry} : une même unité, deux graphies${fr}.`,
    },
  };
}
