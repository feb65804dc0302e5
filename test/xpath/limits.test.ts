import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';
import { compile, DynamicContext, XPathError } from '../../server/src/xpath';
import { megabytesInUse } from '../memory';
import { namespaces, result } from './support';

const scope = { version: '2.0', namespaces } as const;
const document = parseXml('<a/>');

/** The error of a static or dynamic fault. */
function fault(source: string, options: { budget?: number; cancelled?: () => boolean } = {}): XPathError {
  const context = new DynamicContext({ document, ...options });
  context.item = document;
  try {
    compile(source, scope).evaluate(context);
  } catch (thrown) {
    if (thrown instanceof XPathError) return thrown;
    throw thrown;
  }
  assert.fail(`no error: ${source.slice(0, 80)}`);
}

suite('hostile expressions', () => {
  test('nested too deep are refused, whatever is nested', () => {
    const n = 10_000;
    const deep = [
      '('.repeat(n) + 1 + ')'.repeat(n),
      'a['.repeat(n) + 1 + ']'.repeat(n),
      'f('.repeat(n) + 1 + ')'.repeat(n),
      'not('.repeat(n) + 1 + ')'.repeat(n),
      'if (1) then '.repeat(n) + 1,
      `${'if ('.repeat(n)}1`,
      'for $x in '.repeat(n) + 1,
      `${'some $x in 1 satisfies '.repeat(n)}1`,
      `1${' + 1'.repeat(n)}`,
      `1${' * 1'.repeat(n)}`,
      `a${' except a'.repeat(n)}`,
      `1 instance of ${'document-node('.repeat(n)}`,
      `1${' cast as xs:string'.repeat(n)}`,
      `.${'/.'.repeat(n)}`,
      `a${'//a'.repeat(n)}`,
      `a${'[1]'.repeat(n)}`,
      `(1)${'[1]'.repeat(n)}`,
    ];
    for (const source of deep) assert.equal(fault(source).code, 'XPST0003', source.slice(0, 40));
  });

  test('long is not deep', () => {
    const n = 5000;
    assert.equal(result(`1${' or 0'.repeat(n)}`), 'true');
    assert.equal(result(`count((1${', 1'.repeat(n)}))`), String(n + 1));
    assert.equal(result(`count(*${' | a'.repeat(n)})`), '1');
    assert.equal(result(`${'-'.repeat(n)}1`), '1');
    assert.equal(result(`concat('a'${", 'a'".repeat(n)}) = 'b'`), 'false');
    assert.equal(result(`'${'x'.repeat(150_000)}' = 'x'`), 'false');
    assert.equal(fault(' '.repeat(200_001)).code, 'XPST0003');
  });

  test('ranges and loops end', () => {
    assert.equal(fault('1 to 1000000000').code, 'XPDY0130');
    assert.equal(fault('count(for $x in 1 to 1000000000 return $x)').code, 'XPDY0130');
    assert.equal(fault('every $x in 1 to 1000000000 satisfies $x', { budget: 1_000_000 }).code, 'XPDY0130');
    assert.equal(fault('for $a in 1 to 9999, $b in 1 to 9999 return ()', { budget: 1_000_000 }).code, 'XPDY0130');
    assert.equal(result('some $x in 1 to 1000000000 satisfies $x = 5'), 'true');
    assert.equal(result('exists(1 to 1000000000)'), 'true');
  });

  test('are stopped on demand', () => {
    let asked = 0;
    const cancelled = () => ++asked > 2;
    assert.equal(fault('every $x in 1 to 1000000000 satisfies $x', { cancelled }).code, 'XPDY0001');
    assert.equal(asked, 3);
  });

  test('numbers do not grow without end', () => {
    let source = '9999999999';
    for (let i = 0; i < 12; i++) source = `for $x in ${source} return $x * $x`;
    assert.equal(fault(source).code, 'FOAR0002');
    let small = '0.1';
    for (let i = 0; i < 40; i++) small = `for $x in ${small} return $x * $x`;
    assert.equal(result(`for $x in ${small} return ($x = 0, $x + 1)`), 'true, 1');
  });

  test('numbers of any length are read at once, those of too many digits refused', () => {
    const zeros = '0'.repeat(300_000);
    const start = performance.now();
    const read = (source: string, value: string) => {
      const item = parseXml(`<a v="${value}"/>`);
      return result(source, { document: item });
    };
    assert.equal(read('xs:decimal(/a/@v)', `1.${zeros}`), '1');
    assert.equal(read('xs:decimal(/a/@v) = 1.5', `${zeros}1.5${zeros}`), 'true');
    assert.equal(read('xs:integer(/a/@v)', `-${zeros}12`), '-12');
    assert.equal(read('xs:decimal(/a/@v)', `1.${zeros}1`), 'FOCA0006');
    for (const type of ['decimal', 'integer', 'long', 'positiveInteger'])
      assert.equal(read(`xs:${type}(/a/@v)`, `1${zeros}`), 'FOAR0002', type);
    assert.equal(read('/a/@v castable as xs:decimal', `1${zeros}`), 'false');
    for (const text of [`PT${zeros}1S`, `PT1.${zeros}S`, `P1${zeros}D`, `P1${zeros}Y`])
      read('xs:duration(/a/@v)', text);
    for (const text of [`2020-01-01T00:00:00.${zeros}`, `1${zeros}-01-01T00:00:00`]) read('xs:dateTime(/a/@v)', text);
    assert.ok(performance.now() - start < 2000);
  });
});

test('what is remembered of a name does not keep the document in memory', () => {
  const before = megabytesInUse();
  for (let turn = 10; turn < 40; turn++) {
    const text = `<name${turn} xmlns="urn:of:the:document">${'x'.repeat(4 * 2 ** 20)}</name${turn}>`;
    assert.equal(result(`exists(/n:name${turn})`, { document: parseXml(Buffer.from(text).toString()) }), 'false');
  }
  assert.ok(megabytesInUse() - before < 40);
});

suite('errors that are found before evaluation know their place', () => {
  for (const [source, offset] of [
    ['1 + foo()', 4],
    ['a/zz:b', 2],
    ['a[$x]', 2],
    ['1 + * ]', 6],
    ["a = 'b", 4],
  ] as const) {
    test(source, () => assert.equal(fault(source).offset, offset));
  }

  test('in both languages', () => {
    const { text, message } = fault('foo()');
    assert.deepEqual(text, { en: 'There is no function foo().', fr: 'La fonction foo() n’existe pas.' });
    assert.equal(message, 'XPST0017: There is no function foo().');
  });
});
