import * as vscode from 'vscode';

/** One line of the language status. */
export interface StatusEntry {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly detail?: string | undefined;
  readonly severity?: vscode.LanguageStatusSeverity;
  readonly busy?: boolean;
  readonly command?: vscode.Command;
}

/** The lines of the language status of XML files; one that stays is changed in place, so that an open list does not flicker. */
export class StatusItems implements vscode.Disposable {
  readonly #items = new Map<string, vscode.LanguageStatusItem>();

  dispose(): void {
    this.show([]);
  }

  show(entries: readonly StatusEntry[]): void {
    for (const [id, item] of this.#items) {
      if (entries.some((entry) => entry.id === id)) continue;
      item.dispose();
      this.#items.delete(id);
    }
    for (const entry of entries) this.#update(entry);
  }

  #update({ id, name, text, detail, severity, busy = false, command }: StatusEntry): void {
    const item = this.#items.get(id) ?? vscode.languages.createLanguageStatusItem(id, { language: 'xml' });
    this.#items.set(id, item);
    item.name = name;
    item.text = text;
    item.detail = detail ?? '';
    item.severity = severity ?? vscode.LanguageStatusSeverity.Information;
    item.busy = busy;
    item.command = command;
  }
}
