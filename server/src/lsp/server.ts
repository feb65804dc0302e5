import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { prepareCompletion } from '../features/completion';
import { statusNotification } from '../protocol';
import type { RuleContext } from '../rules/rule';
import { ucum } from '../terminology/ucum';
import { type Checked, Checker } from './checker';
import { Circuits } from './circuits';
import { toDiagnostic } from './diagnostics';
import { Documents, inFolder, type Snapshot } from './documents';
import { immediate } from './immediate';
import { Packages } from './packages';
import { answerRequests } from './requests';
import type { ServerOptions, Session } from './session';
import { SettingsCache } from './settings';
import { documentStatus } from './status';
import { LoadedValueSets } from './valueSets';

/** Serves one client over `connection` until it closes. */
export function serve(connection: Connection, options: ServerOptions): void {
  new Server(connection, options).listen();
}

/** The engine of the preview is loaded this long after the first findings: whoever asks for a preview then does not wait for it. */
const warmUpDelay = 300;

class Server implements Session {
  private readonly open = new TextDocuments(TextDocument);
  readonly documents = new Documents((uri) => this.open.get(uri));
  readonly circuits: Circuits;
  private readonly valueSets: LoadedValueSets;
  private readonly packages: Packages;
  private settings: SettingsCache;
  private readonly checker = new Checker((snapshot) => this.documents.isCurrent(snapshot));
  private client: InitializeParams['capabilities'] = {};
  /** URI of the workspace folder. */
  private folder: string | undefined;
  private warmUp: NodeJS.Timeout | undefined;
  /** Settles when the last change of the settings is known: who asks meanwhile waits. */
  private settling: Promise<void> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    readonly options: ServerOptions,
  ) {
    this.settings = new SettingsCache(connection, { configuration: false, locale: '' });
    this.valueSets = new LoadedValueSets(options.valueSetCache, (faults) => {
      const [first] = faults;
      if (first) void this.languageOf('').then((language) => this.warn(`${first.source}: ${first.message[language]}`));
      this.invalidate();
    });
    this.packages = new Packages(options.packageFolder, (problem) => {
      void this.languageOf('').then((language) => this.warn(problem[language]));
    });
    this.circuits = new Circuits(options.circuits, (path, error) => {
      if (error) void this.languageOf('').then((language) => this.warn(`${path}: ${error.text[language]}`));
      else {
        this.invalidate();
        this.attempt('completion', prepareCompletion({ circuit: this.circuits.for(path) }, immediate));
      }
    });
  }

  listen(): void {
    const { connection, open } = this;
    connection.onInitialize((parameters) => this.initialize(parameters));
    connection.onInitialized(() => {
      if (!this.client.workspace?.didChangeConfiguration?.dynamicRegistration) return;
      this.attempt('register', connection.client.register(DidChangeConfigurationNotification.type, { section: 'cda' }));
    });
    connection.onDidChangeConfiguration(({ settings }) => {
      this.settling = this.settingsChanged(settings).catch((error: unknown) => this.log('settings', error));
    });
    open.onDidSave(({ document: { uri } }) => {
      const snapshot = this.documents.snapshot(uri);
      if (snapshot) this.invalidate(snapshot);
    });
    open.onDidClose(({ document: { uri } }) => {
      this.documents.close(uri);
      this.settings.forget(uri);
      if (!this.pulls) this.attempt('close', connection.sendDiagnostics({ uri, diagnostics: [] }));
    });
    open.onDidChangeContent(({ document }) => {
      if (!this.pulls) this.attempt('publish', this.publish(document.uri));
    });
    connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
      this.diagnostics(uri, previousResultId, token),
    );
    answerRequests(this);
    connection.onShutdown(() => {
      clearTimeout(this.warmUp);
      this.options.renderer.dispose();
    });
    open.listen(connection);
    connection.listen();
  }

  get asksReason(): boolean {
    return (this.client.experimental as { silence?: unknown } | undefined)?.silence === true;
  }

  settingsOf(uri: string) {
    return this.settings.for(uri);
  }

  languageOf(uri: string) {
    return this.settings.languageFor(uri);
  }

  async terms(uri: string) {
    const { circuit } = await this.settings.for(uri);
    return { circuit: this.circuits.for(inFolder(this.folder, circuit.path)), ucum };
  }

  async packageOf(uri: string) {
    return this.packages.of(uri, (await this.settings.for(uri)).package.path);
  }

  /** What rules ask beside the document. */
  private async context(uri: string): Promise<RuleContext> {
    const { paths, server } = (await this.settings.for(uri)).valueSets;
    const valueSets = this.valueSets.for({ paths: paths.map((path) => inFolder(this.folder, path)), server });
    return { ...(await this.terms(uri)), ...(valueSets && { valueSets }), origin: await this.documents.origin(uri) };
  }

  async checked(snapshot: Snapshot, token?: CancellationToken): Promise<Checked | undefined> {
    const { uri } = snapshot;
    await this.settling;
    const known = this.checker.known(snapshot);
    if (known) return known;
    const dependencies = async () => ({
      context: await this.context(uri),
      settings: await this.settings.for(uri),
    });
    const checked = await this.checker.check(snapshot, dependencies, () => token?.isCancellationRequested === true);
    if (checked) await this.tellStatus(snapshot, checked);
    return checked;
  }

  /** Logs a failure that no request waits for; an answer that a client refuses must not end the server. */
  private attempt(what: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => this.log(what, error));
  }

  log(what: string, error: unknown): void {
    this.connection.console.error(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
  }

  private warn(message: string): void {
    this.attempt('message', Promise.resolve(this.connection.window.showWarningMessage(message)));
  }

  private get pulls(): boolean {
    return this.client.textDocument?.diagnostic !== undefined;
  }

  private initialize(parameters: InitializeParams): InitializeResult {
    const { capabilities, locale = '', initializationOptions } = parameters;
    this.client = capabilities;
    this.folder = parameters.workspaceFolders?.[0]?.uri ?? parameters.rootUri ?? undefined;
    const folders = parameters.workspaceFolders?.map((folder) => folder.uri);
    this.packages.workspaceFolders = folders ?? (parameters.rootUri ? [parameters.rootUri] : []);
    this.settings = new SettingsCache(this.connection, {
      configuration: capabilities.workspace?.configuration === true,
      locale,
      initial: initializationOptions,
    });
    return {
      serverInfo: { name: 'CDA Workbench', version: this.options.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        diagnosticProvider: { identifier: 'cda', interFileDependencies: false, workspaceDiagnostics: false },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['"', "'", '=', ' ', '.', '-', '/', '['] },
        inlayHintProvider: true,
        codeLensProvider: {},
        codeActionProvider: { codeActionKinds: ['quickfix'] },
        documentSymbolProvider: true,
        definitionProvider: true,
        referencesProvider: true,
      },
    };
  }

  private async settingsChanged(pushed: unknown): Promise<void> {
    const changed = await this.settings.changed(pushed);
    if (changed.length > 0) this.invalidate();
  }

  private invalidate(snapshot?: Snapshot): void {
    this.checker.invalidate(snapshot);
    if (!this.pulls) {
      for (const { uri } of this.open.all()) this.attempt('publish', this.publish(uri));
    } else if (this.client.workspace?.diagnostics?.refreshSupport) {
      this.attempt('refresh', this.connection.sendRequest('workspace/diagnostic/refresh'));
    }
    if (snapshot) return;
    if (this.client.workspace?.inlayHint?.refreshSupport) {
      this.attempt('refresh', this.connection.sendRequest('workspace/inlayHint/refresh'));
    }
    if (this.client.workspace?.codeLens?.refreshSupport) {
      this.attempt('refresh', this.connection.sendRequest('workspace/codeLens/refresh'));
    }
  }

  private async tellStatus(snapshot: Snapshot, { milliseconds }: Checked): Promise<void> {
    const { circuit } = await this.terms(snapshot.uri);
    const status = documentStatus(snapshot, circuit, milliseconds, await this.languageOf(snapshot.uri));
    this.attempt('status', this.connection.sendNotification(statusNotification, status));
    if (snapshot.cda) this.warmUp ??= setTimeout(() => void this.options.renderer.warm(), warmUpDelay).unref();
  }

  /** For clients that do not pull. */
  private async publish(uri: string): Promise<void> {
    const snapshot = this.documents.snapshot(uri);
    const checked = snapshot && (await this.checked(snapshot));
    if (!checked) return;
    const diagnostics = await this.toDiagnostics(snapshot, checked);
    if (!this.documents.isCurrent(snapshot)) return;
    await this.connection.sendDiagnostics({ uri, version: snapshot.version, diagnostics });
  }

  private async diagnostics(
    uri: string,
    previousResultId: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const snapshot = this.documents.snapshot(uri);
    if (!snapshot) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    const checked = await this.checked(snapshot, token);
    if (!checked) throw new ResponseError(LSPErrorCodes.ServerCancelled, 'superseded', { retriggerRequest: true });
    const { resultId } = checked;
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: await this.toDiagnostics(snapshot, checked) };
  }

  private async toDiagnostics({ uri, lines }: Snapshot, { findings }: Checked) {
    const language = await this.languageOf(uri);
    return findings.map((finding) => toDiagnostic(finding, lines, language, this.options.pageUri));
  }
}
