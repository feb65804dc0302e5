import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RenderError } from '../errors';

/** The browser neither talks to anybody nor keeps anything: its profile is a folder that is deleted. */
const quiet = [
  '--headless=new',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-breakpad',
  '--disable-quic',
  // Whatever a page might name leads nowhere.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--no-pdf-header-footer',
];

/** Chromium prints 200 pages in some seconds. */
const timeLimit = 60_000;

/**
 * Prints a self-contained page as a PDF with a Chromium-based browser (`browser`: its path). The page is written to a folder that
 * only this user can read, and deleted. Rejects with a RenderError.
 */
export async function printToPdf(html: string, browser: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'cda-workbench-'));
  try {
    const page = join(folder, 'page.html');
    const pdf = join(folder, 'page.pdf');
    await writeFile(page, html);
    const said = await run(browser, [
      ...quiet,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'profile')}`,
      `--print-to-pdf=${pdf}`,
      pathToFileURL(page).href,
    ]);
    return await readFile(pdf).catch(() => {
      throw failed(said);
    });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Resolves to what the program said on stderr, whatever its exit code. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
    let said = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(tooSlow());
    }, timeLimit);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
    });
    child.on('error', ({ message }) => {
      clearTimeout(timer);
      reject(failed(message));
    });
    child.on('close', () => {
      clearTimeout(timer);
      resolve(said);
    });
  });
}

function tooSlow(): RenderError {
  return new RenderError('too-slow', {
    en: `The browser did not print the page within ${timeLimit / 1000} s.`,
    fr: `Le navigateur n’a pas imprimé la page en ${timeLimit / 1000} s.`,
  });
}

function failed(said: string): RenderError {
  const reason = said.trim().split('\n').at(-1) ?? '';
  return new RenderError('failed', {
    en: `The browser printed no PDF: ${reason}`,
    fr: `Le navigateur n’a produit aucun PDF : ${reason}`,
  });
}

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome'];

const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return folder ? programs.map((program) => join(folder, program)) : [];
  }),
  darwin: ['Google Chrome', 'Microsoft Edge', 'Chromium'].map(
    (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
  ),
};

/** Path of a Chrome, Edge or Chromium of this machine: `named` (a setting), CHROME_PATH, or an installed one. Throws a RenderError. */
export function findBrowser(named = ''): string {
  const wanted = named || process.env.CHROME_PATH;
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new RenderError('failed', {
      en: `The browser that is named does not exist: ${wanted}`,
      fr: `Le navigateur indiqué n’existe pas : ${wanted}`,
    });
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath =
    process.platform === 'win32' ? [] : commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  const found = [...(places[process.platform] ?? []), ...onPath].find((path) => existsSync(path));
  if (found) return found;
  throw new RenderError('failed', {
    en: 'PDF output needs Chrome, Edge or Chromium, and none was found: install one, or name one in the setting cda.export.browser or in CHROME_PATH. HTML output needs none.',
    fr: 'La sortie PDF demande Chrome, Edge ou Chromium, et aucun n’a été trouvé : installez-en un, ou indiquez-le dans le réglage cda.export.browser ou dans CHROME_PATH. La sortie HTML n’en demande pas.',
  });
}
