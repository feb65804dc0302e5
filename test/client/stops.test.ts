import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Stops } from '../../client/webview/stops';

describe('stops of the scroll sync', () => {
  const stops = new Stops([
    { line: 0, top: 0 },
    { line: 20, top: 300 },
    { line: 10, top: 100 },
    { line: 120, top: 320 },
  ]);

  it('lead from a line to its place, in even steps between two', () => {
    assert.equal(stops.topOf(10), 100);
    assert.equal(stops.topOf(15), 200);
    assert.equal(stops.topOf(70), 310);
  });

  it('lead back to where one came from', () => {
    for (let line = 0; line <= 120; line += 0.5) assert.ok(Math.abs(stops.lineAt(stops.topOf(line)) - line) < 1e-9);
  });

  it('end where the document does', () => {
    assert.equal(stops.topOf(1000), 320);
    assert.equal(stops.lineAt(1000), 120);
    assert.equal(new Stops([]).topOf(3), 0);
  });

  it('leave out what stands in another order than in the source', () => {
    const header = new Stops([
      { line: 0, top: 0 },
      { line: 5, top: 900 },
      { line: 10, top: 50 },
      { line: 20, top: 100 },
      { line: 30, top: 1000 },
    ]);
    assert.equal(header.topOf(10), 50);
    assert.equal(header.topOf(5), 25);
    assert.equal(header.lineAt(550), 25);
  });

  it('take several elements of one line as one', () => {
    const cells = new Stops([
      { line: 0, top: 0 },
      { line: 4, top: 40 },
      { line: 4, top: 80 },
      { line: 5, top: 80 },
    ]);
    assert.equal(cells.topOf(4), 40);
    assert.equal(cells.lineAt(60), 4.5);
  });
});
