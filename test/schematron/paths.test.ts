import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Library } from '../../server/src/schematron/library';
import { fileUri, pathOf, resolvePath } from '../../server/src/schematron/paths';
import { runText } from './sample';

suite('what a schema may name', () => {
  const cases: readonly (readonly [base: string, href: string, path: string | undefined])[] = [
    ['/w/s/a.sch', 'b.sch', '/w/s/b.sch'],
    ['/w/s/a.sch', '../v%20v/./b.xml', '/w/v v/b.xml'],
    ['/w/s/a.sch', '..\\v\\b.xml', '/w/v/b.xml'],
    ['/w/s/a.sch', '../../../../etc//b.xml', '/etc/b.xml'],
    ['/w/s/a.sch', '/v/b.xml', '/v/b.xml'],
    ['/w/s/a.sch', 'file:///v/b.xml', '/v/b.xml'],
    ['C:\\w\\s\\a.sch', '..\\b.sch', 'C:/w/b.sch'],
    ['C:/w/a.sch', '../../../b.sch', 'C:/b.sch'],
    ['C:/w/a.sch', 'file:///D:/v/b.xml', 'D:/v/b.xml'],
    ['C:/w/a.sch', 'D:\\v\\b.xml', 'D:/v/b.xml'],
    ['C:/w/a.sch', 'http://evil/b.xml', undefined],
    ['//server/share/s/a.sch', '../b.xml', '//server/share/b.xml'],
    ['\\\\server\\share\\a.sch', '\\\\SERVER\\other\\b.xml', '//SERVER/other/b.xml'],
    ['//?/C:/w/a.sch', 'b.xml', '//?/C:/w/b.xml'],
  ];
  for (const [base, href, path] of cases) test(`${href} in ${base}`, () => assert.equal(resolvePath(base, href), path));

  const hrefs = [
    '//evil/share/x.xml',
    '\\\\evil\\share\\x.xml',
    '/\\evil/share/x.xml',
    '%5C%5Cevil%5Cshare%5Cx.xml',
    '%2F%2Fevil/share/x.xml',
    '///evil/share/x.xml',
    '//?/UNC/evil/share/x.xml',
    '\\\\.\\UNC\\evil\\share\\x.xml',
    'file:////evil/share/x.xml',
    'file://localhost//evil/share/x.xml',
    'file:///%5C%5Cevil/share/x.xml',
    'file:\\\\\\\\evil\\share\\x.xml',
  ];
  for (const href of hrefs) {
    test(`not ${href}`, () => {
      for (const base of ['C:/w/a.sch', 'C:\\w\\a.sch', '/w/a.sch', '//server/share/a.sch', '//?/C:/w/a.sch'])
        assert.equal(resolvePath(base, href), undefined, base);
    });
  }

  test('nothing climbs from a share, or from a disk, to another machine', () => {
    assert.equal(resolvePath('//server/share/a.sch', '../../evil/share/x.xml'), undefined);
    for (const climb of ['..//evil/share/x.xml', '../..//evil/share/x.xml', '../../..///evil/share/x.xml']) {
      assert.equal(resolvePath('/w/a.sch', climb), '/evil/share/x.xml');
      assert.equal(resolvePath('C:/w/a.sch', climb), 'C:/evil/share/x.xml');
    }
  });

  test('URIs of files give their paths back', () => {
    for (const path of ['/w/a b/é%.xml', 'C:/w/a.xml', '//server/share/a.xml'])
      assert.equal(pathOf(fileUri(path)), path);
    assert.equal(pathOf(fileUri('\\\\server\\share\\a.xml')), '//server/share/a.xml');
  });

  test('document() reads a file beside a document on a share, and none of another machine', () => {
    const asked: string[] = [];
    const library = new Library((path) => {
      asked.push(path);
      return path === '//server/share/b.xml' ? '<b/>' : undefined;
    });
    const content = `<pattern><rule context="c:a">
      <assert test="document('b.xml', /)/b">Beside.</assert>
      <report test="doc-available('//evil/share/x.xml') or document('\\\\evil\\share\\x.xml')">Never.</report></rule></pattern>`;
    const { failures, errors } = runText(content, '<a xmlns="urn:c"/>', { library, path: '\\\\server\\share\\a.xml' });
    assert.deepEqual([failures, errors, asked], [[], [], ['//server/share/b.xml']]);
  });
});
