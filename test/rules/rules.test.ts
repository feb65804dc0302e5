import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { rules } from '../../server/src/rules';
import type { Example, Rule } from '../../server/src/rules/rule';
import { applyFix, check } from '../support';

const folder = join(__dirname, '../../server/src/rules');

function findings({ xml, bytes, valueSets, files = {} }: Example) {
  return check(xml, { ...(bytes && { bytes }), linkedFile: (href) => files[href] ?? { kind: 'unknown' } }, valueSets);
}

function findingsOf(rule: Rule, example: Example) {
  return findings(example).filter((finding) => finding.rule === rule.id);
}

for (const rule of rules) {
  suite(rule.id, () => {
    test('is the name of its file', () => assert.ok(existsSync(join(folder, `${rule.id}.ts`))));
    test('has good and bad examples', () => assert.ok(rule.good.length > 0 && rule.bad.length > 0));
    rule.good.forEach((example, index) => {
      test(`finds nothing in good example ${index + 1}`, () => assert.deepEqual(findingsOf(rule, example), []));
    });
    rule.bad.forEach((example, index) => {
      test(`finds bad example ${index + 1}`, () => {
        const found = findingsOf(rule, example);
        assert.equal(found.length, example.count ?? 1, JSON.stringify(found, null, 2));
        for (const { at } of found) assert.ok(at.start <= at.end && at.end <= example.xml.length);
        if (example.at !== undefined) assert.equal(example.xml.slice(found[0]?.at.start, found[0]?.at.end), example.at);
        if (example.fixed !== undefined) {
          const fix = found[0]?.fixes?.[0];
          assert.ok(fix, 'no fix');
          const after = applyFix(example.xml, fix);
          assert.equal(after, example.fixed);
        }
      });
    });
  });
}

test('good examples give no finding of any rule', () => {
  for (const rule of rules) {
    for (const example of rule.good) {
      const others = findings(example).filter(({ severity }) => severity === 'error' || severity === 'warning');
      assert.deepEqual(others, [], rule.id);
    }
  }
});

test('rules come in an order of their own, each once', () => {
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
});
