import * as vscode from 'vscode';
import type { StatusParams } from '../../server/src/protocol';
import type { CdaDocuments } from './documents';
import { officialEntries } from './officialStatus';
import { type StatusEntry, StatusItems } from './statusItems';
import { VerdictItem } from './verdictItem';

/** The language status of the active CDA document: model and level, Circuit, official verdict and ANS package. */
export class Status implements vscode.Disposable {
  readonly #statuses = new Map<string, StatusParams>();
  readonly #documents: CdaDocuments;
  readonly #subscriptions: vscode.Disposable[];
  readonly #items = new StatusItems();
  readonly #verdict = new VerdictItem();
  /** The document of the last text editor that was active. */
  #last: vscode.TextDocument | undefined;

  constructor(documents: CdaDocuments, onStatus: vscode.Event<StatusParams>) {
    this.#documents = documents;
    this.#subscriptions = [
      onStatus((status) => {
        this.#statuses.set(status.uri, status);
        if (status.uri === shownDocument(this.#last)?.uri.toString()) this.#show();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#show()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#statuses.delete(uri.toString())),
    ];
  }

  dispose(): void {
    this.#items.dispose();
    this.#verdict.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #show(): void {
    const document = shownDocument(this.#last);
    this.#last = document;
    const status = document && this.#documents.has(document) && this.#statuses.get(document.uri.toString());
    this.#items.show(status ? entriesOf(status, document.uri) : []);
    this.#verdict.show(status ? status.official : undefined);
  }
}

/** That of the active text editor; in a preview there is none, and the last one counts as long as it is to be seen. */
function shownDocument(last: vscode.TextDocument | undefined): vscode.TextDocument | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor) return activeTextEditor.document;
  return last && visibleTextEditors.some(({ document }) => document === last) ? last : undefined;
}

function entriesOf(status: StatusParams, document: vscode.Uri): StatusEntry[] {
  const { official } = status;
  return [modelEntry(status), circuitEntry(status, document), ...(official ? officialEntries(official) : [])];
}

function modelEntry({ model, level, milliseconds }: StatusParams): StatusEntry {
  const parts = [model ?? 'CDA', level && vscode.l10n.t('level {0}', level)];
  return {
    id: 'cda.document',
    name: vscode.l10n.t('CDA document'),
    text: parts.filter(Boolean).join(' · '),
    detail: vscode.l10n.t('checked in {0} ms', Math.max(1, Math.round(milliseconds))),
  };
}

function circuitEntry({ circuit }: StatusParams, document: vscode.Uri): StatusEntry {
  const { builtIn, analyses, source, found, loincBiologie } = circuit;
  const isRefused = builtIn && vscode.workspace.getConfiguration('cda.circuit', document).get('path', '') !== '';
  // Of one that no setting names: where it was found.
  const origin =
    found === undefined ? source : vscode.l10n.t('{0}, found in the workspace', vscode.workspace.asRelativePath(found));
  const list = loincBiologie && vscode.l10n.t('LOINC Biologie: {0} codes', loincBiologie.codes);
  return {
    id: 'cda.circuit',
    name: vscode.l10n.t('Circuit de la biologie'),
    text: builtIn
      ? vscode.l10n.t('Circuit: built-in excerpt ({0} analyses)', analyses)
      : vscode.l10n.t('Circuit: {0} analyses', analyses),
    detail: isRefused
      ? vscode.l10n.t('the file of cda.circuit.path is not in use')
      : builtIn
        ? undefined
        : [origin, list].filter(Boolean).join(' · '),
    ...(isRefused && { severity: vscode.LanguageStatusSeverity.Warning }),
    command: {
      command: 'cda.loadCircuit',
      title: builtIn ? vscode.l10n.t('Use the real one…') : vscode.l10n.t('Change…'),
    },
  };
}
