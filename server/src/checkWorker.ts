import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from './batch/engine';
import type { WorkerAnswer, WorkerRequest } from './batch/pool';
import type { BatchSetup } from './batch/setup';
import { CircuitError } from './terminology/load/errors';

const answer = (content: WorkerAnswer) => parentPort?.postMessage(content);

Engine.start(workerData as BatchSetup).then(
  (engine) => {
    parentPort?.on('message', async ({ file }: WorkerRequest) => answer({ report: await engine.check(file) }));
    answer({ ready: true, notices: engine.notices });
  },
  (error: Error) =>
    answer({ fault: error instanceof CircuitError ? error.text : { en: error.message, fr: error.message } }),
);
