import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Alike, forgetTexts, unitsKept } from '../../server/src/schematron/alike';
import { parseXml } from '../../server/src/xml/parse';

/** The numbers of a text's elements, in document order. */
function numbersIn(text: string): (number | undefined)[] {
  const document = parseXml(text);
  const alike = new Alike(document);
  return document.elements.map((element) => alike.numberOf(element));
}

suite('elements that read alike', () => {
  test('have one number in all documents', () => {
    const [, first, second] = numbersIn('<d><a/><a /></d>');
    assert.notEqual(first, second);
    assert.deepEqual(numbersIn('<e><a /><a/></e>').slice(1), [second, first]);
  });

  test('have none where the text is long', () => {
    const [, long, short] = numbersIn(`<d><a>${'x'.repeat(400)}</a><a/></d>`);
    assert.equal(long, undefined);
    assert.notEqual(short, undefined);
  });

  test('long declarations of namespaces count among what is kept', () => {
    forgetTexts();
    numbersIn(`<d xmlns:p="${'x'.repeat(100_000)}"><a/></d>`);
    assert.ok(unitsKept() > 100_000);
  });

  test('are kept within limits in a document that holds each character dozens of times', () => {
    forgetTexts();
    const nested = (text: string) => `${'<a>'.repeat(50)}${text}${'</a>'.repeat(50)}`;
    const text = `<d>${Array.from({ length: 3000 }, (_, at) => nested(String(at))).join('')}<a>0</a><a>new</a></d>`;
    const numbers = numbersIn(text);
    assert.ok(unitsKept() < 17_000_000);
    assert.deepEqual(numbers.at(-2), numbers[50]);
    assert.equal(numbers.at(-1), undefined);
    forgetTexts();
  });
});
