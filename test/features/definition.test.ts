import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definition, references } from '../../server/src/features/definition';
import { crBio } from '../../server/src/rules/examples';
import type { Span } from '../../server/src/xml/tree';
import { withCursor } from './cursor';

/** Each span as the text around it: the value and the element it stands in. */
function shown(text: string, spans: readonly Span[]): string[] {
  return spans.map(({ start, end }) => text.slice(text.lastIndexOf('<', start), end));
}

const body = `<component><section><text><content ID="a">x</content><content ID="a">y</content><content ID="b"/>
  <footnoteRef IDREF="b"/><renderMultiMedia referencedObject="a b"/></text>
  <entry><observation><text><reference value="#a"/></text></observation></entry></section></component>`;
const at = (found: string, marked: string) => withCursor(crBio(body.replace(found, marked)));

test('from a reference to every ID of that name', () => {
  const { document, text, offset } = at('value="#a"', 'value="#a¦"');
  assert.deepEqual(shown(text, definition(document, offset)), ['<content ID="a', '<content ID="a']);
});

test('from one word of a list', () => {
  const { document, text, offset } = at('referencedObject="a b"', 'referencedObject="a b¦"');
  assert.deepEqual(shown(text, definition(document, offset)), ['<content ID="b']);
});

test('from an ID to who points to it', () => {
  const { document, text, offset } = at('ID="b"', 'I¦D="b"');
  assert.deepEqual(shown(text, references(document, offset)), [
    '<footnoteRef IDREF="b',
    '<renderMultiMedia referencedObject="a b',
  ]);
});

test('from a reference to its fellows', () => {
  const { document, text, offset } = at('value="#a"', 'value="¦#a"');
  assert.deepEqual(shown(text, references(document, offset)), [
    '<renderMultiMedia referencedObject="a',
    '<reference value="#a',
  ]);
});

test('nowhere from a dangling reference, nor from anything else', () => {
  const dangling = at('value="#a"', 'value="#nobody¦"');
  assert.deepEqual(definition(dangling.document, dangling.offset), []);
  const elsewhere = at('<section>', '<sec¦tion>');
  assert.deepEqual(definition(elsewhere.document, elsewhere.offset), []);
  assert.deepEqual(references(elsewhere.document, elsewhere.offset), []);
});
