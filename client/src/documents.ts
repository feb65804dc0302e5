import * as vscode from 'vscode';
import { isCda } from './sniff';

const TYPING_PAUSE = 300;

/** The open CDA documents. A document that was one stays one until it is closed, so that a passing fault hides nothing. */
export class CdaDocuments implements vscode.Disposable {
  readonly #known = new Set<string>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #found = new vscode.EventEmitter<vscode.TextDocument>();
  readonly onDidFind = this.#found.event;
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      this.#found,
      vscode.workspace.onDidOpenTextDocument((document) => this.#look(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#lookLater(document);
      }),
    );
  }

  /** Looks at what is open already: call it once the listeners of `onDidFind` are there. */
  start(): void {
    for (const document of vscode.workspace.textDocuments) this.#look(document);
  }

  has(document: vscode.TextDocument): boolean {
    return this.#known.has(document.uri.toString());
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#subscriptions.dispose();
  }

  #look(document: vscode.TextDocument): void {
    if (this.has(document) || !isCda(readable(document))) return;
    this.#known.add(document.uri.toString());
    this.#found.fire(document);
  }

  #lookLater(document: vscode.TextDocument): void {
    if (document.languageId !== 'xml' || this.has(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    const look = () => {
      this.#waiting.delete(key);
      this.#look(document);
    };
    this.#waiting.set(key, setTimeout(look, TYPING_PAUSE));
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    this.#known.delete(key);
  }
}

function readable(document: vscode.TextDocument) {
  const end = () => document.lineAt(document.lineCount - 1).range.end;
  return {
    languageId: document.languageId,
    length: () => document.offsetAt(end()),
    head: (length: number) =>
      document.getText(new vscode.Range(new vscode.Position(0, 0), document.positionAt(length))),
  };
}
