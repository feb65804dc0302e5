import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureNodeModules, fail, findCommand, log, main, npm, root, step, temporaryWorkspace } from './setup.mjs';
import { ensureCodeServer, startServer } from './vscode.mjs';

/** Resolves when the user or the system asks this process to end, or has ended the npm that started it. */
function interrupted() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
    if (!process.env.npm_lifecycle_event) return;
    // The shell between npm and this process passes no signal on.
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve('SIGTERM'), 500).unref();
  });
}

async function serve(workspace, dataDir, port) {
  const stop = interrupted();
  // Installed rather than in development: the development mode of the browser's VS Code hides notifications.
  await ensureCodeServer();
  const server = await step('Starting VS Code', () => startServer({ dataDir, port, extension: root }));
  const shown = server.uri(join(workspace, 'CR-BIO_glycemie.xml'));
  process.stdout.write(`Open ${server.url(workspace, [['openFile', shown]])}\n`);
  log('Open that address in a browser. Edits go to a copy of the samples. Ctrl-C stops.');

  const stopped = await Promise.race([stop, server.exited.then(() => undefined)]);
  if (!stopped) fail(`The VS Code server stopped by itself:\n${server.output().trimEnd()}`);
  await server.stop();
}

async function openDesktop(workspace) {
  const code = findCommand('code');
  if (!code) {
    fail('No `code` command was found. Install VS Code and its shell command, or run `npm start` without --desktop.');
  }
  const args = [`--extensionDevelopmentPath=${root}`, '--disable-workspace-trust', '--new-window', '--wait', workspace];
  const child = spawn(code, args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  log('Edits go to a copy of the samples, removed when the window is closed.');
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}

await main(async () => {
  const { values } = parseArgs({
    options: { desktop: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) fail(`Not a port: ${values.port}`);
  await ensureNodeModules();
  await step('Building the extension', () => npm('The build', ['run', '--silent', 'build']));
  const { dir, workspace, remove } = await temporaryWorkspace();
  try {
    if (values.desktop) await openDesktop(workspace);
    else await serve(workspace, join(dir, 'server'), port);
  } finally {
    await remove();
  }
});
