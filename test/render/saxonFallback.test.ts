import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { WorkerAnswer, WorkerRequest } from '../../server/src/render/messages';
import { Renderer } from '../../server/src/render/renderer';
import { WorkerQueue } from '../../server/src/render/workerQueue';
import { narrative, sefPath } from './support';
import { builtWorker } from './worker';

const workerPath = builtWorker('saxon-worker');
const root = mkdtempSync(join(tmpdir(), 'cda-saxon-'));
const open: { dispose(): void }[] = [];
after(() => {
  for (const each of open) each.dispose();
  rmSync(root, { recursive: true });
});

/** As the ANS writes: XSL-FO where the engine is Saxon. `upper-case` is what libxslt does not know. */
function sheet(name: string, imported = ''): string {
  const path = join(root, name);
  const choice = `<xsl:choose>
    <xsl:when test="contains($vendor, 'Saxonica')"><fo:root xmlns:fo="http://www.w3.org/1999/XSL/Format">FO</fo:root></xsl:when>
    <xsl:otherwise><html><body><p><xsl:value-of select="upper-case('html')"/></p><xsl:apply-templates select="//*[local-name() = 'paragraph']"/></body></html></xsl:otherwise>
  </xsl:choose>`;
  writeFileSync(
    path,
    `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">${imported}
<xsl:variable name="vendor" select="system-property('xsl:vendor')"/><xsl:template match="/">${choice}</xsl:template></xsl:stylesheet>`,
  );
  return path;
}

/** One that SaxonJS compiles for many seconds. */
function slowSheet(name: string): string {
  const tests = Array.from({ length: 40 }, (_, at) => `<xsl:when test="contains(., '${at}')"><b>${at}</b></xsl:when>`);
  const templates = Array.from(
    { length: 400 },
    (_, at) => `<xsl:template match="a${at}"><xsl:choose>${tests.join('')}</xsl:choose></xsl:template>`,
  );
  return sheet(name, templates.join(''));
}

const styled = (path: string) => ({ path, isEmbedded: false, folders: [root] });
const document = narrative('<paragraph>texte</paragraph>');

test('XSLT 1.0 that libxslt cannot run is run by SaxonJS, and makes HTML there too', async () => {
  const renderer = new Renderer({ workerPath, sefPath, timeLimit: 60_000 });
  open.push(renderer);
  const { html, foreign, anchors } = await renderer.render('a', document, 'fr', {
    stylesheet: styled(sheet('fallback.xsl')),
  });
  assert.match(html, /<p>HTML<\/p>texte/);
  assert.ok(foreign && anchors.length > 0);
});

/** What a new thread says until it has the rendering: whether it compiled, and the HTML. */
async function onThread(path: string, cacheFolder: string): Promise<{ compiled: boolean; html: string }> {
  const worker = new Worker(workerPath, {
    workerData: { engine: 'saxon', sefPath, cacheFolder },
    execArgv: [],
    resourceLimits: { stackSizeMb: 16 },
  });
  let compiled = false;
  try {
    return await new Promise((resolve, reject) => {
      worker.on('error', reject);
      worker.on('message', (answer: WorkerAnswer) => {
        if ('compiling' in answer) compiled ||= answer.compiling;
        else if ('result' in answer) resolve({ compiled, html: answer.result.html });
        else reject(new Error(answer.error.text.en));
      });
      worker.postMessage({ id: 1, text: document, lang: 'fr', stylesheet: styled(path) } satisfies WorkerRequest);
    });
  } finally {
    await worker.terminate();
  }
}

test('what was compiled is kept on the disk until a module changes', async () => {
  const cacheFolder = join(root, 'cache');
  const part = (text: string) =>
    writeFileSync(
      join(root, 'part.xsl'),
      `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="*"><i>${text}</i></xsl:template></xsl:stylesheet>`,
    );
  part('one');
  const path = sheet('cached.xsl', '<xsl:import href="part.xsl"/>');
  const first = await onThread(path, cacheFolder);
  assert.match(first.html, /HTML.*one/s);
  assert.equal(first.compiled, true);
  const kept = readdirSync(cacheFolder);
  assert.equal(kept.length, 1);
  assert.deepEqual(await onThread(path, cacheFolder), { compiled: false, html: first.html });
  part('two');
  const changed = await onThread(path, cacheFolder);
  assert.match(changed.html, /HTML.*two/s);
  assert.equal(changed.compiled, true);
  assert.deepEqual(readdirSync(cacheFolder), kept);
  writeFileSync(join(cacheFolder, kept[0] as string), 'damaged');
  assert.deepEqual(await onThread(path, cacheFolder), { compiled: true, html: changed.html });
});

test('a compilation has a time limit of its own, and can be cancelled', async () => {
  const queue = (compileLimit: number) => {
    const made = new WorkerQueue({
      workerPath,
      data: { engine: 'saxon', sefPath },
      timeLimit: 60_000,
      compileLimit,
      memory: { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 64 },
    });
    open.push(made);
    return made;
  };
  const slow = { text: document, lang: 'fr', stylesheet: styled(slowSheet('slow.xsl')) } as const;
  await assert.rejects(queue(1).run('a', slow), {
    kind: 'too-slow',
    text: {
      en: 'Compiling the stylesheet took more than 0.001 s and was stopped.',
      fr: 'La compilation de la feuille de style a pris plus de 0,001 s et a été interrompue.',
    },
  });
  const cancellable = queue(60_000);
  const abort = new AbortController();
  const began = performance.now();
  const running = cancellable.run('a', slow, abort.signal);
  setTimeout(() => abort.abort(), 300);
  await assert.rejects(running, { kind: 'superseded' });
  assert.ok(performance.now() - began < 2000, 'the compilation is not waited for');
  const quick = { ...slow, stylesheet: styled(sheet('quick.xsl')) };
  assert.match((await cancellable.run('a', quick)).html, /<p>HTML<\/p>/);
});
