import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Renderer, type RendererOptions } from '../../server/src/render/renderer';
import { narrative, sefPath } from './support';
import { builtWorker } from './worker';

const workerPath = builtWorker('test-worker');

const open: Renderer[] = [];
after(() => {
  for (const renderer of open) renderer.dispose();
});

function start(options: Partial<RendererOptions> = {}): Renderer {
  const renderer = new Renderer({ workerPath, sefPath, ...options });
  open.push(renderer);
  return renderer;
}

const many = narrative('<paragraph>a</paragraph>'.repeat(200_000));

test('renders on a worker, and says what a document lacks', async () => {
  const renderer = start();
  await renderer.warm();
  assert.match((await renderer.render('a', narrative('texte'), 'fr')).html, /texte/);
  await assert.rejects(renderer.render('a', '<a>', 'fr'), { kind: 'not-well-formed' });
});

test('a newer request supersedes one of the same document that waits', async () => {
  const renderer = start();
  const running = renderer.render('a', narrative('1'), 'fr');
  const waiting = renderer.render('a', narrative('2'), 'fr');
  const other = renderer.render('b', narrative('3'), 'fr');
  const newest = renderer.render('a', narrative('4'), 'fr');
  await assert.rejects(waiting, { kind: 'superseded' });
  const results = await Promise.all([running, other, newest]);
  assert.deepEqual(
    results.map(({ html }) => /cda-text">(\d)/.exec(html)?.[1]),
    ['1', '3', '4'],
  );
});

test('what was cancelled before it began is not begun, and what is cancelled while it runs ends', async () => {
  const renderer = start({ timeLimit: 60_000 });
  await renderer.warm();
  const early = renderer.render('a', many, 'fr', { signal: AbortSignal.abort() });
  await assert.rejects(early, { kind: 'superseded' });
  const controller = new AbortController();
  const late = renderer.render('a', many, 'fr', { signal: controller.signal });
  controller.abort();
  await assert.rejects(late, { kind: 'superseded' });
  assert.ok(await renderer.render('b', narrative('texte'), 'fr'));
});

test('a transformation that takes too long is killed', async () => {
  const renderer = start({ timeLimit: 1500 });
  await renderer.warm();
  await assert.rejects(renderer.render('a', many, 'fr'), {
    kind: 'too-slow',
    text: {
      en: 'The rendering took more than 1.5 s and was stopped.',
      fr: 'Le rendu a pris plus de 1,5 s et a été interrompu.',
    },
  });
});

test('memory is limited, and the worker comes back', async () => {
  const renderer = start({ memoryLimitMb: 96, timeLimit: 60_000 });
  await assert.rejects(renderer.render('a', many, 'fr'), { kind: 'too-large' });
  assert.ok(await renderer.render('b', narrative('texte'), 'fr'));
});

test('thousands of nested elements render, more are refused with a sentence', async () => {
  const renderer = start({ timeLimit: 60_000 });
  const nested = (depth: number) => narrative(`${'<content>'.repeat(depth)}x${'</content>'.repeat(depth)}`);
  assert.match((await renderer.render('a', nested(1000), 'fr')).html, /x<\/span>/);
  await assert.rejects(renderer.render('a', nested(200_000), 'fr'), { kind: 'too-deep' });
  assert.ok(await renderer.render('b', narrative('texte'), 'fr'));
});

test('disposed: nothing hangs', async () => {
  const renderer = start();
  const running = renderer.render('a', narrative('1'), 'fr');
  const waiting = renderer.render('b', narrative('2'), 'fr');
  renderer.dispose();
  for (const request of [running, waiting, renderer.render('c', '<a/>', 'fr')])
    await assert.rejects(request, { kind: 'disposed' });
});
