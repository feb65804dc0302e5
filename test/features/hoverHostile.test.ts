import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { code, plain, table } from '../../server/src/features/markdown';
import { battery, pq, result } from '../../server/src/rules/examples';
import { markdownAt } from './cursor';

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const attacks = [
  '[click](command:workbench.action.quit)',
  '![x](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)>',
  '<https://evil.example>',
  'https://evil.example www.evil.example a@evil.example',
  '** | ` | ` `` [a][b] ~~x~~ __y__ $(alert) &lt;b&gt; \\[z](u)',
  'a\\|[x](https://evil.example)',
  'line\n\n# title\n- item\n| a | b |',
  '\u202ereversed\u2066',
  'x'.repeat(100_000),
];

/** What is left of Markdown once code spans and escaped characters are taken out: only what we wrote. */
function active(markdown: string): string {
  return markdown.replace(/\\[!-/:-@[-`{-~]/g, '').replace(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
}

function assertInert(markdown: string): void {
  const left = active(markdown);
  assert.doesNotMatch(left, /[[\]<>~$@]|:\/\/|www\.|^#|&\w+;/m, markdown);
  assert.doesNotMatch(markdown, /[\u202a-\u202e\u2066-\u2069]/);
  assert.ok(markdown.length < 20_000);
}

suite('whatever the document says, nothing of it is read as Markdown', () => {
  for (const attack of attacks) {
    const value = escaped(attack);
    const name = attack.slice(0, 40);

    test(`in labels, codes and code systems: ${name}`, () => {
      for (const attributes of [
        `code="53049-3" displayName="${value}¦" codeSystem="2.16.840.1.113883.6.1"`,
        `code="${value}¦" displayName="x" codeSystem="2.16.840.1.113883.6.1"`,
        `code="1¦" displayName="${value}" codeSystem="${value}" codeSystemName="${value}"`,
        `code="1¦" displayName="x" codeSystem="2.999.1" codeSystemName="${value}"`,
      ]) {
        assertInert(markdownAt(battery(result({ code: `<code ${attributes}/>` }))));
      }
    });

    test(`in values, units and templates: ${name}`, () => {
      const label = `<code code="1" displayName="${value}" codeSystem="2.16.840.1.113883.6.1"/>`;
      assertInert(markdownAt(battery(result({ code: label, value: pq('1¦', 'g/L') }))));
      assertInert(markdownAt(battery(result({ value: pq(`${value}¦`, 'g/L') }))));
      assertInert(markdownAt(battery(result({ value: pq('1¦', value) }))));
      assertInert(markdownAt(battery(`<templateId root="${value}¦" extension="${value}"/>`)));
    });
  }

  test('a UCUM annotation is no way in', () => {
    assertInert(markdownAt(battery(result({ value: pq('1¦', 'g{[x](https://evil.example)}/L') }))));
  });
});

suite('pieces of Markdown', () => {
  test('plain text is shortened, at whole characters', () => {
    assert.equal(plain('é'.repeat(300)), `${'é'.repeat(200)}…`);
    assert.equal(plain(`e${'😀'.repeat(300)}`), `e${'😀'.repeat(99)}…`);
    assert.equal(plain(' a\n\t b '), 'a b');
  });

  test('a code keeps its backticks and cannot break out of its span or cell', () => {
    assert.equal(code('m[IU]/L'), '`m[IU]/L`');
    assert.equal(code('a`b``c'), '``` a`b``c ```');
    assert.equal(code(''), '–');
    assert.equal(table(['h'], [[code('a|b')]]), '| h |\n| --- |\n| `a¦b` |');
  });
});
