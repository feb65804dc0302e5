import type { RenderFailure, Rendering, RenderParams, StylesheetInfo } from '../protocol';
import { RenderError } from '../render/errors';
import type { Renderer } from '../render/renderer';
import type { RenderResult } from '../render/result';
import type { Language, Text } from '../text';
import { wellFormednessFault } from '../xml/faults';
import type { Snapshot } from './documents';

const notCda: Text = {
  en: 'This is not a CDA document: it has no ClinicalDocument.',
  fr: 'Ce n’est pas un document CDA : aucun ClinicalDocument.',
};

const builtIn: Text = { en: 'Built-in stylesheet', fr: 'Feuille de style intégrée' };

const internal: Text = {
  en: 'The document could not be rendered: internal error.',
  fr: 'Le document n’a pas pu être affiché : erreur interne.',
};

/** Renders the newest version of a document; rejects with a RenderError. */
export async function renderingOf(
  snapshot: Snapshot | undefined,
  { uri }: Pick<RenderParams, 'uri' | 'stylesheet' | 'trusted'>,
  renderer: Renderer,
  language: Language,
): Promise<RenderResult> {
  if (!snapshot?.cda) throw new RenderError('not-cda', notCda);
  return renderer.render(uri, snapshot.text, language);
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
  renderer: Renderer,
  language: Language,
): Promise<Rendering | RenderFailure> {
  const { uri, knownPdf } = params;
  const version = snapshot?.version ?? 0;
  const stylesheet: StylesheetInfo = { id: 'builtin', label: builtIn[language] };
  try {
    const { html, structured, title, first, pdf, notice, attachments, anchors, told } = await renderingOf(
      snapshot,
      params,
      renderer,
      language,
    );
    return {
      uri,
      version,
      html,
      ...(structured !== undefined && { structured }),
      title,
      first,
      ...(pdf && { pdf: pdf.hash === knownPdf ? { hash: pdf.hash } : pdf }),
      ...(notice && { notice: notice[language] }),
      stylesheet,
      stylesheets: [stylesheet],
      attachments,
      anchors,
      told,
    };
  } catch (error) {
    return { uri, version, failure: failureText(error, snapshot)[language] };
  }
}
