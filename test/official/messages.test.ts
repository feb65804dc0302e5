import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Handover, type OfficialRequest } from '../../server/src/official/messages';

test('texts of all lengths are handed over, the memory only where the other thread does not have it', () => {
  const [here, there] = [new Handover(), new Handover()];
  const tooMuch = 18_000_000;
  const handed = [10, 500, 100_000, 10, tooMuch, 10, tooMuch, 100_000, 10].map((length, id) => {
    const text = `${id}é`.padEnd(length, '€');
    const request = here.request(id, { text, schematrons: 'both', xsd: true, rules: {} });
    // As postMessage does it; shared memory stays shared.
    const { utf16, ...rest } = request;
    const received: OfficialRequest = { ...structuredClone(rest), ...(utf16 && { utf16 }) };
    assert.ok(there.textOf(received) === text, `${length} characters`);
    return utf16 !== undefined;
  });
  assert.deepEqual(handed, [true, false, true, false, true, true, true, true, false]);
});
