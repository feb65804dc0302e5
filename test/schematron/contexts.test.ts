import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ContextNode } from '../../server/src/schematron/failure';
import { parseXml } from '../../server/src/xml/parse';
import { compile, DynamicContext, isNode } from '../../server/src/xpath';
import { inOrder } from '../../server/src/xpath/nodes';
import type { Node } from '../../server/src/xpath/values';
import { runText } from './sample';

/** Nested sections with templateId in several orders, mixed content, a prefix for the same namespace, another namespace. */
const xml = `<?xml version="1.0"?><?top one?><!-- top -->
<doc xmlns="urn:c" xmlns:p="urn:c" xmlns:o="urn:o" a="1">
  <section><t root="A"/><section id="s2"><t root="B"/><t root="A"/>text<!-- in --><?in two?></section><t root="C"/><code v="x"/></section>
  <section><t root="B"/><entry><section><t root="A"/><code v="y" o:v="z"/></section></entry><p:code v="x"/>tail</section>
  <o:section><t root="A"/><o:code v="x"/></o:section>
  <section><t/><t root="D"/><section><section><t root="B"/><code/></section></section></section>
</doc>`;

const contexts = `
  *
  /
  /*
  /c:doc
  //c:doc
  c:doc
  c:section
  c:section/c:code
  c:doc/c:section
  c:doc//c:code
  c:section//c:section
  //c:section//c:code
  /c:doc//c:section/c:code
  /c:doc/*/c:code
  *[c:t/@root = 'A']
  *[c:t[@root = 'A']]
  c:section[c:t/@root = 'A']
  c:section[c:t/@root = 'A' or c:t/@root = 'B']
  c:section[c:t[@root = 'B' or @root = 'D']]
  *[c:t/@root = 'A' and c:code]
  *[c:t/@root = 'A'][c:t/@root = 'B']
  *[c:t/@root = 'A' and not(c:t/@root = 'C')]/c:code
  *[c:t/@root = 'A']/*
  *[c:t/@root = 'B']//c:code
  *[c:t/@root = 'A']/c:t[@root = 'A']
  *[(c:t/@root = 'A')]
  *[c:t/@root != 'A']
  *[c:t[2]/@root = 'A']
  *['A' = c:t/@root]
  c:code[@v = 'x']
  c:section[1]
  c:section[last()]
  c:section[position() > 1]/c:code
  c:section/c:t[2]
  *[2]
  c:t[count(preceding-sibling::c:t) + 1]
  c:section[string-length(@id) - 1]
  *:code
  o:*
  *:section[c:t/@root = 'A']/*:code
  c:section/node()/c:t
  c:section/node()//c:t
  c:section/node()[1]/c:t
  c:section/node()/text()
  c:section/*//c:code
  @*
  @v
  @o:v
  c:code/@v
  c:section//@root
  //@id
  attribute(v)
  text()
  c:section/text()[contains(., 'tail')]
  comment()
  /comment()
  processing-instruction()
  processing-instruction('in')
  c:section/node()
  node()
  element(c:code)
  c:doc | c:code | @a
  c:code | c:section[c:t/@root = 'A'] | c:code[@v = 'y']
  c:section[not(ancestor::c:section)]
  c:section[.//c:code]
  *[self::c:code or self::c:entry]
  c:section[c:code/@v = 'x']/c:t[@root]
  c:section/self::c:section
  c:section/descendant::c:code
  (c:code | c:entry)[@v]
  id('s2')
  c:section[1]/c:t[1]
  c:t[@root][2]
  //c:doc[c:section]/c:section[c:t][not(@id)]/*[not(self::c:t)]
`
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '');

/** By the definition (XSLT 2.0, 5.5.3): the nodes that the expression gives from any of their ancestors or themselves. */
function byDefinition(context: string): string[] {
  const document = parseXml(xml);
  const compiled = compile(context, {
    version: '2.0',
    namespaces: new Map([
      ['c', 'urn:c'],
      ['o', 'urn:o'],
    ]),
  });
  const dynamic = new DynamicContext({ document });
  const found: Node[] = [];
  for (const origin of [document, ...document.elements]) {
    dynamic.item = origin;
    for (const item of compiled.evaluate(dynamic)) if (isNode(item)) found.push(item);
  }
  return inOrder(found).map((node) => place(node as ContextNode));
}

const place = (node: ContextNode): string => (node.kind === 'document' ? '/' : `${node.kind} ${node.start}`);

suite('contexts are matched as XSLT patterns', () => {
  for (const context of contexts) {
    test(context, () => {
      const { failures, errors } = runText(
        `<ns prefix="o" uri="urn:o"/><pattern><rule context="${context}"><assert test="false()"/></rule></pattern>`,
        xml,
      );
      assert.deepEqual(errors, []);
      const expected = byDefinition(context);
      assert.deepEqual(
        failures.map(({ node }) => place(node)),
        expected,
      );
      if (context !== "id('s2')") assert.ok(expected.length > 0);
    });
  }

  test('a node fires the first rule of a pattern that it matches, in each pattern', () => {
    const rules = (...list: string[]) =>
      `<pattern>${list.map((context) => `<rule context="${context}"><report test="true()">${context}</report></rule>`).join('')}</pattern>`;
    const { failures } = runText(rules('c:code', 'c:b | c:code', '*') + rules('*'), '<b xmlns="urn:c"><code/><a/></b>');
    assert.deepEqual(
      failures.map(({ message }) => message),
      ['c:code', 'c:b | c:code', '*', '*', '*', '*'],
    );
  });

  test('keys and current() in a context', () => {
    const schema = `<xsl:key name="id" match="c:content" use="@ID"/>
      <pattern><rule context="c:ref[key('id', @to)]"><report test="true()"><value-of select="key('id', @to)"/></report></rule>
      <rule context="c:ref[@to = current()/@from]"><report test="true()">itself</report></rule></pattern>`;
    const document = '<a xmlns="urn:c"><content ID="x">X</content><ref to="x"/><ref to="y"/><ref to="z" from="z"/></a>';
    const { failures, errors } = runText(schema, document);
    assert.deepEqual([failures.map(({ message }) => message), errors], [['X', 'itself'], []]);
  });
});
