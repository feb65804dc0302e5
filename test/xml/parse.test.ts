import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';

test('smoke', () => {
  const { root, faults } = parseXml('<a x="1"><b>t&amp;u</b></a>');
  assert.equal(root?.textContent, 't&u');
  assert.deepEqual(faults, []);
});
