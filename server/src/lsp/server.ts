import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
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
import type { BatchSetup } from '../batch/setup';
import { prepareCompletion } from '../features/completion';
import { together } from '../official/together';
import { forgetPackages } from '../package/findPackage';
import { linkedFilesOr } from '../package/linkedFiles';
import { showAssertionCommand, statusNotification, type ValidateAnswer } from '../protocol';
import type { Finding, RuleContext } from '../rules/rule';
import { CircuitError } from '../terminology/load/errors';
import { ucum } from '../terminology/ucum';
import { type Checked, Checker } from './checker';
import { Circuits } from './circuits';
import { toDiagnostic } from './diagnostics';
import { Documents, filePath, inFolder, type Snapshot } from './documents';
import { answerFolderChecks } from './folderChecks';
import { circuitPattern, FoundCircuit } from './foundCircuit';
import { immediate } from './immediate';
import { answerInstalling } from './installing';
import { Official, type Verdict } from './official';
import { Packages } from './packages';
import { answerRequests } from './requests';
import type { ServerOptions, Session } from './session';
import { SettingsCache } from './settings';
import { circuitInfo, documentStatus, officialInfo } from './status';
import { LoadedValueSets } from './valueSets';

/** Serves one client over `connection` until it closes. */
export function serve(connection: Connection, options: ServerOptions): void {
  new Server(connection, options).listen();
}

/** What an ANS package is made of, its folders (of one that is deleted the files are not told), and what may be a Circuit. */
const packageFolders = '**/{testContenuCDA,infrastructure,schematrons,jeuxDeValeurs}';
const watchers = ['**/*.{sch,xsd}', '**/jeuxDeValeurs/*.xml', packageFolders, circuitPattern].map((globPattern) => ({
  globPattern,
}));

function delay<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, value).unref());
}

/** How long our own findings wait for the official ones, which mostly come as soon; milliseconds. */
const patience = 20;

/**
 * The engine of the preview is loaded this long after the first findings, and after the first official verdict if that comes in time, with
 * which it would compete for processors: whoever asks for a preview then does not wait for it. Milliseconds.
 */
const warmUp = { soonest: 300, latest: 5000 };

