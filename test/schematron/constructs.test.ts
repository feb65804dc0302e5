import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadingSchema, loadSchema } from '../../server/src/schematron/load';
import { XPathError } from '../../server/src/xpath';
import { runText, said } from './sample';

const ns = 'xmlns="http://purl.oclc.org/dsdl/schematron"';
const xml = '<a xmlns="urn:c" n="07"><b v="1"/><b v="2"/></a>';

/** The messages of reports that say what a variable or expression is. */
const messages = (content: string, document = xml, options = {}) =>
  runText(content, document, options).failures.map(({ message }) => message);

suite('variables', () => {
  test('of the schema, a phase, a pattern and a rule; the nearest one is seen', () => {
    const content = `<let name="x" value="'schema'"/><let name="y" value="concat($x, '!')"/>
      <pattern><let name="x" value="'first'"/><let name="p" value="count(//c:b)"/>
        <rule context="c:a"><report test="true()"><value-of select="$x, $y, $p"/></report></rule></pattern>
      <pattern><let name="x" value="'second'"/>
        <rule context="c:a"><let name="x" value="concat($x, '+')"/><let name="x" value="concat($x, '+')"/>
          <report test="true()"><value-of select="$x, $p"/></report></rule></pattern>`;
    assert.deepEqual(
      messages(content),
      ['schema schema! 2', 'second++ 2'].map((text) => text.replace(/^schema/, 'first')),
    );
  });

  test('have the value of the rule’s own node', () => {
    const content =
      '<pattern><rule context="c:b"><let name="v" value="@v"/><report test="$v"><value-of select="$v"/></report></rule></pattern>';
    assert.deepEqual(messages(content), ['1', '2']);
  });

  test('are computed when used: an error in one nobody needs is none', () => {
    const content = `<pattern><rule context="c:a"><let name="bad" value="xs:integer('x')"/>
      <report test="true() or $bad">fine</report><assert test="$bad">never</assert><report test="true()">goes on</report></rule></pattern>`;
    const { errors, failures } = runText(content, xml);
    assert.deepEqual(
      [failures.map(({ message }) => message), errors.map(({ code }) => code)],
      [['fine', 'goes on'], ['FORG0001']],
    );
  });

  test('that depend on themselves are an error', () => {
    const content =
      '<let name="a" value="$b"/><let name="b" value="$a"/><pattern><rule context="c:a"><assert test="$a"/></rule></pattern>';
    assert.deepEqual(
      runText(content, xml).errors.map(({ code }) => code),
      ['XTDE0640'],
    );
  });

  test('with content instead of a value, and names with blanks around', () => {
    const content = `<let name=" t ">some text</let><pattern><rule context="c:a"><report test="$t = 'some text'">yes</report></rule></pattern>`;
    assert.deepEqual(messages(content), ['yes']);
  });
});

suite('abstract patterns and rules', () => {
  test('parameters are put in as text, in their order, in messages too', () => {
    const content = `<pattern abstract="true" id="p"><rule context="$e"><report test="$what = $whatever">$what <value-of select="$what"/></report></rule></pattern>
      <pattern is-a="p" id="i"><param name="e" value="c:b"/><param name="whatever" value="@v"/><param name="what" value="'1'"/></pattern>`;
    assert.deepEqual(messages(content), ["'1' 1"]);
  });

  test('a rule extends those of its own pattern, else those of others; it may not extend itself', () => {
    const content = `<pattern><rule abstract="true" id="r"><report test="true()">first</report></rule></pattern>
      <pattern><rule abstract="true" id="r"><report test="true()">own</report></rule><rule context="c:a"><extends rule="r"/></rule></pattern>
      <pattern><rule context="c:a"><extends rule="r"/></rule></pattern>
      <pattern><rule abstract="true" id="s"><report test="true()">self</report><extends rule="s"/></rule><rule context="c:a"><extends rule="s"/></rule></pattern>`;
    assert.deepEqual(messages(content), ['own', 'first', 'own', 'self']);
  });

  test('extends with href takes the content of another file', () => {
    const files = { '/s/part.sch': `<rule ${ns} abstract="true"><report test="true()">from a file</report></rule>` };
    const content = '<pattern><rule context="c:a"><extends href="part.sch"/></rule></pattern>';
    assert.deepEqual(messages(content, xml, { files }), ['from a file']);
  });
});

