import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';
import { result, sample, type Table } from './support';
import { casts } from './tables/casts';
import { compatible } from './tables/compatible';
import { dates } from './tables/dates';
import { expressions } from './tables/expressions';
import { numbers } from './tables/numbers';
import { sequences } from './tables/sequences';
import { patterns, strings } from './tables/strings';
import { syntax } from './tables/syntax';

const document = parseXml(sample);

suite('examples of the XPath 2.0 and F&O recommendations', () => {
  for (const [name, table] of Object.entries({
    expressions,
    syntax,
    casts,
    strings,
    patterns,
    numbers,
    sequences,
    dates,
  } satisfies Record<string, Table>)) {
    test(name, () => {
      const wrong = table.filter(([source, expected]) => result(source, { document }) !== expected);
      assert.deepEqual(
        wrong.map(([source]) => [source, result(source, { document })]),
        wrong,
      );
    });
  }

  test('version 1.0', () => {
    const of = (source: string) => result(source, { document, version: '1.0' });
    const wrong = compatible.filter(([source, expected]) => of(source) !== expected);
    assert.deepEqual(
      wrong.map(([source]) => [source, of(source)]),
      wrong,
    );
  });
});
