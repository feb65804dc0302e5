import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(__dirname, '../..');
const tsx = pathToFileURL(require.resolve('tsx')).href;

/** The user's folders, for a process that is to find nothing there and to leave nothing there. */
export function folders(home: string) {
  return {
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_DATA_HOME: home,
    APPDATA: home,
    LOCALAPPDATA: home,
  };
}

/** Runs the command line from its sources, far from what the user imported before. */
export function cda(...args: string[]): Run {
  return run(['--import', tsx, join(root, 'server/src/cli.ts')], args);
}

/** Runs the built command line, whose worker reads Circuits. */
export function builtCda(...args: string[]): Run {
  return run([join(root, 'dist/cli.js')], args);
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(program: readonly string[], args: readonly string[]): Run {
  const home = mkdtempSync(join(tmpdir(), 'cda-cli-'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, ...args], {
    cwd: home,
    encoding: 'utf8',
    env: { ...process.env, LANG: 'C', LC_ALL: 'C', ...folders(home) },
  });
  rmSync(home, { recursive: true });
  return { code: status, out: stdout, err: stderr };
}