suite('files', () => {
  test('include is relative to its own file, value sets to the main one', () => {
    const files = {
      '/s/sub/one.sch': `<include ${ns} href="two.sch"/>`,
      '/s/sub/two.sch': `<pattern ${ns}><rule context="c:a"><report test="document('v.xml')/v = 'main'">found</report></rule></pattern>`,
      '/s/v.xml': '<v>main</v>',
      '/s/sub/v.xml': '<v>sub</v>',
    };
    assert.deepEqual(messages('<include href="sub/one.sch"/>', xml, { files }), ['found']);
  });

  test('document() relative to a node, of several references, of none that exists; doc() of none is an error', () => {
    const files = { '/s/v.xml': '<v next="w.xml"/>', '/s/w.xml': '<w/>' };
    const rule = (test: string) => `<pattern><rule context="c:a"><report test="${test}">yes</report></rule></pattern>`;
    const run = (test: string) => runText(rule(test), xml, { files });
    assert.equal(run("document(document('v.xml')/v/@next)/w").failures.length, 1);
    assert.equal(run("count(document(('v.xml', 'w.xml', 'v.xml'))) = 2").failures.length, 1);
    assert.equal(run("document('')//*[@queryBinding]").failures.length, 1);
    const absent = run("empty(document('absent.xml'))");
    assert.deepEqual(
      absent.failures.map(({ missing }) => missing),
      [['/s/absent.xml']],
    );
    assert.deepEqual(
      run("doc('absent.xml')").errors.map(({ code, missing }) => [code, missing]),
      [['FODC0002', ['/s/absent.xml']]],
    );
    assert.equal(run("doc-available('v.xml') and not(doc-available('absent.xml'))").failures.length, 1);
    assert.equal(run("document('http://sample.invalid/x.xml')").failures.length, 0);
  });

  test('what a failure says to be missing is what its own test looked for', () => {
    const content = `<pattern><let name="none" value="document('absent.xml')"/><rule context="c:b">
      <assert test="$none//x">a</assert><assert test="@v = '1' and $none//x">b</assert><assert test="false()">c</assert></rule></pattern>`;
    const { failures } = runText(content, xml);
    const found = failures.map(({ message, missing }) => `${message}${missing.length}`);
    assert.deepEqual(found, ['a1', 'b1', 'c0', 'a1', 'b1', 'c0']);
  });

  test('a file that is not there is missed by each failure, though its name stays the same', () => {
    const content = `<pattern><rule context="c:b"><assert test="document('absent.xml')/x = @v">a</assert></rule></pattern>`;
    const { failures } = runText(content, xml);
    assert.deepEqual(
      failures.map(({ missing }) => missing),
      [['/s/absent.xml'], ['/s/absent.xml']],
    );
  });

  test('includes that go in a circle, of a broken file, of an id', () => {
    const files = {
      '/s/circle.sch': `<pattern ${ns} id="circle"><include href="circle.sch"/><rule context="c:a"><report test="true()">once</report></rule></pattern>`,
      '/s/loop.sch': `<include ${ns} href="loop.sch"/>`,
      '/s/broken.sch': `<pattern ${ns}><rule context="c:a">`,
      '/s/library.xml': `<library><pattern ${ns} id="other"/><pattern ${ns} id="wanted"><rule context="c:a"><report test="true()">by id</report></rule></pattern></library>`,
    };
    const hrefs = ['circle.sch', 'loop.sch', 'broken.sch', 'library.xml#wanted', 'library.xml#none'];
    const { failures, schema } = runText(hrefs.map((href) => `<include href="${href}"/>`).join(''), xml, { files });
    assert.deepEqual(
      failures.map(({ message }) => message),
      ['once', 'by id'],
    );
    assert.deepEqual(
      schema.faults.map(({ kind }) => kind),
      ['reference', 'broken-file', 'reference'],
    );
  });

  test('files that multiply end with a fault, soon', () => {
    const level = (n: number) =>
      `<rule ${ns} abstract="true" id="r${n}">${`<extends href="l${n + 1}.sch"/>`.repeat(20)}</rule>`;
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`/s/l${n}.sch`, level(n)]));
    const start = performance.now();
    const { schema } = runText('<pattern><rule context="c:a"><extends href="l0.sch"/></rule></pattern>', xml, {
      files,
    });
    assert.ok(schema.faults.some(({ kind }) => kind === 'unsupported'));
    assert.ok(performance.now() - start < 20_000);
  });

  test('what is no schema, and none at all', () => {
    assert.deepEqual(
      loadSchema('/x.sch', () => '<html/>').faults.map(({ kind }) => kind),
      ['broken-file'],
    );
    assert.deepEqual(
      loadSchema('/x.sch', () => undefined).faults.map(({ kind }) => kind),
      ['missing-file'],
    );
  });
});

