import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../client/chromium';
import { structured } from './structuredView';
import { render } from './support';

/** WCAG 2.1, 1.4.3: normal text. */
const least = 4.5;

const css = readFileSync(join(__dirname, '../../server/src/render/style.css'), 'utf8');
const documents = ['laboratory', 'narrative', 'medication', 'media', 'vital-signs'].map((name) =>
  readFileSync(join(__dirname, `fixtures/${name}.xml`), 'utf8'),
);

/** Colours of VS Code's own themes; without any the page's fall-backs are measured. */
const themes: Readonly<Record<string, { readonly dark: boolean; readonly colours: Readonly<Record<string, string>> }>> =
  {
    'fall-back, light': { dark: false, colours: {} },
    'fall-back, dark': { dark: true, colours: {} },
    'Light Modern': {
      dark: false,
      colours: {
        'editor-foreground': '#3b3b3b',
        'editor-background': '#ffffff',
        'textLink-foreground': '#005fb8',
        'editorWarning-foreground': '#bf8803',
        errorForeground: '#f85149',
      },
    },
    'Dark Modern': {
      dark: true,
      colours: {
        'editor-foreground': '#cccccc',
        'editor-background': '#1f1f1f',
        'textLink-foreground': '#4daafc',
        'editorWarning-foreground': '#cca700',
        errorForeground: '#f85149',
      },
    },
    'High Contrast': {
      dark: true,
      colours: {
        'editor-foreground': '#ffffff',
        'editor-background': '#000000',
        'textLink-foreground': '#21a6ff',
        'editorWarning-foreground': '#ffd370',
        errorForeground: '#f48771',
        contrastBorder: '#6fc3df',
      },
    },
    'High Contrast Light': {
      dark: false,
      colours: {
        'editor-foreground': '#292929',
        'editor-background': '#ffffff',
        'textLink-foreground': '#0f4a85',
        'editorWarning-foreground': '#895503',
        errorForeground: '#b5200d',
        contrastBorder: '#0f4a85',
      },
    },
  };

const executablePath = findChromium();

suite('contrast of text', { skip: executablePath ? false : 'no Chromium is installed' }, () => {
  let browser: Browser | undefined;
  after(() => browser?.close());

  for (const [name, { dark, colours }] of Object.entries(themes)) {
    test(name, async () => {
      browser ??= await chromium.launch({
        executablePath: executablePath as string,
        args: ['--no-sandbox', '--disable-gpu'],
      });
      const page = await browser.newPage({ colorScheme: dark ? 'dark' : 'light' });
      const variables = Object.entries(colours).map(([key, value]) => `--vscode-${key}: ${value};`);
      const body = documents.map((text) => `${render(text).html}${structured(text) ?? ''}`).join('');
      await page.setContent(
        `<!DOCTYPE html><html class="cda-standalone" style="${variables.join(' ')}"><style>${css}</style><body>${body}</body></html>`,
      );
      // The loader of these tests wraps functions in this one, which the page lacks.
      await page.evaluate('globalThis.__name = (f) => f');
      const measured = await page.evaluate(measure, least);
      await page.close();
      assert.ok(measured.texts > 200, String(measured.texts));
      assert.deepEqual(measured.faint, []);
    });
  }
});

/** Runs in the page: text whose colour stands out too little from what lies behind it. */
function measure(limit: number): { texts: number; faint: string[] } {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!canvas) throw new Error('no canvas');
  const layer = (colour: string) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
  };
  const luminance = () => {
    const [r = 0, g = 0, b = 0] = Array.from(canvas.getImageData(0, 0, 1, 1).data, (byte) => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint = new Set<string>();
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || !node.textContent?.trim() || element.closest('details:not([open]) > :not(summary)')) continue;
    texts++;
    const behind: string[] = [];
    for (let at: Element | null = element; at; at = at.parentElement)
      behind.unshift(getComputedStyle(at).backgroundColor);
    for (const colour of ['#ffffff', ...behind]) layer(colour);
    const ground = luminance();
    layer(getComputedStyle(element).color);
    const text = luminance();
    const ratio = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
    if (ratio < limit) faint.add(`${element.tagName.toLowerCase()}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return { texts, faint: [...faint] };
}
