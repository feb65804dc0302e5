import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { decode } from '../../server/src/xml/decode';
import { structured } from './structuredView';
import { assertSafe, elements, parseHtml, render } from './support';

const update = process.env.UPDATE_SNAPSHOT === '1';

/** One tag a line, Base64 by its size, so that a change shows where it is. */
function normalized(html: string): string {
  return html
    .replace(
      /(base64,)[A-Za-z0-9+/=]+/g,
      (all, before: string) => `${before}[${all.length - before.length} characters]`,
    )
    .replace(/\s+/g, ' ')
    .replace(/> ?(?=<[a-z])/g, '>\n')
    .replace(/(<\/(?:p|div|section|table|tbody|thead|tr|dl|ul|ol|li|header|nav|article|aside|main|figure)>) ?/g, '$1\n')
    .trim();
}

function files(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .sort();
}

function read(folder: string, name: string): string {
  return decode(readFileSync(join(folder, name))).text;
}

suite('documents of the project, as reviewed', () => {
  const snapshots = join(__dirname, 'dom');
  for (const folder of [join(__dirname, 'fixtures'), join(__dirname, '../../samples')]) {
    for (const name of files(folder)) {
      test(name, () => {
        const text = read(folder, name);
        const { html } = render(text);
        const entries = structured(text);
        assertSafe(html);
        if (entries) assertSafe(entries);
        const found = [normalized(html), entries === undefined ? '(no entries)' : normalized(entries)].join('\n\n');
        const snapshot = join(snapshots, name.replace(/\.xml$/, '.txt'));
        if (update) {
          mkdirSync(snapshots, { recursive: true });
          writeFileSync(snapshot, `${found}\n`);
        }
        assert.equal(found, readFileSync(snapshot, 'utf8').trimEnd(), 'look at it, then run with UPDATE_SNAPSHOT=1');
      });
    }
  }
});

const corpus = join(__dirname, '../../../shared/corpus/examples');

suite('the ANS examples', {
  skip: existsSync(corpus) ? false : '../shared/corpus is not beside the repository',
}, () => {
  test('render with the parts that were looked at', () => {
    const found = files(corpus).map((name) => {
      const text = read(corpus, name);
      const { html } = render(text);
      const entries = structured(text);
      if (entries) assertSafe(entries);
      return [
        name,
        ...counts(html, narrativeParts),
        ...(entries === undefined ? ['no entries'] : counts(entries, structuredParts)),
      ].join('\t');
    });
    const snapshot = join(__dirname, 'examples.snapshot.txt');
    if (update) writeFileSync(snapshot, `${found.join('\n')}\n`);
    assert.deepEqual(
      found,
      readFileSync(snapshot, 'utf8').trimEnd().split('\n'),
      'look at them, then run with UPDATE_SNAPSHOT=1',
    );
  });
});

const narrativeParts: Readonly<Record<string, string>> = {
  sections: '//section[contains(@class, "cda-section")]',
  tables: '//table',
  rows: '//tr',
  figures: '//figure',
  links: '//a',
  parties: '//div[@class="entity"]',
  flags: '//main//span[contains(@class, "cda-flag")]',
  alerts: '//aside[starts-with(@class, "cda-alerts")]//li',
};

const structuredParts: Readonly<Record<string, string>> = {
  sections: '//section',
  statements: '//div[contains(@class, "cda-statement")]',
  results: '//tbody[contains(@class, "cda-result")]',
  facts: '//dl[@class="cda-fact-list"]/div',
  comments: '//p[@class="cda-comment"]',
  different: '//span[@class="mark"][parent::*[@class="different"]]',
  spelling: '//span[@class="mark"][parent::*[@class="spelling"]]',
};

/** `rows 12` of each part that there is. */
function counts(html: string, parts: Readonly<Record<string, string>>): string[] {
  const tree = parseHtml(html);
  return Object.entries(parts).flatMap(([name, path]) => {
    const count = elements(path, tree).length;
    return count === 0 ? [] : [`${name} ${count}`];
  });
}
