import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';
import { compile, DynamicContext, type Sequence, type StaticContext } from '../../server/src/xpath';
import { namespaces, result, written } from './support';

const document = parseXml('<a><b n="1"/><b n="2"/></a>');
const other = parseXml('<set><c v="1"/><c v="3"/></set>');

suite('what the host gives', () => {
  test('variables by slot, computed when first used', () => {
    const asked: number[] = [];
    const options = {
      variables: [[1n]] as Sequence[],
      variable: (slot: number): Sequence => {
        asked.push(slot);
        return [BigInt(slot * 10)];
      },
    };
    const context = {
      variables: new Map([
        ['x', 0],
        ['y', 1],
        ['{urn:n}x', 2],
      ]),
    };
    assert.equal(result('($x, $y, $y, $n:x)', { options, context }), '1, 10, 10, 20');
    assert.deepEqual(asked, [1, 2]);
    assert.equal(result('$z', { options, context }), 'XPST0008');
    assert.equal(result('for $x in 5 return $x', { context }), '5');
    assert.equal(result('$x', { context }), 'XPDY0002');
  });

  test('functions, with the context item', () => {
    const functions: StaticContext['functions'] = new Map([
      ['key', { arity: [2, 3], call: ([name = [], value = []]) => [`${name[0]}:${value.length}`] }],
      ['{urn:n}self', { arity: [0, 0], call: (_, _context, item) => (item === undefined ? [] : [item]) }],
    ]);
    assert.equal(result("key('k', (1, 2))", { context: { functions } }), 'k:2');
    assert.equal(result("key('k')", { context: { functions } }), 'XPST0017');
    assert.equal(result('//b/n:self()/@n', { document, context: { functions } }), '@n=1, @n=2');
  });

  test('other documents', () => {
    const asked: [string, string | undefined][] = [];
    const options = {
      baseUri: 'base/schema.sch',
      load: (uri: string, base: string | undefined) => {
        asked.push([uri, base]);
        return uri === 'set.xml' ? other : undefined;
      },
    };
    assert.equal(result("doc('set.xml')//c/@v", { document, options }), '@v=1, @v=3');
    assert.deepEqual(asked, [['set.xml', 'base/schema.sch']]);
    assert.equal(result("//b[@n = doc('set.xml')//c/@v]/@n", { document, options }), '@n=1');
    assert.equal(result("document('set.xml')/set/c[1] is doc('set.xml')//c[1]", { document, options }), 'true');
    assert.equal(result("count(//b | doc('set.xml')//c)", { document, options }), '4');
    assert.equal(result("count(document('none.xml'))", { document, options }), '0');
    assert.equal(result("doc('none.xml')", { document, options }), 'FODC0002');
    assert.equal(result("doc-available('set.xml')", { document, options }), 'true');
    assert.equal(result("doc('set.xml')/set/c[/a]", { document, options }), '');
    assert.equal(result("doc('set.xml')//c[count(//c) = 2]/@v", { document, options }), '@v=1, @v=3');
    assert.equal(result("for $b in //b return count(doc('set.xml')//c[@v = $b/@n])", { document, options }), '1, 0');
  });

  test('current() and the context item', () => {
    const context = new DynamicContext({ document });
    const scope = { version: '2.0', namespaces } as const;
    const [first, second] = document.elements.slice(1);
    context.item = first;
    assert.equal(
      compile('//b[@n = current()/@n]/@n', scope)
        .evaluate(context)
        .map((item) => written(item))
        .join(),
      '@n=1',
    );
    context.current = second;
    assert.equal(
      compile('//b[@n = current()/@n]/@n', scope)
        .evaluate(context)
        .map((item) => written(item))
        .join(),
      '@n=2',
    );
    context.position = 3;
    context.size = 7;
    assert.deepEqual(compile('(position(), last())', scope).evaluate(context), [3n, 7n]);
  });

  test('no context item', () => {
    for (const source of ['.', 'a', '@n', '/', '//a', 'string()', 'name()', 'position() + .'])
      assert.equal(result(source, { item: undefined }), 'XPDY0002', source);
    assert.equal(result('a', { item: 'text' }), 'XPTY0020');
    assert.equal(result('@n', { item: 5n }), 'XPTY0020');
    assert.equal(result('. + 1', { item: 5n }), '6');
  });

  test('strings and truth of what is evaluated', () => {
    const context = new DynamicContext({ document });
    context.item = document;
    const two = { version: '2.0', namespaces } as const;
    assert.equal(compile('//b/@n', two).string(context), '1 2');
    assert.equal(compile('//b/@n', { ...two, version: '1.0' }).string(context), '1');
    assert.equal(compile('()', two).string(context), '');
    assert.equal(compile('//b', two).boolean(context), true);
    assert.equal(compile('//c', two).boolean(context), false);
    assert.throws(() => compile('(1, 2)', two).boolean(context), { code: 'FORG0006' });
    assert.equal(compile('//b', two), compile('//b', two));
  });

  test('one context for many evaluations on one document', () => {
    const context = new DynamicContext({ document });
    const scope = { version: '2.0', namespaces } as const;
    const nested = {
      arity: [0, 0],
      call: () => inner.evaluate(context),
    } as const;
    const inner = compile('for $x in (7, 8) return $x', scope);
    const outer = compile('for $x in (1, 2) return ($x, f(), $x)', { ...scope, functions: new Map([['f', nested]]) });
    context.item = document;
    assert.deepEqual(outer.evaluate(context), [1n, 7n, 8n, 1n, 2n, 7n, 8n, 2n]);
  });
});

