import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { crBio } from '../../server/src/rules/examples';

/** `text under the span → target`, `!` where the `#` is missing. */
function shown(body: string): string[] {
  const text = crBio(body);
  const references = CdaDocument.read(text)?.references ?? [];
  return references.map(
    ({ start, end, target, withoutHash }) => `${text.slice(start, end)} → ${target}${withoutHash ? '!' : ''}`,
  );
}

suite('references', () => {
  test('into the narrative, with and without #', () => {
    assert.deepEqual(shown('<text><reference value="#a"/></text>'), ['#a → a']);
    assert.deepEqual(shown('<text><reference value=" #a "/></text>'), [' #a  → a']);
    assert.deepEqual(shown('<text><reference value="a"/></text>'), ['a → a!']);
    assert.deepEqual(shown('<text><reference value=""/></text>'), [' → !']);
  });

  test('what points outside is none', () => {
    for (const value of ['http://x/y', 'doc.pdf', 'a/b', 'url:x', 'x?y']) {
      assert.deepEqual(shown(`<text><reference value="${value}"/></text>`), [], value);
    }
    assert.deepEqual(shown('<linkHtml href="http://x#a"/><linkHtml href="a"/>'), []);
  });

  test('links, footnotes and media, each word of a list at its place', () => {
    assert.deepEqual(shown('<linkHtml href="#a"/><footnoteRef IDREF="b"/>'), ['#a → a', 'b → b']);
    assert.deepEqual(shown('<renderMultiMedia referencedObject=" m1  m2"/>'), ['m1 → m1', 'm2 → m2']);
  });

  test('a word behind a character reference is still at its place', () => {
    assert.deepEqual(shown('<renderMultiMedia referencedObject="m&#49; m2"/>'), ['m&#49; → m1', 'm2 → m2']);
  });
});

test('targets: every ID, repeated ones together', () => {
  const document = CdaDocument.read(crBio('<content ID="a"/><content ID=" a "/><observationMedia ID="b"/>'));
  const counts = [...(document?.targets ?? [])].map(([name, same]) => [name, same.length]);
  assert.deepEqual(counts, [
    ['a', 2],
    ['b', 1],
  ]);
});
