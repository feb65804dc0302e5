/** How the suite, in the extension host, reaches the program that drives the browser (test/e2e/browser.mjs). */
const address = process.env.CDA_E2E_DRIVER;

export interface TestReport {
  state: 'passed' | 'failed' | 'skipped';
  title: string;
  details?: string;
}

async function call(action: string, argument?: unknown): Promise<unknown> {
  if (!address) throw new Error('No browser driver here: check driver.available and this.skip() first');
  const response = await fetch(address, { method: 'POST', body: JSON.stringify({ action, argument }) });
  const { error, result } = (await response.json()) as { error?: string; result?: unknown };
  if (error !== undefined) throw new Error(`driver.${action}: ${error}`);
  return result;
}

export const driver = {
  /** False where VS Code runs on the desktop: nothing then sees its window from outside. */
  available: address !== undefined,

  async report(test: TestReport): Promise<void> {
    if (address) await call('report', test);
  },

  /** Writes test/e2e/.out/<name>.png. */
  async screenshot(name: string): Promise<void> {
    await call('screenshot', name);
  },

  /** Evaluates JavaScript in the workbench page; the value must be JSON. */
  async evaluate<T>(script: string): Promise<T> {
    return (await call('evaluate', script)) as T;
  },

  /** Presses a key or chord as Playwright names them, `F8`, `Control+Space`, in the first match, which takes the focus. */
  async press(selector: string, keys: string): Promise<void> {
    await call('press', { selector, keys });
  },

  /** Gives an input the focus and the text. */
  async fill(selector: string, text: string): Promise<void> {
    await call('fill', { selector, text });
  },

  /** Moves the mouse over the first match of a Playwright selector: CSS, or `text=…`. */
  async hover(selector: string): Promise<void> {
    await call('hover', selector);
  },

  /** Text shown by each frame inside the workbench, webviews among them. */
  async frameTexts(): Promise<string[]> {
    return (await call('frameTexts')) as string[];
  },

  /** Evaluates JavaScript in each frame inside the workbench; the values must be JSON. */
  async evaluateInFrames<T>(script: string): Promise<T[]> {
    return (await call('evaluateInFrames', script)) as T[];
  },

  /** Clicks the first visible match in a frame inside the workbench. */
  async clickInFrame(selector: string): Promise<void> {
    await call('clickInFrame', selector);
  },
};
