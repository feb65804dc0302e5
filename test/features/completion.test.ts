import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { type Completion, completion } from '../../server/src/features/completion';
import { laboratoryUnits } from '../../server/src/features/completion/laboratoryUnits';
import type { HoverContext } from '../../server/src/features/hover/subject';
import { battery, pq, result } from '../../server/src/rules/examples';
import { Circuit, mergeRows } from '../../server/src/terminology/circuit';
import { LoincList } from '../../server/src/terminology/loincList';
import { ucum } from '../../server/src/terminology/ucum';
import { ValueSets } from '../../server/src/terminology/valueSets';
import { withCursor } from './cursor';

const loinc = '2.16.840.1.113883.6.1';
const fasting = 'Glucose à jeun [Moles/Volume] Sérum/Plasma ; Numérique';
const filled = `code="40193-5" displayName="${fasting}" codeSystem="${loinc}" codeSystemName="LOINC"`;

function complete(marked: string, circuit = Circuit.builtIn(), more: Partial<HoverContext> = {}) {
  const { document, text, offset } = withCursor(marked);
  const found = completion(document, offset, { circuit, ucum, ...more }, 'fr');
  return { text, items: found?.items ?? [], isIncomplete: found?.isIncomplete ?? false };
}

/** The text after a proposal; fails where its edits touch each other. */
function accept(text: string, { edit, others }: Completion): string {
  const edits = [edit, ...others].sort((a, b) => b.span.start - a.span.start);
  edits.forEach(({ span }, index) => {
    const after = edits[index - 1];
    assert.ok(!after || span.end <= after.span.start, 'edits overlap');
    assert.ok(!after || span.start !== after.span.start, 'edits at one place');
  });
  return edits.reduce((now, { span, newText }) => now.slice(0, span.start) + newText + now.slice(span.end), text);
}

function choose(marked: string, wanted: RegExp, circuit?: Circuit, more?: Partial<HoverContext>): string {
  const { text, items } = complete(marked, circuit, more);
  const item = items.find(({ label }) => wanted.test(label));
  assert.ok(item, `none of ${items.map(({ label }) => label).join(', ')}`);
  return accept(text, item);
}

const labels = (marked: string) => complete(marked).items.map(({ label }) => label);
const coded = (code: string, value = pq('0.95', 'g/L')) => battery(result({ code, value }));

