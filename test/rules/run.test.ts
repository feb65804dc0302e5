import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crBio } from '../../server/src/rules/examples';
import { check } from '../support';

test('the last of too many findings says that there are more', () => {
  const references = (count: number) =>
    check(crBio(`<component><section><text>${'<reference value="#x"/>'.repeat(count)}</text></section></component>`));
  assert.equal(references(1000).length, 1000);
  const found = references(1500);
  assert.equal(found.length, 1001);
  const last = found.at(-1);
  assert.equal(last?.severity, 'info');
  assert.match(last?.message.en ?? '', /^reference-broken: only the first 1000 findings/);
});
