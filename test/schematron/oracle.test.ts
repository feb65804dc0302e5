import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { compare, difference, sets, skip } from './oracle';

/** A fixed sixth of the pairs; `npm run oracle` compares all of them. */
const chosen = (document: string, schema: string): boolean =>
  (createHash('sha1').update(`${document.normalize()} ${schema}`).digest()[0] as number) % 6 === 0;

test('the same failures as the reference engine: locations, messages, kinds', { skip }, () => {
  const counts = { pairs: 0, failures: 0, clean: 0 };
  for (const set of sets) {
    for (const comparison of compare(set, chosen)) {
      const pair = `${comparison.schema} on ${comparison.document}`;
      assert.deepEqual(difference(comparison), { missing: [], surplus: [] }, pair);
      assert.deepEqual(comparison.errors, [], pair);
      counts.pairs++;
      counts.failures += comparison.actual.length;
      if (comparison.actual.length === 0) counts.clean++;
    }
  }
  // Nobody compares nothing with nothing.
  assert.ok(counts.pairs > 1500 && counts.failures > 10_000 && counts.clean > 100, JSON.stringify(counts));
});
