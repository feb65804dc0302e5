import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { priorsOf } from '../../server/src/cda/results';
import { Comparer, type Comparison, comparableObservations } from '../../server/src/compare/compare';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';

interface Entry {
  readonly value?: string;
  readonly range?: string;
  readonly flag?: string;
  /** What `code/originalText` and `text` point to. */
  readonly label?: string;
  readonly text?: string;
}

function observation({ value = '', range, flag, label = '#label', text }: Entry): string {
  return `<entry><observation classCode="OBS" moodCode="EVN"><code code="53049-3" codeSystem="2.16.840.1.113883.6.1" displayName="Glucose">
    <originalText><reference value="${label}"/></originalText></code>${text ? `<text><reference value="${text}"/></text>` : ''}
    ${value}${flag ? `<interpretationCode code="${flag}" codeSystem="2.16.840.1.113883.5.83"/>` : ''}
    ${range ? `<referenceRange><observationRange><value xsi:type="IVL_PQ">${range}</value></observationRange></referenceRange>` : ''}
    </observation></entry>`;
}

function read(narrative: string, ...entries: Entry[]): CdaDocument {
  const document =
    CdaDocument.read(`<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <component><structuredBody><component><section><text>${narrative}</text>${entries.map(observation).join('')}</section></component></structuredBody></component>
    </ClinicalDocument>`);
  assert.ok(document);
  return document;
}

function compare(narrative: string, ...entries: Entry[]): (Comparison | undefined)[] {
  const document = read(narrative, ...entries);
  const comparer = new Comparer(document, { ucum, circuit: Circuit.builtIn() });
  return comparableObservations(document).map((result) => comparer.compare(result));
}

/** `value: same, unit: spelling`… of the first observation. */
function verdicts(narrative: string, entry: Entry): Record<string, string> {
  const [comparison] = compare(narrative, entry);
  return Object.fromEntries(comparison?.aspects.map(({ aspect, verdict }) => [aspect, verdict]) ?? []);
}

const gramsPerLitre = (value: string) => `<value xsi:type="PQ" value="${value}" unit="g/L"/>`;
const bounds = (low: string, high: string) => `<low value="${low}" unit="g/L"/><high value="${high}" unit="g/L"/>`;
const table = (cells: string, headings = ['Examen', 'Résultat', 'Valeurs de référence', 'Interprétation']) =>
  `<table><thead><tr>${headings.map((text) => `<th>${text}</th>`).join('')}</tr></thead><tbody><tr>${cells}</tr></tbody></table>`;
const label = '<td><content ID="label">Glycémie</content></td>';

