import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const strings = (path: string) => JSON.parse(read(path)) as Record<string, string>;
const holes = (text: string) => (text.match(/\{\d\}/g) ?? []).sort();

/** Literal first arguments of `l10n.t` in the client. */
function used(): Set<string> {
  const files = readdirSync(join(root, 'client/src'), { recursive: true, encoding: 'utf8' });
  const code = files.filter((name) => name.endsWith('.ts')).map((name) => read(join('client/src', name)));
  const calls = code.flatMap((text) => [...text.matchAll(/l10n\.t\(\s*(?:(['"`])(.*?)\1)?/gs)]);
  return new Set(calls.map(([call, , text]) => text ?? assert.fail(`not a literal: ${call}`)));
}

describe('translations', () => {
  it('has a French sentence for each English one of the client, and no other', () => {
    const french = strings('client/l10n/bundle.l10n.fr.json');
    assert.deepEqual(Object.keys(french).sort(), [...used()].sort());
    for (const [english, translation] of Object.entries(french)) assert.deepEqual(holes(translation), holes(english));
  });

  it('has every string of package.json in both languages, and no other', () => {
    const keys = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    assert.ok(keys.length > 0);
    const wanted = [...new Set(keys)].sort();
    for (const file of ['package.nls.json', 'package.nls.fr.json']) {
      assert.deepEqual(Object.keys(strings(file)).sort(), wanted, file);
    }
  });
});
