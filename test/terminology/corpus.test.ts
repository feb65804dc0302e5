import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as oids from '../../server/src/cda/oids';
import { LOINC_OID, loincFault } from '../../server/src/terminology/loinc';
import { ucum } from '../../server/src/terminology/ucum';

const corpus = join(import.meta.dirname ?? __dirname, '../../../shared/corpus');
const skip = existsSync(corpus) ? false : '../shared/corpus is not there';

function* tags(folder: string): Generator<{ file: string; attributes: Map<string, string> }> {
  for (const file of readdirSync(join(corpus, folder))) {
    const text = readFileSync(join(corpus, folder, file), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
    for (const [tag] of text.matchAll(/<\w[^<>]*\b(?:codeSystem|codeSystemName|unit)\s*=[^<>]*>/g)) {
      const pairs = [...tag.matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
      yield {
        file,
        attributes: new Map(pairs.map(([, name = '', a, b]) => [name, (a ?? b ?? '').replace(/&#x9;/g, '\t')])),
      };
    }
  }
}

for (const [folder, fewest] of [
  ['examples', 2500],
  ['value-sets', 7000],
] as const) {
  test(`no LOINC code of the published ${folder} is refused`, { skip }, () => {
    let seen = 0;
    for (const { file, attributes } of tags(folder)) {
      const code = attributes.get('code');
      if (attributes.get('codeSystem') !== LOINC_OID || code === undefined) continue;
      seen++;
      assert.equal(loincFault(code.trim()), undefined, `${file}: ${code}`);
    }
    assert.ok(seen >= fewest, `${seen} codes`);
  });
}

test('no unit of the published examples has a fault, the EDQM codes of pharmacy included', { skip }, () => {
  const units = new Set([...tags('examples')].flatMap(({ attributes }) => attributes.get('unit') ?? []));
  assert.ok(units.size >= 50, `${units.size} units`);
  for (const unit of units) {
    assert.equal(ucum.fault(unit), undefined, unit);
    assert.equal(ucum.habit(unit), undefined, unit);
  }
});

test('the codeSystemName contradictions of the examples are the two that are true', { skip }, () => {
  const found = new Set<string>();
  for (const { attributes } of tags('examples')) {
    const oid = attributes.get('codeSystem');
    const name = attributes.get('codeSystemName');
    if (oid && name && oids.contradictsCodeSystem(oid, name)) found.add(`${oid} ${name}`);
  }
  assert.deepEqual([...found].sort(), [
    '2.16.840.1.113883.4.642.4.130 HL7:condition-ver-status',
    '2.16.840.1.113883.6 CIM-10',
  ]);
});
