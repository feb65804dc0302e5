import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CompiledSchema } from '../../server/src/schematron/compile';
import type { RunOptions } from '../../server/src/schematron/evaluator';
import { Library } from '../../server/src/schematron/library';
import { loadSchema } from '../../server/src/schematron/load';
import { run } from '../../server/src/schematron/run';
import { parseXml } from '../../server/src/xml/parse';
import { said } from './sample';

interface Case {
  readonly xml: string;
  readonly options?: Partial<RunOptions>;
}

function schemaOf(content: string): CompiledSchema {
  const main = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><ns prefix="c" uri="urn:c"/>${content}</schema>`;
  return CompiledSchema.from(loadSchema('/s/main.sch', (path) => (path === '/s/main.sch' ? main : undefined)));
}

/** What one compiled schema says of documents, one after the other. */
function saidOfEach(content: string, cases: readonly (string | Case)[], library = new Library(() => undefined)) {
  const schema = schemaOf(content);
  return cases.map((each) => {
    const { xml, options = {} } = typeof each === 'string' ? { xml: each } : each;
    return said(run(schema, parseXml(xml), { library, ...options }));
  });
}

/** A library in which each file is this, and which counts how often one is asked for. */
function counting(text?: string): Library & { asked: number } {
  const library = new Library(() => text);
  const document = library.document.bind(library);
  const counted = Object.assign(library, { asked: 0 });
  library.document = (path) => {
    counted.asked++;
    return document(path);
  };
  return counted;
}

const rule = (test_: string, before = '', context = 'c:a') =>
  `<pattern><rule context="${context}">${before}<assert test="${test_}">No.</assert></rule></pattern>`;

const d = (inside: string, attributes = '') => `<d xmlns="urn:c" ${attributes}>${inside}</d>`;
const [fine, wrong] = [d('<a n="1"/>', 'ok="1"'), d('<a n="1"/>', 'ok="0"')];

suite('what is settled of an element', () => {
  test('by what is in it: equal elements of other documents are not looked at again', () => {
    const library = counting();
    const cases = [d('<a n="1"/><a n="1"/>'), d('<b/><a n="1"/>'), d('<a n="2"/>')];
    assert.deepEqual(saidOfEach(rule("not(doc-available(concat(@n, '.xml')))"), cases, library), [[], [], []]);
    assert.equal(library.asked, 2);
  });

  test('by the document alone: looked at once for all elements of a document, unless it fails', () => {
    const library = counting();
    const content = rule("not(doc-available(concat(/c:d/@ok, '.xml'))) and /c:d/@ok = '1'");
    const three = '<a n="1"/><a n="2"/><a n="3"/>';
    const cases = [d(three, 'ok="1"'), d(three, 'ok="1"'), d(three, 'ok="2"')];
    assert.deepEqual(
      saidOfEach(content, cases, library).map(({ length }) => length),
      [0, 0, 3],
    );
    assert.equal(library.asked, 5);
  });

  test('what other files hold alone is found once for all documents', () => {
    const library = counting('<v><e code="1"/><e code="2"/></v>');
    const content = rule("@n = doc('v.xml')/v/e/@code");
    assert.deepEqual(saidOfEach(content, [d('<a n="1"/><a n="3"/>'), d('<a n="2"/><a n="4"/>')], library), [
      ['/d/a[2]: No.'],
      ['/d/a[2]: No.'],
    ]);
    assert.equal(library.asked, 1);
  });

  test('anew where the files to look into are others', () => {
    const [one, other] = ['1', '2'].map((code) => new Library(() => `<v code="${code}"/>`));
    const xml = d('<a n="1"/>');
    const cases = [{ xml }, { xml, options: { library: other as Library } }, { xml }];
    assert.deepEqual(saidOfEach(rule("@n = doc('v.xml')/v/@code"), cases, one), [[], ['/d/a: No.'], []]);
  });

  test('not where an assertion fails, or has no answer', () => {
    const content = rule("@n = '2'");
    assert.deepEqual(saidOfEach(content, [fine, fine]), [['/d/a: No.'], ['/d/a: No.']]);
    const schema = CompiledSchema.from(
      loadSchema(
        '/s/main.sch',
        () => `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">${rule('xs:integer(.) = 1', '', 'a')}
          <ns prefix="xs" uri="http://www.w3.org/2001/XMLSchema"/></schema>`,
      ),
    );
    for (const _ of [1, 2]) {
      const { errors } = run(schema, parseXml('<d><a>x</a></d>'), { library: new Library(() => undefined) });
      assert.deepEqual(
        errors.map(({ code }) => code),
        ['FORG0001'],
      );
    }
  });

  test('some assertions of a rule, while others look around', () => {
    const content = `<pattern><rule context="c:a"><assert test="@n">A.</assert><assert test="../@ok = '1'">B.</assert>
      <report test="@m">C.</report></rule></pattern>`;
    assert.deepEqual(saidOfEach(content, [fine, wrong, fine, d('<a n="1" m=""/>', 'ok="1"')]), [
      [],
      ['/d/a: B.'],
      [],
      ['/d/a: C.'],
    ]);
  });

  test('not where a variable of the schema and one of the rule read alike', () => {
    const told = (test_: string, xml: string[]) =>
      saidOfEach(`<let name="g" value="*/@ok"/>${rule(test_, '<let name="v" value="*/@ok"/>')}`, xml);
    assert.deepEqual(told("$v = 'x' or $g = '1'", [fine, wrong]), [[], ['/d/a: No.']]);
    assert.deepEqual(told("$g = 'x' or $v = '1'", [d('<a><b ok="1"/></a><a><b ok="2"/></a>')]), [['/d/a[2]: No.']]);
  });

  test('files that others missed are not told where an assertion fails or a context has no answer', () => {
    const missed = "doc-available('gone.xml')";
    const ofVariable = rule('@n and (@m or not($v))', `<let name="v" value="${missed}"/>`);
    const ofContext = `<ns prefix="xs" uri="http://www.w3.org/2001/XMLSchema"/>
      ${rule(`not(${missed})`)}${rule('true()', '', 'c:b[xs:integer(.) = 1]')}`;
    const xml = parseXml(d('<a n="1"/><a/><b>x</b>'));
    for (const [content, failures, errors] of [
      [ofVariable, 1, 0],
      [ofContext, 0, 1],
    ] as const) {
      const schema = schemaOf(content);
      for (const _ of [1, 2]) {
        const result = run(schema, xml, { library: new Library(() => undefined) });
        assert.deepEqual([result.failures.length, result.errors.length], [failures, errors]);
        for (const { missing } of [...result.failures, ...result.errors]) assert.deepEqual(missing, []);
      }
    }
  });

  const around: readonly (readonly [what: string, content: string])[] = [
    ['the parent', rule("../@ok = '1'")],
    ['the parent of what is inside', rule("@n/../../@ok = '1'")],
    ['an ancestor', rule("ancestor::c:d/@ok = '1'")],
    ['the document', rule("/c:d/@ok = '1'")],
    ['the document, from a node', rule("root(.)//@ok = '1'")],
    ['a variable of the rule', rule("$v = '1'", '<let name="v" value="../@ok"/>')],
    ['a variable of a variable', rule("$w = '1'", '<let name="v" value="../@ok"/><let name="w" value="string($v)"/>')],
    ['a variable of the schema', `<let name="g" value="c:d/@ok"/>${rule("$g = '1'")}`],
    ['a variable of the pattern', rule("$g = '1'").replace('<rule', '<let name="g" value="//c:d/@ok"/><rule')],
    ['a key', `<xsl:key name="k" match="c:d" use="@ok"/>${rule("key('k', '1')")}`],
    ['what is bound to the context', rule("some $x in . satisfies $x/../@ok = '1'")],
    ['a predicate', rule("@n[../../@ok = '1']")],
  ];
  for (const [what, content] of around) {
    test(`not where an assertion looks at ${what}`, () => {
      assert.deepEqual(saidOfEach(content, [fine, wrong, fine]), [[], ['/d/a: No.'], []]);
    });
  }

  test('not where an assertion looks at what stands before or after', () => {
    const [first, second, both] = [d('<a/><b/>'), d('<b/><a/>'), d('<b/><a/><b/>')];
    const told = (test_: string) => saidOfEach(rule(test_), [first, second, both]).map(({ length }) => length);
    assert.deepEqual(told('not(preceding-sibling::c:b)'), [0, 1, 1]);
    assert.deepEqual(told('not(preceding::c:b)'), [0, 1, 1]);
    assert.deepEqual(told('following-sibling::c:b'), [0, 1, 0]);
    assert.deepEqual(told('following::c:b'), [0, 1, 0]);
  });

  test('not where an assertion asks for an ID or the language', () => {
    const [here, there] = [d('<a/>', 'xml:id="x" xml:lang="fr"'), d('<a/>', 'xml:id="y" xml:lang="en"')];
    assert.deepEqual(saidOfEach(rule("id('x')"), [here, there]), [[], ['/d/a: No.']]);
    assert.deepEqual(saidOfEach(rule("lang('fr')"), [here, there]), [[], ['/d/a: No.']]);
  });

  test('not for elements of other namespaces that read alike', () => {
    const [one, other] = ['<c:d xmlns:c="urn:c"><c:a/></c:d>', '<c:d xmlns:c="urn:x"><c:a/></c:d>'];
    assert.deepEqual(saidOfEach(rule('self::c:a', '', '*:a'), [one, other, one]), [[], ['/c:d/c:a: No.'], []]);
    const nested = '<c:d xmlns:c="urn:c"><e xmlns:c="urn:x"><c:a/></e><c:a/></c:d>';
    assert.deepEqual(saidOfEach(rule('self::c:a', '', '*:a'), [one, nested]), [[], ['/c:d/e/c:a: No.']]);
    const prefix = rule("namespace-uri-for-prefix('p', .) = 'urn:1'", '', '*:a');
    assert.deepEqual(saidOfEach(prefix, [d('<a/>', 'xmlns:p="urn:1"'), d('<a/>', 'xmlns:p="urn:2"')]), [
      [],
      ['/d/a: No.'],
    ]);
  });

  test('not for elements in namespaces whose names read like more declarations', () => {
    const [two, one] = [d('<a/>', 'xmlns:p="x" xmlns:q="y"'), d('<a/>', 'xmlns:p="x&quot; xmlns:q=&quot;y"')];
    const content = rule("namespace-uri-for-prefix('q', .) = 'y'");
    assert.deepEqual(saidOfEach(content, [two, one]), [[], ['/d/a: No.']]);
  });

  test('not where an assertion asks for the time', () => {
    const xml = d('<a/>');
    const at = (date: string): Case => ({ xml, options: { now: new Date(date) } });
    const content = `<ns prefix="xs" uri="http://www.w3.org/2001/XMLSchema"/>${rule("current-date() lt xs:date('2026-06-01')")}`;
    assert.deepEqual(saidOfEach(content, [at('2026-01-01'), at('2026-12-01')]), [[], ['/d/a: No.']]);
  });

  test('anew once the implicit timezone is another one', () => {
    const { TZ } = process.env;
    process.env.TZ = 'Europe/Paris';
    try {
      const xml = d('<a t="2026-01-01T01:00:00"/>');
      const at = (date: string): Case => ({ xml, options: { now: new Date(date) } });
      const content = `<ns prefix="xs" uri="http://www.w3.org/2001/XMLSchema"/>${rule("xs:dateTime(@t) = xs:dateTime('2026-01-01T00:00:00Z')")}`;
      assert.deepEqual(saidOfEach(content, [at('2026-01-01'), at('2026-07-01')]), [[], ['/d/a: No.']]);
      const constant = content.replace('@t', "'2026-01-01T01:00:00'");
      assert.deepEqual(saidOfEach(constant, [at('2026-01-01'), at('2026-07-01')]), [[], ['/d/a: No.']]);
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });

  test('not where an assertion depends on where the document is', () => {
    const xml = d('<a href="v.xml"/>');
    const cases = ['/x/d.xml', '/y/d.xml'].map((path): Case => ({ xml, options: { path } }));
    const library = new Library((path) => (path === '/x/v.xml' ? '<v/>' : undefined));
    assert.deepEqual(saidOfEach(rule('document(@href)/v'), cases, library), [[], ['/d/a: No.']]);
    assert.deepEqual(saidOfEach(rule("ends-with(base-uri(.), '/x/d.xml')"), cases), [[], ['/d/a: No.']]);
  });
});
