import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crBio } from '../../server/src/rules/examples';
import { check } from '../support';

const blanks = ' '.repeat(70_000);

/** What is found of a content that is declared to be a PDF. */
function found(content: string): string[] {
  const media = `<observationMedia><value mediaType="application/pdf" representation="B64">${content}</value></observationMedia>`;
  return check(crBio(`<component><section>${media}</section></component>`))
    .filter(({ rule }) => rule === 'xml-encoding')
    .map(({ message }) => message.en);
}

test('white space of any length may stand in a PDF, also in the mark at its beginning', () => {
  const pdf = 'JVBERi0xLjcKJeLjz9MK';
  for (let at = 0; at <= pdf.length; at++)
    assert.deepEqual(found(pdf.slice(0, at) + blanks + pdf.slice(at)), [], String(at));
  assert.equal(found(`KVBE${blanks}${pdf.slice(4)}`).length, 1);
  assert.equal(found(`${pdf}${blanks}*`).length, 1);
});