suite('completion of an analysis', () => {
  for (const [what, before, after] of [
    ['an empty value', '<code code="¦"/>', `<code ${filled}/>`],
    ['the beginning of a code', '<code code="401¦"/>', `<code ${filled}/>`],
    ['words of a label in any order', '<code displayName="jeun mol glu¦" code=""/>', null],
    ['no accents', '<code code="glucose a jeun mol¦"/>', `<code ${filled}/>`],
    ['a typing error', '<code code="glucsoe jeun mol¦"/>', `<code ${filled}/>`],
    ['the end of the value behind the cursor', '<code code="401¦93"/>', `<code ${filled}/>`],
    [
      'attributes in place',
      '<code displayName="x" codeSystem="y" code="401¦"/>',
      `<code displayName="${fasting}" codeSystem="${loinc}" code="40193-5" codeSystemName="LOINC"/>`,
    ],
    ['single quotes', "<code code='401¦'/>", `<code ${filled.replace('"40193-5"', "'40193-5'")}/>`],
    ['no closing quote', '<code code="401¦\n/>', `<code ${filled}\n/>`],
    ['no closing quote before />', '<code code="401¦/>', `<code ${filled}/>`],
    [
      'no closing quote before an attribute',
      `<code code="401¦ codeSystem="${loinc}"/>`,
      `<code code="40193-5" codeSystem="${loinc}" displayName="${fasting}" codeSystemName="LOINC"/>`,
    ],
    ['no quotes', '<code code=401¦/>', `<code ${filled}/>`],
    ['nothing behind =', '<code code=¦/>', `<code ${filled}/>`],
  ] as const) {
    test(what, () => {
      const expected =
        after ?? `<code displayName="${fasting}" code="40193-5" codeSystem="${loinc}" codeSystemName="LOINC"/>`;
      assert.equal(choose(coded(before), /^40193-5/), coded(expected));
    });
  }

  test('a label with references, as completion writes it, is found again', () => {
    const label = "Recherche d'ADN & d'ARN";
    const circuit = new Circuit([{ loinc: '718-7', label }], { builtIn: false, source: 'test' });
    const marked = coded('<code code="" displayName="Recherche d&apos;ADN &amp; d&apos;¦"/>');
    const { items } = complete(marked, circuit);
    assert.deepEqual(
      items.map(({ filter, edit }) => [filter, edit.newText]),
      [['Recherche d&apos;ADN &amp; d&apos;', 'Recherche d&apos;ADN &amp; d&apos;ARN']],
    );
  });

  test('in a tag that has no end, nothing else changes', () => {
    const after = choose(coded('<code code="401¦\n    <originalText>x</originalText></code>'), /^40193-5/);
    assert.ok(after.includes(`<code ${filled}\n    <originalText>x</originalText></code>`));
    const broken = choose(coded('<code>').replace('<code>', '<code code="401¦'), /^40193-5/);
    assert.ok(broken.includes(`<code ${filled}`));
  });

  test('gives the unit where no number is written yet, in the range too', () => {
    const value = '<value xsi:type="PQ" value="" unit="g/L"/>';
    const skeleton = (code: string, unit: string) =>
      battery(
        result({
          code,
          value: value.replace('g/L', unit),
          range: `<low value="" unit="${unit}"/><high value="" unit="${unit}"/>`,
        }),
      );
    assert.equal(choose(skeleton('<code code="401¦"/>', 'g/L'), /^40193-5/), skeleton(`<code ${filled}/>`, 'mmol/L'));
  });

  test('never changes the unit of a written number', () => {
    assert.ok(choose(coded('<code code="401¦"/>'), /^40193-5/).includes('value="0.95" unit="g/L"'));
  });

  test('nothing typed: what the narrative names and what fits the unit come first', () => {
    const [first] = labels(
      coded('<code code="¦"><originalText><reference value="#label"/></originalText></code>').replace(
        'Analyse',
        'Cholestérol',
      ),
    );
    assert.match(first ?? '', /^2093-3 Cholestérol \[Masse/);
    assert.match(labels(coded('<code code="¦"/>', pq('1', 'mmol/L')))[0] ?? '', /mol|Moles/);
  });

  test('in translation, the waiting codes of the Circuit', () => {
    const circuit = new Circuit(
      [
        { label: 'Recherche de X', waitingCode: '600238' },
        { loinc: '718-7', label: 'Hb' },
      ],
      {
        builtIn: false,
        source: 'test',
      },
    );
    const after = choose(coded('<code><translation code="60¦"/></code>'), /Recherche de X/, circuit);
    const expected = '<translation code="600238" displayName="Recherche de X" codeSystem="1.2.250.1.213.1.1.5.130"/>';
    assert.equal(after, coded(`<code>${expected}</code>`));
    assert.deepEqual(complete(coded('<code><translation code="¦"/></code>')).items, []);
  });

  test('documentation tells what the Circuit says, and the list is asked for again', () => {
    const { items, isIncomplete } = complete(coded('<code code="40193-5¦"/>'));
    assert.ok(isIncomplete);
    assert.match(items[0]?.documentation ?? '', /1, comparable[\s\S]*mmol\/L/);
    assert.deepEqual([items[0]?.filter, items[0]?.sort], ['40193-5', '000']);
  });

  test('not on the code of a section', () => {
    assert.deepEqual(labels(battery(result()).replace('code="18719-5"', 'code="¦18719-5"')), []);
  });
});

suite('completion of a unit', () => {
  test('the expected one, its multiples from near to far, the unit of the twin, then the usual ones', () => {
    const units = labels(battery(result({ value: pq('1', '¦') })));
    assert.deepEqual(units.slice(0, 3), ['g/L', 'mg/mL', 'g/dL']);
    assert.ok(units.indexOf('mg/L') < units.indexOf('mmol/L'));
    assert.ok(units.indexOf('mmol/L') < units.indexOf('mg/g'));
    assert.equal(new Set(units).size, units.length);
  });
  test('UCUM for what a report prints', () => {
    const { items } = complete(battery(result({ value: pq('1', 'mUI/L¦') })));
    const item = items.find(({ label }) => label === 'm[IU]/L');
    assert.deepEqual([item?.filter, item?.detail], ['mUI/L', 'UCUM de mUI/L']);
    assert.equal(
      complete(battery(result({ value: pq('1', '') })).replace('unit=""', 'unit="¦"')).items.find(
        ({ label }) => label === '10*9/L',
      )?.filter,
      '10*9/L G/L',
    );
  });
  test('the unit of the value, for a bound', () => {
    const [first, second] = labels(battery(result({ value: pq('1', 'mg/dL'), range: '<low value="1" unit="¦"/>' })));
    assert.deepEqual([first, second], ['g/L', 'mg/dL']);
  });
  test('nothing on pharmacy quantities', () => {
    const dose = '<substanceAdministration><doseQuantity value="1" unit="¦"/></substanceAdministration>';
    assert.deepEqual(labels(battery(dose)), []);
  });
  test('every listed unit is UCUM and listed once', () => {
    const units = laboratoryUnits.map(([unit]) => unit);
    assert.deepEqual(
      units.filter((unit) => ucum.fault(unit) ?? ucum.habit(unit)),
      [],
    );
    assert.equal(new Set(units).size, units.length);
  });
});

suite('completion of small codes', () => {
  test('interpretations, escaped, with their code system', () => {
    const marked = coded('<code/>').replace(
      '</observation>',
      '<interpretationCode code="¦" displayName=""/></observation>',
    );
    assert.ok(
      choose(marked, /^N – /).includes(
        '<interpretationCode code="N" displayName="Normal" codeSystem="2.16.840.1.113883.5.83"/>',
      ),
    );
    assert.ok(choose(marked, /^< – /).includes('code="&lt;"'));
    assert.equal(labels(marked).length, 39);
  });
  test('statuses of a result and of a battery', () => {
    const marked = battery(result());
    assert.deepEqual(
      labels(
        marked
          .replace('<text><reference value="#result"/></text><statusCode code="completed"', '$&¦')
          .replace('completed"¦', '¦completed"'),
      ),
      ['completed', 'aborted', 'active', 'obsolete'],
    );
    assert.deepEqual(
      labels(marked.replace('<statusCode code="completed"/><component>', '<statusCode code="¦"/><component>')),
      ['completed', 'active', 'aborted'],
    );
  });
});

suite('completion of OIDs', () => {
  test('code systems by name or number, those of the document first', () => {
    assert.equal(labels(coded('<code code="1" codeSystem="¦"/>'))[0], 'LOINC');
    assert.deepEqual(labels(coded('<code code="1" codeSystem="snomed ct¦"/>')).slice(0, 1), ['SNOMED CT']);
    const { items } = complete(coded('<code code="1" codeSystem="2.16.840.1.113883.6.96¦"/>'));
    assert.equal(items[0]?.detail, '2.16.840.1.113883.6.96');
  });
  test('the name beside the OID follows it', () => {
    const after = choose(coded('<code code="1" codeSystem="¦" codeSystemName="x"/>'), /^LOINC$/);
    assert.ok(after.includes(`codeSystem="${loinc}" codeSystemName="LOINC"`));
  });
  test('identifier systems and local roots in id', () => {
    const marked = coded('<code/>').replace('<code/>', '<id root="1.2.250.9.9"/><id root="¦"/><code/>');
    const found = labels(marked);
    assert.equal(found[0], '1.2.250.9.9');
    assert.ok(found.includes('Patient : INS-NIR'));
  });
});

suite('completion of templates', () => {
  const parent = '<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>';
  const french = '<templateId root="1.2.250.1.213.1.1.3.80"/>';
  const open = (content: string) => battery(result()).replace(parent + french, content);

  test('what the other templates demand comes first', () => {
    const { text, items } = complete(open(`<templateId root="¦"/>${french}`));
    assert.match(items[0]?.detail ?? '', /^manque ici – 1\.3\.6\.1\.4\.1\.19376\.1\.3\.1\.6/);
    assert.equal(accept(text, items[0] as Completion), open(parent + french));
  });
  test('with its companions as one edit', () => {
    const after = choose(open('<templateId root="element-clin¦"/>'), /^FR-Resultat.*\+ Laboratory Observation$/);
    assert.equal(after, open(`${parent}\n    ${french}`));
    const alone = choose(open('<templateId root="element-clin¦"/>'), /^FR-Resultat[^+]*$/);
    assert.equal(alone, open(french));
  });
  test('no companions behind a tag that has no end', () => {
    assert.deepEqual(labels(open('<templateId root="1.2.250.1.213.1.1.3.80¦">')), [
      'FR-Resultat-examens-de-biologie-element-clinique-pertinent',
    ]);
  });
  test('only those of the element, the most used first', () => {
    const { items, isIncomplete } = complete(battery(result()).replace('<title>', '<templateId root="¦"/><title>'));
    const examples = items.map(({ detail = '' }) => Number(/(\d+) exemples/.exec(detail)?.[1] ?? 0));
    assert.ok(isIncomplete && items.length > 20);
    assert.deepEqual(
      examples,
      [...examples].sort((x, y) => y - x),
    );
    assert.ok(!items.some(({ label }) => label.startsWith('FR-Resultat-examens-de-biologie-element')));
  });
  test('a document model comes with its latest version', () => {
    const model = '<templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/>';
    const marked = battery(result()).replace(model, '<templateId root="cr-bio¦"/>');
    assert.equal(choose(marked, /^BIO-CR-BIO/), battery(result()));
    assert.deepEqual(labels(battery(result()).replace('extension="2024.01"', 'extension="¦"')), [
      '2024.01',
      '2023.01',
      '2021.01',
    ]);
  });
});

test('completion in a value that is all blanks comes back quickly', () => {
  const start = performance.now();
  complete(coded(`<code code="x" displayName="${' '.repeat(100_000)}¦"/>`));
  assert.ok(performance.now() - start < 2000);
});

test('completion answers everywhere in a document cut at any place', () => {
  const whole = battery(result({ code: '<code code="40193-5" displayName="x"/>', value: pq('1', 'g/L') }));
  const start = whole.indexOf('<organizer');
  for (let end = start; end < whole.length; end += 3) {
    const text = whole.slice(0, end);
    const document = CdaDocument.read(text);
    assert.ok(document);
    const found = completion(document, end, { circuit: Circuit.builtIn(), ucum }, 'en');
    for (const item of found?.items.slice(0, 3) ?? []) accept(text, item);
  }
});

suite('completion of LOINC Biologie', () => {
  const list = [
    { loinc: '3016-3', label: 'Thyréostimuline [Unités/Volume]' },
    { loinc: '53049-3', label: 'Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique' },
  ];
  const loincBiologie = new LoincList(new Circuit(list, { builtIn: false, source: 'LOINC_Biologie.xlsx' }));

  test('its codes come after those of the Circuit, and none twice', () => {
    const { items } = complete(coded('<code code="thyreo¦"/>'), undefined, { loincBiologie });
    assert.equal(items.at(-1)?.detail, 'LOINC Biologie');
    assert.match(items.at(-1)?.documentation ?? '', /priorité 2/);
    const glucose = complete(coded('<code code="53049¦"/>'), undefined, { loincBiologie }).items;
    assert.deepEqual(
      glucose.map(({ detail }) => detail),
      ['Glucose à jeun – g/L'],
    );
  });

  test('one choice fills all that identifies the analysis', () => {
    const filled = choose(coded('<code code="3016¦"/>'), /^3016-3/, undefined, { loincBiologie });
    const label = 'Thyréostimuline [Unités/Volume]';
    assert.ok(
      filled.includes(`<code code="3016-3" displayName="${label}" codeSystem="${loinc}" codeSystemName="LOINC"/>`),
    );
  });
});

suite('completion of a value set', () => {
  const technique = (code: string, display: string) => ({ code, system: '1.2.250.1.213.2.3.5', display });
  const valueSets = new ValueSets([
    {
      oids: ['1.2.250.1.213.1.1.5.789'],
      name: 'JDV_TechniqueBiologie_CISIS',
      kind: 'value-set',
      source: 'test',
      read: () => ({
        concepts: [
          technique('DEG', 'Hexokinase'),
          technique('DEI', 'Glucose déshydrogénase'),
          technique('DOX', 'Oxydase'),
        ],
        complete: true,
      }),
    },
  ]);
  const method = (attributes: string) =>
    battery(result().replace('</observation>', `<methodCode ${attributes}/></observation>`));
  const offered = (attributes: string) =>
    complete(method(attributes), undefined, { valueSets }).items.map(({ label }) => label);

  test('all of them, by code and by words of the label', () => {
    assert.deepEqual(offered('code="¦"'), ['DEG – Hexokinase', 'DEI – Glucose déshydrogénase', 'DOX – Oxydase']);
    assert.deepEqual(offered('code="de¦"'), ['DEG – Hexokinase', 'DEI – Glucose déshydrogénase']);
    assert.deepEqual(offered('displayName="deshydro¦"'), ['DEI – Glucose déshydrogénase']);
    assert.deepEqual(offered('code="zzz¦"'), []);
  });

  test('one choice fills code, displayName and codeSystem', () => {
    assert.ok(
      choose(method('code="do¦"'), /^DOX/, undefined, { valueSets }).includes(
        '<methodCode code="DOX" displayName="Oxydase" codeSystem="1.2.250.1.213.2.3.5"/>',
      ),
    );
    assert.ok(
      choose(method('displayName="oxy¦" code="X" codeSystem="1.2.3"'), /^DOX/, undefined, { valueSets }).includes(
        '<methodCode displayName="Oxydase" code="DOX" codeSystem="1.2.250.1.213.2.3.5"/>',
      ),
    );
  });

  test('the chapters of the Circuit', () => {
    const chapters = [
      { code: '18719-5', label: 'Biochimie' },
      { code: '18723-7', label: 'Hématologie' },
    ];
    const circuit = new Circuit(mergeRows([], chapters), { builtIn: false, source: 'test' });
    const marked = battery(result()).replace(
      '<code code="18719-5" displayName="Biochimie" codeSystem',
      '<code code="hem¦" codeSystem',
    );
    assert.ok(
      choose(marked, /Hématologie/, circuit).includes(
        `<code code="18723-7" codeSystem="${loinc}" displayName="Hématologie"/>`,
      ),
    );
  });

  test('nothing where no value set is loaded or bound', () => {
    assert.deepEqual(complete(method('code="¦"')).items, []);
    const free = battery(result().replace('</observation>', '<targetSiteCode code="¦"/></observation>'));
    assert.deepEqual(complete(free, undefined, { valueSets }).items, []);
  });
});
