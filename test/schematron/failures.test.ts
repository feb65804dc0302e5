import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runText, said } from './sample';

const codes = (content: string, xml: string) => {
  const result = runText(content, xml);
  return [said(result), result.errors.map(({ code }) => code)];
};

suite('an assertion that the machine cannot evaluate is alone without an answer', () => {
  const xml = `<a xmlns="urn:c" v="${'x'.repeat(1000)}"><b/></a>`;
  const longText = "string-join(for $i in 1 to 1000000 return string(@v), '')";
  const pattern = (inside: string, before = '') =>
    `${before}<pattern><rule context="c:a">${inside}<assert test="false()">Goes on.</assert></rule></pattern>`;
  const alone = [['/a: Goes on.'], ['XPDY0130']];

  for (const expression of [
    `${longText} = 'x'`,
    "matches('aaaa', '((((a?){100}){100}){100}){10}')",
    "replace('aaaa', '((((a?){100}){100}){100}){10}b', '')",
    '$long',
  ]) {
    test(expression, () => {
      const long = `<let name="long" value="${longText}"/>`;
      assert.deepEqual(codes(pattern(`${long}<assert test="${expression}">Never.</assert>`), xml), alone);
    });
  }

  test('in a message, in a context, in a key', () => {
    const value = `<value-of select="${longText}"/>`;
    assert.deepEqual(codes(pattern(`<assert test="false()">Before ${value}</assert>`), xml), [
      ['/a: Before …', '/a: Goes on.'],
      ['XPDY0130'],
    ]);
    const context = `<pattern><rule context="c:b[${longText.replace('@v', '../@v')}]"/></pattern>`;
    assert.deepEqual(codes(pattern('', context), xml), alone);
    const key = `<xsl:key name="k" match="c:a" use="${longText}"/>`;
    assert.deepEqual(codes(pattern("<assert test=\"key('k', 'x')\">Never.</assert>", key), xml), alone);
  });

  test('a message of values that are too long together', () => {
    const part = `<let name="part" value="string-join(for $i in 1 to 60000 return string(@v), '')"/>`;
    const message = '<value-of select="$part"/>'.repeat(9);
    assert.deepEqual(codes(pattern(`${part}<assert test="false()">${message}</assert>`), xml), [
      ['/a: …', '/a: Goes on.'],
      ['XPDY0130'],
    ]);
  });
});

suite('keys that cannot be computed', () => {
  const xml = '<a xmlns="urn:c"><d n="1"/><d n="bad"/><d n="2"/><e v="1"/><e v="2"/></a>';
  const rule = (test: string) => `<pattern><rule context="c:e"><assert test="${test}">Never.</assert></rule></pattern>`;

  test('give no answer at any call', () => {
    const key = '<xsl:key name="d" match="c:d" use="xs:integer(@n)"/>';
    const tests = `${rule("key('d', @v)")}${rule("key('d', string(@v))")}`;
    assert.deepEqual(codes(key + tests, xml), [[], ['FORG0001', 'FORG0001']]);
  });

  test('because they depend on themselves', () => {
    const key = `<xsl:key name="d" match="c:d" use="key('d', @n)"/>`;
    assert.deepEqual(codes(key + rule("key('d', @v)"), xml), [[], ['XTDE0640']]);
  });
});
