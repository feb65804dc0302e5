import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from './batch/engine';
import { Partner } from './batch/partner';
import type { WorkerAnswer, WorkerData, WorkerRequest } from './batch/pool';
import { OfficialChecker } from './official/official';
import { SaxonSandbox } from './render/foreign/sandbox';
import { SaxonFallback } from './schematron/saxonFallback';
import { CircuitError } from './terminology/load/errors';

const data = workerData as WorkerData;
const fallback = new SaxonFallback(() => new SaxonSandbox(__filename, () => undefined).saxon);

if (data.role === 'schematrons') Partner.serve(data.port, data.setup, new OfficialChecker(fallback));
else void serve(data);

async function serve(owner: Exclude<WorkerData, { role: 'schematrons' }>): Promise<void> {
  const answer = (content: WorkerAnswer) => parentPort?.postMessage(content);
  try {
    const partner = owner.role === 'pair' ? new Partner(owner.port, () => answer({ widowed: true })) : undefined;
    const engine = await Engine.start(owner.setup, fallback, partner);
    parentPort?.on('message', async ({ file, ahead }: WorkerRequest) =>
      answer({ report: await engine.check(file, ahead) }),
    );
    answer({ ready: true, notices: engine.notices });
  } catch (error) {
    const { message } = error as Error;
    answer({ fault: error instanceof CircuitError ? error.text : { en: message, fr: message } });
  }
}