class Server implements Session {
  private readonly open = new TextDocuments(TextDocument);
  readonly documents = new Documents((uri) => this.open.get(uri));
  readonly circuits: Circuits;
  readonly official: Official;
  /** Documents whose last answer had not the official findings of its version. */
  private readonly owed = new Set<string>();
  private packageChanged = false;
  private readonly valueSets: LoadedValueSets;
  private readonly packages: Packages;
  private settings: SettingsCache;
  private readonly checker = new Checker((snapshot) => this.documents.isCurrent(snapshot));
  private client: InitializeParams['capabilities'] = {};
  /** URI of the workspace folder. */
  private folder: string | undefined;
  private readonly foundCircuit = new FoundCircuit(
    () => this.packages.workspaceFolders,
    () => this.invalidate(),
    (path) => this.circuits.changed(path),
  );
  private warming: Promise<void> | undefined;
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
    this.official = new Official(
      options.official,
      (snapshot) => this.documents.isCurrent(snapshot),
      (verdict) => this.verdictCame(verdict),
      (error) => this.log('official checks', error),
    );
    this.circuits = new Circuits(options.circuits, (path, outcome) => {
      if (outcome instanceof CircuitError) {
        void this.languageOf('').then((language) => this.warn(`${path}: ${outcome.text[language]}`));
      } else {
        this.invalidate();
        this.attempt('completion', prepareCompletion(outcome, immediate));
      }
    });
  }

  listen(): void {
    const { connection, open } = this;
    connection.onInitialize((parameters) => this.initialize(parameters));
    connection.onInitialized(() => {
      this.attempt('find Circuit', this.foundCircuit.look());
      const { didChangeConfiguration, didChangeWatchedFiles } = this.client.workspace ?? {};
      const { client } = connection;
      if (didChangeConfiguration?.dynamicRegistration)
        this.attempt('register', client.register(DidChangeConfigurationNotification.type, { section: 'cda' }));
      if (didChangeWatchedFiles?.dynamicRegistration)
        this.attempt('register', client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      if (this.foundCircuit.notice(changes).length > 0) this.takePackage();
    });
    connection.onDidChangeConfiguration(({ settings }) => {
      this.settling = this.settingsChanged(settings).catch((error: unknown) => this.log('settings', error));
    });
    open.onDidSave(({ document: { uri } }) => {
      const snapshot = this.documents.snapshot(uri);
      if (snapshot) this.attempt('save', this.saved(snapshot));
    });
    open.onDidClose(({ document: { uri } }) => {
      this.documents.close(uri);
      this.settings.forget(uri);
      this.official.forget(uri);
      this.owed.delete(uri);
      if (!this.pulls) this.attempt('close', connection.sendDiagnostics({ uri, diagnostics: [] }));
    });
    open.onDidChangeContent(({ document }) => {
      if (!this.pulls) this.attempt('publish', this.publish(document.uri));
    });
    connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
      this.diagnostics(uri, previousResultId, token),
    );
    answerRequests(this);
    answerInstalling(this, () => this.takePackage());
    answerFolderChecks(this);
    connection.onShutdown(() => {
      this.foundCircuit.dispose();
      this.options.renderer.dispose();
      this.options.official.dispose();
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
    const { circuit, loincBiologie, valueSets } = await this.settings.for(uri);
    const inWorkspace = (path: string) => inFolder(this.folder, path);
    const path = circuit.path === '' ? this.foundCircuit.path : inWorkspace(circuit.path);
    const list = this.circuits.listFor(inWorkspace(loincBiologie.path));
    const named = { paths: valueSets.paths.map(inWorkspace), server: valueSets.server };
    const sets = this.valueSets.for(named, await this.packageOf(uri));
    return {
      circuit: this.circuits.for(path),
      ...(list && { loincBiologie: list }),
      ...(sets && { valueSets: sets }),
      ucum,
    };
  }

  inWorkspace(path: string) {
    return inFolder(this.folder, path);
  }

  async packageOf(uri: string) {
    return this.packages.of(uri, (await this.settings.for(uri)).package.path);
  }

  async batchSetup(uri: string): Promise<BatchSetup> {
    const { circuit, loincBiologie, valueSets, package: ansPackage, official, rules } = await this.settings.for(uri);
    const path = inFolder(this.folder, circuit.path) || this.foundCircuit.path;
    const list = inFolder(this.folder, loincBiologie.path);
    return {
      rules,
      ...(path !== '' && { circuit: { file: path } }),
      ...(list !== '' && { loincBiologie: list }),
      valueSets: valueSets.paths.map((each) => inFolder(this.folder, each)),
      packages: this.packages.places(ansPackage.path),
      ...(official.run !== 'off' && { official: { schematrons: official.schematrons } }),
      excerpts: false,
    };
  }

  /** What rules ask beside the document. */
  private async context(uri: string): Promise<RuleContext> {
    const origin = await this.documents.origin(uri);
    const linkedFile = linkedFilesOr((href) => origin.linkedFile(href), await this.packageOf(uri));
    return { ...(await this.terms(uri)), origin: { ...origin, linkedFile } };
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

  async validate(uri: string): Promise<ValidateAnswer> {
    const snapshot = this.documents.snapshot(uri);
    if (!snapshot?.cda) return { package: true };
    this.official.order(uri);
    this.owed.add(uri);
    const following = this.follow(snapshot);
    await this.tell(uri);
    await following;
    if (await this.packageOf(uri)) return { package: true };
    const problem = this.packages.problem((await this.settings.for(uri)).package.path);
    return { package: false, ...(problem && { problem: problem[await this.languageOf(uri)] }) };
  }

  /** Asks for the official verdict where the settings want one; resolves when it is there. */
  private async follow(snapshot: Snapshot): Promise<void> {
    const { uri, text, cda } = snapshot;
    if (!cda) return;
    await this.settling;
    const { official: wanted, rules } = await this.settings.for(uri);
    if (!this.official.wants(snapshot, wanted.run)) {
      if (wanted.run === 'off') this.official.forget(uri);
      return;
    }
    const path = filePath(uri);
    const root = (await this.packageOf(uri))?.root;
    const job = {
      text,
      ...(path && { path }),
      ...(root && { packageRoot: root }),
      schematrons: wanted.schematrons,
      xsd: wanted.xsd !== 'never',
      ...(this.packageChanged && { changed: true }),
      rules,
    };
    this.packageChanged = false;
    await this.official.follow(snapshot, job);
  }

  private verdictCame({ snapshot }: Verdict): void {
    const { uri } = snapshot;
    if (this.owed.delete(uri)) {
      if (this.pulls) this.refresh();
      else this.attempt('publish', this.publish(uri));
    }
    this.attempt('status', this.tell(uri));
  }

  private async saved(snapshot: Snapshot): Promise<void> {
    const { run } = (await this.settings.for(snapshot.uri)).official;
    if (run === 'onSave') this.official.saved(snapshot.uri);
    this.invalidate(snapshot);
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
        executeCommandProvider: { commands: [showAssertionCommand] },
        referencesProvider: true,
      },
    };
  }

  /** Files of a package changed, or another one is in use. */
  private takePackage(): void {
    this.packageChanged = true;
    forgetPackages();
    this.official.invalidate();
    this.invalidate();
    for (const { uri } of this.open.all()) this.attempt('status', this.tell(uri));
  }

  private async settingsChanged(pushed: unknown): Promise<void> {
    const changed = await this.settings.changed(pushed);
    if (changed.length === 0) return;
    this.official.invalidate();
    this.invalidate();
  }

  private invalidate(snapshot?: Snapshot): void {
    this.checker.invalidate(snapshot);
    this.refresh();
    if (snapshot) return;
    if (this.client.workspace?.inlayHint?.refreshSupport) {
      this.attempt('refresh', this.connection.sendRequest('workspace/inlayHint/refresh'));
    }
    if (this.client.workspace?.codeLens?.refreshSupport) {
      this.attempt('refresh', this.connection.sendRequest('workspace/codeLens/refresh'));
    }
  }

  /** Findings are asked for or published again. */
  private refresh(): void {
    if (!this.pulls) {
      for (const { uri } of this.open.all()) this.attempt('publish', this.publish(uri));
    } else if (this.refreshes) {
      this.attempt('refresh', this.connection.sendRequest('workspace/diagnostic/refresh'));
    }
  }

  private get refreshes(): boolean {
    return this.client.workspace?.diagnostics?.refreshSupport === true;
  }

  /** The status of an open document that has been checked. */
  private async tell(uri: string): Promise<void> {
    const snapshot = this.documents.snapshot(uri);
    const checked = snapshot && this.checker.known(snapshot);
    if (checked) await this.tellStatus(snapshot, checked);
  }

  private async tellStatus(snapshot: Snapshot, { milliseconds }: Checked): Promise<void> {
    const { uri } = snapshot;
    const terms = await this.terms(uri);
    const language = await this.languageOf(uri);
    const settings = await this.settings.for(uri);
    const isFound = this.foundCircuit.path !== '' && !terms.circuit.info.builtIn && settings.circuit.path === '';
    const circuit = circuitInfo(terms, isFound ? this.foundCircuit.path : undefined);
    const ansPackage = await this.packageOf(uri);
    const problem = ansPackage ? undefined : this.packages.fault(settings.package.path);
    const official = officialInfo(this.official, snapshot, settings.official.run, ansPackage, problem, language);
    const status = documentStatus(snapshot, circuit, milliseconds, language, official);
    this.attempt('status', this.connection.sendNotification(statusNotification, status));
    if (snapshot.cda) this.warming ??= this.warmPreview();
  }

  private async warmPreview(): Promise<void> {
    await delay(warmUp.soonest, undefined);
    await Promise.race([this.official.settled(), delay(warmUp.latest, undefined)]);
    await this.options.renderer.warm();
  }

  /** For clients that do not pull. */
  private async publish(uri: string): Promise<void> {
    const snapshot = this.documents.snapshot(uri);
    const answer = snapshot && (await this.findings(snapshot));
    if (!answer) return;
    const diagnostics = await this.toDiagnostics(snapshot, answer.findings);
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
    const answer = await this.findings(snapshot, token);
    if (!answer) throw new ResponseError(LSPErrorCodes.ServerCancelled, 'superseded', { retriggerRequest: true });
    const { resultId, findings } = answer;
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: await this.toDiagnostics(snapshot, findings) };
  }

  /**
   * All findings on a version: ours, and the official ones if they are there soon; else those of the last version at their new places,
   * and the client is told when the new ones have come. A client that cannot be told waits for them.
   */
  private async findings(snapshot: Snapshot, token?: CancellationToken) {
    const following = this.follow(snapshot).catch((error: unknown) => this.log('official checks', error));
    const checked = await this.checked(snapshot, token);
    if (!checked) return undefined;
    const canBeTold = !this.pulls || this.refreshes;
    const over = await Promise.race([following.then(() => true), ...(canBeTold ? [delay(patience, false)] : [])]);
    const shown = this.official.shown(snapshot);
    if (!over) this.owed.add(snapshot.uri);
    return {
      findings: snapshot.cda ? together(snapshot.cda, checked.findings, shown.findings) : [],
      resultId: `${checked.resultId} ${shown.id}`,
    };
  }

  private async toDiagnostics(snapshot: Snapshot, findings: readonly Finding[]) {
    const language = await this.languageOf(snapshot.uri);
    return findings.map((finding) => toDiagnostic(finding, snapshot, language, this.options.pageUri));
  }
}
