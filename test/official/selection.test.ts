import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { selectSchemas } from '../../server/src/official/selection';
import { AnsPackage } from '../../server/src/package/ansPackage';
import { ansPackage, corpus, samplePackage, withoutAns } from './packages';

const noLinks = process.platform === 'win32' && 'links need a privilege there';
const header = (content: string, prolog = '') =>
  CdaDocument.read(
    `<?xml version="1.0"?>\n${prolog}<ClinicalDocument xmlns="urn:hl7-org:v3">${content}</ClinicalDocument>`,
  ) as CdaDocument;

suite('which schemas', () => {
  let folder: string;
  let documentPath: string;
  const found = AnsPackage.at(samplePackage) as AnsPackage;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cda-select-'));
    documentPath = join(folder, 'document.xml');
    for (const name of ['own.sch', 'a b.sch']) {
      cpSync(join(samplePackage, 'schematrons/user-1.0.sch'), join(folder, name));
    }
    writeFileSync(documentPath, '');
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Paths from the folder of the document, or from the package. */
  const paths = (document: CdaDocument, choice: 'document' | 'model' | 'both', isFile = true) => {
    const { schemas, skipped } = selectSchemas(document, isFile ? documentPath : undefined, found, choice);
    const shown = schemas.map(({ path: each, phase }) => {
      const inside = relative(samplePackage, each);
      const name = inside.startsWith('..') ? relative(folder, each) : inside;
      return name.split(sep).join('/') + (phase ? `#${phase}` : '');
    });
    return [...shown, ...skipped.map(({ what }) => `- ${what}`)];
  };

  test('those that the document names, beside it', () => {
    const document = header(
      '',
      `<?oxygen SCHSchema="own.sch"?><?xml-model href="a%20b.sch" schematypens="http://purl.oclc.org/dsdl/schematron" phase=" p "?>
       <?xml-model href='own.sch'?><?xml-stylesheet href="own.sch"?><?xml-model href="x.xsd" schematypens="http://www.w3.org/2001/XMLSchema"?>
       <?xml-model href="x.rng"?><?oxygen RNGSchema="x.rng"?><?oxygen SCHSchema=""?>`,
    );
    assert.deepEqual(paths(document, 'document'), ['own.sch', 'a b.sch#p']);
  });

  test('under another letter case too, and else under the same name in the package', () => {
    const document = header('', '<?oxygen SCHSchema="OWN.sch"?><?oxygen SCHSchema="../../anywhere/ihe.sch"?>');
    assert.deepEqual(paths(document, 'document'), ['own.sch', 'schematrons/profils/IHE.sch']);
    assert.deepEqual(paths(document, 'document', false), ['schematrons/profils/IHE.sch', '- OWN.sch']);
  });

  test('one of the package once, whatever links lead to it', { skip: noLinks }, () => {
    symlinkSync(join(samplePackage, 'schematrons'), join(folder, 'linked'));
    const document = header('', '<?oxygen SCHSchema="linked/profils/IHE.sch"?><?oxygen SCHSchema="own.sch"?>');
    assert.deepEqual(paths(document, 'document'), ['schematrons/profils/IHE.sch', 'own.sch']);
    const all = paths(document, 'both');
    assert.equal(all.filter((path) => path.endsWith('IHE.sch')).length, 1);
  });

  test('none that is found nowhere or not on this machine', () => {
    const document = header(
      '',
      '<?oxygen SCHSchema="../nowhere.sch"?><?xml-model href="https://example.org/a.sch?b=c"?>',
    );
    assert.deepEqual(paths(document, 'document'), ['- nowhere.sch', '- a.sch']);
  });

  test('the profiles where the model is known to nobody; those it names first, each once', () => {
    const profiles = [
      'schematrons/profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch',
      'schematrons/profils/IHE.sch',
      'schematrons/profils/CI-SIS_ModelesDeContenusCDA.sch',
      'schematrons/profils/CI-SIS_Modeles_ANS.sch',
    ];
    assert.deepEqual(paths(header(''), 'model'), profiles);
    assert.deepEqual(paths(header(''), 'document'), []);
    const named = header('', '<?oxygen SCHSchema="x/IHE.sch"?>');
    assert.deepEqual(paths(named, 'both'), [profiles[1], profiles[0], profiles[2], profiles[3]]);
    assert.deepEqual(selectSchemas(header(''), undefined, undefined, 'both').schemas, []);
  });

  test('of the ANS package: the volet of the model, and the profiles alone for level 1', { skip: withoutAns }, () => {
    const ans = AnsPackage.at(ansPackage);
    const names = (content: string) =>
      selectSchemas(header(content), join(corpus, 'x.xml'), ans, 'model').schemas.map(({ path }) =>
        path.replace(/^.*[\\/]/, ''),
      );
    const profiles = ans?.profiles.map((path) => path.replace(/^.*[\\/]/, '')) ?? [];
    assert.equal(profiles.length, 5);
    const crBio = '<templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/><code code="11502-2"/>';
    assert.deepEqual(names(crBio), ['CI-SIS_BIO-CR-BIO_2024.01.sch', ...profiles]);
    assert.deepEqual(names('<templateId root="1.3.6.1.4.1.19376.1.2.20"/><code code="11502-2"/>'), profiles);
  });
});
