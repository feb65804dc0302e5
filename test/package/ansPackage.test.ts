import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { AnsPackage } from '../../server/src/package/ansPackage';
import { findPackage, forgetPackages, settingProblem } from '../../server/src/package/findPackage';
import { readPackageFile } from '../../server/src/package/packageFiles';
import { installRecordName } from '../../server/src/package/packageVersion';
import { decode } from '../../server/src/xml/decode';

const temporary = mkdtempSync(join(tmpdir(), 'ans-package-'));
after(() => rmSync(temporary, { recursive: true }));

/** A folder with these files, each with its text. */
function folder(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(temporary, name);
  mkdirSync(root, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const complete = {
  'infrastructure/cda/CDA_extended.xsd': '<schema/>',
  'schematrons/CI-SIS_BIO-CR-BIO_2021.01.sch': '<!-- Historique : 01/02/2021 : Création -->',
  'schematrons/CI-SIS_BIO-CR-BIO_2024.01.sch': '<!-- Historique : 20/08/2024 : Création\n 03/09/2024 -->',
  'schematrons/CI-SIS_VSM_2023.01.sch': '',
  'schematrons/CI-SIS_VSM_1.4_2022.01.sch': '',
  'schematrons/CI-SIS_TLM-CR_2022.01.sch': '',
  'schematrons/profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch': '',
  'schematrons/profils/IHE.sch': '',
  'schematrons/profils/CI-SIS_ModelesDeContenusCDA.sch': '',
  'schematrons/profils/CI-SIS_Modeles_ANS.sch': '',
  'schematrons/profils/terminologies/schematron/terminologie.sch': '',
  'jeuxDeValeurs/JDV_J01.xml': 'é',
  'FeuilleDeStyle/CDA-FO.xsl': '',
  'FeuilleDeStyle/cda_l10n.xml': '',
  'FeuilleDeStyle/externe/own.xsl': '',
  'ExemplesCDA/A.xml': '',
};

suite('the ANS package', () => {
  const root = folder('testContenuCDA', complete);
  const percent = folder('100%', { 'a%20b.xml': 'x' });
  const found = AnsPackage.at(root) as AnsPackage;
  const model = { root: '1.2.250.1.213.1.1.1.55', extension: '2024.01', code: '11502-2', level: 3 } as const;
  const names = ({ paths }: { paths: readonly string[] }) => paths.map((path) => basename(path));

  test('names its parts', () => {
    assert.equal(found.xsd, join(root, 'infrastructure', 'cda', 'CDA_extended.xsd'));
    assert.deepEqual(
      found.profiles.map((path) => basename(path)),
      [
        'ASIP-STRUCT-MIN-StrucMin.sch',
        'IHE.sch',
        'CI-SIS_ModelesDeContenusCDA.sch',
        'CI-SIS_Modeles_ANS.sch',
        'terminologie.sch',
      ],
    );
    assert.equal(found.valueSets, join(root, 'jeuxDeValeurs'));
    const { foHtml, crbio, l10n } = found.stylesheets;
    assert.deepEqual(
      [foHtml && basename(foHtml), crbio, l10n && basename(l10n)],
      ['CDA-FO.xsl', undefined, 'cda_l10n.xml'],
    );
    assert.deepEqual(found.faults, []);
  });

  test('finds its Schematrons, schema and stylesheets by the name at the end of a reference', () => {
    assert.equal(found.fileNamed('../../x/ihe.sch?a#b'), join(root, 'schematrons', 'profils', 'IHE.sch'));
    assert.equal(found.fileNamed('..\\infrastructure\\CDA_extended.xsd'), found.xsd);
    assert.equal(found.fileNamed('CDA-FO.xsl'), found.stylesheets.foHtml);
    assert.equal(found.fileNamed('../own.XSL'), join(root, 'FeuilleDeStyle', 'externe', 'own.xsl'));
    assert.equal(found.fileNamed('FeuilleDeStyle/cda_l10n.xml'), undefined);
    assert.equal(found.fileNamed('../FeuilleDeStyle/other.xsl'), undefined);
    assert.equal(found.fileNamed(''), undefined);
  });

  test('gives the Schematron of exactly the declared version', () => {
    assert.deepEqual(names(found.schematronsFor(model)), ['CI-SIS_BIO-CR-BIO_2024.01.sch']);
    assert.equal(found.schematronsFor(model).note, undefined);
    assert.deepEqual(names(found.schematronsFor({ ...model, extension: ' 2021.01 ' })), [
      'CI-SIS_BIO-CR-BIO_2021.01.sch',
    ]);
  });

  test('gives the newest one to a document without version, and says so', () => {
    const choice = found.schematronsFor({ ...model, extension: undefined });
    assert.deepEqual(names(choice), ['CI-SIS_BIO-CR-BIO_2024.01.sch']);
    assert.match(choice.note?.fr ?? '', /n’indique pas la version de BIO-CR-BIO.*2024\.01/);
  });

  test('takes the one such a document names itself', () => {
    const choice = found.schematronsFor({
      ...model,
      extension: undefined,
      named: ['../schematrons/CI-SIS_BIO-CR-BIO_2021.01.sch'],
    });
    assert.deepEqual([names(choice), choice.note], [['CI-SIS_BIO-CR-BIO_2021.01.sch'], undefined]);
  });

  test('gives none to a version or a model it does not know, and says which it has', () => {
    const other = found.schematronsFor({ ...model, extension: '2023.01' });
    assert.deepEqual(other.paths, []);
    assert.match(other.note?.en ?? '', /no Schematron of BIO-CR-BIO 2023\.01 \(it has 2021\.01, 2024\.01\)/);
    for (const oid of [undefined, '', '1.2.3', '1.2.250.1.213.1.1.1.99', '1.2.250.1.213.1.1.1.toString']) {
      const none = found.schematronsFor({ root: oid, level: 3 });
      assert.deepEqual([none.paths, typeof none.note], [[], 'object'], oid);
    }
    assert.match(
      found.schematronsFor({ ...model, root: '1.2.250.1.213.1.1.1.59' }).note?.en ?? '',
      /no Schematron of BIO-TROD/,
    );
  });

  test('tells the two syntheses apart, and the level 1 document that has a Schematron', () => {
    const synthesis = { ...model, root: '1.2.250.1.213.1.1.1.13' };
    assert.deepEqual(names(found.schematronsFor({ ...synthesis, extension: '201310' })), [
      'CI-SIS_VSM_1.4_2022.01.sch',
    ]);
    assert.deepEqual(names(found.schematronsFor({ ...synthesis, extension: undefined })), ['CI-SIS_VSM_2023.01.sch']);
    assert.deepEqual(names(found.schematronsFor({ level: 1, code: '85208-7' })), ['CI-SIS_TLM-CR_2022.01.sch']);
    assert.deepEqual(found.schematronsFor({ level: 1, code: '11502-2' }), { paths: [] });
  });

  test('says what is missing of it', () => {
    const partial = AnsPackage.at(folder('partial', { 'schematrons/profils/IHE.sch': '' })) as AnsPackage;
    assert.deepEqual([partial.xsd, partial.valueSets, partial.stylesheets], [undefined, undefined, {}]);
    assert.deepEqual(
      partial.faults.map(({ path }) => basename(path)),
      [
        'CDA_extended.xsd',
        'ASIP-STRUCT-MIN-StrucMin.sch',
        'CI-SIS_ModelesDeContenusCDA.sch',
        'CI-SIS_Modeles_ANS.sch',
        'terminologie.sch',
        'CI-SIS_*.sch',
        'jeuxDeValeurs',
      ],
    );
  });

  test('is no package without any of its parts', () => {
    assert.equal(AnsPackage.at(folder('empty', { 'schematrons/mine.sch': '' })), undefined);
    assert.equal(AnsPackage.at(join(temporary, 'nowhere')), undefined);
  });

  test('reads a file under its exact name only', () => {
    assert.equal(readPackageFile(join(root, 'jeuxDeValeurs', 'JDV_J01.xml')), 'é');
    for (const other of ['jeuxDeValeurs/jdv_j01.xml', 'JeuxDeValeurs/JDV_J01.xml', 'jeuxDeValeurs', 'none.xml'])
      assert.equal(readPackageFile(join(root, other)), undefined, other);
    assert.equal(readPackageFile(join(percent, 'a%20b.xml')), 'x');
  });
});

suite('its version', () => {
  const versionOf = (name: string, files: Readonly<Record<string, string>>) =>
    AnsPackage.at(folder(name, { 'schematrons/profils/IHE.sch': '', ...files }))?.version;

  test('comes from what the installation noted', () => {
    const record = {
      source: 'x',
      sha256: 'y',
      installed: 'z',
      folder: 'w-main',
      commit: 'a'.repeat(40),
      date: '2025-03-06',
    };
    const version = versionOf('installed', { [installRecordName]: JSON.stringify(record) });
    assert.deepEqual(version, { commit: record.commit, date: '2025-03-06', text: both('2025-03-06 (aaaaaaaa)') });
  });

  test('comes from the tag in the name of the folder', () => {
    assert.equal(versionOf('outil-cda-testContenuCDA20250303', {})?.date, '2025-03-03');
  });

  test('comes from the tag of a clone', () => {
    const id = 'b'.repeat(40);
    const version = versionOf('clone', {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/refs/heads/main': `${id}\n`,
      '.git/packed-refs': `${'c'.repeat(40)} refs/tags/testContenuCDA20250110\n^${id}\n${'d'.repeat(40)} refs/tags/testContenuCDA20250117\n`,
    });
    assert.deepEqual(version, { commit: id, date: '2025-01-10', text: both('2025-01-10 (bbbbbbbb)') });
  });

  test('is guessed from the histories of the schematrons, and called so', () => {
    const version = versionOf('guessed', complete);
    assert.equal(version?.date, '2024-09-03');
    assert.equal(version?.text.fr, 'schématrons jusqu’au 2024-09-03');
  });

  test('is unknown where nothing tells, also where what tells is damaged', () => {
    assert.deepEqual(versionOf('unknown', {}), { text: { en: 'unknown version', fr: 'version inconnue' } });
    assert.deepEqual(
      versionOf('damaged', { [installRecordName]: '{"date":"<b>","commit":3', '.git/HEAD': 'ref: refs/../../x' })?.text
        .en,
      'unknown version',
    );
  });

  const both = (text: string) => ({ en: text, fr: text });
});

suite('findPackage', () => {
  const at = (places: Parameters<typeof findPackage>[0]) => {
    forgetPackages();
    return findPackage(places)?.root;
  };
  const root = folder('find/testContenuCDA', complete);
  const workspace = folder('find/workspace', { 'documents/2024/a.xml': '' });
  const installed = folder('find-installed/current', { 'schematrons/profils/IHE.sch': '' });

  test('takes the folder of the setting, what it was unzipped into, and the package a part belongs to', () => {
    assert.equal(at({ setting: root, installed }), root);
    assert.equal(at({ setting: join(root, '..') }), root);
    assert.equal(at({ setting: join(root, 'schematrons', 'profils') }), root);
    assert.equal(settingProblem(root), undefined);
    assert.equal(settingProblem(''), undefined);
  });

  test('looks at nothing else where the setting is wrong, and says why in one line', () => {
    const wrong = folder('find-wrong', { 'a.txt': '' });
    assert.equal(at({ setting: wrong, documentPath: join(root, 'ExemplesCDA', 'A.xml'), installed }), undefined);
    assert.match(settingProblem(wrong)?.fr ?? '', /n’est pas le paquet testContenuCDA de l’ANS/);
    assert.match(settingProblem(join(temporary, 'nowhere'))?.en ?? '', /does not exist/);
  });

  test('prefers the package the document lies in, then the workspace, then the installed one', () => {
    const documentPath = join(root, 'ExemplesCDA', 'A.xml');
    const elsewhere = folder('find-other/ws/package', { 'schematrons/profils/IHE.sch': '' });
    assert.equal(at({ documentPath, workspaceFolders: [dirname(elsewhere)], installed }), root);
    assert.equal(at({ workspaceFolders: [dirname(elsewhere)], installed }), elsewhere);
    assert.equal(at({ workspaceFolders: [elsewhere], installed }), elsewhere);
    assert.equal(at({ workspaceFolders: [workspace], installed }), root, 'beside the workspace folder');
    assert.equal(at({ workspaceFolders: [join(temporary, 'partial', 'schematrons')], installed }), installed);
    assert.equal(at({}), undefined);
  });

  test('does not look deep', () => {
    const deep = folder('find-deep/workspace', { 'a/b/schematrons/profils/IHE.sch': '' });
    assert.equal(at({ workspaceFolders: [deep] }), undefined);
  });

  test('gives the same object while nothing is said to have changed', () => {
    const one = findPackage({ setting: root });
    assert.equal(findPackage({ setting: root }), one);
    forgetPackages();
    assert.notEqual(findPackage({ setting: root }), one);
  });
});

const real = join(__dirname, '../../../testContenuCDA');

suite('the real package', {
  skip: existsSync(real) ? false : 'the ANS package (../testContenuCDA) is not here',
}, () => {
  const found = AnsPackage.at(real) as AnsPackage;

  test('has all its parts', () => {
    assert.equal(found.profiles.length, 5);
    assert.equal(found.documentSchematrons.length, 59);
    assert.deepEqual(found.faults, []);
  });

  test('routes every example to the schematron it names itself, but for those that cannot be', () => {
    const differences: string[] = [];
    const folder = join(real, 'ExemplesCDA');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.xml'))) {
      const document = CdaDocument.read(decode(readFileSync(join(folder, file))).text);
      assert.ok(document, file);
      const { declared, level, code } = document.model;
      const named = document.xml.children.flatMap((node) =>
        node.kind === 'instruction' && node.target === 'oxygen' ? (node.pseudoAttribute('SCHSchema')?.value ?? []) : [],
      );
      const { paths } = found.schematronsFor({
        root: declared?.root.value,
        extension: declared?.extension?.value,
        code: code?.code?.value,
        level,
        named,
      });
      const own = named.filter((href) => !/profils/i.test(href)).map((href) => basename(href));
      const chosen = paths.map((path) => basename(path));
      if (own.join() !== chosen.join()) differences.push(`${file}: ${own} / ${chosen}`);
    }
    assert.deepEqual(differences, [
      // Every template once: it declares a synthesis without version and names the profiles only.
      '01_Modèles_contenus_CDA.xml:  / CI-SIS_VSM_2023.01.sch',
      // The package has no SDM-MR 2024.01.
      'SDM-MR_2025.01_nouveau-ne.xml: CI-SIS_SDM-MR_2024.01.sch / ',
      'SDM-MR_2025.01_patiente-enceinte.xml: CI-SIS_SDM-MR_2024.01.sch / ',
      'SDM-MR_2025.01_patiente-post-grossesse.xml: CI-SIS_SDM-MR_2024.01.sch / ',
    ]);
  });
});
