import { parentPort, workerData } from 'node:worker_threads';
import { fromEngine } from './render/errors';
import type { WorkerAnswer, WorkerData, WorkerRequest } from './render/messages';
import { configureRenderer, renderFragment } from './render/transform';

configureRenderer(workerData as WorkerData);

parentPort?.on('message', ({ id, text, lang }: WorkerRequest) => parentPort?.postMessage(answer(id, text, lang)));

function answer(id: number, text: string, lang: WorkerRequest['lang']): WorkerAnswer {
  try {
    return { id, result: renderFragment(text, { lang }) };
  } catch (error) {
    const { kind, text } = fromEngine(error);
    return { id, error: { kind, text } };
  }
}
