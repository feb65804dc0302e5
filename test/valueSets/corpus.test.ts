import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { bindings } from '../../server/src/cda/bindings';
import { CdaDocument } from '../../server/src/cda/document';
import { loadValueSets } from '../../server/src/package/valueSetStore';
import { runRule } from '../../server/src/rules/run';
import { valueSet } from '../../server/src/rules/value-set';
import { Circuit } from '../../server/src/terminology/circuit';
import { ucum } from '../../server/src/terminology/ucum';
import type { ValueSets } from '../../server/src/terminology/valueSets';
import { decode } from '../../server/src/xml/decode';

const shared = join(__dirname, '../../../shared');
const corpus = join(shared, 'corpus');
const folder = join(corpus, 'value-sets');
const oracle = join(shared, 'oracle');
const voc = join(__dirname, '../../../testContenuCDA/schematrons/profils/structurationMinimale/include');
const skipWithout = (...folders: string[]) => {
  const absent = folders.find((path) => !existsSync(path));
  return absent ? `${absent.replace(/.*\.\.\//, '../')} is not here` : false;
};

function findings(documents: string, valueSets: ValueSets) {
  const context = {
    circuit: Circuit.builtIn(),
    ucum,
    valueSets,
    origin: { linkedFile: () => ({ kind: 'unknown' }) as const },
  };
  return readdirSync(join(corpus, documents))
    .filter((name) => name.endsWith('.xml'))
    .sort()
    .flatMap((name) => {
      const { text } = decode(readFileSync(join(corpus, documents, name)));
      const document = CdaDocument.read(text);
      const found = document ? runRule(valueSet, document, context) : [];
      return found.map((finding) => ({ name, ...finding, under: text.slice(finding.at.start, finding.at.end) }));
    });
}

suite('published value sets', { skip: skipWithout(folder) }, () => {
  test('all 523 files: their OIDs, their concepts, two OIDs of two files each', async () => {
    const { valueSets, report } = await loadValueSets([folder]);
    assert.deepEqual([report.files, report.valueSets, report.faults], [523, 521, []]);
    assert.deepEqual(report.duplicates.map(({ oid }) => oid).sort(), [
      '1.2.250.1.213.1.1.5.805',
      '1.2.250.1.213.1.1.5.806',
    ]);
    for (const oid of valueSets.oids) {
      const set = valueSets.find(oid);
      assert.ok(set?.complete && set.concepts.length > 0, oid);
      for (const { code } of set.concepts) assert.match(code, /^\S+$/, oid);
    }
    assert.deepEqual(valueSets.faults, []);
    assert.equal(valueSets.find('2.16.840.1.113883.1.11.78')?.concepts.length, 39);
    assert.equal(valueSets.has('2.16.840.1.113883.1.11.78', '<', '2.16.840.1.113883.5.83'), 'in');
    const concepts = [...valueSets.oids].reduce((sum, oid) => sum + (valueSets.find(oid)?.concepts.length ?? 0), 0);
    assert.equal(concepts, 14_975);
  });

  test('every binding has its value set, by OID and by name', async () => {
    const { valueSets } = await loadValueSets([folder]);
    for (const { oid, name } of bindings) assert.equal(valueSets.find(oid)?.name.replace(/\.tabs$/, ''), name);
  });

  test('those of the header profile, in the ART-DECOR layout', { skip: skipWithout(voc) }, async () => {
    const { valueSets, report } = await loadValueSets([voc]);
    assert.equal(valueSets.has('1.2.250.1.213.1.1.5.590', 'F', '2.16.840.1.113883.5.1'), 'in');
    assert.deepEqual([report.valueSets, report.faults], [13, []]);
  });
});

suite('value-set on the published examples', { skip: skipWithout(folder, join(corpus, 'examples')) }, () => {
  /** Reviewed one by one: the codes of reference C.7 #5, and a specialty that JDV_J01 does not have. */
  const reviewed = {
    'error G15_10/SCH10': 2,
    'info 0064': 2,
    'info DC': 4,
    'info MA': 4,
    'info MI': 5,
    'info VA': 2,
    'info ZC': 2,
  };

  test('findings are the reviewed ones', async () => {
    const { valueSets } = await loadValueSets([folder]);
    const counts: Record<string, number> = {};
    for (const { severity, under } of findings('examples', valueSets)) {
      counts[`${severity} ${under}`] = (counts[`${severity} ${under}`] ?? 0) + 1;
    }
    assert.deepEqual(counts, reviewed);
  });

  const official = join(oracle, 'schematron-examples.json.gz');
  test('errors are those of the reference engine, specimens apart', { skip: skipWithout(official) }, async () => {
    const { valueSets } = await loadValueSets([folder]);
    for (const kind of ['examples', 'mutants']) {
      const answers = JSON.parse(gunzipSync(readFileSync(join(oracle, `schematron-${kind}.json.gz`))).toString());
      const theirs = Object.entries<Record<string, [string, string, string][]>>(answers.results).flatMap(
        ([name, schemas]) =>
          // The Schematron of specimens names a file that does not exist (reference B.2): it refuses every code.
          (
            schemas['CI-SIS_ModelesDeContenusCDA.sch'] ??
            schemas['profils/CI-SIS_ModelesDeContenusCDA.sch'] ??
            []
          ).flatMap(([location]) =>
            /(?:administrativeGenderCode|author(?:\[\d+\])?\/(?:\w+:)?assignedAuthor\/(?:\w+:)?code)$/.test(location)
              ? name
              : [],
          ),
      );
      const ours = findings(kind, valueSets).filter(
        ({ severity, message }) =>
          severity === 'error' && /administrativeGenderCode|\bauthor\/assignedAuthor/.test(message.en),
      );
      assert.deepEqual([...new Set(ours.map(({ name }) => name))].sort(), [...new Set(theirs)].sort(), kind);
      assert.ok(theirs.length > 0);
    }
  });
});
