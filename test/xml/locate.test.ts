import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locate } from '../../server/src/xml/locate';
import { parseXml } from '../../server/src/xml/parse';

/** `element part attribute` at the mark. */
function at(marked: string): string {
  const offset = marked.indexOf('¦');
  const place = locate(parseXml(marked.replace('¦', '')), offset);
  return place ? [place.element.name, place.part, place.attribute?.name].filter(Boolean).join(' ') : 'nothing';
}

test('each part of an element', () => {
  assert.equal(at('<a¦ x="1">t<b/></a>'), 'a name');
  assert.equal(at('<a ¦ x="1">t<b/></a>'), 'a tag');
  assert.equal(at('<a ¦x="1">t<b/></a>'), 'a attribute-name x');
  assert.equal(at('<a x=¦"1">t<b/></a>'), 'a attribute-value x');
  assert.equal(at('<a x="¦1">t<b/></a>'), 'a attribute-value x');
  assert.equal(at('<a x="1¦">t<b/></a>'), 'a attribute-value x');
  assert.equal(at('<a x="1"¦>t<b/></a>'), 'a attribute-value x');
  assert.equal(at('<a x="1">¦t<b/></a>'), 'a content');
  assert.equal(at('<a x="1">t<¦b/></a>'), 'b name');
  assert.equal(at('<a x="1">t<b/></¦a>'), 'a end-tag');
});

test('between elements, and outside of the root', () => {
  assert.equal(at('<a><b/>¦<c/></a>'), 'c name');
  assert.equal(at('<a><b/>¦ <c/></a>'), 'a content');
  assert.equal(at('<a><b><c/></b> ¦</a>'), 'a content');
  assert.equal(at(' ¦ <a/>'), 'nothing');
  assert.equal(at('<a/> ¦'), 'nothing');
  assert.equal(at('¦'), 'nothing');
});

test('at the end of a tag that has no end yet', () => {
  assert.equal(at('<a><b x="1¦'), 'b attribute-value x');
  assert.equal(at('<a><b x="1¦\n</a>'), 'b attribute-value x');
  assert.equal(at('<a><b x="1"¦<c/></a>'), 'c name');
  assert.equal(at('<a><b¦'), 'b name');
  assert.equal(at('<a>t¦'), 'a content');
  assert.equal(at('<a><b>t¦</a>'), 'b content');
  assert.equal(at('<a><b/>¦'), 'a content');
});