suite('query languages', () => {
  const test10 = (binding: string, expression: string) =>
    runText(`<pattern><rule context="c:a"><report test="${expression}">yes</report></rule></pattern>`, xml, {
      binding,
    });

  test('XPath 1.0 compares with numbers and takes the first node, 2.0 does not', () => {
    assert.equal(test10('xslt', "substring(c:b/@v, 1) = 1 and '2' > '10'").failures.length, 0);
    assert.equal(test10('xslt', 'substring(c:b/@v, 1) = 1').failures.length, 1);
    assert.deepEqual(
      test10('xslt2', 'substring(c:b/@v, 1) = 1').errors.map(({ code }) => code),
      ['XPTY0004'],
    );
  });

  test('an unknown one is tried as XPath 2.0, and said', () => {
    const { schema, failures } = test10('xslt3', 'every $b in c:b satisfies $b/@v');
    assert.deepEqual([schema.language, failures.length], ['other', 1]);
  });

  test('xsl:function is said, and who calls it gives no answer', () => {
    const content = `<ns prefix="f" uri="urn:f"/><xsl:function name="f:x"/><pattern><rule context="c:a"><assert test="f:x(.)">x</assert></rule></pattern>`;
    const { schema, errors } = runText(content, xml);
    assert.deepEqual(
      [schema.faults.map(({ kind }) => kind), errors.map(({ code }) => code)],
      [['unsupported'], ['XPST0017']],
    );
  });
});

suite('bounds', () => {
  test('locations in a document of any depth', () => {
    const depth = 20_000;
    const deep = `<x xmlns="urn:c">${'<x>'.repeat(depth)}${'</x>'.repeat(depth)}</x>`;
    const { failures } = runText(
      '<pattern><rule context="c:x[not(*)]"><assert test="false()"/></rule></pattern>',
      deep,
    );
    assert.equal(failures[0]?.location.length, 2 * (depth + 1));
  });

  test('a run is cancelled', () => {
    const content =
      '<pattern><rule context="*"><assert test="every $x in //*, $y in //*, $z in //* satisfies $x"/></rule></pattern>';
    const many = `<a>${'<b/>'.repeat(2000)}</a>`;
    assert.throws(() => runText(content, many, { cancelled: () => true }), XPathError);
  });

  test('loading comes in steps', () => {
    const content = `<schema ${ns}>${'<pattern><rule context="a"><assert test="b"/></rule></pattern>'.repeat(50)}</schema>`;
    let steps = 0;
    const work = loadingSchema('/x.sch', () => content);
    while (!work.next().done) steps++;
    assert.ok(steps >= 50);
  });

  test('messages fold white space and keep what stands between values', () => {
    const content = `<pattern><rule context="c:a"><report test="true()">  <emph>n</emph>
      = <value-of select="@n"/><!-- not --> (<name/>, <name path="c:b[1]"/>) <value-of select="c:b/@v"/> <value-of select="1 = 1"/>\t</report></rule></pattern>`;
    assert.deepEqual(said(runText(content, xml)), ['/a: n = 07 (a, b) 1 2 true']);
  });
});
