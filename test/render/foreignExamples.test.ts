import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CdaDocument } from '../../server/src/cda/document';
import { AnsPackage } from '../../server/src/package/ansPackage';
import { addressOf, StylesheetFiles } from '../../server/src/render/foreign/files';
import { Libxslt } from '../../server/src/render/foreign/libxslt';
import { Renderer } from '../../server/src/render/renderer';
import { chosenStylesheet, stylesheetsFor } from '../../server/src/render/stylesheets';
import { decode } from '../../server/src/xml/decode';
import { sefPath } from './support';
import { builtWorker } from './worker';

const examples = fileURLToPath(new URL('../../../shared/corpus/examples/', import.meta.url));
const ansPackage = AnsPackage.at(fileURLToPath(new URL('../../../testContenuCDA', import.meta.url)));
const { foHtml, crbio } = ansPackage?.stylesheets ?? {};
const names = existsSync(examples) ? readdirSync(examples).filter((name) => name.endsWith('.xml')) : [];
const skip =
  names.length === 0
    ? 'the examples are not here (../shared/corpus/examples)'
    : !(foHtml && crbio) && 'the ANS package is not here (../testContenuCDA)';

let renderer: Renderer;
before(() => {
  if (!skip) renderer = new Renderer({ workerPath: builtWorker('examples-worker'), sefPath, timeLimit: 60_000 });
});
after(() => renderer?.dispose());

function read(name: string) {
  const { text } = decode(readFileSync(join(examples, name)));
  const cda = CdaDocument.read(text);
  assert.ok(cda);
  const documentPath = join((ansPackage as AnsPackage).root, 'ExemplesCDA', name);
  return { text, choices: stylesheetsFor({ cda, documentPath, ansPackage }) };
}

async function rendered(name: string, id: string) {
  const { text, choices } = read(name);
  return renderer.render(name, text, 'fr', { stylesheet: chosenStylesheet(choices, id).choice.foreign });
}

const isSelfPresenting = (name: string) => /auto-?presentable/i.test(name);

test('the examples with CDA-FO.xsl', { skip }, async () => {
  for (const name of names.filter((name) => !isSelfPresenting(name))) {
    const { html, notice, foreign } = await rendered(name, foHtml as string);
    assert.ok(foreign && html.length > 300, name);
    assert.equal(notice?.fr, undefined, name);
  }
});

test('the laboratory reports with cda_CRBIO.xsl', { skip }, async () => {
  for (const name of names.filter((name) => name.startsWith('BIO-CR-BIO') && !isSelfPresenting(name))) {
    const { html, notice } = await rendered(name, crbio as string);
    assert.ok(html.length > 300, name);
    assert.equal(notice?.fr, undefined, name);
  }
});

test('self-presenting examples with their own stylesheet, and what others name', { skip }, async () => {
  const chosen = names.filter((name) => isSelfPresenting(name) || name.includes('feuille-de-style-externe'));
  assert.equal(chosen.length, 4);
  for (const name of chosen) {
    const { html, notice } = await rendered(name, 'document');
    assert.ok(html.replace(/<[^>]*>/g, '').trim().length > 500, name);
    assert.equal(notice?.fr, undefined, name);
  }
});

test('with CDA-FO.xsl a self-presenting example is told to be empty', { skip }, async () => {
  const [name = ''] = names.filter(isSelfPresenting);
  await assert.rejects(rendered(name, foHtml as string), { kind: 'stylesheet' });
});

const xsltproc = (() => {
  try {
    execFileSync('xsltproc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test('the HTML of CDA-FO.xsl is that of xsltproc, byte for byte', {
  skip: skip || (!xsltproc && 'xsltproc is not here'),
}, async () => {
  const folder = dirname(foHtml as string);
  const { read: give } = new StylesheetFiles([folder]);
  const engine = await Libxslt.load();
  const address = addressOf(foHtml as string);
  const compiled = await engine.compile(give(address) as Uint8Array, address, give);
  assert.ok(compiled);
  for (const name of names) {
    const path = join(examples, name);
    const { text } = decode(readFileSync(path));
    const html = await engine.transform(compiled, text, addressOf(path), give);
    const output = execFileSync('xsltproc', [foHtml as string, path], {
      maxBuffer: 1e9,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert.equal(html, String(output), name);
  }
});
