import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { builtCda } from './run';

const folder = mkdtempSync(join(tmpdir(), 'cda-render-'));
const document = join(folder, 'report.xml');
const sheet = (text: string, body = 'html') =>
  `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><${body}>${text}</${body}></xsl:template></xsl:stylesheet>`;
const sample = readFileSync(join(__dirname, '../../samples/CR-BIO_correct.xml'), 'utf8');
writeFileSync(document, sample.replace('?>', '?>\n<?xml-stylesheet type="text/xsl" href="named.xsl"?>'));
writeFileSync(join(folder, 'named.xsl'), sheet('NAMED'));
writeFileSync(join(folder, 'own.xsl'), sheet('OWN'));
writeFileSync(join(folder, 'none.xsl'), '<a/>');
after(() => rmSync(folder, { recursive: true }));

/** Whoever names no stylesheet gets the built-in one, also where the document names another. */
suite('cda render --stylesheet', () => {
  for (const [name, args, expected] of [
    ['nothing', [], /<article class="cda"/],
    ['builtin', ['--stylesheet', 'builtin'], /<article class="cda"/],
    ['document', ['--stylesheet', 'document'], />NAMED\s*</],
    ['a file', ['--stylesheet', join(folder, 'own.xsl')], />OWN\s*</],
  ] as const) {
    test(name, () => {
      const { code, out, err } = builtCda('render', document, ...args);
      assert.deepEqual([code, err], [0, '']);
      assert.match(out, expected);
      assert.match(out, /^<!DOCTYPE html>/);
      assert.equal(/<article class="cda"/.test(out), String(expected).includes('article'));
    });
  }

  test('a document that names none is shown with the built-in one, which is said', () => {
    const plain = join(folder, 'plain.xml');
    writeFileSync(plain, sample);
    const { code, out, err } = builtCda('render', plain, '--stylesheet', 'document');
    assert.equal(code, 0);
    assert.match(out, /<article class="cda"/);
    assert.match(err, /plain\.xml: The document names no stylesheet of this machine: the built-in one is used\.\n$/);
  });

  for (const [name, stylesheet, message] of [
    ['a file that is not there', join(folder, 'absent.xsl'), /There is no stylesheet .*absent\.xsl\.$/],
    ['a file that is no stylesheet', join(folder, 'none.xsl'), /The stylesheet failed: /],
  ] as const) {
    test(`${name}: code 2 and one line`, () => {
      const { code, out, err } = builtCda('render', document, '--stylesheet', stylesheet);
      assert.deepEqual([code, out, err.trimEnd().split('\n').length], [2, '', 1], err);
      assert.match(err.trimEnd(), message);
    });
  }
});
