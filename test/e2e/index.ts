/// <reference types="mocha" />
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { driver } from './suite/driver';
import { restoreSamples } from './suite/helpers';

const title = (test: Mocha.Test) => test.titlePath().join(' › ');

async function runMocha(reports: Promise<void>[]): Promise<number> {
  // Mocha is an ES module, which the extension host of older versions cannot `require`.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      // One failure must not make the next.
      if (this.currentTest?.state === 'failed') await restoreSamples();
    },
  });
  // For work on one test: a part of its title.
  if (process.env.CDA_E2E_GREP) mocha.grep(process.env.CDA_E2E_GREP);
  const suite = join(__dirname, process.env.CDA_E2E_SUITE ?? 'suite');
  for (const name of readdirSync(suite).sort()) mocha.addFile(join(suite, name));

  return new Promise((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => reports.push(driver.report({ state: 'passed', title: title(test) })));
    runner.on('pending', (test) =>
      reports.push(driver.report({ state: 'skipped', title: title(test), details: 'skipped by the suite' })),
    );
    runner.on('fail', (test, error: Error) =>
      reports.push(driver.report({ state: 'failed', title: title(test), details: error.stack ?? error.message })),
    );
  });
}

/** Called by VS Code in its extension host; rejecting is what tells it that tests failed. */
export async function run(): Promise<void> {
  const reports: Promise<void>[] = [];
  const failures = await runMocha(reports).catch(async (error: Error) => {
    await driver.report({ state: 'failed', title: 'loading the suite', details: error.stack ?? error.message });
    throw error;
  });
  await Promise.all(reports);
  if (failures > 0) throw new Error(`${failures} end-to-end tests failed`);
}
