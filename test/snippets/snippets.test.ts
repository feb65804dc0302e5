import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { SnippetParser, Text } from 'vscode-snippet-parser';

interface Snippet {
  prefix: string;
  description: string;
  body: string[];
}
const root = join(__dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as unknown;

const snippets = Object.entries(read('snippets/cda.json') as Record<string, Snippet>);
const { templates } = read('data/templates.json') as { templates: Record<string, unknown> };

/** What VS Code knows of `$NAME`; a name it does not know becomes a placeholder, which is never meant here. */
const variables: Record<string, string> = {
  CURRENT_YEAR: '2025',
  CURRENT_MONTH: '03',
  CURRENT_DATE: '18',
  UUID: '770b0dc2-a6b8-468e-8432-632b18d35f68',
};

function parse({ body }: Snippet) {
  return new SnippetParser().parse(body.join('\n'), true, true).resolveVariables({
    resolve: ({ name }) => {
      assert.ok(name in variables, `unknown variable ${name}`);
      return variables[name];
    },
  });
}

/** The snippet with another choice at a tab stop. */
function chosen(snippet: Snippet, stop: number, value: string): string {
  const parsed = parse(snippet);
  for (const placeholder of parsed.placeholders) {
    if (placeholder.index === stop) placeholder.replace(placeholder.choice, [new Text(value)]);
  }
  return parsed.toString();
}

/** The elements of a snippet expanded with its default values. */
function elements(text: string): Element[] {
  const fail = (level: string, message: string) => assert.fail(`${level}: ${message}\n${text}`);
  const xml = `<snippet xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${text}</snippet>`;
  const document = new DOMParser({ onError: fail }).parseFromString(xml, 'text/xml');
  return [...document.getElementsByTagName('*')];
}

for (const [name, snippet] of snippets) {
  test(`snippet ${snippet.prefix} (${name})`, async (context) => {
    const parsed = parse(snippet);
    const found = elements(parsed.toString());

    await context.test('expands to elements, and only to them', () => {
      assert.ok(found.length > 1);
      for (const { nodeValue, nodeType } of found[0]?.childNodes ?? []) {
        assert.ok(nodeType === 1 || !nodeValue?.trim(), `text outside an element: ${nodeValue}`);
      }
    });

    await context.test('names templates of the catalogue', () => {
      const ids = found
        .filter(({ localName }) => localName === 'templateId')
        .map((id) => id.getAttribute('root') ?? '');
      assert.deepEqual(
        ids.filter((id) => !(id in templates)),
        [],
      );
    });

    await context.test('numbers its tab stops 1, 2, 3… and ends with 0', () => {
      const stops = [...new Set(parsed.placeholders.map(({ index }) => index))].sort((a, b) => a - b);
      assert.deepEqual(stops, [...stops.keys()]);
    });

    await context.test('gives every tab stop a default, and well-formed choices', () => {
      for (const { index, children, choice } of parsed.placeholders) {
        assert.ok(index === 0 || children.length > 0, `tab stop ${index} is empty`);
        for (const option of choice?.options ?? []) elements(chosen(snippet, index, option.value));
      }
    });

    await context.test('is described in French and English, under a cda- prefix', () => {
      assert.match(snippet.prefix, /^cda-[a-z-]+$/);
      assert.match(snippet.description, /^.+ \/ .+$/);
    });
  });
}

test('prefixes are unique', () => {
  assert.equal(new Set(snippets.map(([, { prefix }]) => prefix)).size, snippets.length);
});
