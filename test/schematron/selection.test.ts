import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runText, said } from './sample';

const rule = (context: string, message: string, test_ = 'false()') =>
  `<rule context="${context}"><assert test="${test_}">${message}</assert></rule>`;

suite('which nodes fire a rule', () => {
  test('none of another file, which could be taken for those of the document', () => {
    const rules = rule("document('voc.xml')//c:e", 'Elsewhere.') + rule('c:a', 'Here.');
    const voc = `<c:v xmlns:c="urn:c">${'<c:e/>'.repeat(5)}</c:v>`;
    const result = runText(`<pattern>${rules}</pattern>`, '<d xmlns="urn:c"><a/><a/><a/></d>', {
      files: { '/s/voc.xml': voc },
    });
    assert.deepEqual(said(result), ['/d/a: Here.', '/d/a[2]: Here.', '/d/a[3]: Here.']);
  });

  test('each with the variables of its own pattern, where contexts are written alike', () => {
    const pattern = (value: string) =>
      `<pattern><let name="x" value="'${value}'"/>${rule('c:a[@n = $x]', `Of ${value}.`)}</pattern>`;
    const result = runText(pattern('1') + pattern('2'), '<d xmlns="urn:c"><a n="1"/><a n="2"/></d>');
    assert.deepEqual(said(result), ['/d/a: Of 1.', '/d/a[2]: Of 2.']);
  });

  test('none where the document lacks the name or the templateId that a step asks for, and all where it has them', () => {
    const contexts = [
      'c:absent',
      'c:absent/c:a',
      'c:a/c:absent',
      'c:d/c:a',
      "c:a[c:t/@r = '1']",
      "c:a[c:t/@r = '2']",
      "c:a[c:t/@r = '2' or c:t/@r = '1']",
      "c:a[c:t/@r = '2'] | c:b",
      "c:a[c:t/@r = '1']/c:b[c:t/@r = '3']",
      "c:a[c:t/@r = '2']/c:b[c:t/@r = '3']",
      "*[c:t/@r = '3']",
      'c:a[1]/c:b',
      'c:absent[1]/c:b',
      'c:a/text()/c:b',
      'c:t/@r',
    ];
    const patterns = contexts.map((context) => `<pattern>${rule(context, context)}</pattern>`).join('');
    const xml = '<d xmlns="urn:c"><a>text<t r="1"/><b><t r="3"/></b></a></d>';
    assert.deepEqual(said(runText(patterns, xml)), [
      '/d/a: c:d/c:a',
      "/d/a: c:a[c:t/@r = '1']",
      "/d/a: c:a[c:t/@r = '2' or c:t/@r = '1']",
      "/d/a/b: c:a[c:t/@r = '2'] | c:b",
      "/d/a/b: c:a[c:t/@r = '1']/c:b[c:t/@r = '3']",
      "/d/a/b: *[c:t/@r = '3']",
      '/d/a/b: c:a[1]/c:b',
      '/d/a/t/@r: c:t/@r',
      '/d/a/b/t/@r: c:t/@r',
    ]);
  });

  test('an error in a variable is not put down to a file that the test missed before', () => {
    const key = '<xsl:key name="k" match="c:a[xs:integer(@x) = 1]" use="@y"/>';
    const variable = `<let name="v" value="key('k', '1')"/>`;
    const { errors } = runText(
      `${key}<pattern><rule context="c:a">${variable}<assert test="document('missing.xml')/x or $v">No.</assert></rule></pattern>`,
      '<d xmlns="urn:c"><a x="q"/></d>',
    );
    assert.deepEqual(
      errors.map(({ code, missing }) => [code, missing]),
      [['FORG0001', []]],
    );
  });
});
