import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';
import { perDocument, type XmlNode } from '../../server/src/xml/tree';

test('every node knows the document it is in', () => {
  const document = parseXml(
    '<?xml version="1.0"?><!-- before --><?p i?><a b="c">text<![CDATA[more]]><d/><!-- in --><?p i?></a><!-- after -->',
  );
  const inside = (nodes: readonly XmlNode[]): XmlNode[] =>
    nodes.flatMap((node) => (node.kind === 'element' ? [node, ...inside(node.children)] : [node]));
  const nodes = inside(document.children);
  assert.deepEqual(
    nodes.map(({ kind }) => kind),
    [
      'instruction',
      'comment',
      'instruction',
      'element',
      'text',
      'text',
      'element',
      'comment',
      'instruction',
      'comment',
    ],
  );
  for (const node of nodes) assert.equal(node.document, document);
});

test('what is found of a document is found once, and for each document apart', () => {
  let asked = 0;
  const first = perDocument(({ text }) => ({ text, number: ++asked }));
  const second = perDocument(({ elements }) => elements);
  const [a, b] = [parseXml('<a/>'), parseXml('<b/>')];
  assert.deepEqual(
    [first(a), first(b), first(a)],
    [
      { text: '<a/>', number: 1 },
      { text: '<b/>', number: 2 },
      { text: '<a/>', number: 1 },
    ],
  );
  assert.equal(first(a), first(a));
  assert.equal(second(a), a.elements);
});
