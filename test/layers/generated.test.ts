import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stale } from '../../scripts/docs';
import { defaultSettings } from '../../server/src/protocol';

test('pages, tables and settings schema say what the rules say (npm run docs)', () => {
  assert.deepEqual(stale(), []);
});

test('the page of narrative-contradicts-entry shows each time the narrative and the entry it contradicts', () => {
  const page = readFileSync(join(__dirname, '../../docs/rules/narrative-contradicts-entry.md'), 'utf8');
  const [, found = ''] = /## Found([\s\S]*)## Not found/.exec(page) ?? [];
  const shown = Array.from(found.matchAll(/```xml\n([\s\S]*?)```/g), ([, xml = '']) => xml);
  assert.ok(shown.length > 10);
  assert.equal(new Set(shown).size, shown.length);
  for (const xml of shown) assert.match(xml, /<text><table>[\s\S]*\n…\n[\s\S]*<value /);
});

test('the manifest contributes exactly the settings the server knows, with the same defaults', () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
  const contributed: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(defaultSettings)) {
    // The map of rules is one setting; other objects are groups of settings.
    if (typeof value !== 'object' || name === 'rules') known[`cda.${name}`] = value;
    else for (const [key, inner] of Object.entries(value)) known[`cda.${name}.${key}`] = inner;
  }
  // Read by vscode-languageclient alone.
  known['cda.trace.server'] = 'off';
  const defaults = Object.fromEntries(Object.entries(contributed).map(([name, schema]) => [name, schema.default]));
  assert.deepEqual(defaults, known);
});
