import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { anchored, anchorNamespace, numbered } from '../../server/src/render/anchors';
import { cda, narrative, observationMedia, pdf, render } from './support';

function read(text: string) {
  const cda = CdaDocument.read(text);
  const elements = numbered(cda);
  return { text: anchored(text, cda, elements), elements };
}

test('elements that readers point at are numbered in document order, nothing else of the text changes', () => {
  const text = narrative('<paragraph>a</paragraph>\n<table><tr><td ID="x">é😀</td></tr></table>');
  const { text: marked, elements } = read(text);
  assert.deepEqual(
    elements.map(({ local }) => local),
    ['title', 'section', 'title', 'text', 'paragraph', 'table', 'tr', 'td'],
  );
  const prefix = /xmlns:(\w+)="urn:cda-workbench:anchor"/.exec(marked)?.[1];
  assert.ok(marked.includes(`<td ${prefix}:cda-anchor="7" ID="x">é😀</td>`));
  const bare = marked.replace(/ cwa:cda-anchor="\d+"/g, '').replace(` xmlns:cwa="${anchorNamespace}"`, '');
  assert.equal(bare, text);
});

test('the prefix is one the document does not have', () => {
  const text = cda('<structuredBody/>', '<title xmlns:cwa="urn:x" cwa:a="1">cwa1:b</title>');
  assert.match(read(text).text, / cwa2:cda-anchor="0"/);
});

test('a document that is not well formed is left as it is', () => {
  const text = narrative('<paragraph>');
  assert.deepEqual(read(text), { text, elements: [] });
});

test('of entries the stylesheet is given what it shows: images and flagged results', () => {
  const observation = (inside: string) => `<observation><id/><code><translation/></code>${inside}</observation>`;
  const entries = [
    `<entry>${observation('<value/>')}</entry>`,
    `<entry><act><id/><entryRelationship>${observation('<value/><interpretationCode code="H"/><referenceRange/>')}</entryRelationship></act></entry>`,
    observationMedia('m', 'image/png', 'AAAA'),
  ].join('');
  const { text } = read(narrative('<paragraph>a</paragraph>', entries));
  const bare = text.replace(/ cwa:cda-anchor="\d+"/g, '');
  const flagged = observation('<value/><interpretationCode code="H"/>').replace('<id/>', '');
  assert.ok(
    bare.includes(
      `</text><entry><act><entryRelationship>${flagged}</entryRelationship></act></entry>${observationMedia('m', 'image/png', 'AAAA')}</section>`,
    ),
    bare,
  );
});

test('ranges are those of whole elements, in lines and UTF-16 units', () => {
  const { anchors } = render(narrative('\n😀<paragraph>a\nb</paragraph>'));
  assert.deepEqual(anchors.at(-1), [2, 2, 3, 13]);
});

test('an entry is told by the element of the narrative that its reference names', () => {
  const entry = (id: string) =>
    `<entry><observation classCode="OBS" moodCode="EVN"><text><reference value="#${id}"/></text></observation></entry>`;
  const text = narrative('<paragraph ID="p">a</paragraph>', entry('p') + entry('nowhere'));
  const { elements } = read(text);
  const { told } = render(text);
  assert.deepEqual(
    told.map((pair) => pair.map((number) => elements[number]?.local)),
    [['observation', 'paragraph']],
  );
});

test('PDFs that are not the copy are attachments', () => {
  const { attachments, first } = render(narrative('a', observationMedia('m', 'application/pdf', pdf)));
  assert.deepEqual([attachments.map(({ label }) => label), first], [['Section'], 'narrative']);
  assert.match(attachments[0]?.hash ?? '', /^[0-9a-f]{64}$/);
});
