import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cut, oneLine, remember } from '../server/src/text';

suite('texts of a document in sentences of ours', () => {
  test('a cut text never ends in half a character', () => {
    assert.equal(cut('abc', 3), 'abc');
    assert.equal(cut('abcd', 3), 'abc…');
    assert.equal(cut('ab😀', 4), 'ab😀');
    assert.equal(cut('ab😀c', 3), 'ab…');
    assert.equal(cut('ab😀c', 4), 'ab😀…');
  });

  test('one line, without marks that change how it reads', () => {
    assert.equal(oneLine(' a\r\n\tb\u0000\u0085c\u2028d\u00a0e '), 'a b c d e');
    assert.equal(oneLine('\u202ea\u2066b\u200f\u061cc'), 'abc');
    assert.equal(oneLine('a\ud83db'), 'ab');
    assert.equal(oneLine('\ufeff'), '');
    assert.equal(oneLine('« Glycémie à jeun » – 5 µg/L…'), '« Glycémie à jeun » – 5 µg/L…');
    assert.equal(oneLine(' a '), 'a');
    assert.equal(oneLine('a  b'), 'a b');
  });

  test('cut at its length, however much white space comes first', () => {
    assert.equal(oneLine('x'.repeat(501)), `${'x'.repeat(500)}…`);
    assert.equal(oneLine(`${'x'.repeat(9)}😀`, 10), `${'x'.repeat(9)}…`);
    assert.equal(oneLine(`a${' '.repeat(100)}b`, 10), 'a…');
  });
});

test('what is remembered of texts is computed once, and bounded', () => {
  const known = new Map<string, number | undefined>();
  const computed: string[] = [];
  const digit = (text: string) => {
    computed.push(text);
    return /\d/.test(text) ? Number(text) : undefined;
  };
  assert.deepEqual(
    ['7', 'seven', '7', 'seven'].map((text) => remember(known, text, digit)),
    [7, undefined, 7, undefined],
  );
  assert.deepEqual(computed, ['7', 'seven']);
  const long = '1'.repeat(301);
  assert.equal(remember(known, long, digit), Number(long));
  assert.ok(!known.has(long), 'long texts are not kept');
  for (let text = 0; text < 5000; text++) assert.equal(remember(known, String(text), digit), text);
  assert.ok(known.size <= 2000, `${known.size} texts are kept`);
});
