import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadSaxon } from '../../server/src/render/saxon';
import { SaxonFallback, type SaxonXPath } from '../../server/src/schematron/saxonFallback';
import { runText, said } from './sample';

const fallback = new SaxonFallback(() => loadSaxon(__filename) as unknown as SaxonXPath);
const xml = '<!DOCTYPE a><a xmlns="urn:c"><b v="1"/>x<b v="22"/></a>';
const pattern = (rules: string) => `<pattern>${rules}</pattern>`;

suite('expressions of XPath 3.1 are evaluated by SaxonJS', () => {
  const content = pattern(`<rule context="c:b">
      <let name="length" value="@v => string-length()"/><let name="own" value="string(@v)"/>
      <assert test="$length = 1">Length <value-of select="$length"/> of <value-of select="$own || '!'"/>.</assert>
      <assert test="$own ! number() &lt; 10">Not below ten.</assert>
      <assert test="let $x := @v return $x = $own">Never.</assert>
    </rule>
    <rule context="c:a[c:b ! @v = '22']"><report test="true()">The context too.</report></rule>`);

  test('in tests, variables, messages and contexts', () => {
    const { failures, errors, foreign } = runText(content, xml, { binding: 'xslt3', fallback });
    assert.deepEqual(said({ failures, errors, foreign }), [
      '/a/b[2]: Length 2 of 22!.',
      '/a/b[2]: Not below ten.',
      '/a: The context too.',
    ]);
    assert.deepEqual(errors, []);
    assert.deepEqual(
      foreign.map(({ source }) => source),
      [
        '@v => string-length()',
        '$own ! number() < 10',
        'let $x := @v return $x = $own',
        "$own || '!'",
        "/descendant-or-self::node()/(c:a[c:b ! @v = '22'])",
      ],
    );
  });

  test('without it each of them is said to give no answer', () => {
    const { errors, failures } = runText(content, xml, { binding: 'xslt3' });
    assert.deepEqual(
      [failures, errors.map(({ code }) => code)],
      [[], ['XPST0003', 'XPST0003', 'XPST0003', 'XPST0003']],
    );
  });

  test('nodes come back as ours: a variable’s elements and attributes', () => {
    const { failures, errors } = runText(
      pattern(
        `<rule context="c:a"><let name="all" value="c:b ! (., @v)"/><assert test="count($all/self::c:b) = 2 and $all[2] = '1' and $all[2]/../@v = '1'">Nodes.</assert></rule>`,
      ),
      xml,
      { fallback },
    );
    assert.deepEqual([failures, errors], [[], []]);
  });

  test('what neither can run, and a document that is not well formed', () => {
    const content = pattern(
      '<rule context="c:a"><assert test="f:x(.)">x</assert><assert test="c:b ! @v = \'1\'">y</assert></rule>',
    );
    const { errors } = runText(`<ns prefix="f" uri="urn:f"/>${content}`, xml, { fallback });
    assert.deepEqual(
      errors.map(({ code, expression }) => [code, expression.source]),
      [['XPST0017', 'f:x(.)']],
    );
    const broken = runText(content, '<a xmlns="urn:c"><b v="1"></a>', { fallback });
    assert.deepEqual(broken.errors.length, 2);
  });

  test('a document that SaxonJS refuses is given to it once', () => {
    const saxon = loadSaxon(__filename) as unknown as SaxonXPath;
    let read = 0;
    const evaluate: SaxonXPath['XPath']['evaluate'] = (expression, ...rest) => {
      if (expression.startsWith('parse-xml')) read++;
      return saxon.XPath.evaluate(expression, ...rest);
    };
    const content = pattern(
      `<rule context="c:b"><assert test="@v => contains('2')">x</assert><assert test="@v ! true()">y</assert></rule>`,
    );
    const refused = `<a xmlns="urn:c">${'<b v="1"/>'.repeat(5)}</b></a>`;
    const { errors } = runText(content, refused, { fallback: new SaxonFallback(() => ({ XPath: { evaluate } })) });
    assert.deepEqual([read, errors.map(({ code }) => code)], [1, ['FODC0006', 'FODC0006']]);
  });
});
