import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { decode } from '../../server/src/xml/decode';
import { parseXml } from '../../server/src/xml/parse';
import { expandedName, scanPlainXml } from '../../server/src/xml/plain';
import { conformanceFiles, pieces } from './damage';

/** All texts and attribute values, sorted; undefined where the text is not plain. */
function plainly(text: string): string[] | undefined {
  const values: string[] = [];
  const accepted = scanPlainXml(text, (element) => ({
    text: (value) => values.push(`${element} = ${value}`),
    attributes: {
      get: (name: string) => (value: string) => values.push(`${element} @${name} = ${value}`),
    } as unknown as ReadonlyMap<string, (value: string) => void>,
  }));
  return accepted ? values.sort() : undefined;
}

/** The same as the parser has it; undefined where the text is not well formed. */
function parsed(text: string): string[] | undefined {
  const { elements, faults } = parseXml(text);
  if (faults.length > 0) return undefined;
  return elements
    .flatMap(({ namespace, local, attributes, children }) => {
      const element = expandedName(namespace, local);
      const texts = children.flatMap((child) => (child.kind === 'text' ? `${element} = ${child.value}` : []));
      const own = attributes.filter(({ name }) => !/^xmlns(?::|$)/.test(name));
      return [
        ...texts,
        ...own.map((each) => `${element} @${expandedName(each.namespace, each.local)} = ${each.value}`),
      ];
    })
    .sort();
}

/** A terminology with everything that is plain. */
const specimen = `<?xml version="1.0" encoding="UTF-8"?>
<!-- note --><r:R xmlns:r="urn:r" xmlns="urn:d" xmlns:s='urn:s'
  r:a="1">
<s:n>1 &amp; &#xe9;</s:n><n b='"x"' r:b="&lt;
y" s:b=""/><n xml:lang="fr">é<!-- c -->f</n >
<e></e></r:R>
<!-- end -->
`;

/** Names that have one hash: `Aa` and `BB` are two parts that do. */
const alike = Array.from({ length: 2 ** 14 }, (_, at) =>
  [...at.toString(2).padStart(14, '0')].map((digit) => (digit === '0' ? 'Aa' : 'BB')).join(''),
);

suite('a text that is plainly well formed', () => {
  test('gives the values that the parser gives', () => {
    const values = plainly(specimen);
    assert.ok(values && values.length > 5);
    assert.deepEqual(values, parsed(specimen));
  });

  test('is never one that the parser refuses, nor read otherwise: every damage of one character', () => {
    let accepted = 0;
    for (let at = 0; at < specimen.length; at++) {
      const rest = specimen.slice(at + 1);
      for (const put of ['', '1', ']', '!', '?', '\r', 'xx', ...pieces])
        for (const text of [specimen.slice(0, at) + put + rest, specimen.slice(0, at) + put + specimen.slice(at)]) {
          const values = plainly(text);
          if (!values) continue;
          accepted++;
          assert.deepEqual(values, parsed(text), text);
        }
    }
    assert.ok(accepted > 2000, `${accepted} accepted`);
  });

  test('is never one of the W3C conformance suite that the parser refuses', () => {
    let accepted = 0;
    for (const [file, bytes] of conformanceFiles()) {
      const { text } = decode(bytes);
      const values = plainly(text);
      if (!values) continue;
      accepted++;
      assert.deepEqual(values, parsed(text), file);
    }
    assert.ok(accepted > 20, `${accepted} accepted`);
  });

  for (const [text, why] of [
    [`<r ${Array.from({ length: 40_000 }, (_, at) => `a${at + 100_000}="1"`).join(' ')}/>`, 'thousands of attributes'],
    [`<r>${alike.map((name) => `<${name}/>`).join('')}</r>`, 'thousands of names of one hash'],
  ] as const) {
    test(`is none with ${why}, which takes no time to see`, () => {
      const start = performance.now();
      assert.equal(plainly(text), undefined);
      assert.ok(performance.now() - start < 500);
    });
  }

  for (const [text, why] of [
    ['<r a="1" a="2"/>', 'the same attribute twice'],
    ['<r xmlns:a="u" xmlns:b="u" a:x="1" b:x="2"/>', 'the same attribute under two prefixes'],
    ['<r xmlns:xml="http://www.w3.org/XML/1998/namespace" xmlns:a="u" xmlns:a="u"/>', 'a namespace bound twice'],
    ['<r><a:b/></r>', 'a prefix without namespace'],
    ['<r>&nbsp;</r>', 'an unknown entity'],
    ['<r>a ]]> b</r>', 'the end of a section in text'],
    ['<r/><r/>', 'two roots'],
    ['<r>', 'no end'],
    ['', 'nothing'],
    ['<r/>x', 'text behind the root'],
    ['<!DOCTYPE r><r/>', 'a DOCTYPE'],
    ['<r><![CDATA[x]]></r>', 'CDATA'],
    ['<r><?p i?></r>', 'an instruction'],
    ['<r><é/></r>', 'another letter'],
    ['<r><n xmlns="u"/></r>', 'a namespace below the root'],
    ['<r xmlns:1a="u"/>', 'a prefix that is no name'],
    ['<r xmlns:-a="u"><b/></r>', 'a prefix that begins with a hyphen'],
    ['<r xmlns=":u"><:b/></r>', 'an empty prefix'],
    ['<r xmlns:="u"/>', 'a declaration of no prefix'],
  ] as const) {
    test(`is none with ${why}`, () => assert.equal(plainly(text), undefined));
  }
});
