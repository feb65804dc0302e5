import type { RenderFailure, Rendering, RenderParams, StylesheetInfo } from '../protocol';
import { RenderError } from '../render/errors';
import type { Renderer } from '../render/renderer';
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

/** Answers the preview panel; a rendering that fails is an answer too. */
export async function rendering(
  snapshot: Snapshot | undefined,
  { uri, knownPdf }: RenderParams,
  renderer: Renderer,
  language: Language,
): Promise<Rendering | RenderFailure> {
  const version = snapshot?.version ?? 0;
  const failure = (text: Text): RenderFailure => ({ uri, version, failure: text[language] });
  if (!snapshot?.cda) return failure(notCda);
  const stylesheet: StylesheetInfo = { id: 'builtin', label: builtIn[language] };
  try {
    const { html, title, first, pdf, notice } = await renderer.render(uri, snapshot.text, language);
    return {
      uri,
      version,
      html,
      title,
      first,
      ...(pdf && { pdf: pdf.hash === knownPdf ? { hash: pdf.hash } : pdf }),
      ...(notice && { notice: notice[language] }),
      stylesheet,
      stylesheets: [stylesheet],
      anchors: [],
    };
  } catch (error) {
    if (!(error instanceof RenderError)) return failure(internal);
    // The fault as the editor shows it: our parser knows better than SaxonJS's what is wrong and where.
    const isMalformed = error.kind === 'not-well-formed';
    return failure(isMalformed ? wellFormednessFault(snapshot.cda.xml, snapshot.lines) : error.text);
  }
}
