import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Standard output is kept for what a caller may parse. */
export function log(message) {
  process.stderr.write(`${message}\n`);
}

/** Between two signs of life of something that takes long; milliseconds. */
const signEvery = 10_000;

/** Says what is going on, now and then that it still is, and how long it took. */
export async function step(message, work) {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  log(`${message}…`);
  const timer = setInterval(() => log(`  … still at it, ${seconds()} s`), signEvery).unref();
  try {
    const result = await work();
    if (seconds() > 1) log(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** A failure the user can act on: shown without a stack. */
export class SetupError extends Error {}

export function fail(message) {
  throw new SetupError(message);
}

/** Runs an entry point: expected failures become one line and exit code 1. */
export async function main(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    const expected = error instanceof SetupError || error.code?.startsWith('ERR_PARSE_ARGS');
    log(expected ? error.message : error.stack);
    process.exitCode = 1;
  }
}

export function cacheDir() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'cda-workbench');
}

/** Runs a command to its end; resolves to its exit code and everything it printed. */
function capture(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: output.trimEnd() }));
  });
}

async function mustRun(what, command, args, options) {
  const { code, output } = await capture(command, args, options);
  if (code !== 0) fail(`${what} failed: ${command} ${args.join(' ')}\n${output}`);
}

// npm is a `.cmd` file on Windows, which only a shell can start.
const shell = process.platform === 'win32';

export function npm(what, args, cwd = root) {
  return mustRun(what, 'npm', args, { cwd, shell });
}

/** Runs a script of package.json; resolves to its exit code and everything it printed. */
export function npmScript(name) {
  return capture('npm', ['run', '--silent', name], { shell });
}

/** Whether node_modules holds what package-lock.json asks for (optional packages depend on the platform). */
function nodeModulesFit() {
  const packages = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) return false;
  const installed = packages('node_modules/.package-lock.json');
  return Object.entries(packages('package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

export async function ensureNodeModules() {
  if (nodeModulesFit()) return;
  await step('Installing the npm dependencies (npm ci), only the first time', () =>
    npm('Installing the npm dependencies', ['ci', '--no-audit', '--no-fund']),
  );
}

/** A temporary folder with a copy of the samples in `workspace`, so that edits never reach the repository. */
export async function temporaryWorkspace() {
  const dir = await mkdtemp(join(tmpdir(), 'cda-workbench-'));
  const workspace = join(dir, 'workspace');
  await cp(join(root, 'samples'), workspace, { recursive: true });
  return { dir, workspace, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }) };
}

function onPath(command) {
  const lookup = process.platform === 'win32' ? 'where' : 'which';
  const { status, stdout } = spawnSync(lookup, [command], { encoding: 'utf8' });
  return status === 0 ? stdout.split(/\r?\n/)[0] : undefined;
}

/** Path of the first of these commands that is installed. */
export function findCommand(...commands) {
  for (const command of commands) {
    const path = onPath(command);
    if (path) return path;
  }
  return undefined;
}

const findChromium = () => findCommand('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

/** Path of a Chromium: CHROME_PATH, an installed one, or Debian's, installed here. */
export async function ensureChromium() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named)) fail(`CHROME_PATH names a file that does not exist: ${named}`);
    return named;
  }
  const found = findChromium();
  if (found) return found;

  const advice = 'Install Chromium or Chrome, or name one in CHROME_PATH.';
  if (!onPath('apt-get')) fail(`No Chromium was found, and there is no apt-get here. ${advice}`);
  const asRoot =
    process.getuid() === 0 ? [] : [onPath('sudo') ?? fail(`No Chromium was found, and no sudo. ${advice}`)];
  const apt = async (...args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', '-qq', ...args];
    await mustRun('Installing Chromium', command, rest, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  await step('Installing Chromium and two font packages with apt-get, only the first time', async () => {
    await apt('update');
    await apt('install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core', 'fonts-liberation');
  });
  return findChromium() ?? fail(`apt-get installed no Chromium. ${advice}`);
}
