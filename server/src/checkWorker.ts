import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from './batch/engine';
import { Partner } from './batch/partner';
import type { WorkerAnswer, WorkerData, WorkerRequest } from './batch/pool';
import { OfficialChecker } from './official/official';
import { SaxonSandbox } from './render/foreign/sandbox';
import { SaxonFallback } from './schematron/saxonFallback';
import { CircuitError } from './terminology/load/errors';

const { role, ...setup } = workerData as WorkerData;
const fallback = new SaxonFallback(() => new SaxonSandbox(__filename, () => undefined).saxon);

if (role === 'schematrons') Partner.serve(setup, new OfficialChecker(fallback));
else void serve();

async function serve(): Promise<void> {
  const answer = (content: WorkerAnswer) => parentPort?.postMessage(content);
  const partner =
    role === 'pair' ? new Partner(__filename, { ...setup, role: 'schematrons' } satisfies WorkerData) : undefined;
  try {
    const engine = await Engine.start(setup, fallback, partner);
    parentPort?.on('message', async ({ file, next }: WorkerRequest) =>
      answer({ report: await engine.check(file, next) }),
    );
    answer({ ready: true, notices: engine.notices });
  } catch (error) {
    const { message } = error as Error;
    answer({ fault: error instanceof CircuitError ? error.text : { en: message, fr: message } });
  }
}
