import type { PrepareParams, RenderFailure, Rendering, RenderParams, StylesheetInfo } from '../protocol';
import { RenderError, type RenderErrorKind } from '../render/errors';
import { showsOnlyPdf } from '../render/exported';
import type { RenderResult } from '../render/result';
import {
  chosenStylesheet,
  infoOf,
  type StylesheetChoice,
  type StylesheetPlaces,
  stylesheetsFor,
} from '../render/stylesheets';
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
  /** Why it is not the one that was asked for. */
  readonly unfit?: Text;
  readonly choices: readonly StylesheetChoice[];
}

interface RenderingOptions {
  /** A newer rendering of the same key supersedes one that waits. */
  readonly key: string;
  readonly signal?: AbortSignal;
  /** Renders with the built-in stylesheet where the other one cannot be used. */
  readonly orBuiltIn?: boolean;
}

/**
 * Renders the newest version of a document with the stylesheet that was asked for, or else the one of the setting; only the built-in one
 * runs in a workspace that is not trusted. Rejects with a RenderError.
 */
export async function renderingOf(
  snapshot: Snapshot | undefined,
  params: PrepareParams,
  session: Session,
  language: Language,
  { key, signal, orBuiltIn }: RenderingOptions,
): Promise<StyledResult> {
  if (!snapshot) throw new RenderError('not-cda', notCda);
  const { id, places } = await styling(params, session);
  const run = async (id: string) => {
    const { choice, notice } = chosenIn(snapshot, id, places);
    const options = { stylesheet: choice.foreign, signal };
    const result = await session.options.renderer.render(key, snapshot.text, language, options);
    return { ...result, used: choice, ...(notice && { unfit: notice }) };
  };
  const running = run(id).catch(async (error) => {
    if (!orBuiltIn || id === 'builtin' || !isOfStylesheet(error)) throw error;
    return { ...(await run('builtin')), unfit: insteadOf(error.text) };
  });
  // Parsed here while the other thread renders; what it says is waited for below.
  running.catch(() => {});
  const { cda } = snapshot;
  if (!cda) throw new RenderError('not-cda', notCda);
  const choices = stylesheetsFor({ ...places, cda });
  return { ...(await running), choices };
}

/** Another stylesheet may do better. */
function isOfStylesheet(error: unknown): error is RenderError {
  return error instanceof RenderError && !notOfStylesheet.has(error.kind);
}
const notOfStylesheet: ReadonlySet<RenderErrorKind> = new Set([
  'not-well-formed',
  'entities',
  'not-cda',
  'superseded',
  'disposed',
]);

function insteadOf({ en, fr }: Text): Text {
  return {
    en: `${en} The document is shown with the built-in stylesheet.`,
    fr: `${fr} Le document est affiché avec la feuille de style intégrée.`,
  };
}

/** Gets the stylesheet of a preview ready that may be asked for. Never rejects. */
export async function preparing(snapshot: Snapshot, params: PrepareParams, session: Session): Promise<void> {
  try {
    const { id, places } = await styling(params, session);
    const { choice } = chosenIn(snapshot, id, places);
    if (choice.foreign) await session.options.renderer.prepare(choice.foreign);
  } catch {
    // The preview says what is wrong.
  }
}

/** Only a stylesheet that the document names has to be looked for in it. */
function chosenIn(snapshot: Snapshot, id: string, places: StylesheetPlaces): ReturnType<typeof chosenStylesheet> {
  const cda = id === 'document' ? snapshot.cda : undefined;
  return chosenStylesheet(stylesheetsFor({ ...places, cda }), id);
}

/** The `id` of the stylesheet that is wanted, and where stylesheets are. */
async function styling({ uri, stylesheet, trusted }: PrepareParams, session: Session) {
  const { preview } = await session.settingsOf(uri);
  const asked = stylesheet ?? preview.stylesheet;
  const wanted = isPath(asked) ? session.inWorkspace(asked) : asked;
  const places: StylesheetPlaces = {
    documentPath: filePath(uri),
    ansPackage: await session.packageOf(uri),
    own: [wanted, session.inWorkspace(preview.stylesheet)].find((path, index) =>
      isPath(index ? preview.stylesheet : path),
    ),
  };
  return { id: trusted ? wanted : 'builtin', places };
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

/** As CDA-FO.xsl does: section F.2 of the reference. */
const onlyCopy: Text = {
  en: 'This stylesheet shows only the PDF copy of this document.',
  fr: 'Cette feuille de style n’affiche que la copie PDF de ce document.',
};

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
    const options = { key: `${asker} ${uri}`, signal, orBuiltIn: true };
    const result = await renderingOf(snapshot, params, session, language, options);
    const { html, foreign, structured, title, first, pdf, notice, attachments, anchors, told } = result;
    const unfit = result.unfit ?? (pdf && !pdf.isBody && showsOnlyPdf(result) ? onlyCopy : undefined);
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
      ...(unfit && { unfit: unfit[language] }),
      stylesheet: infoOf(result.used, language),
      stylesheets: infosOf(result.choices, language),
      attachments,
      anchors,
      told,
    };
  } catch (error) {
    const { places } = await styling(params, session);
    const choices = stylesheetsFor({ ...places, cda: snapshot?.cda });
    return {
      uri,
      version,
      failure: failureText(error, snapshot)[language],
      stylesheets: infosOf(choices, language),
    };
  }
}

function infosOf(choices: readonly StylesheetChoice[], language: Language): StylesheetInfo[] {
  return choices.map((choice) => infoOf(choice, language));
}
