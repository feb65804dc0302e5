import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';

const count = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));
const megabytes = 5_000_000;

/** Processor seconds of a parse: other work of the machine does not count, but a quadratic parse of these texts takes minutes. */
function seconds(text: string): number {
  const before = process.cpuUsage();
  parseXml(text);
  return process.cpuUsage(before).user / 1e6;
}

const deepest = 100_000;

suite('hostile texts take no more than their length', () => {
  for (const [name, text] of [
    ['100 000 levels', '<a>'.repeat(deepest) + '</a>'.repeat(deepest)],
    ['100 000 levels that are never closed', '<a>'.repeat(deepest)],
    ['100 000 levels and as many stray end tags', '<a>'.repeat(deepest) + '</b>'.repeat(deepest)],
    ['100 000 levels, each with a namespace', '<a xmlns="urn:x">'.repeat(deepest)],
    [
      '30 000 levels, each with a prefix of its own and one that is not declared',
      count(30_000, (i) => `<q${i}:a xmlns:p${i}="u">`).join(''),
    ],
    ['20 000 attributes', `<a ${count(20_000, (i) => `a${i}="v"`).join(' ')}/>`],
    ['20 000 attributes of a namespace', `<a xmlns:p="u" ${count(20_000, (i) => `p:a${i}="v"`).join(' ')}/>`],
    ['the same attribute 20 000 times', `<a ${'x="1" '.repeat(20_000)}/>`],
    ['5 MB of <', '<'.repeat(megabytes)],
    ['5 MB of < in an element', `<a>${'<'.repeat(megabytes)}`],
    ['5 MB of &', `<a>${'&'.repeat(megabytes)}</a>`],
    ['5 MB of & in an attribute', `<a x="${'&'.repeat(megabytes)}"/>`],
    ['5 MB of references to nothing', `<a>${'&x;'.repeat(megabytes / 3)}</a>`],
    ['5 MB of ]]>', `<a>${']]>'.repeat(megabytes / 3)}</a>`],
    ['5 MB of = in a tag', `<a ${'='.repeat(megabytes)}`],
    ['5 MB of blanks in a tag', `<a ${' '.repeat(megabytes)}`],
    ['5 MB of control characters', `<a>${'\u0001'.repeat(megabytes)}</a>`],
    ['200 000 tags without end', '<a x="1" '.repeat(200_000)],
    ['200 000 values without end', '<a x="\n'.repeat(200_000)],
    ['200 000 comments without end', '<!-- '.repeat(200_000)],
    ['200 000 sections without end', `<a>${'<![CDATA['.repeat(200_000)}`],
    ['200 000 instructions without end', `<a>${'<?p '.repeat(200_000)}`],
    ['500 000 DOCTYPE without end', '<!DOCTYPE '.repeat(500_000)],
    ['a DOCTYPE of 300 000 comments without end', `<!DOCTYPE a [${'<!-- '.repeat(300_000)}`],
    ['a DOCTYPE of 300 000 quotes', `<!DOCTYPE a ${`"'`.repeat(300_000)}`],
  ] as const) {
    test(name, () => {
      const taken = seconds(text);
      assert.ok(taken < 2, `${taken} s`);
    });
  }
});

test('the deepest tree can be walked', () => {
  const { root, elements } = parseXml(`${'<a>'.repeat(deepest)}t${'</a>'.repeat(deepest)}`);
  assert.equal(root?.textContent, 't');
  assert.equal(elements.length, deepest);
});
