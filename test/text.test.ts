import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cut, oneLine } from '../server/src/text';

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
  });

  test('cut at its length, however much white space comes first', () => {
    assert.equal(oneLine('x'.repeat(501)), `${'x'.repeat(500)}…`);
    assert.equal(oneLine(`${'x'.repeat(9)}😀`, 10), `${'x'.repeat(9)}…`);
    assert.equal(oneLine(`a${' '.repeat(100)}b`, 10), 'a…');
  });
});
