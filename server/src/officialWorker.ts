import { parentPort } from 'node:worker_threads';
import { CdaDocument } from './cda/document';
import type { OfficialAnswer, OfficialRequest } from './official/messages';
import { OfficialChecker } from './official/official';
import { findPackage } from './package/findPackage';

const checker = new OfficialChecker();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: OfficialRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request)));
});

async function answer({ id, text, path, packageRoot, ...options }: OfficialRequest): Promise<OfficialAnswer> {
  try {
    const document = CdaDocument.read(text);
    if (!document) throw new Error('there is no ClinicalDocument');
    const ansPackage = packageRoot === undefined ? undefined : findPackage({ setting: packageRoot });
    return { id, result: await checker.check(document, path, { ...options, package: ansPackage }) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
