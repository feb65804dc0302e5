import { setTimeout as delay } from 'node:timers/promises';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Partner } from '../../server/src/batch/partner';

// Both threads of a pair, which do what the names of their files say.
const { role, port } = workerData as { role: string; port: MessagePort };

if (role === 'schematrons') {
  let count = 0;
  port.on('message', (file: string) => {
    if (file === 'throw') throw new Error('thrown by the partner');
    if (file === 'exit') process.exit(3);
    port.postMessage(file === 'refuse' ? { error: 'refused' } : { runs: `asked ${count} ${file}` });
    count++;
  });
  parentPort?.postMessage({ ready: true });
} else {
  const partner = new Partner(port, () => parentPort?.postMessage({ widowed: true }));
  parentPort?.on('message', async ({ file, ahead }: { file: string; ahead: string[] }) => {
    const half = partner.check(file);
    partner.begin(ahead);
    // Until the partner has gone through all of them.
    if (file === 'slow') await delay(500);
    const answer = await half.catch(({ message }: Error) => message);
    const en = `${answer}, ${ahead.length} ahead`;
    parentPort?.postMessage({ report: { file, kind: 'skipped', reason: { en } } });
  });
  parentPort?.postMessage({ ready: true, notices: [] });
}
