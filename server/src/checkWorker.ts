import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from './batch/engine';
import type { WorkerAnswer, WorkerRequest } from './batch/pool';
import type { BatchSetup } from './batch/setup';
import { SaxonSandbox } from './render/foreign/sandbox';
import { SaxonFallback } from './schematron/saxonFallback';
import { CircuitError } from './terminology/load/errors';

const answer = (content: WorkerAnswer) => parentPort?.postMessage(content);

const fallback = new SaxonFallback(() => new SaxonSandbox(__filename, () => undefined).saxon);

Engine.start(workerData as BatchSetup, fallback).then(
  (engine) => {
    parentPort?.on('message', async ({ file }: WorkerRequest) => answer({ report: await engine.check(file) }));
    answer({ ready: true, notices: engine.notices });
  },
  (error: Error) =>
    answer({ fault: error instanceof CircuitError ? error.text : { en: error.message, fr: error.message } }),
);
