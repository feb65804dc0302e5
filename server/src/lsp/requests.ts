import { RequestType } from 'vscode-languageserver';
import type { CdaDocument } from '../cda/document';
import { codeLenses } from '../features/codeLens';
import { completion, prepareCompletion } from '../features/completion';
import { convertResult } from '../features/convertResult';
import { definition, references } from '../features/definition';
import { hover } from '../features/hover';
import { inlayHints } from '../features/inlayHints';
import { symbols } from '../features/symbols';
import {
  type AttachmentParams,
  attachmentRequest,
  type ConvertResultAnswer,
  type ConvertResultParams,
  convertResultRequest,
  type ExportAnswer,
  type ExportParams,
  exportRequest,
  type LoadCircuitAnswer,
  type LoadCircuitParams,
  loadCircuitRequest,
  type RenderFailure,
  type Rendering,
  type RenderParams,
  renderRequest,
} from '../protocol';
import { pdfsOf } from '../render/pdfs';
import { CircuitError } from '../terminology/load/errors';
import type { Span } from '../xml/tree';
import { circuitSummary } from './circuitSummary';
import { toCodeLens, toCompletionList, toInlayHint } from './completion';
import { quickFixes, silenceActions, toTextEdit } from './diagnostics';
import type { Snapshot } from './documents';
import { exporting } from './exporting';
import { immediate } from './immediate';
import { rendering } from './rendering';
import type { Session } from './session';
import { toDocumentSymbol } from './symbols';

/** An open CDA document. */
type CdaSnapshot = Snapshot & { readonly cda: CdaDocument };

/** Registers the handlers of requests about an open document. */
export function answerRequests(session: Session): void {
  const { connection, documents } = session;

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
        session.log(name, error);
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
      const answer = hover(cda, lines.offset(position), await session.terms(uri), await session.languageOf(uri));
      return (
        answer && { contents: { kind: 'markdown' as const, value: answer.markdown }, range: lines.range(answer.span) }
      );
    }),
  );

  connection.onCodeAction(
    guarded('codeAction', [], async ({ textDocument: { uri }, range, context: { only } }) => {
      const snapshot = documents.snapshot(uri);
      const wanted = !only || only.some((kind) => kind === '' || kind === 'quickfix');
      const checked = snapshot && wanted ? await session.checked(snapshot) : undefined;
      if (!snapshot || !checked) return [];
      const language = await session.languageOf(uri);
      return [
        ...quickFixes(checked.findings, snapshot, range, language, session.options.pageUri),
        ...silenceActions(checked.findings, snapshot, range, language, session.asksReason),
      ];
    }),
  );

  connection.onCompletion(
    guarded('completion', null, async ({ textDocument: { uri }, position }) => {
      const snapshot = cdaAt(uri);
      if (!snapshot) return null;
      const { cda, lines } = snapshot;
      const terms = await session.terms(uri);
      await prepareCompletion(terms, immediate);
      const found = completion(cda, lines.offset(position), terms, await session.languageOf(uri));
      return found ? toCompletionList(found, lines) : null;
    }),
  );

  connection.languages.inlayHint.on(
    guarded('inlayHint', [], async ({ textDocument: { uri }, range }) => {
      const snapshot = cdaAt(uri);
      if (!snapshot) return [];
      const { cda, lines } = snapshot;
      const span = { start: lines.offset(range.start), end: lines.offset(range.end) };
      const [terms, language] = [await session.terms(uri), await session.languageOf(uri)];
      const { inlayHints: shown } = await session.settingsOf(uri);
      return inlayHints(cda, span, terms, language, shown).map((hint) => toInlayHint(hint, lines));
    }),
  );

  connection.onCodeLens(
    guarded('codeLens', [], async ({ textDocument: { uri } }) => {
      const snapshot = cdaAt(uri);
      if (!snapshot) return [];
      const lenses = codeLenses(snapshot.cda, await session.terms(uri), await session.languageOf(uri));
      return lenses.map((lens) => toCodeLens(lens, snapshot.lines));
    }),
  );

  connection.onRequest(
    new RequestType<ConvertResultParams, ConvertResultAnswer | null, void>(convertResultRequest),
    async ({ uri, position }) => {
      const snapshot = cdaAt(uri);
      if (!snapshot) return null;
      const { cda, lines } = snapshot;
      const language = await session.languageOf(uri);
      const found = convertResult(cda, lines.offset(position), await session.terms(uri), language);
      if (!found) return null;
      const choices = found.choices.map(({ label, detail, edits }) => ({
        label,
        detail: detail[language],
        edits: edits.map((edit) => toTextEdit(edit, lines)),
      }));
      return { choices, ...(found.reason !== undefined && { reason: found.reason }) };
    },
  );

  connection.onDocumentSymbol(
    guarded('documentSymbol', [], async ({ textDocument: { uri } }) => {
      const snapshot = cdaAt(uri);
      if (!snapshot) return [];
      const outline = symbols(snapshot.cda, await session.languageOf(uri));
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
      const language = await session.languageOf(parameters.uri);
      return rendering(documents.snapshot(parameters.uri), parameters, session.options.renderer, language);
    },
  );

  connection.onRequest(new RequestType<ExportParams, ExportAnswer, void>(exportRequest), async (parameters) =>
    exporting(documents.snapshot(parameters.uri), parameters, session),
  );

  connection.onRequest(new RequestType<AttachmentParams, string | null, void>(attachmentRequest), ({ uri, hash }) => {
    const cda = cdaAt(uri)?.cda;
    return (cda && pdfsOf(cda).others.find((pdf) => pdf.hash === hash)?.base64) ?? null;
  });

  connection.onRequest(
    new RequestType<LoadCircuitParams, LoadCircuitAnswer, void>(loadCircuitRequest),
    async ({ path }) => {
      const language = await session.languageOf('');
      try {
        return circuitSummary((await session.circuits.load(path)).report, language);
      } catch (error) {
        if (!(error instanceof CircuitError)) throw error;
        return { failure: error.text[language] };
      }
    },
  );
}
