import { parentPort, workerData } from 'node:worker_threads';
import { busy, idle } from './idleGarbage';
import { fromEngine } from './render/errors';
import type { WorkerAnswer, WorkerData, WorkerRequest } from './render/messages';
import type { RenderResult } from './render/result';
import { configureRenderer, renderFragment } from './render/transform';

const { engine, ...options } = workerData as WorkerData;
configureRenderer(options);

parentPort?.on('message', async (request: WorkerRequest) => {
  busy();
  parentPort?.postMessage(await answer(request));
  idle();
});

async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  const { id } = request;
  try {
    return { id, result: await render(request) };
  } catch (error) {
    const { kind, text } = fromEngine(error);
    return { id, error: { kind, text } };
  }
}

/** Each thread loads the one engine it is for. */
async function render({ id, text, lang, stylesheet }: WorkerRequest): Promise<RenderResult> {
  if (!stylesheet) return renderFragment(text, { lang });
  const { readSource } = await import('./render/source');
  const source = readSource(text);
  if (engine === 'libxslt') {
    const { renderWithLibxslt } = await import('./render/foreign/libxsltRenderer');
    return renderWithLibxslt(source, stylesheet, lang);
  }
  const { renderWithSaxon } = await import('./render/foreign/saxonRenderer');
  return renderWithSaxon(source, stylesheet, lang, {
    ...options,
    onCompile: (compiling) => parentPort?.postMessage({ id, compiling } satisfies WorkerAnswer),
  });
}
