import { setTimeout as delay } from 'node:timers/promises';
import { driver } from './driver';
import { eventually } from './helpers';

const widget = '.quick-input-widget:not([style*="display: none"])';
const input = `${widget} .quick-input-box input`;

/** The text of the list that VS Code shows to choose from, once it has all of `wanted`. */
export async function choices(...wanted: string[]): Promise<string> {
  return eventually(`the choice of ${wanted.join(', ')}`, async () => {
    const text = await driver.evaluate<string>(`document.querySelector('${widget}')?.innerText ?? ''`);
    return wanted.every((each) => text.includes(each)) && text;
  });
}

/** Takes the choice that is marked, after keys that move the mark. */
export async function choose(...keys: string[]): Promise<void> {
  for (const key of [...keys, 'Enter']) await driver.press(input, key);
}

/** Takes the first choice that has the text. */
export async function chooseByText(text: string): Promise<void> {
  await driver.fill(input, text);
  await choose();
}

/**
 * Answers a file or folder dialog of the browser, where a path is typed. Enter takes a path as long as its folder is not yet listed,
 * else only completes it: then from the start.
 */
export async function choosePath(path: string, ms?: number): Promise<void> {
  const isOpen = () => driver.evaluate<boolean>(`document.querySelector('${input}')?.value.startsWith('/') ?? false`);
  await eventually('the dialog', isOpen, ms);
  await driver.screenshot(`dialog ${path.split('/').at(-1)}`);
  for (let turn = 0; turn < 5; turn++) {
    try {
      await chooseByText(path);
    } catch (error) {
      if (await isOpen()) throw error;
    }
    for (let wait = 0; wait < 20; wait++) {
      if (!(await isOpen())) return;
      await delay(200);
    }
  }
  throw new Error(`The dialog does not take ${path}.`);
}
