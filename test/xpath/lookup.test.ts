import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';
import { compile, DynamicContext } from '../../server/src/xpath';
import { UnreadDocument } from '../../server/src/xpath/unread';
import { namespaces, result, written } from './support';

const concepts = Array.from({ length: 400 }, (_, at) => `<c a="k${at % 50}" b="${at % 7}"><c a="k1"/></c>`).join('');
const notations = Array.from({ length: 40 }, (_, at) => `<n>t${at % 8}<i/>t${at % 3}<![CDATA[u]]><!--k--></n>`).join(
  '',
);
const text = `<r x="k3"><o>k4</o>${concepts}<d a="k1"/>${notations}<n>t3<i>t4</i>t3</n><n/></r>`;

suite('elements found by the value of an attribute or by their texts', () => {
  const expressions = [
    "//c[@a = 'k3']",
    "//c['k3' = @a]",
    "//c[@a = 'k3' and @b = '3']",
    "//c[@b = '3' and @a = 'k3']",
    "//c[@a = 'k3'][@b = '3']/..",
    "//c[@a = ('k7', 'k3', 'k3')]",
    '//c[@a = /r/@x]',
    '//c[@a = /r/o]',
    "for $k in ('k3', 'k4') return //c[@a = $k][1]/@b",
    "count(//c[@a = ''])",
    '//c[@b = 3]',
    '//c[@a = string(@b)]',
    "//c[@a = concat('k', @b)]",
    '//c[@a = 1 = 1]',
    "//c[@a = 'k1']//c[@a = 'k1']",
    "//d[@a = 'k1']",
    "//c[@absent = 'x']",
    "//c[@a != 'k1'][@a = 'k2']",
    "//n[text() = 't3']",
    "//n['t1u' = text()]",
    "//n[text() = ('t2u', 't5')]",
    'exists(//n[text() = string(/r/o)])',
    "//n[text() = 'u']",
    "//n[text() = '']",
    "//n[text() = 't3' and i]",
    '//n[text() = i]',
    "//n[text()[2] = 't0u']",
    "//n[i/text() = 't4']",
  ];
  for (const version of ['2.0', '1.0'] as const) {
    for (const expression of expressions) {
      test(`${expression} (${version})`, () => {
        const document = parseXml(text);
        const answer = () => {
          const dynamic = new DynamicContext({ document });
          dynamic.item = document;
          try {
            return compile(expression, { version, namespaces })
              .evaluate(dynamic)
              .map((item) => written(item, version));
          } catch (error) {
            return String(error);
          }
        };
        // The first look at a document reads all elements, the next ones use the index.
        const first = answer();
        assert.deepEqual([answer(), answer()], [first, first]);
      });
    }
  }

  test('as many questions as elements stay within a budget that looking at each would exceed', () => {
    const compiled = compile('every $k in //c/@a satisfies //c[@a = $k and @b]', { version: '2.0', namespaces });
    const many = Array.from({ length: 4000 }, (_, at) => `<c a="${at}" b=""/>`).join('');
    const large = parseXml(`<r>${many}</r>`);
    const dynamic = new DynamicContext({ document: large, budget: 1_000_000 });
    dynamic.item = large;
    assert.equal(compiled.boolean(dynamic), true);
  });
});

test('elements of a local name are found in document order, whatever their namespaces', () => {
  const document = parseXml(
    '<r xmlns:p="u"><a n="1"><p:a n="2"><a n="3"/></p:a></a><b><a n="4" xmlns="v"/></b><p:a n="5"/><c/></r>',
  );
  const options = { load: () => document };
  for (const [expression, expected] of [
    ["string-join(doc('x')//*:a/@n, ' ')", '1 2 3 4 5'],
    ["string-join(doc('x')/r/descendant::*:a/@n, ' ')", '1 2 3 4 5'],
    ["string-join(doc('x')/r/a//*:a/@n, ' ')", '2 3'],
    ["string-join(doc('x')/r/b//*:a/@n, ' ')", '4'],
    ["string-join(doc('x')//*:a/@n, ' ')", '1 2 3 4 5'],
    ["count(doc('x')//*:absent)", '0'],
    ["count(doc('x')//*:c)", '1'],
  ] as const)
    assert.equal(result(expression, { options }), expected, expression);
});

