import { setTimeout as delay } from 'node:timers/promises';
import { driver } from './driver';
import { eventually } from './helpers';

const folderDialog = `document.querySelector('.quick-input-widget:not([style*="display: none"]) input')?.value.startsWith('/')`;

/**
 * Answers the folder dialog of the browser, where a path is typed. Enter takes it as long as the folder is not yet listed, else only
 * completes it: then from the start.
 */
export async function chooseFolder(path: string): Promise<void> {
  await eventually('the dialog', () => driver.evaluate<boolean>(folderDialog));
  for (let turn = 0; turn < 5; turn++) {
    await driver.press('Control+A');
    await driver.press('Backspace');
    await driver.type(path);
    await driver.press('Enter');
    for (let wait = 0; wait < 20; wait++) {
      await delay(200);
      if (!(await driver.evaluate<boolean>(folderDialog))) return;
    }
  }
  throw new Error(`The dialog does not take ${path}.`);
}
