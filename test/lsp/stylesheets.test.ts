import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import {
  prepareNotification,
  type RenderFailure,
  type Rendering,
  type RenderParams,
  renderRequest,
} from '../../server/src/protocol';
import { Client } from './client';

const folder = mkdtempSync(join(tmpdir(), 'cda-stylesheets-'));
const path = (name: string) => join(folder, name);
/** Outside the workspace, where it would be found by itself. */
const packageRoot = mkdtempSync(join(tmpdir(), 'cda-stylesheets-package-'));
const inPackage = (name: string) => join(packageRoot, name);
const page = (text: string) =>
  `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><body>${text}</body></html></xsl:template></xsl:stylesheet>`;
const uri = pathToFileURL(path('report.xml')).href;
const sample = readFileSync(join(__dirname, '../../samples/CR-BIO_correct.xml'), 'utf8');
const document = sample.replace('?>', '?>\n<?xml-stylesheet type="text/xsl" href="named.xsl"?>');

describe('stylesheets of the preview', () => {
  let client: Client;
  const asked = (params: Omit<RenderParams, 'uri'>) =>
    client.request<Rendering | RenderFailure>(renderRequest, { uri, ...params });
  const rendered = async (params: Omit<RenderParams, 'uri'>): Promise<Rendering> => {
    const answer = await asked(params);
    assert.ok('html' in answer, JSON.stringify(answer));
    return answer;
  };

  before(async () => {
    writeFileSync(path('report.xml'), document);
    writeFileSync(path('named.xsl'), page('NAMED'));
    writeFileSync(path('own.xsl'), page('OWN'));
    client = await Client.start({ rootUri: pathToFileURL(folder).href });
    await client.open(uri, document);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
    rmSync(packageRoot, { recursive: true });
  });

  test('without a choice it is the built-in one; those that may be chosen are listed', async () => {
    const { stylesheet, stylesheets, foreign } = await rendered({ trusted: true });
    assert.deepEqual([stylesheet.id, foreign], ['builtin', undefined]);
    assert.deepEqual(
      stylesheets.map(({ id, detail }) => [id, detail]),
      [
        ['builtin', undefined],
        ['document', path('named.xsl')],
      ],
    );
  });

  test('the one that the document names, and a file of the user’s', async () => {
    const named = await rendered({ trusted: true, stylesheet: 'document' });
    assert.match(named.html, /NAMED/);
    assert.equal(named.stylesheet.label, 'Stylesheet named by the document');
    const own = await rendered({ trusted: true, stylesheet: path('own.xsl') });
    assert.match(own.html, /OWN/);
    assert.deepEqual([own.stylesheet.id, own.foreign !== undefined], [path('own.xsl'), true]);
    assert.ok(own.structured, 'the structured view is ours with any stylesheet');
  });

  test('in a workspace that is not trusted only the built-in one runs', async () => {
    for (const stylesheet of ['document', path('own.xsl'), path('absent.xsl')]) {
      for (const trusted of [{ trusted: false }, {}]) {
        const { html, stylesheet: used } = await rendered({ stylesheet, ...trusted });
        assert.doesNotMatch(html, /NAMED|OWN/);
        assert.equal(used.id, 'builtin');
      }
    }
  });

  test('the setting decides where nothing is asked for; its path may start at the workspace', async () => {
    client.settings = { preview: { stylesheet: 'own.xsl' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const { html, stylesheets } = await rendered({ trusted: true });
    assert.match(html, /OWN/);
    assert.ok(stylesheets.some(({ id }) => id === path('own.xsl')));
    assert.equal((await rendered({})).stylesheet.id, 'builtin');
    client.settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });

  test('one that cannot be used gives way to the built-in one, and it is told why', async () => {
    const unfit = async (stylesheet: string, text?: string) => {
      if (text !== undefined) writeFileSync(stylesheet, text);
      const { html, stylesheet: used, stylesheets, unfit = '' } = await rendered({ trusted: true, stylesheet });
      assert.match(html, /class="cda"/);
      assert.equal(used.id, 'builtin');
      assert.ok(stylesheets.some(({ id, missing }) => id === 'document' && !missing));
      return unfit;
    };
    const instead = 'The document is shown with the built-in stylesheet.';
    assert.equal(await unfit(path('absent.xsl')), `There is no stylesheet ${path('absent.xsl')}. ${instead}`);
    assert.match(await unfit(path('none.xsl'), '<a/>'), /^The stylesheet failed: .* The document is shown with/);
    assert.match(await unfit(path('broken.xsl'), '<xsl:stylesheet'), /^The stylesheet failed: /);
    assert.match(await unfit(path('empty.xsl'), page('')), /^The stylesheet shows nothing of this document/);
    assert.equal((await rendered({ trusted: true, stylesheet: path('own.xsl') })).unfit, undefined);
  });

  test('one that shows only the PDF copy is told', async () => {
    const copy = '<h2>Copy</h2><iframe src="data:application/pdf;base64,JVBERi0x"/>';
    writeFileSync(path('copy.xsl'), page(copy));
    writeFileSync(path('more.xsl'), page(`${copy}<p>${'and more '.repeat(20)}</p>`));
    const unfit = async (name: string) => (await rendered({ trusted: true, stylesheet: path(name) })).unfit;
    assert.equal(await unfit('copy.xsl'), 'This stylesheet shows only the PDF copy of this document.');
    assert.equal(await unfit('more.xsl'), undefined);
    assert.equal((await rendered({ trusted: true })).unfit, undefined);
  });

  test('one that the document names and that is not there is listed as missing, and not used', async () => {
    const lost = pathToFileURL(path('lost.xml')).href;
    await client.open(lost, document.replace('named.xsl', 'FeuilleDeStyle/lost.xsl'));
    const answer = await client.request<Rendering>(renderRequest, { uri: lost, trusted: true, stylesheet: 'document' });
    assert.deepEqual([answer.stylesheet.id, answer.html.includes('class="cda"')], ['builtin', true]);
    assert.deepEqual(
      answer.stylesheets.map(({ id, missing }) => [id, missing]),
      [
        ['builtin', undefined],
        ['document', true],
      ],
    );
    assert.match(answer.unfit ?? '', /^There is no stylesheet .*lost\.xsl\. The document is shown with the built-in/);
  });

  test('one that the document names is taken from the ANS package where it is not beside the document', async () => {
    mkdirSync(inPackage('FeuilleDeStyle/externe'), { recursive: true });
    mkdirSync(inPackage('schematrons/profils'), { recursive: true });
    const copies = ['CDA-FO.xsl', 'externe/lost.xsl'].map((name) => inPackage(`FeuilleDeStyle/${name}`));
    for (const copy of copies) writeFileSync(copy, page(`COPY ${basename(copy)}`));
    client.settings = { package: { path: packageRoot } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    for (const copy of copies) {
      for (const at of [pathToFileURL(path(`of-${basename(copy)}.xml`)).href, `untitled:${basename(copy)}.xml`]) {
        await client.open(at, document.replace('named.xsl', `../FeuilleDeStyle/${basename(copy)}`));
        const params = { uri: at, trusted: true, stylesheet: 'document' };
        const { html, stylesheet, unfit } = await client.request<Rendering>(renderRequest, params);
        assert.match(html, new RegExp(`COPY ${basename(copy)}`));
        assert.deepEqual([stylesheet.detail, stylesheet.missing, unfit], [copy, undefined, undefined]);
        assert.match(stylesheet.label, /from the ANS package$/);
      }
    }
    const own = await rendered({ trusted: true, stylesheet: 'document' });
    assert.deepEqual([own.html.includes('NAMED'), own.stylesheet.detail], [true, path('named.xsl')]);
    client.settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });

  test('the stylesheets are listed where there is no rendering too', async () => {
    const bad = pathToFileURL(path('bad.xml')).href;
    await client.open(bad, document.replace('</ClinicalDocument>', ''));
    for (const stylesheet of ['builtin', path('own.xsl')]) {
      const answer = await client.request<RenderFailure>(renderRequest, { uri: bad, trusted: true, stylesheet });
      assert.match(answer.failure, /./);
      assert.deepEqual(
        answer.stylesheets.map(({ id }) => id),
        ['builtin', 'document', ...(stylesheet === 'builtin' ? [] : [stylesheet])],
      );
    }
  });

  test('the compilation of a slow one is cancelled with its request, and holds up no other', async () => {
    // `upper-case` is nothing for libxslt; SaxonJS takes more than half a minute for so much.
    const tests = Array.from({ length: 40 }, (_, at) => `<xsl:when test="contains(., '${at}')">${at}</xsl:when>`);
    const many = `<xsl:choose>${tests.join('')}</xsl:choose>`.repeat(400);
    const upper = (name: string) => `<p><xsl:value-of select="upper-case('${name}')"/></p>`;
    writeFileSync(path('slow.xsl'), page(upper('slow') + many));
    writeFileSync(path('quick.xsl'), page(upper('quick')));
    const started = performance.now();
    const cancelling = new CancellationTokenSource();
    const slow = client.connection.sendRequest<Rendering | RenderFailure>(
      renderRequest,
      { uri, trusted: true, stylesheet: path('slow.xsl') },
      cancelling.token,
    );
    await delay(1500);
    cancelling.cancel();
    const { failure } = (await slow) as RenderFailure;
    assert.equal(failure, 'The rendering was cancelled.');
    assert.match((await rendered({ trusted: true, stylesheet: path('quick.xsl') })).html, /QUICK/);
    assert.ok(performance.now() - started < 25_000, 'the compilation went on');
  });

  test('one that is prepared is compiled, and what cannot be prepared does no harm', async () => {
    for (const stylesheet of [path('own.xsl'), path('absent.xsl'), 'document', 'builtin']) {
      await client.connection.sendNotification(prepareNotification, { uri, stylesheet, trusted: true });
    }
    await client.connection.sendNotification(prepareNotification, { uri: 'untitled:absent.xml', trusted: true });
    assert.match((await rendered({ trusted: true, stylesheet: path('own.xsl') })).html, /OWN/);
  });
});
