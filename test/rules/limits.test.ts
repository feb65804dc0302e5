import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { codeLenses } from '../../server/src/features/codeLens';
import { completion } from '../../server/src/features/completion';
import { convertResult } from '../../server/src/features/convertResult';
import { definition, references } from '../../server/src/features/definition';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlayHints';
import { symbols } from '../../server/src/features/symbols';
import { rules } from '../../server/src/rules';
import { crBio } from '../../server/src/rules/examples';
import { runRule } from '../../server/src/rules/run';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';

const LOINC = '2.16.840.1.113883.6.1';
const circuit = Circuit.builtIn();
const context = { circuit, ucum, origin: { linkedFile: () => ({ kind: 'missing' }) as const } };

const many = (length: number, make: (index: number) => string) => Array.from({ length }, (_, i) => make(i)).join('');
const section = (content: string) => crBio(`<component><section>${content}</section></component>`);
const blanks = ' '.repeat(50_000);

/** Where an editor may ask for something, the last of each. */
const places = [
  'unit="',
  'displayName="',
  'codeSystem="',
  '<templateId root="',
  'referencedObject="',
  'value="',
  '<code',
  'ID="',
];

/** Everything an editor asks of a document, and the features at its last places. */
function examine(text: string): void {
  const document = CdaDocument.read(text);
  assert.ok(document);
  for (const rule of rules) {
    const [first] = runRule(rule, document, context);
    assert.doesNotMatch(first?.message.en ?? '', /^The rule \S+ failed/);
  }
  symbols(document, 'fr');
  codeLenses(document, context, 'fr');
  inlayHints(document, { start: 0, end: text.length }, context, 'fr', { labels: true, units: true });
  for (const place of places) {
    const at = text.lastIndexOf(place) + place.length;
    if (at < place.length) continue;
    hover(document, at, context, 'fr');
    completion(document, at, context, 'fr');
    convertResult(document, at, context, 'fr');
    definition(document, at);
    references(document, at);
  }
}

/** Processor time: other work of the machine does not count. What is quadratic takes at least ten times as long on these texts. */
function seconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1e6;
}

function result(code: string, unit: string, i: number): string {
  return `<component><observation><templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><templateId root="1.2.250.1.213.1.1.3.80"/>
    <code ${code} displayName="Glucose ${i}"/><value xsi:type="PQ" value="${i}" unit="${unit}"/><referenceRange><observationRange>
    <value xsi:type="IVL_PQ"><low value="1" unit="g/L"/><high value="0" unit="g/L"/></value></observationRange></referenceRange></observation></component>`;
}

