import { type ExecuteCommandParams, NotificationType, type Position, RequestType } from 'vscode-languageserver';
import type { CdaDocument } from '../cda/document';
import { codeLenses } from '../features/codeLens';
import { completion, prepareCompletion } from '../features/completion';
import { convertResult } from '../features/convertResult';
import { definition, references } from '../features/definition';
import { hover } from '../features/hover';
import { inlayHints } from '../features/inlayHints';
import { symbols } from '../features/symbols';
import { together } from '../official/together';
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
  type PrepareParams,
  prepareNotification,
  type RenderFailure,
  type Rendering,
  type RenderParams,
  renderRequest,
  type ShowAssertionArgument,
  showAssertionCommand,
  type ValidateAnswer,
  type ValidateParams,
  validateRequest,
} from '../protocol';
import { mediaOf } from '../render/mediaOf';
import { pdfsOf } from '../render/pdfs';
import { CircuitError } from '../terminology/load/errors';
import type { Span } from '../xml/tree';
import { circuitSummary } from './circuitSummary';
import { toCodeLens, toCompletionList, toInlayHint } from './completion';
import { assertionActions, quickFixes, silenceActions, toTextEdit, touching } from './diagnostics';
import { fileUri, type Snapshot } from './documents';
import { exporting } from './exporting';
import { immediate } from './immediate';
import { preparing, rendering } from './rendering';
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

  /** Where the assertions stand whose official findings are at a place. */
  const assertionsAt = (snapshot: Snapshot, position: Position) => {
    const { findings } = session.official.shown(snapshot);
    const places = touching(findings, snapshot.lines, { start: position, end: position }).flatMap(
      ({ related = [] }) => related,
    );
    return places.map(({ file, range }) => ({ uri: fileUri(file), range }));
  };

  connection.onExecuteCommand(
    guarded('executeCommand', null, async ({ command, arguments: given }: ExecuteCommandParams) => {
      const argument: unknown = given?.[0];
      if (command !== showAssertionCommand || typeof argument !== 'object' || argument === null) return null;
      const wanted = argument as ShowAssertionArgument;
      const snapshot = 'uri' in wanted ? documents.snapshot(wanted.uri) : undefined;
      const [place] =
        'uri' in wanted
          ? snapshot
            ? assertionsAt(snapshot, wanted.position)
            : []
          : [{ uri: wanted.file, range: wanted.range }];
      if (!place?.uri.startsWith('file:')) return null;
      await connection.window.showDocument({ uri: place.uri, selection: place.range, takeFocus: true });
      return true;
    }),
  );

  connection.onRequest(new RequestType<ValidateParams, ValidateAnswer, void>(validateRequest), ({ uri }) =>
    session.validate(uri),
  );

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
      const snapshot = cdaAt(uri);
      const wanted = !only || only.some((kind) => kind === '' || kind === 'quickfix');
      const checked = snapshot && wanted ? await session.checked(snapshot) : undefined;
      if (!snapshot || !checked) return [];
      const language = await session.languageOf(uri);
      const { pageUri } = session.options;
      const findings = together(snapshot.cda, checked.findings, session.official.shown(snapshot).findings);
      return [
        ...quickFixes(findings, snapshot, range, language, pageUri),
        ...assertionActions(findings, snapshot, range, language, pageUri),
        ...silenceActions(findings, snapshot, range, language, session.asksReason),
      ];
    }),
  );

  connection.onCompletion(
    guarded('completion', null, async ({ textDocument: { uri }, position }) => {
      const snapshot = cdaAt(uri);
      if (!snapshot) return null;
      const { cda, lines } = snapshot;
      const terms = await session.terms(uri);
      for (const analyses of [terms.circuit, terms.loincBiologie]) await prepareCompletion(analyses, immediate);
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
      if (!snapshot) return [];
      const own = locations(snapshot, definition(snapshot.cda, snapshot.lines.offset(position)));
      return [...own, ...assertionsAt(snapshot, position)];
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
    (parameters, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return rendering(documents.snapshot(parameters.uri), parameters, session, abort.signal);
    },
  );

  connection.onNotification(new NotificationType<PrepareParams>(prepareNotification), (parameters) => {
    const snapshot = documents.snapshot(parameters.uri);
    if (snapshot) void preparing(snapshot, parameters, session);
  });

  connection.onRequest(new RequestType<ExportParams, ExportAnswer, void>(exportRequest), async (parameters) =>
    exporting(documents.snapshot(parameters.uri), parameters, session),
  );

  connection.onRequest(new RequestType<AttachmentParams, string | null, void>(attachmentRequest), ({ uri, hash }) => {
    const cda = cdaAt(uri)?.cda;
    return (cda && pdfsOf(cda, mediaOf(cda)).others.find((pdf) => pdf.hash === hash)?.base64) ?? null;
  });

  connection.onRequest(
    new RequestType<LoadCircuitParams, LoadCircuitAnswer, void>(loadCircuitRequest),
    async ({ path }) => {
      const language = await session.languageOf('');
      try {
        return circuitSummary(await session.circuits.load(path), language);
      } catch (error) {
        if (!(error instanceof CircuitError)) throw error;
        return { failure: error.text[language] };
      }
    },
  );
}
