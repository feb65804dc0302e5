import * as vscode from 'vscode';
import type { CloseHandlerResult, LanguageClient, LanguageClientOptions } from 'vscode-languageclient/node';
import {
  type AttachmentParams,
  attachmentRequest,
  type CheckFolderAnswer,
  type CheckFolderParams,
  type ConvertResultAnswer,
  type ConvertResultParams,
  checkFolderRequest,
  convertResultRequest,
  type ExportAnswer,
  type ExportParams,
  exportRequest,
  type FolderProgressParams,
  folderProgressNotification,
  type InstallPackageAnswer,
  type InstallPackageParams,
  type InstallProgressParams,
  installPackageRequest,
  installProgressNotification,
  type LoadCircuitAnswer,
  type LoadCircuitParams,
  loadCircuitRequest,
  type PrepareParams,
  prepareNotification,
  previousPackageRequest,
  type RenderFailure,
  type Rendering,
  type RenderParams,
  renderRequest,
  type Settings,
  type ShowAssertionArgument,
  type StatusParams,
  showAssertionCommand,
  statusNotification,
  type ValidateAnswer,
  type ValidateParams,
  validateRequest,
} from '../../server/src/protocol';
import { Coexistence } from './coexist';
import { coexistHost } from './coexistHost';

/** Without a place: that of the cursor. */
async function showAssertionAtCursor(next: (command: string, args: unknown[]) => unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const { line, character } = editor.selection.active;
  const place: ShowAssertionArgument = { uri: editor.document.uri.toString(), position: { line, character } };
  if (await next(showAssertionCommand, [place])) return;
  void vscode.window.showInformationMessage(vscode.l10n.t('No official finding stands at the cursor.'));
}

/** The language server, started when it is first needed. */
export class Server {
  readonly #module: string;
  readonly #status = new vscode.EventEmitter<StatusParams>();
  /** What the server says about a document it has just checked. */
  readonly onStatus = this.#status.event;
  readonly #running = new vscode.EventEmitter<void>();
  /** The server is there, for the first time or again. */
  readonly onDidStart = this.#running.event;
  #client: Promise<LanguageClient> | undefined;
  /** Who waits for the progress of a request, by its `run`. */
  readonly #listeners = new Map<string, (progress: unknown) => void>();
  /** Side by side with redhat.vscode-xml. */
  readonly coexistence = new Coexistence(coexistHost(() => void this.#tellSettings()));

  constructor(extension: vscode.Uri) {
    this.#module = vscode.Uri.joinPath(extension, 'dist', 'server.js').fsPath;
  }

  start(): Promise<LanguageClient> {
    this.#client ??= this.#launch().catch((error) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async render(params: RenderParams, token: vscode.CancellationToken): Promise<Rendering | RenderFailure> {
    const client = await this.start();
    return client.sendRequest<Rendering | RenderFailure>(renderRequest, params, token);
  }

  /** Tells the server which stylesheet previews will be asked for with. */
  async prepare(params: PrepareParams): Promise<void> {
    const client = await this.start();
    await client.sendNotification(prepareNotification, params);
  }

  /** Base64 of an attached PDF; null when the document does not carry it any more. */
  async attachment(params: AttachmentParams): Promise<string | null> {
    const client = await this.start();
    return client.sendRequest<string | null>(attachmentRequest, params);
  }

  async export(params: ExportParams): Promise<ExportAnswer> {
    const client = await this.start();
    return client.sendRequest<ExportAnswer>(exportRequest, params);
  }

  async convertResult(params: ConvertResultParams): Promise<ConvertResultAnswer | null> {
    const client = await this.start();
    return client.sendRequest<ConvertResultAnswer | null>(convertResultRequest, params);
  }

  async loadCircuit(path: string): Promise<LoadCircuitAnswer> {
    const client = await this.start();
    return client.sendRequest<LoadCircuitAnswer>(loadCircuitRequest, { path } satisfies LoadCircuitParams);
  }

  /** Runs the official checks on a document; resolves when their verdict is there. */
  async validate(uri: vscode.Uri): Promise<ValidateAnswer> {
    const client = await this.start();
    return client.sendRequest<ValidateAnswer>(validateRequest, { uri: uri.toString() } satisfies ValidateParams);
  }

  /** Whether a package was in use before the one that is installed. */
  async hasPreviousPackage(): Promise<boolean> {
    const client = await this.start();
    return client.sendRequest<boolean>(previousPackageRequest);
  }

  async installPackage(
    params: InstallPackageParams,
    onProgress: (progress: InstallProgressParams) => void,
    token: vscode.CancellationToken,
  ): Promise<InstallPackageAnswer> {
    const client = await this.start();
    const run = this.#listen(onProgress);
    try {
      return await client.sendRequest<InstallPackageAnswer>(installPackageRequest, { ...params, run }, token);
    } finally {
      this.#listeners.delete(run);
    }
  }

  /** Diagnostics come as VS Code has them. */
  async checkFolder(
    uri: vscode.Uri,
    onFile: (file: vscode.Uri, diagnostics: vscode.Diagnostic[], done: number, total: number) => void,
    token: vscode.CancellationToken,
  ): Promise<CheckFolderAnswer> {
    const client = await this.start();
    const { protocol2CodeConverter: converter } = client;
    let told = Promise.resolve();
    const run = this.#listen((progress: FolderProgressParams) => {
      const { diagnostics, done, total } = progress;
      told = told.then(async () => {
        const converted = await converter.asDiagnostics([...diagnostics] as Parameters<
          typeof converter.asDiagnostics
        >[0]);
        onFile(vscode.Uri.parse(progress.uri), converted, done, total);
      });
    });
    try {
      const params: CheckFolderParams = { uri: uri.toString(), run };
      const answer = await client.sendRequest<CheckFolderAnswer>(checkFolderRequest, params, token);
      await told;
      return answer;
    } finally {
      this.#listeners.delete(run);
    }
  }

