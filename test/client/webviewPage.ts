import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, beforeEach } from 'node:test';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ToComparison, ToPage, ToPanel } from '../../client/src/preview/messages';
import { findChromium } from './chromium';

const executablePath = findChromium();
export const noChromium = executablePath ? false : 'no Chromium here';

const bundling = new URL('../../client/webview/bundle.mjs', import.meta.url).href;
const previewCss = new URL('../../server/src/render/style.css', import.meta.url);
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' };
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** Stands in for VS Code: keeps what the page says, and gives it the PDFs that it asks for (their text is their hash). */
const host = `
  window.sent = [];
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      window.sent.push(message);
      if (message.type !== 'pdf') return;
      const bytes = Uint8Array.from(message.hash, (char) => char.charCodeAt(0));
      setTimeout(() => window.postMessage({ ...message, bytes }, '*'));
    },
    getState: () => window.state,
    setState: (state) => { window.state = state; },
  });`;

/** What every rendering comes with. The lines of the anchors are a Uint32Array in VS Code, which Playwright cannot pass. */
export const shown = {
  type: 'show',
  html: '',
  first: 'narrative',
  pdfs: [],
  stylesheet: 'Built-in',
  lines: [] as unknown as Uint32Array,
} satisfies ToPage;

/** The bundled pages of the extension, in a browser. */
export class Bundle {
  private constructor(
    private readonly dir: string,
    private readonly browser: Browser,
  ) {}

  static async open(): Promise<Bundle> {
    const dir = await mkdtemp(join(tmpdir(), 'cda-webview-'));
    const { webviewBundle, copyPdfjs } = await import(bundling);
    await build({ ...webviewBundle, outdir: dir, logLevel: 'error' });
    copyPdfjs(dir);
    return new Bundle(dir, await chromium.launch({ ...(executablePath && { executablePath }), args: FLAGS }));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  /** Opens a shell, which names its files at http://preview.test/. */
  async page(html: string): Promise<WebviewPage> {
    const page = await this.browser.newPage({ viewport: { width: 600, height: 500 } });
    const opened = new WebviewPage(page);
    await page.addInitScript(host);
    await page.route('**/*', async (route) => {
      const { origin, pathname } = new URL(route.request().url());
      if (origin !== 'http://preview.test') {
        opened.strays.push(route.request().url());
        return route.abort();
      }
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
      const contentType = TYPES[extname(pathname)] ?? 'application/octet-stream';
      const file = pathname === '/preview.css' ? previewCss : join(this.dir, pathname);
      return route.fulfill({ contentType, body: await readFile(file) });
    });
    await page.goto('http://preview.test/');
    await opened.until('window.sent.length > 0');
    return opened;
  }
}

/** In a suite: opens a shell anew before each test, in one browser for all. */
export function beforeEachOpen(html: string, use: (opened: WebviewPage, bundle: Bundle) => void | Promise<void>): void {
  let bundle: Bundle;
  before(async () => {
    bundle = await Bundle.open();
  });
  after(() => bundle.close());
  beforeEach(async () => use(await bundle.page(html), bundle));
}

export class WebviewPage {
  /** Errors and refusals that the browser tells. */
  readonly faults: string[] = [];
  /** Addresses outside the extension that the page asked for. */
  readonly strays: string[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', ({ message }) => this.faults.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text());
    });
  }

  /** `waitForFunction` would need `eval`, which the page's policy rightly refuses. */
  async until(condition: string): Promise<void> {
    for (let tries = 0; !(await this.page.evaluate(condition)); tries++) {
      assert.ok(tries < 100, `in vain: ${condition}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** One right after the other, as the extension sends them. */
  async post(...messages: readonly (ToPage | ToComparison)[]): Promise<void> {
    await this.page.evaluate((messages) => {
      for (const message of messages) window.postMessage(message, '*');
    }, messages);
  }

  show(html: string, more: Partial<Extract<ToPage, { type: 'show' }>> = {}): Promise<void> {
    return this.post({ ...shown, html, ...more });
  }

  /** What the page said of a kind. */
  sent<T extends ToPanel['type']>(type: T): Promise<Extract<ToPanel, { type: T }>[]> {
    return this.page.evaluate<Extract<ToPanel, { type: T }>[]>(`sent.filter(({ type }) => type === '${type}')`);
  }
}
