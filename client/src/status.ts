import * as vscode from 'vscode';
import type { CircuitInfo, OfficialInfo, StatusParams } from '../../server/src/protocol';
import type { CdaDocuments } from './documents';

/** The language status of the active CDA document: its model and level, and the Circuit it is checked against. */
export class Status implements vscode.Disposable {
  readonly #statuses = new Map<string, StatusParams>();
  readonly #documents: CdaDocuments;
  readonly #subscriptions: vscode.Disposable[];
  #items: vscode.Disposable | undefined;

  constructor(documents: CdaDocuments, onStatus: vscode.Event<StatusParams>) {
    this.#documents = documents;
    this.#subscriptions = [
      onStatus((status) => {
        this.#statuses.set(status.uri, status);
        if (status.uri === vscode.window.activeTextEditor?.document.uri.toString()) this.#show();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#show()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#statuses.delete(uri.toString())),
    ];
  }

  dispose(): void {
    this.#items?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #show(): void {
    this.#items?.dispose();
    this.#items = undefined;
    const document = vscode.window.activeTextEditor?.document;
    const status = document && this.#documents.has(document) && this.#statuses.get(document.uri.toString());
    if (!status) return;
    const items = [modelItem(status), circuitItem(status.circuit, document.uri)];
    if (status.official) items.push(officialItem(status.official), packageItem(status.official, document.uri));
    this.#items = vscode.Disposable.from(...items);
  }
}

function item(id: string, name: string, text: string): vscode.LanguageStatusItem {
  const created = vscode.languages.createLanguageStatusItem(id, { language: 'xml' });
  created.name = name;
  created.text = text;
  return created;
}

function modelItem({ model, level, milliseconds }: StatusParams): vscode.LanguageStatusItem {
  const parts = [model ?? 'CDA', level && vscode.l10n.t('level {0}', level)];
  const created = item('cda.document', vscode.l10n.t('CDA document'), parts.filter(Boolean).join(' · '));
  created.detail = vscode.l10n.t('checked in {0} ms', Math.max(1, Math.round(milliseconds)));
  return created;
}

/** The official verdict, its time, the package, and what could not be run. */
function officialItem(official: OfficialInfo): vscode.LanguageStatusItem {
  const created = item('cda.official', vscode.l10n.t('Official validation'), verdictText(official));
  const { state, milliseconds, schemas, notes } = official;
  created.busy = state === 'running';
  if (state === 'failed' || notes.length > 0) created.severity = vscode.LanguageStatusSeverity.Warning;
  created.detail = [
    schemas.length > 0 && vscode.l10n.t('{0} schemas in {1} ms', schemas.length, Math.max(1, Math.round(milliseconds))),
    ...notes,
  ]
    .filter(Boolean)
    .join(' · ');
  created.command = { command: 'cda.validate', title: vscode.l10n.t('Run') };
  return created;
}

/** The ANS package in use and the way to another one. */
function packageItem({ package: version }: OfficialInfo, document: vscode.Uri): vscode.LanguageStatusItem {
  const text = version === undefined ? vscode.l10n.t('No ANS package') : vscode.l10n.t('ANS package: {0}', version);
  const created = item('cda.package', vscode.l10n.t('ANS package'), text);
  if (version === undefined && vscode.workspace.getConfiguration('cda.package', document).get('path')) {
    created.severity = vscode.LanguageStatusSeverity.Warning;
    created.detail = vscode.l10n.t('the folder of cda.package.path is not in use');
  }
  const title = version === undefined ? vscode.l10n.t('Install…') : vscode.l10n.t('Change…');
  created.command = { command: 'cda.installPackage', title };
  return created;
}

function verdictText({ state, errors, warnings, schemas }: OfficialInfo): string {
  if (state === 'off') return vscode.l10n.t('Official validation: off');
  if (state === 'failed') return vscode.l10n.t('Official validation: no verdict');
  if (schemas.length === 0) {
    return state === 'done'
      ? vscode.l10n.t('Official validation: nothing to check against')
      : vscode.l10n.t('Official validation: not yet run');
  }
  return errors + warnings === 0
    ? vscode.l10n.t('Official validation: nothing found')
    : vscode.l10n.t('Official validation: {0} errors, {1} warnings', errors, warnings);
}

function circuitItem(circuit: CircuitInfo, document: vscode.Uri): vscode.LanguageStatusItem {
  const created = item('cda.circuit', vscode.l10n.t('Circuit de la biologie'), circuitText(circuit));
  if (!circuit.builtIn) {
    created.detail = [originOf(circuit), loincBiologieText(circuit)].filter(Boolean).join(' · ');
  } else if (vscode.workspace.getConfiguration('cda.circuit', document).get('path')) {
    created.severity = vscode.LanguageStatusSeverity.Warning;
    created.detail = vscode.l10n.t('the file of cda.circuit.path is not in use');
  }
  const title = circuit.builtIn ? vscode.l10n.t('Use the real one…') : vscode.l10n.t('Change…');
  created.command = { command: 'cda.loadCircuit', title };
  return created;
}

function circuitText({ builtIn, analyses }: CircuitInfo): string {
  return builtIn
    ? vscode.l10n.t('Circuit: built-in excerpt ({0} analyses)', analyses)
    : vscode.l10n.t('Circuit: {0} analyses', analyses);
}

/** The file; of one that no setting names, where it was found. */
function originOf({ source, found }: CircuitInfo): string {
  return found === undefined
    ? source
    : vscode.l10n.t('{0}, found in the workspace', vscode.workspace.asRelativePath(found));
}

function loincBiologieText({ loincBiologie }: CircuitInfo): string | undefined {
  return loincBiologie && vscode.l10n.t('LOINC Biologie: {0} codes', loincBiologie.codes);
}
