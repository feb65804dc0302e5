import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ensureChromium, root, SetupError, temporaryWorkspace } from '../../scripts/setup.mjs';
import { startServer } from '../../scripts/vscode.mjs';
import { bundleSuite, SUITES } from './bundle.mjs';

const out = fileURLToPath(new URL('.out', import.meta.url));
const logFile = join(out, 'vscode.log');
const SUITE_TIMEOUT = 10 * 60_000;
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What the suite may ask for (test/e2e/suite/driver.ts). */
function actions(page, onReport) {
  const screenshot = async (name) => {
    await page.screenshot({ path: join(out, `${name.replace(/[^\w.-]+/g, '-')}.png`) });
  };
  const frames = () => page.frames().filter((frame) => frame !== page.mainFrame());
  return {
    screenshot,
    evaluate: (script) => page.evaluate(script),
    press: ({ selector, keys }) => page.locator(selector).first().press(keys, { timeout: 10_000 }),
    fill: ({ selector, text }) => page.locator(selector).first().fill(text, { timeout: 10_000 }),
    hover: (selector) => page.locator(selector).first().hover({ timeout: 10_000 }),
    frameTexts: () => Promise.all(frames().map((frame) => frame.evaluate('document.body?.innerText ?? ""'))),
    evaluateInFrames: (script) => Promise.all(frames().map((frame) => frame.evaluate(script))),
    clickInFrame: async (selector) => {
      for (const frame of frames()) {
        const found = frame.locator(selector).first();
        if (await found.isVisible()) return found.click({ timeout: 10_000 });
      }
      throw new Error(`no frame shows ${selector}`);
    },
    report: async (test) => {
      onReport(test);
      if (test.state === 'failed') await screenshot(`failed ${test.title}`);
    },
  };
}

/** Answers the suite's requests on a secret path of 127.0.0.1. */
async function listen(answers) {
  const path = `/${randomUUID()}`;
  const server = createServer(async (request, response) => {
    let reply;
    try {
      if (request.url !== path) throw new Error('unknown path');
      const { action, argument } = JSON.parse(await text(request));
      reply = { result: await answers[action](argument) };
    } catch (error) {
      reply = { error: error.message };
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(reply));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}${path}` };
}

/**
 * Runs the suites in a VS Code served to a headless Chromium; resolves to the reports of their tests.
 * Throws when a run did not come to its end.
 */
export async function runInBrowser(extension = root) {
  const executablePath = await ensureChromium();
  const tests = await bundleSuite();
  await mkdir(out, { recursive: true });
  const log = createWriteStream(logFile);
  const reports = [];
  try {
    for (const suite of SUITES) reports.push(...(await runSuite({ suite, tests, extension, executablePath, log })));
  } finally {
    log.end();
  }
  return reports;
}

async function runSuite({ suite, tests, extension, executablePath, log }) {
  const { chromium } = await import('playwright-core');
  const cleanups = [];
  try {
    const { dir, workspace, remove } = await temporaryWorkspace();
    cleanups.push(remove);
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
    cleanups.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: 'en-US' });

    const reports = [];
    const { server: channel, address } = await listen(actions(page, (test) => reports.push(test)));
    cleanups.push(
      () => channel.closeAllConnections(),
      () => channel.close(),
    );
    const server = await startServer({
      dataDir: join(dir, 'server'),
      testDriver: true,
      trust: suite === 'untrusted' ? 'none' : 'all',
      // What the suite installs must not reach the user's own folder, nor a package there the suite.
      env: { CDA_E2E_DRIVER: address, CDA_E2E_SUITE: suite, XDG_DATA_HOME: join(dir, 'data') },
    });
    cleanups.push(server.stop);

    await page.exposeFunction('codeAutomationLog', (type, args) => log.write(`${type}: ${args.join(' ')}\n`));
    const finished = new Promise((resolve) => {
      page.exposeFunction('codeAutomationExit', resolve);
    });
    const broken = new Promise((_, reject) => {
      const stop = (why) => reject(new SetupError(`${why} Its log: ${relative(root, logFile)}`));
      page.once('crash', () => stop('The page of VS Code crashed.'));
      server.exited.then(() => stop('The VS Code server stopped.'));
      const timer = setTimeout(stop, SUITE_TIMEOUT, `The suite did not end within ${SUITE_TIMEOUT / 1000} s.`);
      cleanups.push(() => clearTimeout(timer));
    });
    // An error before the race below must not be hidden by the stop of the server that follows it.
    broken.catch(() => {});
    const payload = [
      ['extensionDevelopmentPath', server.uri(extension)],
      ['extensionTestsPath', server.uri(tests)],
    ];
    await page.goto(server.url(workspace, payload), { timeout: 120_000 });
    const code = await Promise.race([finished, broken]);
    if (code !== 0 && !reports.some(({ state }) => state === 'failed')) {
      throw new SetupError(`VS Code ended the suite with code ${code}. Its log: ${relative(root, logFile)}`);
    }
    return reports;
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}