suite('hostile documents do not hold up rules, hover and outline', () => {
  // The tables are loaded at the first question, once.
  before(() => examine(section(result(`code="14749-6" codeSystem="${LOINC}"`, 'mg/dL', 1))));

  for (const [name, text] of [
    ['10 000 attributes', section(`<x ${many(10_000, (i) => ` a${i}="v"`)}/>`)],
    [
      '100 000 blanks before a letter in narrative and label',
      section(
        `<text><content ID="a">${blanks}${blanks}x</content></text><entry/><code code="a" codeSystem="1.2" displayName="${blanks}${blanks}x"/>`,
      ),
    ],
    ['20 000 names', section(`<text>${many(20_000, (i) => `<content ID="i${i}"/>`)}</text>`)],
    ['20 000 times one name', section(`<text>${'<content ID="i"/>'.repeat(20_000)}</text>`)],
    [
      '20 000 broken references among 3000 names',
      section(many(3000, (i) => `<a ID="i${i}"/>`) + many(20_000, (i) => `<reference value="#j${i}"/>`)),
    ],
    [
      '1000 broken references of 500 characters among as many names',
      section(many(1000, (i) => `<a ID="${'i'.repeat(500)}${i}"/><reference value="#${'i'.repeat(499)}j${i}"/>`)),
    ],
    [
      '8000 objects in one attribute, with a reference',
      section(`<text><renderMultiMedia referencedObject="${many(8000, (i) => `a${i} `)}&amp;"/></text>`),
    ],
    ['20 000 times one template', section('<templateId root="1.2.3"/>'.repeat(20_000))],
    [
      '20 000 times one template that wants another',
      section('<templateId root="1.2.250.1.213.1.1.3.80"/>'.repeat(20_000)),
    ],
    [
      '10 000 elements whose template wants another',
      section('<observation><templateId root="1.2.250.1.213.1.1.3.80"/></observation>'.repeat(10_000)),
    ],
    ['10 000 unknown templates', section(many(10_000, (i) => `<templateId root="1.2.250.1.213.1.1.3.80${i}"/>`))],
    [
      '10 000 models of a document',
      section('').replace('<code', `${many(10_000, (i) => `<templateId root="1.2.250.1.213.1.1.1.${i + 2}"/>`)}<code`),
    ],
    ['an OID of 50 000 arcs', section(`<templateId root="1.2.250.1.213.1.1.3${'.1'.repeat(50_000)}"/>`)],
    ['an arc of 100 000 digits', section(`<templateId root="1.2.250.1.213.1.1.3.${'9'.repeat(100_000)}"/>`)],
    [
      'a code system of 50 000 arcs',
      section(`<code code="a" codeSystem="1.2.250.1.213.1.1.5${'.1'.repeat(50_000)}" codeSystemName="x"/>`),
    ],
    ['2500 results of LOINC', section(many(2500, (i) => result(`code="14749-6" codeSystem="${LOINC}"`, 'mg/dL', i)))],
    ['2500 results of local codes', section(many(2500, (i) => result(`code="L${i}" codeSystem="1.2.3"`, 'mg/dL', i)))],
    [
      '20 000 translations',
      section(`<code>${many(20_000, (i) => `<translation code="${i}" codeSystem="1.2.3"/>`)}</code>`),
    ],
    [
      '10 000 codes of LOINC',
      section(
        many(10_000, (i) => `<code code="1${i}-0" codeSystem="${LOINC}" codeSystemName="S${i}" displayName="d${i}"/>`),
      ),
    ],
    [
      '10 000 code systems',
      section(many(10_000, (i) => `<code code="1${i}-0" codeSystem="1.2.${i}" codeSystemName="LOINC"/>`)),
    ],
    [
      'LOINC codes of 100 000 characters',
      section(many(3, (i) => `<code code="${['1', '1-', '-é'][i]?.repeat(100_000)}-x" codeSystem="${LOINC}"/>`)),
    ],
    ['20 000 units that are none', section(many(20_000, (i) => `<value xsi:type="PQ" value="${i}" unit="u${i}"/>`))],
    ['a unit of 100 000 letters', section(`<value xsi:type="PQ" value="1" unit="${'m'.repeat(100_000)}"/>`)],
    ['a unit of 100 000 blanks', section(`<value xsi:type="PQ" value="1" unit="m${blanks}${blanks}x"/>`)],
    [
      '1000 units of 2000 letters',
      section(many(1000, (i) => `<value xsi:type="PQ" value="1" unit="${'m'.repeat(2000)}${i}"/>`)),
    ],
    [
      'types with a prefix, 20 000 namespaces deep',
      section(many(20_000, (i) => `<value xmlns:p${i}="u${i}" xsi:type="xsi:PQ">`) + '</value>'.repeat(20_000)),
    ],
    [
      'names of 200 000 words',
      section(
        `<code code="a" codeSystem="1.2.3" codeSystemName="${'é '.repeat(200_000)}" displayName="${' x'.repeat(200_000)}"/>`,
      ),
    ],
    [
      '50 000 blanks inside every value',
      section(`<templateId root="1.2${blanks}3" extension="x${blanks}y"/><a ID="a${blanks}b"/><reference value="#a${blanks}b"/>
        <code code="a${blanks}b" codeSystem="1.2${blanks}3" displayName="x${blanks}y" codeSystemName="x${blanks}y"/>
        <value xsi:type="PQ${blanks}x" value="1${blanks}2" unit="g"/>`),
    ],
    ['20 000 sections deep', section('<section>'.repeat(20_000) + '</section>'.repeat(20_000))],
    [
      '10 000 entries deep',
      section('<entry><act><entryRelationship>'.repeat(10_000) + '</entryRelationship></act></entry>'.repeat(10_000)),
    ],
    ['20 000 sections that are never closed', section('<section>'.repeat(20_000))],
    [
      '10 000 stylesheets',
      section('').replace('<Clin', `${many(10_000, (i) => `<?xml-stylesheet href="../d${i}/x.xsl"?>`)}<Clin`),
    ],
    [
      'a stylesheet of words and blanks',
      section('').replace('<Clin', `<?xml-stylesheet ${'href '.repeat(20_000)}${blanks}?><Clin`),
    ],
    [
      '10 000 schemas in one attribute, with a reference',
      section('').replace(
        'xmlns:xsi',
        `xsi:schemaLocation="${many(10_000, (i) => `u${i} f${i}.xsd `)}&amp;" xmlns:xsi`,
      ),
    ],
    [
      '5 authors of 10 000 elements',
      section('').replace('<code', `${`<author>${'<a><b/></a>'.repeat(10_000)}</author>`.repeat(5)}<code`),
    ],
    ['5 MB of text', section(`<text>${'Lorem ipsum &amp; é 😀 '.repeat(220_000)}</text>`)],
  ] as const) {
    test(name, () => {
      const taken = seconds(() => examine(text));
      assert.ok(taken < 2, `${taken} s`);
    });
  }

  test('10 000 units, each another mistake', () => {
    const taken = seconds(() => {
      for (let i = 0; i < 10_000; i++) ucum.fault(`mmole ${i} / lt`);
    });
    assert.ok(taken < 5, `${taken} s`);
  });
});
