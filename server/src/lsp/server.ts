import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  RequestType,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { definition, references } from '../features/definition';
import { hover } from '../features/hover';
import { symbols } from '../features/symbols';
import {
  type RenderFailure,
  type Rendering,
  type RenderParams,
  renderRequest,
  type StatusParams,
  statusNotification,
} from '../protocol';
import type { Renderer } from '../render/renderer';
import type { Finding, RuleContext } from '../rules/rule';
import { Circuit } from '../terminology/circuit';
import { ucum } from '../terminology/ucum';
import { findingsOf, quickFixes, toDiagnostic } from './diagnostics';
import { Documents, type Snapshot } from './documents';
import { rendering } from './rendering';
import { SettingsCache } from './settings';
import { documentStatus } from './status';
import { toDocumentSymbol } from './symbols';

/** What the entry point knows of its surroundings. */
export interface ServerOptions {
  readonly version: string;
  /** URI of a rule's page, from its path relative to the extension. */
  readonly pageUri: (page: string) => string;
  readonly renderer: Renderer;
}

/** Serves one client over `connection` until it closes. */
export function serve(connection: Connection, { version, pageUri, renderer }: ServerOptions): void {
  const open = new TextDocuments(TextDocument);
  const documents = new Documents((uri) => open.get(uri));
  const circuit = Circuit.builtIn();
  const found = new Map<string, { readonly key: string; readonly findings: readonly Finding[] }>();
  let settings = new SettingsCache(connection, { configuration: false, locale: '' });
  let client: InitializeParams['capabilities'] = {};
  /** Grows when something beside the text changes that findings depend on. */
  let generation = 0;

  connection.onInitialize((parameters): InitializeResult => {
    client = parameters.capabilities;
    settings = new SettingsCache(connection, {
      configuration: client.workspace?.configuration === true,
      locale: parameters.locale ?? '',
    });
    return {
      serverInfo: { name: 'CDA Workbench', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        diagnosticProvider: { identifier: 'cda', interFileDependencies: false, workspaceDiagnostics: false },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix'] },
        documentSymbolProvider: true,
        definitionProvider: true,
        referencesProvider: true,
      },
    };
  });

  connection.onInitialized(() => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'cda' });
    }
  });

  const pulls = () => client.textDocument?.diagnostic !== undefined;

  function refresh(): void {
    if (pulls()) {
      if (client.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
    } else {
      for (const { uri } of open.all()) void publish(uri);
    }
  }

  function invalidate(): void {
    generation++;
    refresh();
  }

  connection.onDidChangeConfiguration(() => {
    settings.changed();
    invalidate();
  });
  open.onDidSave(({ document }) => {
    documents.changedOnDisk(document.uri);
    invalidate();
  });
  open.onDidClose(({ document: { uri } }) => {
    documents.close(uri);
    settings.forget(uri);
    found.delete(uri);
    if (!pulls()) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  open.onDidChangeContent(({ document }) => {
    if (!pulls()) void publish(document.uri);
  });

  async function contextFor(uri: string): Promise<RuleContext> {
    return { circuit, ucum, origin: await documents.origin(uri) };
  }

  /** Findings of the newest version, computed once; undefined when cancelled or when a newer version came. */
  async function findings(snapshot: Snapshot, token?: CancellationToken): Promise<readonly Finding[] | undefined> {
    const { uri, version } = snapshot;
    const key = `${version}.${generation}`;
    const known = found.get(uri);
    if (known?.key === key) return known.findings;
    const stale = () => token?.isCancellationRequested === true || open.get(uri)?.version !== version;
    const start = performance.now();
    const fresh = await findingsOf(snapshot, await contextFor(uri), await settings.for(uri), stale);
    if (!fresh) return undefined;
    found.set(uri, { key, findings: fresh });
    const status: StatusParams = documentStatus(
      snapshot,
      circuit,
      performance.now() - start,
      await settings.languageFor(uri),
    );
    void connection.sendNotification(statusNotification, status);
    return fresh;
  }

  /** For clients that do not pull. */
  async function publish(uri: string): Promise<void> {
    try {
      const snapshot = documents.snapshot(uri);
      const fresh = snapshot && (await findings(snapshot));
      if (!fresh) return;
      const language = await settings.languageFor(uri);
      const diagnostics = fresh.map((finding) => toDiagnostic(finding, snapshot.lines, language, pageUri));
      await connection.sendDiagnostics({ uri, version: snapshot.version, diagnostics });
    } catch (error) {
      report(connection, 'publish', error);
    }
  }

  connection.languages.diagnostics.on(
    async ({ textDocument: { uri }, previousResultId }, token): Promise<DocumentDiagnosticReport> => {
      const snapshot = documents.snapshot(uri);
      if (!snapshot) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
      const fresh = await findings(snapshot, token);
      if (!fresh) throw new ResponseError(LSPErrorCodes.ServerCancelled, 'superseded', { retriggerRequest: true });
      const resultId = found.get(uri)?.key ?? '';
      if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
      const language = await settings.languageFor(uri);
      const items = fresh.map((finding) => toDiagnostic(finding, snapshot.lines, language, pageUri));
      return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
    },
  );

  connection.onHover(
    guarded(connection, 'hover', null, async ({ textDocument: { uri }, position }) => {
      const snapshot = documents.snapshot(uri);
      if (!snapshot?.cda) return null;
      const answer = hover(
        snapshot.cda,
        snapshot.lines.offset(position),
        { circuit, ucum },
        await settings.languageFor(uri),
      );
      return answer
        ? { contents: { kind: 'markdown' as const, value: answer.markdown }, range: snapshot.lines.range(answer.span) }
        : null;
    }),
  );

  connection.onCodeAction(
    guarded(connection, 'codeAction', [], async ({ textDocument: { uri }, range }) => {
      const snapshot = documents.snapshot(uri);
      const fresh = snapshot && (await findings(snapshot));
      return fresh ? quickFixes(fresh, snapshot, range, await settings.languageFor(uri), pageUri) : [];
    }),
  );

  connection.onDocumentSymbol(
    guarded(connection, 'documentSymbol', [], async ({ textDocument: { uri } }) => {
      const snapshot = documents.snapshot(uri);
      if (!snapshot?.cda) return [];
      return symbols(snapshot.cda, await settings.languageFor(uri)).map((symbol) =>
        toDocumentSymbol(symbol, snapshot.lines),
      );
    }),
  );

  connection.onDefinition(
    guarded(connection, 'definition', [], async ({ textDocument: { uri }, position }) => {
      const snapshot = documents.snapshot(uri);
      if (!snapshot?.cda) return [];
      return definition(snapshot.cda, snapshot.lines.offset(position)).map((span) => ({
        uri,
        range: snapshot.lines.range(span),
      }));
    }),
  );

  connection.onReferences(
    guarded(connection, 'references', [], async ({ textDocument: { uri }, position }) => {
      const snapshot = documents.snapshot(uri);
      if (!snapshot?.cda) return [];
      return references(snapshot.cda, snapshot.lines.offset(position)).map((span) => ({
        uri,
        range: snapshot.lines.range(span),
      }));
    }),
  );

  connection.onRequest(
    new RequestType<RenderParams, Rendering | RenderFailure, void>(renderRequest),
    async (parameters) => {
      const language = await settings.languageFor(parameters.uri);
      return rendering(documents.snapshot(parameters.uri), parameters, renderer, language);
    },
  );

  connection.onShutdown(() => renderer.dispose());
  open.listen(connection);
  connection.listen();
}

/** A handler that fails answers `fallback` and leaves a line in the log, without the document's content. */
function guarded<P, R>(
  connection: Connection,
  name: string,
  fallback: R,
  handler: (parameters: P) => Promise<R>,
): (parameters: P) => Promise<R> {
  return async (parameters) => {
    try {
      return await handler(parameters);
    } catch (error) {
      report(connection, name, error);
      return fallback;
    }
  };
}

function report(connection: Connection, name: string, error: unknown): void {
  connection.console.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
}
