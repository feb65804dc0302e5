import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { CdaDocument } from './cda/document';
import type { OfficialAnswer, OfficialRequest } from './official/messages';
import { OfficialChecker } from './official/official';
import { findPackage } from './package/findPackage';
import { SaxonSandbox } from './render/foreign/sandbox';
import { SaxonFallback } from './schematron/saxonFallback';

/** After this without a check, what the last ones left behind is collected. */
const pauseMilliseconds = 2000;

/** Expressions of others see no file, no network and no JavaScript. */
const fallback = new SaxonFallback(() => new SaxonSandbox(__filename, () => undefined).saxon);
const checker = new OfficialChecker(fallback);
let pause: NodeJS.Timeout | undefined;
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: OfficialRequest) => {
  clearTimeout(pause);
  last = last.then(async () => {
    parentPort?.postMessage(await answer(request));
    clearTimeout(pause);
    pause = setTimeout(collectGarbage, pauseMilliseconds);
  });
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

/** A thread has no idle time of its own to collect garbage in: compiling the schemas leaves 60 MB that would stay. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
