import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { battery, pq, type ResultParts, result } from '../../server/src/rules/examples';
import { Circuit } from '../../server/src/terminology/circuit';
import { hoverAt, markdownAt } from './cursor';

const loinc = (code: string, label = 'Analyse') =>
  `<code code="${code}" displayName="${label}" codeSystem="2.16.840.1.113883.6.1"/>`;
const range = (low: string, high: string, unit: string) =>
  `<low value="${low}" unit="${unit}"/><high value="${high}" unit="${unit}"/>`;

function hovered(parts: ResultParts, language: 'en' | 'fr' = 'en'): string {
  return markdownAt(battery(result(parts)), language);
}

/** Cells of the row of the conversion table that begins with `value`. */
function row(markdown: string, value: string): string[] {
  const line = markdown.split('\n').find((text) => text.startsWith(`| \`${value}\``));
  assert.ok(line, `no row ${value} in\n${markdown}`);
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What the rows of the conversion table begin with, in order. */
function firstCells(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^\| `([^`]*)` \|/gm), ([, cell]) => cell as string);
}

suite('worked examples of the ANS webinar', () => {
  test('53049-3: 0.95 g/L (0.63–1.1) is 40193-5, 5.3 mmol/L (3.5–6.1)', () => {
    const markdown = hovered({ value: pq('0.95¦', 'g/L'), range: range('0.63', '1.1', 'g/L') });
    assert.deepEqual(row(markdown, '5.3 mmol/L'), ['`5.3 mmol/L`', '`3.5–6.1 mmol/L`', '`× 5.551`', '`40193-5`']);
    assert.match(
      markdown,
      /- `40193-5` Glucose à jeun \\\[Moles\/Volume\\\] .* – Circuit de la biologie, columns AA and AB: 53049-3 → 40193-5, × 5\.551\. Unrounded: `5\.27345` \(`3\.49713–6\.1061`\)\./,
    );
  });

  test('718-7: 132 g/L (120–165) is 13.2 g/dL (12–16.5), same code', () => {
    const markdown = hovered({ code: loinc('718-7'), value: pq('132¦', 'g/L'), range: range('120', '165', 'g/L') });
    assert.deepEqual(row(markdown, '13.2 g/dL'), ['`13.2 g/dL`', '`12–16.5 g/dL`', '`× 0.1`', 'same code, UCUM']);
  });
});

suite('where a quantity is hovered', () => {
  const parts = { value: pq('0.95', 'g/L'), range: range('0.63', '1.1', 'g/L') };
  const whole = battery(result(parts));
  for (const [where, marked, covered] of [
    ['value', whole.replace('value="0.95"', 'value="0.95¦"'), 'value="0.95"'],
    ['unit', whole.replace('value="0.95" unit="g/L"', 'value="0.95" un¦it="g/L"'), 'unit="g/L"'],
    ['element', whole.replace('<value xsi:type="PQ"', '<va¦lue xsi:type="PQ"'), 'value'],
    ['low', whole.replace('<low', '<lo¦w'), 'low'],
    ['high', whole.replace('value="1.1"', 'value="1.1¦"'), 'value="1.1"'],
    ['reference range', whole.replace('<value xsi:type="IVL_PQ"', '<val¦ue xsi:type="IVL_PQ"'), 'value'],
  ] as const) {
    test(where, () => {
      const found = hoverAt(marked);
      assert.equal(found?.covered, covered);
      row(found.markdown, '5.3 mmol/L');
    });
  }

  test('a dose is no result: nothing to say', () => {
    const dose = '<substanceAdministration><doseQuantity value="1¦" unit="30009000"/></substanceAdministration>';
    assert.equal(hoverAt(battery(dose)), undefined);
  });
});

test('an interval value is converted on its bound and keeps its strictness', () => {
  const value = '<value xsi:type="IVL_PQ"><high value="0.20¦" unit="g/L" inclusive="false"/></value>';
  assert.deepEqual(row(hovered({ value }), '< 1.1 mmol/L'), ['`< 1.1 mmol/L`', '`× 5.551`', '`40193-5`']);
  assert.match(hovered({ value }), /Unrounded: `< 1\.1102`\./);
  const both = `<value xsi:type="IVL_PQ">${range('0.70', '1.10¦', 'g/L')}</value>`;
  row(hovered({ value: both }), '3.9–6.11 mmol/L');
  assert.match(hovered({ value: both }), /Unrounded: `3\.8857–6\.1061`\./);
});

test('of two bounds both are converted or none: one of them would say something else', () => {
  const wide = `<value xsi:type="IVL_PQ">${range('0.5¦', '20', 'g/L')}</value>`;
  assert.deepEqual(firstCells(hovered({ value: wide })), [
    '2.8–110 mmol/L',
    '0.05–2 g/dL',
    '50–2000 mg/dL',
    '500–20000 mg/L',
  ]);
  const shared = '<value xsi:type="IVL_PQ"><low value="0.70¦"/><high value="1.10" unit="g/L"/></value>';
  row(hovered({ value: shared }), '3.9–6.11 mmol/L');
  const broken = `<value xsi:type="IVL_PQ">${range('0.70¦', '1,10', 'g/L')}</value>`;
  assert.deepEqual(firstCells(hovered({ value: broken })), []);
  const half = hovered({ value: pq('0.95¦', 'g/L'), range: range('0.63', '1,1', 'g/L') });
  assert.doesNotMatch(half, /≥/);
  row(half, '5.3 mmol/L');
});

test('unrounded products are shown only where rounding changed the number', () => {
  const value = pq('1.950¦', 'm[IU]/L');
  const markdown = hovered({ code: loinc('11580-8'), value });
  row(markdown, '1.950 u[IU]/mL');
  assert.doesNotMatch(markdown, /Unrounded/);
  assert.match(
    hovered({ code: loinc('8480-6'), value: pq('37.2¦', 'mm[Hg]') }, 'fr'),
    /^- `4\.96 kPa` – Non arrondi : `4\.9595784`\.$/m,
  );
});

test('a prior result without templateId is converted too', () => {
  const prior = `<entryRelationship typeCode="REFR"><observation>${loinc('53049-3')}${pq('0.91¦', 'g/L')}</observation></entryRelationship>`;
  row(hovered({ value: pq('0.95', 'g/L') + prior }), '5.1 mmol/L');
});

test('another multiple of the Circuit’s unit is scaled first: last in the table, and it says so', () => {
  const parts = { value: pq('95¦', 'mg/dL') };
  const markdown = hovered(parts);
  assert.deepEqual(firstCells(markdown), ['0.95 g/L', '950 mg/L', '5.3 mmol/L']);
  assert.deepEqual(row(markdown, '5.3 mmol/L').slice(1), ['`× 0.05551`', '`40193-5`, in two steps']);
  assert.match(markdown, /In two steps: mg\/dL → g\/L \(UCUM, × 0\.01\); Circuit/);
  assert.match(hovered(parts, 'fr'), /\| `40193-5`, en deux temps \|/);
  assert.doesNotMatch(hovered({ value: pq('0.95¦', 'g/L') }), /in two steps/);
});

test('a short table: three multiples at most, the range only where there is one', () => {
  const counts = ['g/L', 'mg/dL', 'g/dL', 'umol/L', 'm[IU]/L', '[IU]/L', '/uL'].map((unit) => {
    const markdown = hovered({ value: pq('5.1¦', unit) });
    assert.doesNotMatch(markdown, /Reference range/, unit);
    return markdown.split('\n').filter((line) => line.includes('UCUM |')).length;
  });
  assert.ok(Math.max(...counts) === 3, counts.join());
});

test('decimals have a point, whatever the language, as in the document', () => {
  const french = hovered({ value: pq('95¦', 'mg/dL'), range: range('63', '110', 'mg/dL') }, 'fr');
  assert.doesNotMatch(french, /\d,\d/);
  assert.match(french, /× 0\.01\) ; Circuit .*× 5\.551\. Non arrondi : `5\.27345`/);
});

test('without a code there is no “same code”', () => {
  const local = '<code><translation code="1" displayName="CRP" codeSystem="1.2.250.1.2.3.4"/></code>';
  assert.equal(row(hovered({ code: local, value: pq('1.2¦', 'mg/L') }), '0.12 mg/dL')[2], 'UCUM');
});

suite('comparability, beside the conversions', () => {
  const alert =
    /⚠ Résultats non comparables sur la seule base du code\. Vérifiez les unités \(`@unit`\), les valeurs de référence \(`<referenceRange>`\) et la technique \(`<methodCode>`\)\./;

  for (const [name, code, value] of [
    ['level 2', '11580-8', pq('2.1¦', 'm[IU]/L')],
    ['level 2, folates', '2284-8', pq('5¦', 'ug/L')],
    ['level 9', '2345-7', pq('0.95¦', 'g/L')],
    ['level 9, without any conversion', '2345-7', pq('0.95¦', 's')],
  ] as const) {
    test(`${name}: the whole alert`, () => assert.match(hovered({ code: loinc(code), value }, 'fr'), alert));
  }

  for (const [name, code] of [
    ['local code', '<code><translation code="1234" displayName="Glycémie" codeSystem="1.2.250.1.2.3.4"/></code>'],
    ['waiting code', '<code><translation code="99" displayName="x" codeSystem="1.2.250.1.213.1.1.5.130"/></code>'],
    ['no code system', '<code code="53049-3"/>'],
  ] as const) {
    test(`${name}: the whole alert`, () => assert.match(hovered({ code, value: pq('0.95¦', 'g/L') }, 'fr'), alert));
  }

  test('both units given: the alert too', () => {
    const mole = result({ code: loinc('14749-6'), value: pq('5.3', 'mmol/L') });
    assert.match(markdownAt(battery(result({ code: loinc('2345-7'), value: pq('0.95¦', 'g/L') }), mole), 'fr'), alert);
  });

  test('level 1: none', () => {
    assert.doesNotMatch(hovered({ value: pq('0.95¦', 'g/L') }, 'fr'), /⚠/);
  });
});

test('folates: the excerpt knows the counterpart, not the factor', () => {
  const folates = { code: loinc('2284-8'), value: pq('5¦', 'ug/L') };
  assert.match(
    hovered(folates, 'fr'),
    /Vers `14732-2` Folates .* : le facteur de conversion est absent de l’extrait intégré\./,
  );
  assert.match(hovered(folates), /To `14732-2` Folates .*: the conversion factor is not in the built-in excerpt\./);
  const whole = new Circuit(Circuit.builtIn().rows, { builtIn: false, source: 'JDV.xlsx' });
  assert.doesNotMatch(markdownAt(battery(result(folates)), 'en', whole), /conversion factor/);
});

test('no English quotation marks in French', () => {
  assert.match(hovered({ value: pq('2.1¦', 'mUI/L') }, 'fr'), /^⚠ « mUI\/L » n’est pas une unité UCUM/);
  assert.match(hovered({ value: pq('2.1¦', 'mUI/L') }), /^⚠ “mUI\/L”/);
});

suite('both units given', () => {
  const mole = result({ code: loinc('40193-5'), value: pq('4.89', 'mmol/L'), range: range('3.89', '6.00', 'mmol/L') });
  const mass = (mark = '¦') => result({ value: pq(`0.88${mark}`, 'g/L') });

  test('in one container: nothing is converted, both are shown', () => {
    const markdown = markdownAt(battery(mass(), mole));
    assert.match(markdown, /Both units are given: nothing is converted/);
    assert.match(markdown, /`40193-5` `4\.89 mmol\/L` \(`3\.89–6\.00 mmol\/L`\)/);
    assert.doesNotMatch(markdown, /4\.9 mmol|5\.551/);
    assert.match(markdownAt(battery(mass(), mole), 'fr'), /Les deux unités sont données : rien n’est converti/);
  });

  test('by a translation of the value: the laboratory’s own number, with its range', () => {
    const second = (value: string) => `<translation value="${value}" code="mmol/L"/>`;
    const markdown = hovered({
      value: `<value xsi:type="PQ" value="1.90¦" unit="g/L">${second('4.90')}</value>`,
      code: loinc('2093-3'),
      range: `<low value="1.50" unit="g/L">${second('3.87')}</low><high value="2.00" unit="g/L">${second('5.16')}</high>`,
    });
    assert.match(markdown, /Both units are given: nothing is converted/);
    assert.match(markdown, /`4\.90 mmol\/L` \(`3\.87–5\.16 mmol\/L`\) – `translation`/);
    assert.doesNotMatch(markdown, /4\.91|g\/dL/);
  });

  test('a translation in no unit of UCUM, or that names the unit, is no second result', () => {
    for (const translation of [
      '<translation value="5.3" code="mole"/>',
      '<translation code="g/L" displayName="g/L"/>',
    ]) {
      const value = `<value xsi:type="PQ" value="0.95¦" unit="g/L">${translation}</value>`;
      assert.match(hovered({ value }), /5\.3 mmol\/L/);
    }
  });

  test('at another time of sampling it is another sample', () => {
    const later = mole.replace('20240104073500', '20240104093500');
    assert.match(markdownAt(battery(mass(), later)), /4\.9 mmol/);
  });

  test('in another container it is one sample only where date and hour of sampling are the same', () => {
    const inBattery = (content: string) =>
      `<organizer classCode="BATTERY"><component>${content}</component></organizer>`;
    assert.match(markdownAt(battery(mass(), inBattery(mole))), /Both units are given: nothing is converted/);
    for (const time of ['20240104093500+0100', '20240104', '']) {
      const other = [mass(), inBattery(mole)].map((each) => each.replaceAll('20240104073500+0100', time));
      assert.match(markdownAt(battery(mass(), inBattery(other[1] as string))), /4\.9 mmol/, time);
      if (time.length <= 8) assert.match(markdownAt(battery(...other)), /4\.9 mmol/, time);
    }
  });

  test('a prior result in both units', () => {
    const prior = (content: string) => `<entryRelationship typeCode="REFR">${content}</entryRelationship>`;
    const both = result().replace('</observation>', `${prior(mass())}${prior(mole)}</observation>`);
    assert.match(markdownAt(battery(both)), /Both units are given: nothing is converted/);
  });
});

suite('what prevents a conversion', () => {
  const local = '<code><translation code="1234" displayName="Glycémie" codeSystem="1.2.250.1.2.3.4"/></code>';
  const waiting = '<code><translation code="99" displayName="x" codeSystem="1.2.250.1.213.1.1.5.130"/></code>';
  for (const [name, parts, reason, raison] of [
    ['local code', { code: local, value: pq('5¦', '{ratio}') }, /only a local one/, /seulement un code local/],
    ['waiting code', { code: waiting, value: pq('5¦', '{ratio}') }, /waiting code only/, /qu’un code d’attente/],
    [
      'no code system',
      { code: '<code code="53049-3"/>', value: pq('5¦', '{ratio}') },
      /no `codeSystem`/,
      /pas de `codeSystem`/,
    ],
    ['no code at all', { code: '<code/>', value: pq('5¦', '{ratio}') }, /nothing identifies/, /rien n’identifie/],
    [
      'not in the Circuit',
      { code: loinc('1988-5'), value: pq('5¦', '{ratio}') },
      /`1988-5` is not in the built-in excerpt of the Circuit/,
      /n’est pas dans l’extrait intégré du Circuit/,
    ],
    [
      'another dimension',
      { value: pq('5¦', 's') },
      /the unit is `s`, the Circuit expects `g\/L`/,
      /le Circuit attend `g\/L`/,
    ],
    [
      'no correspondence',
      { code: loinc('718-7'), value: pq('5¦', '%') },
      /no correspondence for `718-7` Hémoglobine/,
      /pas de correspondance/,
    ],
    ['decimal comma', { value: pq('0,95¦', 'g/L') }, /`0,95` is not a number/, /n’est pas un nombre/],
    ['no unit', { value: '<value xsi:type="PQ" value="0.95¦"/>' }, /there is no unit/, /pas d’unité/],
    ['unit not UCUM', { value: pq('2.1¦', 'mUI/L') }, /not a UCUM unit[\s\S]*→ `m\[IU\]\/L`/, /pas une unité UCUM/],
    [
      'no value',
      { value: '<value xsi:type="PQ" unit="g/L¦" nullFlavor="UNK"/>' },
      /there is no value/,
      /pas de valeur/,
    ],
  ] as const) {
    test(name, () => {
      assert.match(hovered(parts), reason);
      assert.match(hovered(parts, 'fr'), raison);
    });
  }

  test('outside of the laboratory an unconvertible quantity says nothing', () => {
    const weight = `<observation>${loinc('3141-9')}${pq('5¦', '{score}')}</observation>`;
    assert.equal(hoverAt(battery(weight)), undefined);
  });
});

test('the built-in excerpt is named, with the setting that loads the whole', () => {
  const parts = { value: pq('0.95¦', 'g/L') };
  assert.match(hovered(parts), /built-in excerpt \(\d+ analyses\).*`cda\.circuit\.path`/);
  assert.match(hovered(parts, 'fr'), /extrait intégré \(\d+ analyses\).*`cda\.circuit\.path`/);
  const loaded = new Circuit(Circuit.builtIn().rows, { builtIn: false, source: 'JDV.xlsx' });
  assert.match(markdownAt(battery(result(parts)), 'en', loaded), /Circuit: JDV\.xlsx \(\d+ analyses\)/);
});
