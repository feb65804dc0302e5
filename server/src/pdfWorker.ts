import { parentPort, workerData } from 'node:worker_threads';
import { toPdfA } from './render/pdf/pdfa';
import type { PrintAnswer, PrintJob } from './render/pdf/print';

const { pdf, metadata } = workerData as PrintJob;

toPdfA(pdf, metadata).then(
  (archived) => answer({ pdf: archived }),
  (error: Error) => answer({ failure: error.message }),
);

function answer(said: PrintAnswer): void {
  parentPort?.postMessage(said);
}