suite('the data model', () => {
  test('text and CDATA are one node, an empty section none', () => {
    const mixed = parseXml('<a>x<![CDATA[y]]>z<!--c-->w<b/><![CDATA[]]></a>');
    assert.equal(result('/a/text()', { document: mixed }), 'text(xyz), text(w)');
    assert.equal(result('count(/a/node())', { document: mixed }), '4');
    assert.equal(result('/a/node()[last()]', { document: mixed }), '<b>');
    assert.equal(result('/a/comment()/preceding-sibling::text()', { document: mixed }), 'text(xyz)');
    assert.equal(result('/a/b/preceding::text()', { document: mixed }), 'text(xyz), text(w)');
    assert.equal(result('string(/)', { document: mixed }), 'xyzw');
  });

  test('the XML declaration and namespace declarations are no nodes', () => {
    const declared = parseXml('<?xml version="1.0"?><?p?><a xmlns="urn:n" xmlns:z="urn:z" y="1"/>');
    assert.equal(result('node()', { document: declared }), 'instruction(), <a>');
    assert.equal(result('n:a/@*', { document: declared }), '@y=1');
    assert.equal(result('n:a/preceding-sibling::node()', { document: declared }), 'instruction()');
    assert.equal(result('processing-instruction()/following-sibling::*', { document: declared }), '<a>');
    assert.equal(result('count(n:a/namespace::*)', { document: declared }), '3');
    assert.equal(result('a', { document: declared, context: { defaultElementNamespace: 'urn:n' } }), '<a>');
  });

  test('broken documents are walked too', () => {
    const broken = parseXml('<a><b></a><c>');
    assert.equal(result('//*', { document: broken }), '<a>, <b>, <c>');
    assert.equal(result('count(//c/ancestor::node())', { document: broken }), '1');
  });

  test('documents of any depth', () => {
    const n = 50_000;
    const deep = parseXml(`${'<a>'.repeat(n)}x${'</a>'.repeat(n)}`);
    assert.equal(result('count(//a)', { document: deep }), String(n));
    assert.equal(result('count(//text()/ancestor::a)', { document: deep }), String(n));
    assert.equal(result('count(//node())', { document: deep }), String(n + 1));
    assert.equal(result('string(/a)', { document: deep }), 'x');
    assert.equal(result('deep-equal(/a, /a/a)', { document: deep }), 'false');
  });
});

test('elements looked up by an attribute are those that a search finds', () => {
  const many = parseXml(
    `<set>${Array.from({ length: 200 }, (_, at) => `<c v="${at % 50}" w="${at}"/>`).join('')}<d v="7"/></set>`,
  );
  const context = {
    variables: new Map([
      ['v', 0],
      ['two', 1],
      ['none', 2],
      ['n', 3],
    ]),
  };
  const options = { variables: [['7'], ['7', '8'], [], [7n]] as Sequence[] };
  const at = (...of: number[]) => of.map((one) => `@w=${one}`).join(', ');
  for (const [source, expected] of [
    ['//c[@v = $v]/@w', at(7, 57, 107, 157)],
    ['//c[$v = @v]/@w', at(7, 57, 107, 157)],
    ["//c[@v = '7']/@w", at(7, 57, 107, 157)],
    ["//c[@w > 100 and @v = '7']/@w", at(107, 157)],
    ["//c[@v = '7'][2]/@w", at(57)],
    ["(//c[@v = '7'])[2]/@w", at(57)],
    ["//c[@v = '7'][@w = '57']/@w", at(57)],
    ["//c[@v = '7' or @w = '1']/@w", at(1, 7, 57, 107, 157)],
    ['//c[@v = $two]/@w', at(7, 8, 57, 58, 107, 108, 157, 158)],
    ['//c[@v = $none]/@w', ''],
    ['//c[@v = $n]/@w', at(7, 57, 107, 157)],
    ['//c[@v = //d/@v]/@w', at(7, 57, 107, 157)],
    ['//c[@v = @w]/@w', at(...Array.from({ length: 50 }, (_, one) => one))],
    ["//c[@v = 'x']/@w", ''],
    ['count(//c[@v = //c[@w < 3]/@v])', '12'],
    ['count(//c[@v = //c/@w])', '200'],
    ["for $x in ('1', '2') return //c[@v = $x][1 = 1]/@w", at(1, 51, 101, 151, 2, 52, 102, 152)],
  ] as const) {
    // The first look at a document is a search, the second makes the index.
    for (let time = 0; time < 3; time++)
      assert.equal(
        result(source, { document: many, context, options: { variables: [...options.variables] } }),
        expected,
        source,
      );
  }
});
