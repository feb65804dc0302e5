import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Anchors } from '../../client/src/preview/anchors';
import type { AnchorRange } from '../../server/src/protocol';

/** A section (0) with a table of two rows (1, 2), the second with two cells on one line (3, 4); then another section (5). */
const ranges: AnchorRange[] = [
  [10, 0, 40, 10],
  [12, 4, 14, 9],
  [15, 4, 15, 60],
  [15, 8, 15, 30],
  [15, 30, 15, 52],
  [41, 0, 50, 10],
];

describe('anchors', () => {
  it('gives what holds a position, the smallest first', () => {
    const anchors = new Anchors(ranges);
    assert.deepEqual(anchors.at({ line: 15, character: 10 }), [3, 2, 0]);
    assert.deepEqual(anchors.at({ line: 15, character: 30 }), [4, 2, 0]);
    assert.deepEqual(anchors.at({ line: 13, character: 0 }), [1, 0]);
    assert.deepEqual(anchors.at({ line: 14, character: 20 }), [0]);
    assert.deepEqual(anchors.at({ line: 40, character: 11 }), []);
    assert.deepEqual(anchors.at({ line: 0, character: 0 }), []);
    assert.deepEqual(anchors.at({ line: 60, character: 0 }), []);
  });

  it('does so whatever the order of the numbers', () => {
    const order = [4, 0, 5, 2, 1, 3];
    const anchors = new Anchors(order.map((index) => ranges[index] as AnchorRange));
    const named = anchors.at({ line: 15, character: 10 }).map((number) => order[number]);
    assert.deepEqual(named, [3, 2, 0]);
  });

  it('puts the narrative that tells an entry behind the entry, and the entry behind the narrative', () => {
    const anchors = new Anchors(ranges, [
      [5, 2],
      [5, 1],
    ]);
    assert.deepEqual(anchors.at({ line: 45, character: 0 }), [5, 2, 1]);
    assert.deepEqual(anchors.at({ line: 15, character: 60 }), [2, 5, 0]);
  });

  it('gives spans and lines back', () => {
    const anchors = new Anchors(ranges);
    assert.deepEqual(anchors.span(1), { start: { line: 12, character: 4 }, end: { line: 14, character: 9 } });
    assert.equal(anchors.span(6), undefined);
    assert.deepEqual([...anchors.lines()], [10, 40, 12, 14, 15, 15, 15, 15, 15, 15, 41, 50]);
  });

  it('answers at once in a document of 60 000 places', () => {
    const rows: AnchorRange[] = [[0, 0, 200_001, 0]];
    for (let section = 0; section < 200; section++) {
      const start = section * 1000 + 1;
      rows.push([start, 0, start + 999, 9]);
      for (let row = 0; row < 300; row++) rows.push([start + row * 3 + 1, 2, start + row * 3 + 3, 7]);
    }
    const anchors = new Anchors(rows);
    const start = performance.now();
    for (let line = 0; line < 200_000; line += 2) assert.ok(anchors.at({ line, character: 3 }).length <= 3);
    const each = (performance.now() - start) / 100_000;
    assert.ok(each < 0.1, `${each} ms`);
  });
});
