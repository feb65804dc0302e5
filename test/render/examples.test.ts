import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { assertSafe, elements, parseHtml, render } from './support';

const folder = new URL('../../../shared/corpus/examples/', import.meta.url);
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : [];

const folded = (text: string | null) => (text ?? '').replace(/\s+/g, '');

/** What a section holds; a link without text shows where it leads. */
function held(text: Element): string {
  for (const link of elements('.//h:linkHtml[not(normalize-space())]', text))
    link.textContent = link.getAttribute('href');
  return folded(text.textContent);
}

/** What a section shows; the words that stand for media and the flags of results are ours. */
function shown(text: Element): string {
  const ours = elements('.//figure | .//span[starts-with(@class, "cda-flag")]', text);
  for (const element of ours) element.parentNode?.removeChild(element);
  return folded(text.textContent);
}

test('the ANS examples', {
  skip: names.length === 0 && 'the examples are not here (../shared/corpus/examples)',
}, async (t) => {
  for (const name of names) {
    await t.test(name, () => {
      const source = readFileSync(new URL(encodeURIComponent(name), folder), 'utf8');
      const { html } = render(source);
      assertSafe(html);
      const document = new DOMParser({ onError: () => undefined }).parseFromString(
        source.replace(/^\uFEFF/, ''),
        'text/xml',
      );
      const narratives = elements('//h:section/h:text', document).map(held);
      assert.deepEqual(
        elements('//div[@class="cda-text" or starts-with(@class, "cda-text ")]', parseHtml(html)).map(shown),
        narratives,
      );
      const titles = elements('//h:section/h:title', document)
        .map(({ textContent }) => folded(textContent))
        .filter(Boolean);
      const headings = elements(
        '//main//section/*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6]',
        parseHtml(html),
      );
      for (const title of titles)
        assert.ok(
          headings.some(({ textContent }) => folded(textContent) === title),
          title,
        );
    });
  }
});
