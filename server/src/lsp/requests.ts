import { RequestType } from 'vscode-languageserver';
import type { CdaDocument } from '../cda/document';
import { definition, references } from '../features/definition';
import { hover } from '../features/hover';
import { symbols } from '../features/symbols';
import {
  type LoadCircuitAnswer,
  type LoadCircuitParams,
  loadCircuitRequest,
  type RenderFailure,
  type Rendering,
  type RenderParams,
  renderRequest,
} from '../protocol';
import { CircuitError } from '../terminology/load/errors';
import type { Span } from '../xml/tree';
import { circuitSummary } from './circuitSummary';
import { quickFixes } from './diagnostics';
import type { Snapshot } from './documents';
import { rendering } from './rendering';
import type { Session } from './session';
import { toDocumentSymbol } from './symbols';

/** An open CDA document. */
type CdaSnapshot = Snapshot & { readonly cda: CdaDocument };

/** Registers the handlers of requests about an open document. */
export function answerRequests(server: Session): void {
  const { connection, documents } = server;

  /** The document's snapshot if it is a CDA. */
  const cdaAt = (uri: string): CdaSnapshot | undefined => {
    const snapshot = documents.snapshot(uri);
    return snapshot?.cda ? (snapshot as CdaSnapshot) : undefined;
  };

  /** A handler that fails answers `fallback` and leaves a line in the log. */
  const guarded =
    <P, R>(name: string, fallback: R, handler: (parameters: P) => Promise<R>) =>
    async (parameters: P): Promise<R> => {
      try {
        return await handler(parameters);
      } catch (error) {
        server.log(name, error);
        return fallback;
      }
    };

  const locations = ({ uri, lines }: Snapshot, spans: readonly Span[]) =>
    spans.map((span) => ({ uri, range: lines.range(span) }));

  connection.onHover(
    guarded('hover', null, async ({ textDocument: { uri }, position }) => {
      const snapshot = cdaAt(uri);
      if (!snapshot) return null;
      const { cda, lines } = snapshot;
      const answer = hover(cda, lines.offset(position), await server.terms(uri), await server.languageOf(uri));
      return (
        answer && { contents: { kind: 'markdown' as const, value: answer.markdown }, range: lines.range(answer.span) }
      );
    }),
  );

  connection.onCodeAction(
    guarded('codeAction', [], async ({ textDocument: { uri }, range, context: { only } }) => {
      const snapshot = documents.snapshot(uri);
      const wanted = !only || only.some((kind) => kind === '' || kind === 'quickfix');
      const checked = snapshot && wanted ? await server.checked(snapshot) : undefined;
      if (!snapshot || !checked) return [];
      return quickFixes(checked.findings, snapshot, range, await server.languageOf(uri), server.options.pageUri);
    }),
  );

  connection.onDocumentSymbol(
    guarded('documentSymbol', [], async ({ textDocument: { uri } }) => {
      const snapshot = cdaAt(uri);
      if (!snapshot) return [];
      const outline = symbols(snapshot.cda, await server.languageOf(uri));
      return outline.map((symbol) => toDocumentSymbol(symbol, snapshot.lines));
    }),
  );

  connection.onDefinition(
    guarded('definition', [], async ({ textDocument: { uri }, position }) => {
      const snapshot = cdaAt(uri);
      return snapshot ? locations(snapshot, definition(snapshot.cda, snapshot.lines.offset(position))) : [];
    }),
  );

  connection.onReferences(
    guarded('references', [], async ({ textDocument: { uri }, position }) => {
      const snapshot = cdaAt(uri);
      return snapshot ? locations(snapshot, references(snapshot.cda, snapshot.lines.offset(position))) : [];
    }),
  );

  connection.onRequest(
    new RequestType<RenderParams, Rendering | RenderFailure, void>(renderRequest),
    async (parameters) => {
      const language = await server.languageOf(parameters.uri);
      return rendering(documents.snapshot(parameters.uri), parameters, server.options.renderer, language);
    },
  );

  connection.onRequest(
    new RequestType<LoadCircuitParams, LoadCircuitAnswer, void>(loadCircuitRequest),
    async ({ path }) => {
      const language = await server.languageOf('');
      try {
        return circuitSummary((await server.circuits.load(path)).report, language);
      } catch (error) {
        if (!(error instanceof CircuitError)) throw error;
        return { failure: error.text[language] };
      }
    },
  );
}
