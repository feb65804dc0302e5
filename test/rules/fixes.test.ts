import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { escapeAttribute, insertAfter, insertBefore } from '../../server/src/rules/fixes';
import { parseXml } from '../../server/src/xml/parse';
import { applyFix } from '../support';

function inserted(text: string, insert: typeof insertAfter): string {
  const node = parseXml(text).root?.child('b');
  assert.ok(node);
  return applyFix(text, { title: { en: '', fr: '' }, edits: [insert(node, '<c/>')] });
}

test('a value is well-formed whatever it holds', () => {
  assert.equal(escapeAttribute('a\0b\u001f<&"\'\ud800c\uffff😀'), 'ab&lt;&amp;&quot;&apos;c😀');
});

suite('an inserted element stands as its neighbour does', () => {
  for (const [name, text, after, before] of [
    ['on its line', '<a>\n\n  <b/>\n</a>', '<a>\n\n  <b/>\n  <c/>\n</a>', '<a>\n\n  <c/>\n  <b/>\n</a>'],
    ['CRLF', '<a>\r\n\t<b/>\r\n</a>', '<a>\r\n\t<b/>\r\n\t<c/>\r\n</a>', '<a>\r\n\t<c/>\r\n\t<b/>\r\n</a>'],
    ['CR', '<a>\r <b/>\r</a>', '<a>\r <b/>\r <c/>\r</a>', '<a>\r <c/>\r <b/>\r</a>'],
    ['after blanks', '<a> <b/></a>', '<a> <b/><c/></a>', '<a> <c/><b/></a>'],
    ['after text', '<a>t\n<b/></a>', '<a>t\n<b/><c/></a>', '<a>t\n<c/><b/></a>'],
    ['first', '<a><b/></a>', '<a><b/><c/></a>', '<a><c/><b/></a>'],
  ] as const) {
    test(name, () => {
      assert.equal(inserted(text, insertAfter), after);
      assert.equal(inserted(text, insertBefore), before);
    });
  }
});
