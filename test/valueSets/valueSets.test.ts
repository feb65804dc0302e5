import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ValueSetEntry, ValueSets } from '../../server/src/terminology/valueSets';
import type { Concept } from '../../server/src/terminology/valueSets/content';

function entry(oid: string, concepts: Concept[], other: Partial<ValueSetEntry> = {}): ValueSetEntry {
  const read = () => ({ concepts, complete: true });
  return { oids: [oid], name: oid, kind: 'value-set', source: `${oid}.xml`, read, ...other };
}
const concept = (code: string, system = '1.2', display = '') => ({ code, system, display });

suite('ValueSets', () => {
  test('a file is read once, when first asked for', () => {
    let reads = 0;
    const read = () => {
      reads++;
      return { concepts: [concept('A')], complete: true };
    };
    const sets = new ValueSets([entry('1.2.3', [], { read })]);
    assert.deepEqual([sets.size, reads], [1, 0]);
    assert.equal(sets.has('1.2.3', 'A', '1.2'), 'in');
    assert.equal(sets.has('1.2.3', 'B', '1.2'), 'not-in');
    assert.equal(reads, 1);
  });

  test('in, not in, unknown', () => {
    const sets = new ValueSets([
      entry('1.2.3', [concept('A'), concept('C', 'ASTM'), concept('D', 'https://example.org/unknown')]),
      entry('1.2.4', [concept('A')], { read: () => ({ concepts: [concept('A')], complete: false }) }),
    ]);
    const has = (oid: string, code: string, system = '1.2') => sets.has(oid, code, system);
    assert.deepEqual([has('1.2.3', 'A'), has('1.2.3', 'A', '1.9'), has('1.2.3', 'B')], ['in', 'not-in', 'not-in']);
    assert.deepEqual([has('1.2.3', 'C'), has('1.2.3', 'D')], ['unknown', 'unknown']);
    assert.deepEqual([has('1.2.4', 'A'), has('1.2.4', 'B'), has('1.2.9', 'A')], ['in', 'unknown', 'unknown']);
  });

  test('two files for one OID: their codes count together, and it is told', () => {
    const sets = new ValueSets([
      entry('1.2.3', [concept('A')], { source: 'a.xml' }),
      entry('1.2.3', [concept('A'), concept('B')], { source: 'b.xml' }),
    ]);
    assert.deepEqual(
      sets.find('1.2.3')?.concepts.map(({ code }) => code),
      ['A', 'B'],
    );
    assert.deepEqual([...sets.duplicates()], [{ oid: '1.2.3', sources: ['a.xml', 'b.xml'] }]);
  });

  test('a file that has become unreadable is a fault, and its value set unknown', () => {
    const read = () => {
      throw new Error('gone');
    };
    const sets = new ValueSets([entry('1.2.3', [], { read })]);
    assert.equal(sets.has('1.2.3', 'A', '1.2'), 'unknown');
    assert.equal(sets.find('1.2.3'), undefined);
    assert.deepEqual(
      sets.faults.map(({ source, message }) => [source, message.en]),
      [['1.2.3.xml', 'The file cannot be read: gone.']],
    );
  });

  test('a loaded code system gives the OID for its URI', () => {
    const url = 'https://example.org/CodeSystem/x';
    const sets = new ValueSets([
      entry('1.2.3', [concept('A', url)]),
      entry('1.2.5', [concept('A', '1.2.5')], { kind: 'code-system', url }),
    ]);
    assert.equal(sets.has('1.2.3', 'A', '1.2.5'), 'in');
    assert.equal(sets.has('1.2.3', 'A', '1.2.6'), 'not-in');
  });
});

test('suggestions: case, label, then one typing error in a code of four characters or more', () => {
  const concepts = [
    concept('N', '1.2', 'Normal'),
    concept('MAX', '1.2', 'Observation macroscopique'),
    concept('G15_10/SM05', '1.2', 'Médecin - Chirurgie générale (SM)'),
  ];
  const set = new ValueSets([entry('1.2.3', concepts)]).find('1.2.3');
  const suggested = (code: string, label?: string) => set?.suggest(code, label).map((found) => found.code);
  assert.deepEqual(suggested('n'), ['N']);
  assert.deepEqual(suggested('X', ' observation  Macroscopique'), ['MAX']);
  assert.deepEqual(suggested('MI', 'Observation microscopique'), []);
  for (const code of ['G15_10/SM5', 'G15_10/SM055', 'G15_10/SM06', 'G15_10/MS05', 'g15_10/sm50'])
    assert.deepEqual(suggested(code), ['G15_10/SM05'], code);
  assert.deepEqual(suggested('G15_10/SCH10'), []);
});
