import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { stylesheetsFor } from '../../server/src/render/stylesheets';

/** The path of the stylesheet that a document at /w/a.xml names. */
function named(href: string): string | undefined {
  const cda = CdaDocument.read(`<?xml-stylesheet type="text/xsl" href="${href}"?><ClinicalDocument/>`);
  assert.ok(cda);
  return stylesheetsFor({ cda, documentPath: '/w/a.xml' }).find(({ id }) => id === 'document')?.foreign?.path;
}

suite('the stylesheet that a document names', () => {
  test('is a file of this machine', { skip: process.platform === 'win32' && 'paths of another system' }, () => {
    assert.equal(named('s/x.xsl'), '/w/s/x.xsl');
    assert.equal(named('../s%20s/x.xsl?v=2#a'), '/s s/x.xsl');
    assert.equal(named('file:///s/x.xsl'), '/s/x.xsl');
  });

  test('is none of another machine, however it is written', () => {
    for (const href of [
      '//evil/share/x.xsl',
      '\\\\evil\\share\\x.xsl',
      '%5C%5Cevil%5Cshare%5Cx.xsl',
      '%2f%2Fevil/share/x.xsl',
      '/%5Cevil/share/x.xsl',
      '%5C%5C?\\UNC\\evil\\share\\x.xsl',
      'file://evil/share/x.xsl',
      'file:////evil/share/x.xsl',
      'http://evil/x.xsl',
    ])
      assert.equal(named(href), undefined, href);
  });
});
