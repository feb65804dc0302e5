import { parentPort } from 'node:worker_threads';
import { CdaDocument } from './cda/document';
import { busy, idle } from './idleGarbage';
import { Handover, type OfficialAnswer, type OfficialRequest } from './official/messages';
import { OfficialChecker } from './official/official';
import { findPackage } from './package/findPackage';
import { SaxonSandbox } from './render/foreign/sandbox';
import { SaxonFallback } from './schematron/saxonFallback';

/** Expressions of others see no file, no network and no JavaScript. */
const fallback = new SaxonFallback(() => new SaxonSandbox(__filename, () => undefined).saxon);
const checker = new OfficialChecker(fallback);
const handover = new Handover();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: OfficialRequest) => {
  busy();
  last = last.then(async () => {
    parentPort?.postMessage(await answer(request));
    idle();
  });
});

async function answer(request: OfficialRequest): Promise<OfficialAnswer> {
  const { id, utf16: _, length: __, path, packageRoot, ...options } = request;
  try {
    const document = CdaDocument.read(handover.textOf(request));
    if (!document) throw new Error('there is no ClinicalDocument');
    const ansPackage = packageRoot === undefined ? undefined : findPackage({ setting: packageRoot });
    return { id, result: await checker.check(document, path, { ...options, package: ansPackage }) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
