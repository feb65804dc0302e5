import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { linkedFiles } from '../../server/src/package/linkedFiles';
import { megabytesInUse } from '../memory';

const root = mkdtempSync(join(tmpdir(), 'linked-files-'));
const documents = join(root, 'ExemplesCDA');
mkdirSync(documents);
mkdirSync(join(root, 'Feuille De Style', 'é'), { recursive: true });
for (const file of ['CDA-FO.xsl', '100%.xsl', 'é/à.xsl', 'CDA.XSL'])
  writeFileSync(join(root, 'Feuille De Style', file), '');
writeFileSync(join(documents, 'local.sch'), '');
after(() => rmSync(root, { recursive: true }));

const look = linkedFiles(join(documents, 'document.xml'));
const found = { kind: 'found' };
const missing = { kind: 'missing' };
const unknown = { kind: 'unknown' };
const actually = (actual: string) => ({ kind: 'other-case', actual });

suite('linkedFiles', () => {
  test('finds a file beside the document and in another folder', () => {
    for (const href of [
      'local.sch',
      './local.sch',
      '../Feuille De Style/CDA-FO.xsl',
      '../Feuille%20De%20Style/CDA-FO.xsl',
      '..\\Feuille De Style\\CDA-FO.xsl',
      '..//Feuille De Style/./CDA-FO.xsl#part',
      'local.sch?version=2',
      '../Feuille De Style/100%.xsl',
      '../Feuille De Style/100%25.xsl',
      '../Feuille De Style/e\u0301/a\u0300.xsl',
    ]) {
      assert.deepEqual(look(href), found, href);
    }
  });

  test('finds an absolute path and a file URL', () => {
    const file = join(root, 'Feuille De Style', 'CDA-FO.xsl');
    assert.deepEqual(look(file), found);
    assert.deepEqual(look(pathToFileURL(file).href), found);
    assert.deepEqual(look(`${pathToFileURL(root).href}/absent.xsl`), missing);
  });

  test('tells another letter case, and how the href should be written', () => {
    assert.deepEqual(look('LOCAL.sch'), actually('local.sch'));
    assert.deepEqual(look('../feuille de style/cda-fo.xsl#x'), actually('../Feuille De Style/CDA-FO.xsl#x'));
    assert.deepEqual(look('../feuille%20de%20Style/CDA-FO.xsl'), actually('../Feuille%20De%20Style/CDA-FO.xsl'));
    assert.deepEqual(look('..\\Feuille De Style\\É\\À.xsl'), actually('..\\Feuille De Style\\é\\à.xsl'));
    assert.deepEqual(look('../Feuille De Style/cda.xsl'), actually('../Feuille De Style/CDA.XSL'));
    const folder = pathToFileURL(root).href;
    assert.deepEqual(look(`${folder}/exemplesCDA/local.sch`), actually(`${folder}/ExemplesCDA/local.sch`));
  });

  test('tells what is missing', () => {
    for (const href of [
      'absent.sch',
      '../absent/CDA-FO.xsl',
      'local.sch/inside.xsl',
      '../../../../../../../../absent.xsl',
    ])
      assert.deepEqual(look(href), missing, href);
  });

  test('does not look at URLs, network paths and fragments', () => {
    for (const href of [
      '',
      '#',
      '#part',
      'http://example.org/a.xsl',
      'HTTPS://example.org/a.xsl',
      'urn:hl7-org:v3',
      '//host/share/a.xsl',
      '\\\\host\\share\\a.xsl',
      '%5C%5Chost%5Cshare',
      'file://host/share/a.xsl',
      'file:',
    ]) {
      assert.deepEqual(look(href), unknown, href);
    }
    for (const share of ['\\\\host\\share\\document.xml', '//host/share/document.xml'])
      assert.deepEqual(linkedFiles(share)('local.sch'), unknown, share);
  });

  test('knows nothing of files beside a document that is nowhere', () => {
    assert.deepEqual(linkedFiles(join(root, 'gone', 'document.xml'))('local.sch'), unknown);
  });

  test('knows nothing of a folder it may not read', {
    skip: (process.platform === 'win32' || process.getuid?.() === 0) && 'root and Windows may read every folder',
  }, () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, { mode: 0 });
    assert.deepEqual(look('../closed/a.xsl'), unknown);
    chmodSync(closed, 0o700);
  });

  test('what is remembered of an href does not keep the document in memory', () => {
    const before = megabytesInUse();
    for (let turn = 10; turn < 40; turn++) {
      const href = `LOCAL.sch?version=of the document ${turn}`;
      const document = Buffer.from(`${href} ${'x'.repeat(4 * 2 ** 20)}`).toString();
      assert.equal(look(document.slice(0, href.length)).kind, 'other-case');
    }
    assert.ok(megabytesInUse() - before < 40);
  });

  test('believes a listing for a moment only', async () => {
    assert.deepEqual(look('later.sch'), missing);
    writeFileSync(join(documents, 'later.sch'), '');
    assert.deepEqual(look('later.sch'), missing);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    assert.deepEqual(look('later.sch'), found);
  });
});
