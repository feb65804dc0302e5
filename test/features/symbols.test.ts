import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { type OutlineSymbol, symbols } from '../../server/src/features/symbols';
import { battery, crBio, result } from '../../server/src/rules/examples';
import { examples } from '../cda/examples';

function outline(text: string, language: 'en' | 'fr' = 'fr'): { text: string; top: OutlineSymbol[] } {
  const document = CdaDocument.read(text);
  assert.ok(document);
  return { text, top: symbols(document, language) };
}

/** One line a symbol, indented. */
function lines(tree: readonly OutlineSymbol[], indent = ''): string[] {
  return tree.flatMap(({ kind, name, detail, children }) => [
    `${indent}${kind}: ${name}${detail && ` | ${detail}`}`,
    ...lines(children, `${indent}  `),
  ]);
}

/** Editors refuse a selection outside of its symbol, and misplace a child outside of its parent. */
function assertNested(tree: readonly OutlineSymbol[], text: string, within = { start: 0, end: text.length }): number {
  let count = 0;
  for (const { name, span, selection, children } of tree) {
    assert.ok(name.trim() !== '' && name.length <= 201, JSON.stringify(name));
    assert.ok(within.start <= span.start && span.end <= within.end, name);
    assert.ok(span.start <= selection.start && selection.end <= span.end && selection.start < selection.end, name);
    count += 1 + assertNested(children, text, span);
  }
  return count;
}

test('document, sections, entries and results with their values', () => {
  const range = '<low value="0.63" unit="g/L"/><high value="1.1" unit="g/L"/>';
  const { text, top } = outline(battery(result({ range })));
  assert.deepEqual(lines(top), [
    'document: ClinicalDocument | BIO-CR-BIO 2024.01 – N3',
    '  header: En-tête',
    '  section: Biochimie',
    '    entry: Biochimie | act',
    '      entry: FR-Batterie-examens-de-biologie-medicale | organizer',
    '        result: Glucose à jeun [Masse/Volume] Sérum/Plasma ; Numérique | 0.95 g/L [0.63–1.1]',
  ]);
  assertNested(top, text);
});

suite('what names a result', () => {
  const named = (code: string, value?: string) => {
    const found = lines(outline(battery(result({ code, ...(value && { value }) }))).top).find((line) =>
      line.includes('result:'),
    );
    return found?.trim();
  };
  test('displayName, its translation’s, the narrative, the code', () => {
    const reference = '<originalText><reference value="#label"/></originalText>';
    assert.equal(named('<code code="1" displayName="A"/>'), 'result: A | 0.95 g/L');
    assert.equal(named('<code><translation code="1" displayName="B"/></code>'), 'result: B | 0.95 g/L');
    assert.equal(named(`<code code="1">${reference}</code>`), 'result: Analyse | 0.95 g/L');
    assert.equal(named('<code code="1"/>'), 'result: 1 | 0.95 g/L');
    assert.match(named('<code/>') ?? '', /^result: .*FR-Resultat-examens/);
  });
  test('coded, textual and interval values', () => {
    const code = '<code code="1" displayName="A"/>';
    assert.equal(named(code, '<value xsi:type="CD" code="P" displayName="Positif"/>'), 'result: A | Positif');
    assert.equal(named(code, '<value xsi:type="ST">Absence</value>'), 'result: A | Absence');
    assert.equal(named(code, '<value xsi:type="INT" value="3"/>'), 'result: A | 3');
    assert.equal(
      named(
        code,
        '<value xsi:type="IVL_PQ"><high value="1.0" unit="mg/L" inclusive="false"/></value><interpretationCode code="N"/>',
      ),
      'result: A | < 1.0 mg/L N',
    );
  });
});

test('people of the header, by the name in use', () => {
  const patient = `<recordTarget><patientRole><id root="1.2"/><patient><name><given qualifier="BR">Anne</given><family qualifier="BR">NAISSANCE</family><given qualifier="CL">Camille</given><family qualifier="CL">USAGE</family></name></patient></patientRole></recordTarget>`;
  const custodian =
    '<custodian><assignedCustodian><representedCustodianOrganization><name>Laboratoire</name></representedCustodianOrganization></assignedCustodian></custodian>';
  const act =
    '<documentationOf><serviceEvent><code code="18719-5" displayName="Biochimie"/></serviceEvent></documentationOf>';
  const header = crBio('').replace('<component>', `${patient}${custodian}${act}<component>`);
  const { text, top } = outline(header, 'en');
  assert.deepEqual(lines(top).slice(2), [
    '    participant: Patient | Camille USAGE',
    '    participant: Custodian | Laboratoire',
    '    participant: Documented act | Biochimie',
  ]);
  assertNested(top, text);
});

test('an embedded body', () => {
  const body =
    '<component><nonXMLBody><text mediaType="application/pdf" representation="B64">JVBE</text></nonXMLBody></component>';
  const { top } = outline(`<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2"/>${body}</ClinicalDocument>`);
  assert.deepEqual(lines(top).slice(2), ['  section: Corps non structuré | application/pdf']);
});

suite('broken and huge documents', () => {
  test('a text cut anywhere still has a well nested outline', () => {
    const whole = battery(result());
    for (let end = whole.indexOf('<ClinicalDocument ') + 20; end < whole.length; end += 37) {
      const { text, top } = outline(whole.slice(0, end));
      assertNested(top, text);
    }
  });

  test('bounded in number and depth', () => {
    const many = outline(crBio('<component><section/></component>'.repeat(20_000)));
    assert.equal(assertNested(many.top, many.text), 5002);
    const deep = outline(crBio('<component><section>'.repeat(50_000)));
    assert.ok(assertNested(deep.top, deep.text) < 100);
  });

  test('a label is cut at 200 characters', () => {
    const { text, top } = outline(
      crBio(`<component><section><title>${'x'.repeat(10_000)}</title></section></component>`),
    );
    assertNested(top, text);
  });
});

test('the ANS examples', { skip: examples.skip }, () => {
  for (const { name, text } of examples.documents()) {
    const { top } = outline(text);
    assert.ok(assertNested(top, text) > 3, name);
  }
});

test('labels and details are cut between characters', () => {
  const label = `a${'😀'.repeat(150)}`;
  const code = `<code code="1" displayName="${label}" codeSystem="1.2.3"/>`;
  const { top } = outline(battery(result({ code, value: `<value xsi:type="ST">${label}</value>` })));
  const written = lines(top).join('\n');
  assert.equal(written.match(/a😀+…/gu)?.length, 2);
  assert.doesNotMatch(written, /\p{Cs}/u);
});