suite('a narrative row and its entry', () => {
  test('agree, whatever the decimal sign and the zeros', () => {
    assert.deepEqual(
      verdicts(table(`${label}<td>0,950 g/L</td><td>0.63 à 1,1</td><td>Normal</td>`), {
        value: gramsPerLitre('0.95'),
        range: bounds('0.63', '1.10'),
        flag: 'N',
      }),
      { value: 'same', unit: 'same', range: 'same', flag: 'same' },
    );
  });

  test('differ in value, range and flag', () => {
    assert.deepEqual(
      verdicts(table(`${label}<td>0.59 g/L</td><td>0.63 – 1.4</td><td>Haut</td>`), {
        value: gramsPerLitre('0.95'),
        range: bounds('0.63', '1.10'),
        flag: 'N',
      }),
      { value: 'different', unit: 'same', range: 'different', flag: 'different' },
    );
  });

  test('show on one side only', () => {
    assert.deepEqual(
      verdicts(table(`${label}<td>0.95</td><td>0.63 – 1.1</td><td/>`), { value: gramsPerLitre('0.95'), flag: 'H' }),
      {
        value: 'same',
        unit: 'entry',
        range: 'narrative',
        flag: 'entry',
      },
    );
  });

  test('units: of the value, a column, a heading, the label', () => {
    const inMoles = '<value xsi:type="PQ" value="5.3" unit="mmol/L"/>';
    const headings = ['Examen', 'Résultat', 'Unité'];
    assert.equal(verdicts(table(`${label}<td>5.3</td><td>g/L</td>`, headings), { value: inMoles }).unit, 'different');
    assert.equal(
      verdicts(table(`${label}<td>5.3</td>`, ['Examen', 'Résultat (mmol/L)']), { value: inMoles }).unit,
      'same',
    );
    assert.equal(
      verdicts(table('<td ID="label">Glycémie (mmol/l)</td><td>5.3</td>'), { value: inMoles }).unit,
      'spelling',
    );
    assert.equal(verdicts(table('<td ID="label">Glycémie (GLY)</td><td>5.3</td>'), { value: inMoles }).unit, 'entry');
  });

  test('another unit of the same kind is converted', () => {
    assert.deepEqual(verdicts(table(`${label}<td>950 mg/L</td>`), { value: gramsPerLitre('0.95') }), {
      value: 'same',
      unit: 'same',
    });
    assert.deepEqual(verdicts(table(`${label}<td>95 mg/L</td>`), { value: gramsPerLitre('0.95') }), {
      value: 'different',
      unit: 'different',
    });
  });

  test('bounds are held to what they say of being inclusive', () => {
    const below = (inclusive: string) => `<value xsi:type="IVL_PQ"><high value="1.0" unit="mg/L"${inclusive}/></value>`;
    const printed = table(`${label}<td>&lt;1.0 mg/L</td>`);
    assert.equal(verdicts(printed, { value: below(' inclusive="false"') }).value, 'same');
    assert.equal(verdicts(printed, { value: below(' inclusive="true"') }).value, 'different');
    assert.equal(verdicts(printed, { value: below('') }).value, 'unsure');
    assert.equal(verdicts(table(`${label}<td>1.0 mg/L</td>`), { value: below('') }).value, 'different');
  });

  test('rounding is no difference, truncating is one', () => {
    assert.equal(
      verdicts(table(`${label}<td>66.6</td>`), { value: '<value xsi:type="REAL" value="66.58"/>' }).value,
      'same',
    );
    assert.equal(
      verdicts(table(`${label}<td>66</td>`), { value: '<value xsi:type="REAL" value="66.6"/>' }).value,
      'different',
    );
    assert.equal(
      verdicts(table(`${label}<td>0.003</td>`), { value: '<value xsi:type="REAL" value="0.03"/>' }).value,
      'different',
    );
  });

  test('a value among other words is found, or left open', () => {
    const value = gramsPerLitre('0.95');
    assert.equal(verdicts(table(`${label}<td>environ 0,95 ; à revoir</td>`), { value }).value, 'same');
    assert.equal(verdicts(table(`${label}<td>voir commentaire</td>`), { value }).value, 'unsure');
    for (const interval of ['0,95 à 1,10', '0,95 g/L à 1,10 g/L', '0.95 - 1.10 g/L'])
      assert.equal(verdicts(table(`${label}<td>${interval}</td>`), { value }).value, 'unsure', interval);
  });

  test('rows that a cell spans, columns that a heading spans', () => {
    const narrative = `<table><thead><tr><th>Examen</th><th colspan="2">Résultat</th><th>Référence</th></tr></thead><tbody>
      <tr><td rowspan="2" ID="label">Glycémie</td><td ID="a">4.89</td><td>mmol/L</td><td>3.89 - 6.00</td></tr>
      <tr><td ID="b">0.88 g/L</td><td/><td>(0.70 - 1.08)</td></tr></tbody></table>`;
    const [comparison] = compare(narrative, {
      label: '#b',
      value: gramsPerLitre('0.88'),
      range: bounds('0.70', '1.08'),
    });
    assert.deepEqual(
      comparison?.aspects.map(({ aspect, verdict }) => `${aspect} ${verdict}`),
      ['value same', 'unit same', 'range same'],
    );
  });

  test('today’s result, not a prior one', () => {
    const headings = ['Examen', 'Résultat du 04/01/2024', 'Résultat du 04/12/2023'];
    assert.equal(
      verdicts(table(`${label}<td>0.95</td><td>1.20</td>`, headings), { value: gramsPerLitre('1.20') }).value,
      'different',
    );
    assert.equal(
      verdicts(table(`${label}<td>0.95</td><td>1.20</td>`, ['', '04/01/2024 10:10', 'Antériorité']), {
        value: gramsPerLitre('0.95'),
      }).value,
      'same',
    );
  });

  test('outside of tables: an item, a paragraph, a piece of text', () => {
    const value = '<value xsi:type="PQ" value="34" unit="Cel"/>';
    assert.equal(verdicts('<list><item ID="label">Température : 34°C</item></list>', { value }).value, 'same');
    assert.equal(
      verdicts('<paragraph>Bonjour <content ID="label">Température : 36°C</content></paragraph>', { value }).value,
      'different',
    );
    assert.equal(verdicts('<content ID="label">36 °C</content>', { value }).value, 'different');
  });

  test('deleted text is not printed', () => {
    const value = gramsPerLitre('0.95');
    const printed = '<content revised="delete">0.59</content><content revised="insert">0.95</content>';
    assert.equal(verdicts(table(`${label}<td>${printed}</td>`), { value }).value, 'same');
  });

  test('coded answers: the same words, opposite words, other words', () => {
    const answer = (displayName: string) => ({ value: `<value xsi:type="CD" code="1" displayName="${displayName}"/>` });
    const printed = table(`${label}<td>négatif</td>`);
    assert.equal(verdicts(printed, answer('Négatif')).value, 'same');
    assert.equal(verdicts(printed, answer('positif')).value, 'different');
    assert.equal(verdicts(printed, answer('autre')).value, 'unsure');
  });

  test('coded answers: negation and opposites go before inclusion', () => {
    const verdict = (printed: string, displayName: string) =>
      verdicts(table(`${label}<td>${printed}</td>`), {
        value: `<value xsi:type="CD" code="1" displayName="${displayName}"/>`,
      }).value;
    const opposed = [
      ['non détecté', 'détecté'],
      ['Non-réactif', 'réactif'],
      ['anormal', 'normal'],
      ['séronégatif', 'positif'],
      ['négatif', 'positif (non négatif)'],
      ['aucun germe détecté', 'détecté'],
      ['indétectable', 'détectable'],
      ['absence de streptocoque', 'présence de streptocoque'],
      ['non fumeur', 'fumeur'],
      ['résistant', 'sensible'],
      ['à droite', 'gauche'],
      ['oui', 'non'],
    ] as const;
    for (const [printed, displayName] of opposed) {
      assert.equal(verdict(printed, displayName), 'different', `${printed}, ${displayName}`);
      assert.equal(verdict(displayName, printed), 'different', `${displayName}, ${printed}`);
    }
    const same = [
      ['ADN viral non détecté', 'non détecté'],
      ['anormal', 'anormal (à contrôler)'],
      ['Positif (++)', 'positif'],
    ] as const;
    for (const [printed, displayName] of same) assert.equal(verdict(printed, displayName), 'same', printed);
    const open = [
      ['aucun germe détecté', 'non détecté'],
      ['inactif', 'actif'],
      ['positif pour A, négatif pour B', 'indéterminé'],
      ['examen non réalisé', 'négatif'],
    ] as const;
    for (const [printed, displayName] of open) assert.equal(verdict(printed, displayName), 'unsure', printed);
  });

  test('coded answers: the code goes before a displayName that says the opposite', () => {
    const value = (attributes: string) => ({
      value: `<value xsi:type="CD" code="10828004" codeSystem="2.16.840.1.113883.6.96"${attributes}/>`,
    });
    const printed = (text: string) => table(`${label}<td>${text}</td>`);
    assert.equal(verdicts(printed('négatif'), value(' displayName="négatif"')).value, 'different');
    assert.equal(verdicts(printed('positif'), value(' displayName="négatif"')).value, 'different');
    assert.equal(verdicts(printed('positif'), value('')).value, 'same');
    assert.equal(verdicts(printed('négatif'), value('')).value, 'different');
    const other = '<value xsi:type="CD" code="10828004" codeSystem="1.2.3" displayName="négatif"/>';
    assert.equal(verdicts(printed('négatif'), { value: other }).value, 'same');
  });

  test('a result whose place is empty is missing, unless the row tells it elsewhere', () => {
    const value = gramsPerLitre('0.95');
    const coded = { value: '<value xsi:type="CD" code="1" displayName="négatif"/>' };
    const bare = ['', ''];
    assert.equal(verdicts(table(`${label}<td/><td>0.63 – 1.1</td><td>Haut</td>`), { value }).value, 'missing');
    assert.equal(verdicts(table(`${label}<td> </td>`, bare), { value }).value, 'missing');
    assert.equal(verdicts(table(`${label}<td/>`), coded).value, 'missing');
    assert.equal(verdicts(table(`${label}<td ID="a"/><td/>`, bare), { value, text: '#a' }).value, 'missing');
    const headings = ['Examen', 'Résultat du 04/01/2024', 'Résultat du 04/12/2023'];
    assert.equal(verdicts(table(`${label}<td/><td>0.95</td>`, headings), { value }).value, 'missing');
    assert.equal(verdicts(table('<td ID="label">Glycémie : 0.95 g/L</td><td/>'), { value }).value, 'same');
    assert.equal(verdicts(table('<td ID="label">Test négatif</td><td/>'), coded).value, 'entry');
    assert.equal(verdicts(table(`${label}<td>voir plus bas</td>`, bare), { value }).value, 'entry');
    assert.equal(verdicts(table(`${label}<td><renderMultiMedia/></td>`), { value }).value, 'entry');
    // A mark in a row that tells the result in words.
    const marked = '<td>Traitement suivi<content ID="mark"/></td><td>Oui</td><td/>';
    assert.equal(verdicts(table(marked, ['', '', '']), { label: '#none', text: '#mark', ...coded }).value, 'entry');
  });

  test('a number is printed where the entry says that it is not known', () => {
    const unknown = (nullFlavor: string) => ({ value: `<value xsi:type="PQ" nullFlavor="${nullFlavor}"/>` });
    assert.equal(verdicts(table(`${label}<td>0.95 g/L</td>`), unknown('UNK')).value, 'different');
    assert.equal(verdicts(table(`${label}<td>non fait</td>`), unknown('UNK')).value, 'narrative');
    assert.equal(verdicts(table(`${label}<td>&gt; 500</td>`), unknown('PINF')).value, 'narrative');
  });

  test('a second unit in parentheses: a multiple, the twin of the Circuit, the entry’s own translation', () => {
    const value = (printed: string, entry: string) =>
      verdicts(table(`${label}<td>${printed}</td>`), { value: entry }).value;
    assert.equal(value('0.95 g/L (950 mg/L)', gramsPerLitre('0.95')), 'same');
    assert.equal(value('0.95 g/L (95 mg/L)', gramsPerLitre('0.95')), 'different');
    assert.equal(value('95 mg/L (0.95 g/L)', gramsPerLitre('0.95')), 'different');
    // 0.95 × 5.551 is 5.27.
    assert.equal(value('0.95 g/L (5.3 mmol/L)', gramsPerLitre('0.95')), 'same');
    assert.equal(value('0.95 g/L (5.30 mmol/L)', gramsPerLitre('0.95')), 'same');
    assert.equal(value('0.95 g/L (52.7 mmol/L)', gramsPerLitre('0.95')), 'different');
    assert.equal(value('0.95 g/L (16.5 mU/L)', gramsPerLitre('0.95')), 'same');
    const translated = '<value xsi:type="PQ" value="0.95" unit="g/L"><translation value="5.5" code="mmol/L"/></value>';
    assert.equal(value('0.95 g/L (5.5 mmol/L)', translated), 'same');
    assert.equal(value('0.95 g/L (5.3 mmol/L)', translated), 'different');
  });

  test('prior results stand in the column of their day', () => {
    const prior = (headings: string[], time: string, more = '') => {
      const document = read(table(`${label}<td>0.95</td><td>1.20</td><td>1.30</td>`, headings), {
        value: `${gramsPerLitre('0.95')}<entryRelationship typeCode="REFR"><observation><code code="53049-3"/><effectiveTime value="${time}"/>
          ${gramsPerLitre('1.20')}${more}</observation></entryRelationship>`,
      });
      const [result] = comparableObservations(document);
      const [first] = result ? priorsOf(result) : [];
      assert.ok(result && first);
      const comparer = new Comparer(document, { ucum, circuit: Circuit.builtIn() });
      return comparer.comparePrior(first, result)?.aspects[0]?.verdict;
    };
    const days = ['Examen', 'Résultat du 04/01/2024', '04/12/2023', '04/06/2023'];
    assert.equal(prior(days, '202312040815+0100'), 'same');
    assert.equal(prior(days, '20230604'), 'different');
    assert.equal(prior(days, '20240104'), undefined);
    assert.equal(prior(days, '20220101'), undefined);
    const hours = ['Examen', 'Résultat', 'Antériorité 04/12/2023 08:15', 'Antériorité 04/12/2023 à 18h30'];
    assert.equal(prior(hours, '202312040815+0100'), 'same');
    assert.equal(prior(hours, '202312041830+0100'), 'different');
    assert.equal(prior(hours, '20231204'), undefined);
    assert.equal(prior(['Examen', 'Résultat', 'Antériorité', 'Antériorité'], '20231204'), undefined);
  });

  test('what points nowhere is compared with nothing', () => {
    assert.deepEqual(compare(table(`${label}<td>1</td>`), { label: '#nowhere', value: gramsPerLitre('1') }), [
      undefined,
    ]);
  });
});

test('many results in one large table take no more than their share', () => {
  const rows = Array.from(
    { length: 3000 },
    (_, i) => `<tr><td ID="l${i}">Analyse ${i}</td><td>${i} g/L</td></tr>`,
  ).join('');
  const entries = Array.from({ length: 3000 }, (_, i): Entry => ({ label: `#l${i}`, value: gramsPerLitre(String(i)) }));
  const started = process.cpuUsage();
  const compared = compare(
    `<table><thead><tr><th>Examen</th><th>Résultat</th></tr></thead>${rows}</table>`,
    ...entries,
  );
  assert.ok(compared.every((one) => one?.aspects.every(({ verdict }) => verdict === 'same')));
  // Time of the processor: other tests may run beside this one.
  assert.ok(process.cpuUsage(started).user < 4_000_000);
});

test('cells that span everything stay small', () => {
  const row = `<tr>${'<td colspan="999" rowspan="999" ID="label">1</td>'.repeat(50)}</tr>`.repeat(200);
  const [comparison] = compare(`<table>${row}</table>`, { value: gramsPerLitre('1') });
  assert.ok(comparison);
});