  /** The name of a request whose progress is listened to: several of a kind may run at once. */
  #listen<P>(listener: (progress: P) => void): string {
    const run = crypto.randomUUID();
    this.#listeners.set(run, (progress) => listener(progress as P));
    return run;
  }

  async stop(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.dispose();
    this.#status.dispose();
    this.#running.dispose();
  }

  async #launch(): Promise<LanguageClient> {
    // Loaded only here: an XML file that is no CDA costs the user nothing.
    const { CloseAction, LanguageClient, State, TransportKind } = await import('vscode-languageclient/node');
    let started = false;
    const closed = async (): Promise<CloseHandlerResult> => {
      // One that dies before it ever answered would only die again: start() rejects and says why.
      if (!started) return { action: CloseAction.DoNotRestart, handled: true };
      const result = await standard.closed();
      if (result.action === CloseAction.DoNotRestart) void this.#reportCrash(client);
      return { ...result, handled: true };
    };
    const options: LanguageClientOptions = {
      documentSelector: [{ language: 'xml' }],
      errorHandler: { error: (...args) => standard.error(...args), closed },
      middleware: {
        executeCommand: (command, args, next) =>
          command === showAssertionCommand && args.length === 0 ? showAssertionAtCursor(next) : next(command, args),
        workspace: {
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            if (!Array.isArray(answers)) return answers;
            return Promise.all(
              answers.map((answer, index) => this.#withoutDoubles(answer, params.items[index]?.scopeUri)),
            );
          },
        },
      },
    };
    const client = new LanguageClient(
      'cda',
      'CDA Workbench',
      { module: this.#module, transport: TransportKind.ipc },
      options,
    );
    client.registerFeature({
      fillClientCapabilities: (capabilities) => {
        capabilities.experimental = { ...capabilities.experimental, silence: true };
      },
      initialize: () => undefined,
      getState: () => ({ kind: 'static' }),
      clear: () => undefined,
    });
    const standard = client.createDefaultErrorHandler();
    // A client has one listener for each kind of notification.
    for (const kind of [installProgressNotification, folderProgressNotification]) {
      client.onNotification(kind, (progress: { readonly run?: string }) =>
        this.#listeners.get(progress.run ?? '')?.(progress),
      );
    }
    client.onNotification(statusNotification, (status: StatusParams) => this.#status.fire(status));
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#running.fire();
    });
    await client.start();
    started = true;
    return client;
  }

  /** The settings of a document, the XML Schema left out where redhat.vscode-xml validates against it already. */
  async #withoutDoubles(settings: Partial<Settings> | null, uri: string | undefined): Promise<unknown> {
    if (uri === undefined || settings?.official?.xsd !== 'auto' || !(await this.coexistence.validates(uri)))
      return settings;
    return { ...settings, official: { ...settings.official, xsd: 'never' } };
  }

  async #tellSettings(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    await client?.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  /** The server crashed too often to be started again by itself. */
  async #reportCrash(client: LanguageClient): Promise<void> {
    const restart = vscode.l10n.t('Restart');
    const log = vscode.l10n.t('Show Log');
    const choice = await vscode.window.showErrorMessage(
      vscode.l10n.t('The CDA language server keeps stopping: findings, hovers and previews are off.'),
      restart,
      log,
    );
    if (choice === restart) await client.start();
    if (choice === log) client.outputChannel.show();
  }
}
