import { parentPort } from 'node:worker_threads';
import { type CircuitJob, runCircuitJob } from './package/circuitJob';

parentPort?.once('message', (job: CircuitJob) =>
  runCircuitJob(job, (answer) => parentPort?.postMessage(answer, 'compiled' in answer ? [answer.compiled] : [])),
);
