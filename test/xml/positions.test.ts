import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineIndex } from '../../server/src/xml/positions';

test('lines end with \\n, \\r\\n or \\r', () => {
  for (const text of ['ab\ncd\n', 'ab\r\ncd\r\n', 'ab\rcd\r', 'ab\ncd\r', 'ab\rcd\r\n']) {
    const lines = new LineIndex(text);
    assert.equal(lines.lineCount, 3, JSON.stringify(text));
    const start = text.indexOf('c');
    assert.deepEqual(lines.position(start), { line: 1, character: 0 });
    assert.deepEqual(lines.position(start + 1), { line: 1, character: 1 });
    assert.equal(lines.offset({ line: 1, character: 1 }), start + 1);
  }
});

test('characters count in UTF-16 units', () => {
  assert.deepEqual(new LineIndex('😀é').position(2), { line: 0, character: 2 });
});

test('every offset of a text comes back', () => {
  const text = 'é\r\n\n\r😀\n\r\nx';
  const lines = new LineIndex(text);
  for (let offset = 0; offset <= text.length; offset++) {
    // Between \r and \n there is no position.
    const inside = text.slice(offset - 1, offset + 1) === '\r\n' ? offset - 1 : offset;
    assert.equal(lines.offset(lines.position(offset)), inside);
  }
});

test('what is outside is taken as the end', () => {
  const lines = new LineIndex('ab\ncd');
  assert.deepEqual(lines.position(99), { line: 1, character: 2 });
  assert.deepEqual(lines.position(-1), { line: 0, character: 0 });
  assert.equal(lines.offset({ line: 9, character: 0 }), 5);
  assert.equal(lines.offset({ line: -1, character: 5 }), 0);
  assert.equal(lines.offset({ line: 1, character: 99 }), 5);
  assert.deepEqual(new LineIndex('').position(0), { line: 0, character: 0 });
});

test('beyond the end of a line is its end, not the next line', () => {
  assert.equal(new LineIndex('ab\ncd').offset({ line: 0, character: 99 }), 2);
  assert.equal(new LineIndex('ab\r\ncd').offset({ line: 0, character: 99 }), 2);
});

test('a range', () => {
  assert.deepEqual(new LineIndex('ab\ncd').range({ start: 1, end: 4 }), {
    start: { line: 0, character: 1 },
    end: { line: 1, character: 1 },
  });
});
