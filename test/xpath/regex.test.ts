import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Regex } from '../../server/src/xpath/regex';
import { Machine } from '../../server/src/xpath/regexMachine';
import { riskOf } from '../../server/src/xpath/regexRisk';
import { parseRegex } from '../../server/src/xpath/regexSyntax';
import { result } from './support';

const free = (): void => {};

function machine(pattern: string, flags = ''): Machine {
  const { tree, groups } = parseRegex(pattern, flags);
  return new Machine(tree, groups, flags);
}

/** Start and end of the match and of its groups, by JavaScript's own engine. */
function javaScript(pattern: RegExp, text: string): number[] | undefined {
  const match = new RegExp(pattern.source, `d${pattern.flags}`).exec(text);
  return match?.indices?.flatMap((range) => range ?? [-1, -1]);
}

suite('regular expressions that backtrack', () => {
  test('end in time linear in the text, with the same answer', () => {
    const a = 'a'.repeat(5000);
    for (const [text, pattern, expected] of [
      [`${a}!`, '^(a+)+$', false],
      [a, '^(a+)+$', true],
      [`${a}!`, '^(a|aa)+$', false],
      [`${a}!`, '^(a*)*b', false],
      [`${a}!`, '^(\\w+\\s?)*$', false],
      [`${a}!`, '(a?){40}a{40}b', false],
      [`${a}!`, '.*.*.*=.*', false],
      [`${a}!`, 'a+$', false],
      [a, '^([a-z]+)*$', true],
      [`${a}b`, '(x+x+)+y', false],
    ] as const) {
      const start = performance.now();
      assert.equal(new Regex(pattern, '').matches(text, free), expected, pattern);
      assert.ok(performance.now() - start < 5000, pattern);
    }
  });

  test('with back references are refused', () => {
    const [long, short] = ['a'.repeat(5000), 'aa'];
    assert.equal(result(`matches('${long}', '^(a+)+\\1$')`), 'XPDY0130');
    assert.equal(result(`matches('${short}', '^(a+)+\\1$')`), 'true');
    assert.equal(result(`matches('${long}', '^(a)\\1')`), 'true');
  });

  test('spend the budget of the evaluation', () => {
    const options = { budget: 1000 };
    assert.equal(result(`matches('${'a'.repeat(90_000)}', '(a|b|aa)*c')`, { options }), 'XPDY0130');
  });

  test('replace and cut alike', () => {
    const text = 'ab,cd;;ef'.repeat(2000);
    // The group makes it ambiguous, so that the machine runs it.
    const ambiguous = new Regex('(,|,,|;|;;)+', '');
    const plain = /(,|,,|;|;;)+/g;
    assert.deepEqual(ambiguous.split(text, free), text.replace(plain, '\n').split('\n'));
    assert.equal(
      ambiguous.replace(text, (match, group) => `<${match}|${group}>`, free),
      text.replace(plain, '<$&|$1>'),
    );
  });
});

suite('the machine', () => {
  test('finds what backtracking finds, groups too', () => {
    for (const pattern of [
      'a',
      'abc',
      'a|ab|abc',
      'abc|ab|a',
      '(a|ab)(c|bcd)(d*)',
      'a*',
      'a*?',
      'a+b?',
      '(a*)(ab)*(b*)',
      '(a*?)(ab)*?(b*)$',
      'x{2,3}',
      'x{2,3}?',
      '(x{0,2}){2}y',
      '^a',
      'a$',
      '(?:ab)+c',
      '[a-c]+',
      '[^a-c]+',
      '.*c',
      '.*?c',
      '(a)|(b)|(c)',
      '(a(b(c)?)?)?d',
      'b|',
      '',
    ]) {
      for (const text of [
        '',
        'a',
        'abc',
        'abcd',
        'aabb',
        'xxxxy',
        'dcba',
        'xabcabcx',
        'ababab',
        'a\nb',
        '\u{1F600}ab',
      ]) {
        const expected = javaScript(new RegExp(pattern, 'u'), text);
        const found = machine(pattern).find(text, 0, free);
        // The machine keeps a group of an earlier turn of a loop, as XPath does not say it should not.
        assert.deepEqual(found?.slice(0, 2), expected?.slice(0, 2), `${pattern} on ${text}`);
        if (!/[*+}]\??\)?[*+{]|\)[*+{]/.test(pattern)) assert.deepEqual(found, expected, `${pattern} on ${text}`);
      }
    }
  });

  test('knows lines', () => {
    assert.deepEqual(machine('^b$', 'm').find('a\nb\nc', 0, free), [2, 3]);
    assert.equal(machine('^b$').find('a\nb\nc', 0, free), undefined);
    assert.equal(machine('^$', 'm').find('a\n', 0, free), undefined);
  });

  test('says where it has no program', () => {
    assert.equal(machine('(a{1000}){1000}').complete, false);
    assert.equal(machine('(a{10}){10}').complete, true);
  });
});

test('what can backtrack is told from the expression', () => {
  const deterministic = (pattern: string) => riskOf(parseRegex(pattern, '').tree, '').deterministic;
  for (const pattern of [
    '^[0-2](\\.(0|[1-9]\\d*))*$',
    '^[A-Fa-f\\d]{8}-[A-Fa-f\\d]{4}$',
    '^-?[1-9]\\d*$|^\\+\\d*$',
    '^-?([^+-]+)([+-].*)?',
    '^[a-z\\d+\\.-]+:',
    '\\s+',
  ])
    assert.equal(deterministic(pattern), true, pattern);
  for (const pattern of ['(a*)*', '(a|ab)*', '.*x', 'a?a', '(\\w+\\s?)*', '\\d*[0-9]', '[a-é]*[^a]'])
    assert.equal(deterministic(pattern), false, pattern);
});
