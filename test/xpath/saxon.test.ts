import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { before, suite, test } from 'node:test';
import { parseXml } from '../../server/src/xml/parse';
import { Generator } from './generate';
import { namespaces, result, sample, type Table } from './support';
import { casts } from './tables/casts';
import { expressions } from './tables/expressions';
import { numbers } from './tables/numbers';
import { sequences } from './tables/sequences';
import { patterns, strings } from './tables/strings';

/** The parts of `saxon-js` (untyped) that are used here. */
const SaxonJS = createRequire(__filename)('saxon-js') as {
  readonly getResource: (options: { readonly type: 'xml'; readonly text: string }) => Promise<unknown>;
  readonly XPath: {
    readonly evaluate: (source: string, item: unknown, options: { readonly namespaceContext: object }) => unknown;
  };
};

/** Where SaxonJS, which is an engine of XPath 3.1, rightly or wrongly answers otherwise. */
const known: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'more digits of a quotient without end': ['1 div 3', '2 div 3'],
    'it folds constants that no branch reaches': ['1 eq 2 and 3 idiv 0 = 1', '1 eq 1 or 3 idiv 0 = 1'],
    'it does not see the prefixes of the call in casts to xs:QName': [
      "xs:QName('n:a') lt xs:QName('n:b')",
      "'n:a' castable as xs:QName",
      "xs:QName('n:a')",
      "xs:QName(string('n:a'))",
      "min(xs:QName('n:a'))",
      "boolean(xs:QName('n:a'))",
      "error(xs:QName('err:XXXX0001'), 'text')",
    ],
    'the rule of the leading slash (A.1.2) is not its': ['/ instance of document-node()'],
    'both operands are evaluated': ['() << (1, 2)'],
    'the shortest decimal, not the exact one': ['xs:decimal(1e-1)'],
    'regular expressions are those of JavaScript': [
      "fn:matches('a\nb\n', '^$', 'm')",
      "fn:matches('\u00A0', '^\\s$')",
      "fn:matches('\u00A0', '^\\S$')",
      "fn:matches('12', '^+?\\d*$')",
      "fn:matches('x12', '^+?\\d*$')",
      "fn:matches('', '^-?[1-9]\\d*$|^+?\\d*$')",
    ],
    'errors are named otherwise': ["error(fn:QName('http://a', 'p:broken'))", "collection('x')"],
    'it cannot look for documents': ["doc-available('none.xml')", 'doc(())'],
  }).flatMap(([why, sources]) => sources.map((source) => [source, why] as const)),
);

const isError = (answer: string): boolean => /^[A-Z]{4}\d{4}$/.test(answer);

suite('beside SaxonJS', () => {
  const document = parseXml(sample);
  let tree: unknown;

  /** As `result` writes it. */
  function saxon(source: string): string {
    // With a node beside it the type of a value is not known at compile time, where `name($i)` would be an error.
    const written = `string-join(for $i in ((${source}
      ), /none) return if (not($i instance of node())) then string($i)
      else if ($i instance of element()) then concat('<', name($i), '>')
      else if ($i instance of attribute()) then concat('@', name($i), '=', $i)
      else concat(if ($i instance of text()) then 'text' else if ($i instance of comment()) then 'comment'
      else if ($i instance of document-node()) then 'document' else if ($i instance of processing-instruction()) then 'instruction'
      else 'namespace', '(', $i, ')'), ', ')`;
    try {
      return SaxonJS.XPath.evaluate(written, tree, { namespaceContext: Object.fromEntries(namespaces) }) as string;
    } catch (thrown) {
      const { code } = thrown as { code?: unknown };
      return String(code);
    }
  }

  before(async () => {
    tree = await SaxonJS.getResource({ type: 'xml', text: sample });
  });

  for (const [name, table] of Object.entries({
    expressions,
    casts,
    strings,
    patterns,
    numbers,
    sequences,
  } satisfies Record<string, Table>)) {
    test(name, () => {
      const different = table.flatMap(([source, expected]) => {
        const answer = saxon(source);
        return answer === expected || known.has(source) ? [] : [[source, expected, answer]];
      });
      assert.deepEqual(different, []);
    });
  }

  test('expressions made at random give the same values', () => {
    const generator = new Generator(2026);
    const different: string[][] = [];
    let compared = 0;
    for (let i = 0; i < 300; i++) {
      const source = generator.next();
      const [ours, theirs] = [result(source, { document }), saxon(source)];
      // Which of several errors comes first, and whether one is met at all, is left to each engine (XPath 2.3.4).
      if (isError(ours) || isError(theirs)) continue;
      compared++;
      if (ours !== theirs) different.push([source, ours, theirs]);
    }
    assert.deepEqual(different, []);
    assert.ok(compared > 100, String(compared));
  });
});
