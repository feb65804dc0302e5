import * as vscode from 'vscode';
import { driver } from './driver';
import { eventually } from './helpers';

const inList = '.notifications-center .notification-list-item';

/**
 * The text of a notification, once there is one that has it; opens the list of notifications, as toasts are off in tests. VS Code closes
 * the list whenever its last one goes, as that of a progress does before the result is told.
 */
export async function notification(wanted: string): Promise<string> {
  return eventually(`the notification “${wanted}”`, async () => {
    await vscode.commands.executeCommand('notifications.showList');
    const texts = await driver.evaluate<string[]>(
      `[...document.querySelectorAll('${inList}')].map((item) => item.textContent)`,
    );
    return texts.find((text) => text.includes(wanted));
  });
}

/** Clicks a button of a notification, by its label. */
export async function clickInNotification(label: string): Promise<void> {
  const wanted = JSON.stringify(label);
  await eventually(`the button ${label}`, () =>
    driver.evaluate<boolean>(`(() => {
      const buttons = [...document.querySelectorAll('${inList} .monaco-button')];
      const button = buttons.find((each) => each.textContent === ${wanted});
      button?.click();
      return button !== undefined;
    })()`),
  );
}

export async function clearNotifications(): Promise<void> {
  await vscode.commands.executeCommand('notifications.clearAll');
  await vscode.commands.executeCommand('notifications.hideList');
}
