import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { typeOf } from '../../server/src/cda/types';
import { examples } from './examples';

/** What the functional reference counted in the ANS examples (A.4, C.4, C.7, F.3). */
suite('the 94 ANS examples', { skip: examples.skip }, () => {
  const documents = new Map<string, CdaDocument>();
  before(() => {
    for (const { name, text } of examples.documents()) {
      const document = CdaDocument.read(text);
      assert.ok(document, name);
      documents.set(name, document);
    }
  });
  const all = () => [...documents.values()];

  test('all are CDA documents without a fault; three are self-presenting', () => {
    assert.equal(documents.size, 94);
    for (const [name, { xml }] of documents) assert.deepEqual(xml.faults, [], name);
    assert.equal(all().filter(({ xml, root }) => xml.root !== root).length, 3);
  });

  test('18 CR-BIO, of which 8 without extension', () => {
    const reports = all().filter(({ model }) =>
      model.templates.some(({ root }) => root.value === '1.2.250.1.213.1.1.1.55'),
    );
    assert.equal(reports.length, 18);
    assert.equal(reports.filter(({ model }) => !model.declared?.extension).length, 8);
    assert.ok(reports.every(({ model }) => model.code?.code?.value === '11502-2'));
  });

  test('level 1 where XDS-SD is declared, with its embedded body', () => {
    const level1 = all().filter(({ model }) => model.level === 1);
    assert.ok(level1.length > 0);
    for (const { model } of level1) assert.equal(model.body, 'embedded');
    for (const { model } of all()) if (model.body === 'embedded') assert.equal(model.level, 1);
  });

  test('288 result observations in 28 documents, all completed', () => {
    const uses = all().map(
      ({ templates }) => templates.filter(({ root }) => root.value === '1.3.6.1.4.1.19376.1.3.1.6').length,
    );
    assert.equal(
      uses.reduce((sum, count) => sum + count),
      288,
    );
    assert.equal(uses.filter((count) => count > 0).length, 28);
    const results = all().flatMap((document) => document.results);
    assert.equal(results.length, 288);
    assert.ok(results.every(({ status }) => status?.value === 'completed'));
  });

  test('types of the values of the CR-BIO results, prefixed ones too', () => {
    const reports = all().filter(({ model }) => model.declared?.root.value === '1.2.250.1.213.1.1.1.55');
    const results = reports.flatMap((document) => document.results);
    assert.equal(results.length, 226);
    const types = new Map<string, number>();
    for (const { value } of results) {
      const type = (value && typeOf(value)) ?? 'none';
      types.set(type, (types.get(type) ?? 0) + 1);
    }
    const count = (type: string) => types.get(type) ?? 0;
    assert.deepEqual(
      [count('PQ'), count('IVL_PQ'), count('CD'), count('REAL'), count('ED'), count('none')],
      [148, 43, 31, 2, 2, 0],
    );
  });

  test('references: 489 without a target as the reference counts, and 241 more without #', () => {
    const kinds = { counted: 0, dangling: 0, hashless: 0, outside: 0, empty: 0, blanks: 0 };
    const faulty = new Set<string>();
    let hashlessWithTarget = 0;
    for (const [name, { elements, references, targets }] of documents) {
      const pointers = new Map(references.map((reference) => [reference.attribute, reference]));
      const written = new Set(elements.map((element) => element.attribute('ID')?.value));
      for (const element of elements) {
        const attribute = element.local === 'reference' ? element.attribute('value') : undefined;
        if (!attribute) continue;
        const pointer = pointers.get(attribute);
        const found = pointer !== undefined && targets.has(pointer.target);
        if (pointer?.withoutHash && found) hashlessWithTarget++;
        // The reference compares the letters: a missing # does not count, a blank at the end or a URL does.
        if (written.has(attribute.value.replace(/^#/, ''))) continue;
        kinds.counted++;
        faulty.add(name);
        if (!pointer) kinds.outside++;
        else if (attribute.value === '') kinds.empty++;
        else if (found) kinds.blanks++;
        else kinds[pointer.withoutHash ? 'hashless' : 'dangling']++;
      }
    }
    assert.deepEqual(kinds, { counted: 489, dangling: 420, hashless: 45, outside: 13, empty: 2, blanks: 9 });
    assert.equal(faulty.size, 73);
    assert.equal(hashlessWithTarget, 241);
  });
});
