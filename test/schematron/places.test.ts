import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runText } from './sample';

/** Where the only failure of a test at `c:a` stands, and the value that the test wants there. */
function placeOf(test: string, content: string, kind: 'assert' | 'report' = 'assert'): (string | undefined)[] {
  const { failures, errors } = runText(
    `<pattern><rule context="c:a"><${kind} test="${test}">x</${kind}></rule></pattern>`,
    `<a xmlns="urn:c">${content}</a>`,
  );
  assert.deepEqual([failures.length, errors.length], [1, 0]);
  const { place, demanded, location } = failures[0] ?? assert.fail();
  assert.equal(location, '/a');
  return [place?.kind === 'attribute' ? `${place.owner.name}/@${place.name}` : place?.name, demanded];
}

suite('the place that an assertion is about', () => {
  test('is the only child it reads, where that is there once', () => {
    assert.deepEqual(placeOf("c:b = 'x'", '<b>y</b>'), ['b', 'x']);
    assert.deepEqual(placeOf("'x' = ./c:b", '<b>y</b>'), ['b', 'x']);
    assert.deepEqual(placeOf("c:b = 'x'", ''), [undefined, undefined]);
    assert.deepEqual(placeOf("c:b = 'x'", '<b>y</b><b>z</b>'), [undefined, undefined]);
    assert.deepEqual(placeOf('not(c:b)', '<b/>'), ['b', undefined]);
  });

  test('is as far on the path as nodes stand', () => {
    assert.deepEqual(placeOf('c:b/c:d/c:e', '<b><d/></b>'), ['d', undefined]);
    assert.deepEqual(placeOf('c:b/c:d/c:e', '<b><d/><d/></b>'), ['b', undefined]);
    assert.deepEqual(placeOf("c:b/@f = 'x'", '<b f="y"/>'), ['b/@f', 'x']);
    assert.deepEqual(placeOf("c:b/@f = 'x'", '<b/>'), ['b', undefined]);
    assert.deepEqual(placeOf('c:b[@f] and number(c:b/@f) &gt; 0', '<b f="0"/>'), ['b/@f', undefined]);
  });

  test('is the only attribute without the value that is demanded', () => {
    const demanding = "c:b[@f='1' and @g='2' and @h='3']";
    assert.deepEqual(placeOf(demanding, '<b f="1" g="0" h="3"/>'), ['b/@g', '2']);
    assert.deepEqual(placeOf(demanding, '<b f="0" g="0" h="3"/>'), ['b', undefined]);
    assert.deepEqual(placeOf("c:b[@f='1' or @g='2']", '<b f="0" g="2x"/>'), ['b', undefined]);
    assert.deepEqual(placeOf("not(c:b[@f='1' and @g='2'])", '<b f="1" g="2"/>'), ['b', undefined]);
    assert.deepEqual(placeOf("c:b[@f='1' or @f='2']", '<b f="0"/>'), ['b/@f', undefined]);
  });

  test('is the node where the test reads more than one thing, or a templateId', () => {
    for (const [wide, content] of [
      ['c:b and c:d', '<b/>'],
      ['c:b = string(.)', '<b>y</b><d>z</d>'],
      ['//c:d and c:b', '<b/>'],
      ['c:b[position() = 2]', '<b/>'],
      ['../c:b and c:b', '<b/>'],
      ["c:templateId[@root = '1']", '<templateId root="2"/>'],
    ] as const) {
      assert.deepEqual(placeOf(wide, content), [undefined, undefined], wide);
    }
    assert.deepEqual(placeOf('c:b', '<b/>', 'report'), [undefined, undefined]);
  });
});
