import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ContextParser } from '../../server/src/schematron/contextPattern';
import { XPathError } from '../../server/src/xpath';
import { parse } from '../../server/src/xpath/parser';

const names = { namespaces: new Map([['c', 'urn:hl7-org:v3']]) };

/** Each after those that begin it. */
const contexts = [
  '//c:a[c:id[@root = "1/2"]]/c:b',
  '//c:a[c:id[@root = "1/2"]]/c:b/c:c',
  '//c:a[c:id[@root = "1/2"]]/c:b/c:c[@x]/@y ',
  '//c:a[c:id[@root = "1/2"]]//c:b',
  '//c:a[c:id[@root = "1/2"]]//c:b/c:d[2]',
  '//c:a[c:id[@root = "1/2"]]/c:b | c:e/c:f',
  '//c:a[c:id[@root = "1/2"]]/c:b/c:c or c:e',
  '//c:a[c:id[@root = "1/2"]]/c:b/(c:g)',
  '//c:a[c:id[@root = "1/2"]]/c:b/ (: a / :) c:h',
  '//c:a[c:id[@root = "1/2"]]/c:b[c:x/c:y]/c:z',
  '//c:a[c:id[@root = "1/2"]]/c:b[c:x/c:y]/c:z/..',
  '(c:a/c:b)',
  'c:m/(c:a/c:b)/c:c',
  'c:a/c:b',
  'c:a/c:b/c:c',
  'c:a//c:b',
  'c:a//c:b//c:c',
  'c:a/text()',
  '/c:a/c:b',
  '/c:a/c:b/c:c',
  '/',
  '/c:a',
];

suite('contexts that begin alike', () => {
  test('are parsed as if each stood alone, offsets too', () => {
    const parser = new ContextParser(names);
    for (const context of [...contexts, ...contexts])
      assert.deepEqual(parser.parse(context), parse(context, names), context);
  });

  for (const broken of [
    'c:a/c:b/',
    'c:a///c:b',
    'c:a/c:b//',
    'c:a/c:b/c:c[',
    '(c:a/c:b',
    'c:m/(c:a/c:b/c:c',
    'c:a/c:b/d:e',
    '//c:a[c:id[@root = "1/2"]]/c:b/',
  ])
    test(`${broken} is refused with the same words at the same place`, () => {
      const parser = new ContextParser(names);
      for (const context of contexts) parser.parse(context);
      const refusal = (read: () => unknown) => {
        try {
          read();
        } catch (error) {
          assert.ok(error instanceof XPathError);
          return { text: error.text, offset: error.offset };
        }
        return assert.fail('accepted');
      };
      assert.deepEqual(
        refusal(() => parser.parse(broken)),
        refusal(() => parse(broken, names)),
      );
    });
});