suite('a document that is not read', () => {
  /** What `test` answers on it, and how often its text was read again: for values nobody asked for before, and for its tree. */
  function answer(test: string): [answer: string, readAgain: number] {
    let readAgain = 0;
    const unread = UnreadDocument.of(text, () => {
      readAgain++;
      return text;
    });
    const options = { load: () => unread };
    return [result(test, { options }), readAgain];
  }
  const tree = parseXml(text);
  const onTree = (test: string) => result(test, { options: { load: () => tree } });

  const values = [
    ["exists(doc('x')//n[text() = 't3'])", 'true'],
    ["exists(doc('x')//n[text() = 't9'])", 'false'],
    ["doc('x')//n[text() = ('t9', 't1u')] or false()", 'true'],
    ["empty(doc('x')//n[text() = 't3t4t3'])", 'true'],
    ["not(doc('x')//c['k49' = @a])", 'false'],
    ["exists(doc('x')//c[@a = ''])", 'false'],
    ["exists(doc('x')//absent[@a = 'k1'])", 'false'],
  ];
  for (const [test_ = '', expected] of values) {
    test(`${test_} needs no tree`, () => {
      assert.equal(onTree(test_), expected);
      // Compiling it says which values are wanted: the next document is scanned for them at once.
      answer(test_);
      assert.deepEqual(answer(test_), [expected, 0]);
    });
  }

  const others = [
    "count(doc('x')//n[text() = 't3'])",
    "exists(doc('x')//c[@a = 'k3' and @b = '3'])",
    "exists(doc('x')//c[@a = 'k3'][@b = '3'])",
    "exists(doc('x')//c[@b = 3])",
    "doc('x')//n[text() = 't3'][1]/i is doc('x')//n[text() = 't3'][1]/i",
    "doc('x')//d/ancestor::node()[last()] is doc('x')",
    "count(doc('x')//c | doc('x')//d)",
    "string(doc('x')/r/o)",
    "doc('x')/*/@x",
  ];
  for (const other of others) {
    test(`${other} reads it`, () => assert.equal(answer(other)[0], onTree(other)));
  }

  test('comes where it was first loaded among documents, whatever is read of it', () => {
    const unread = UnreadDocument.of('<u><x/></u>', () => '<u><x/></u>');
    const ask = (test: string) => result(test, { document: parseXml('<self/>'), options: { load: () => unread } });
    assert.equal(ask("count(doc('u')/u/x)"), '1');
    for (let run = 0; run < 3; run++) assert.equal(ask("name((doc('u')/u | /self)[1])"), 'u');
  });

  test('is read anew where reading it failed', () => {
    const texts = [undefined as unknown as string, '<u><x/></u>'];
    const unread = UnreadDocument.of('<u><x/></u>', () => texts.shift() as string);
    const ask = () => result("count(doc('u')/u/x)", { options: { load: () => unread } });
    assert.throws(ask, TypeError);
    assert.equal(ask(), '1');
  });

  test('a value that is wanted later is looked for again', () => {
    let read = 0;
    const unread = UnreadDocument.of('<r><later a="1">x</later></r>', () => {
      read++;
      return '<r><later a="1">x</later></r>';
    });
    const options = { load: () => unread };
    assert.equal(result("exists(doc('x')//later[@a = '1'])", { options }), 'true');
    assert.equal(result("exists(doc('x')//later[text() = 'x'])", { options }), 'true');
    assert.equal(result("exists(doc('x')//later[@a = '2'])", { options }), 'false');
    assert.equal(read, 2);
  });

  test('is not read again for what it has been scanned for, whatever is wanted elsewhere', () => {
    let read = 0;
    const text = '<r><known a="1" b="2"/><other c="3"/></r>';
    const ask = (test: string) => result(test, { options: { load: () => unread } });
    result("exists(doc('x')//known[@a = '1'])", { options: { load: () => parseXml(text) } });
    const unread = UnreadDocument.of(text, () => {
      read++;
      return text;
    });
    result("exists(doc('x')//other[@c = '1'])", { options: { load: () => parseXml(text) } });
    assert.deepEqual([ask("exists(doc('x')//known[@a = '1'])"), read], ['true', 0]);
    assert.deepEqual([ask("exists(doc('x')//known[@b = '2'])"), read], ['true', 1]);
    assert.deepEqual([ask("exists(doc('x')//other[@c = '3'])"), read], ['true', 1]);
  });

  for (const [gone, late] of [
    ['', 'late'],
    ['<r><kept a="2"/><latest a="5"/>', 'latest'],
  ]) {
    test(`keeps its values where its file is gone: ${gone || 'nothing'}`, () => {
      const ask = (test: string) => result(test, { options: { load: () => unread } });
      result("exists(doc('x')//kept[@a = '1'])", { options: { load: () => parseXml('<r/>') } });
      let read = 0;
      const unread = UnreadDocument.of(`<r><kept a="1"/><${late} a="5"/></r>`, () => {
        read++;
        return gone as string;
      });
      assert.equal(ask(`exists(doc('x')//${late}[@a = '5'])`), 'false');
      assert.equal(ask("exists(doc('x')//kept[@a = '1'])"), 'true');
      assert.equal(ask("exists(doc('x')//kept[@a = '2'])"), 'false');
      assert.equal(ask(`exists(doc('x')//${late}[@a = '5'])`), 'false');
      assert.equal(read, 1);
    });
  }

  test('is none where the text is not well formed', () => {
    assert.equal(
      UnreadDocument.of('<r><n>1</r>', () => ''),
      undefined,
    );
  });
});
