import type { PrepareParams, RenderFailure, Rendering, RenderParams } from '../protocol';
import { RenderError } from '../render/errors';
import type { RenderResult } from '../render/result';
import { joined } from '../render/source';
import { chosenStylesheet, infoOf, type StylesheetChoice, stylesheetsFor } from '../render/stylesheets';
import type { Language, Text } from '../text';
import { wellFormednessFault } from '../xml/faults';
import { filePath, type Snapshot } from './documents';
import type { Session } from './session';

const notCda: Text = {
  en: 'This is not a CDA document: it has no ClinicalDocument.',
  fr: 'Ce n’est pas un document CDA : aucun ClinicalDocument.',
};

const internal: Text = {
  en: 'The document could not be rendered: internal error.',
  fr: 'Le document n’a pas pu être affiché : erreur interne.',
};

export interface StyledResult extends RenderResult {
  readonly used: StylesheetChoice;
  readonly choices: readonly StylesheetChoice[];
}

/**
 * Renders the newest version of a document with the stylesheet that was asked for, or else the one of the setting; only the built-in one
 * runs in a workspace that is not trusted. A newer rendering of the same `key` supersedes one that waits. Rejects with a RenderError.
 */
export async function renderingOf(
  snapshot: Snapshot | undefined,
  params: PrepareParams,
  session: Session,
  language: Language,
  { key, signal }: { readonly key: string; readonly signal?: AbortSignal },
): Promise<StyledResult> {
  if (!snapshot) throw new RenderError('not-cda', notCda);
  const { choice, notice, places } = await styling(snapshot, params, session);
  const rendered = session.options.renderer.render(key, snapshot.text, language, {
    stylesheet: choice.foreign,
    signal,
  });
  // Parsed here while the other thread renders; what it says is waited for below.
  rendered.catch(() => {});
  const { cda } = snapshot;
  if (!cda) throw new RenderError('not-cda', notCda);
  const choices = stylesheetsFor({ ...places, cda });
  const result = await rendered;
  const said = joined([notice, result.notice].filter((each) => each !== undefined));
  return { ...result, ...(said && { notice: said }), used: choice, choices };
}

/** Gets the stylesheet of a preview ready that may be asked for. Never rejects. */
export async function preparing(snapshot: Snapshot, params: PrepareParams, session: Session): Promise<void> {
  try {
    const { choice } = await styling(snapshot, params, session);
    if (choice.foreign) await session.options.renderer.prepare(choice.foreign);
  } catch {
    // The preview says what is wrong.
  }
}

/** Only a stylesheet that the document names has to be looked for in it. */
async function styling(snapshot: Snapshot, { uri, stylesheet, trusted }: PrepareParams, session: Session) {
  const { preview } = await session.settingsOf(uri);
  const asked = stylesheet ?? preview.stylesheet;
  const wanted = isPath(asked) ? session.inWorkspace(asked) : asked;
  const places = {
    documentPath: filePath(uri),
    ansPackage: await session.packageOf(uri),
    own: [wanted, session.inWorkspace(preview.stylesheet)].find((path, index) =>
      isPath(index ? preview.stylesheet : path),
    ),
  };
  const id = trusted ? wanted : 'builtin';
  const cda = id === 'document' ? snapshot.cda : undefined;
  return { ...chosenStylesheet(stylesheetsFor({ ...places, cda }), id), places };
}

function isPath(id: string): boolean {
  return id !== 'builtin' && id !== 'document';
}

/** Why there is no rendering. */
export function failureText(error: unknown, snapshot: Snapshot | undefined): Text {
  if (!(error instanceof RenderError)) return internal;
  // The fault as the editor shows it: our parser knows better than SaxonJS's what is wrong and where.
  const isMalformed = error.kind === 'not-well-formed' && snapshot?.cda;
  return isMalformed ? wellFormednessFault(isMalformed.xml, snapshot.lines) : error.text;
}

/** Answers the preview panel; a rendering that fails is an answer too. */
export async function rendering(
  snapshot: Snapshot | undefined,
  params: RenderParams,
  session: Session,
  signal: AbortSignal,
): Promise<Rendering | RenderFailure> {
  const language = await session.languageOf(params.uri);
  const { uri, knownPdf, asker = 'preview' } = params;
  const version = snapshot?.version ?? 0;
  try {
    const result = await renderingOf(snapshot, params, session, language, { key: `${asker} ${uri}`, signal });
    const { html, foreign, structured, title, first, pdf, notice, attachments, anchors, told } = result;
    return {
      uri,
      version,
      html,
      ...(foreign && { foreign }),
      ...(structured !== undefined && { structured }),
      title,
      first,
      ...(pdf && { pdf: pdf.hash === knownPdf ? { hash: pdf.hash } : pdf }),
      ...(notice && { notice: notice[language] }),
      stylesheet: infoOf(result.used, language),
      stylesheets: result.choices.map((choice) => infoOf(choice, language)),
      attachments,
      anchors,
      told,
    };
  } catch (error) {
    return { uri, version, failure: failureText(error, snapshot)[language] };
  }
}
