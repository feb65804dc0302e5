import { readFileSync } from 'node:fs';
import type { Language, Text } from '../text';
import { anchored, numbered } from './anchors';
import { fromEngine } from './errors';
import { type CutDocument, cutMedia, restoreMedia } from './media';
import type { RenderResult } from './result';
import { loadSaxon, type Saxon } from './saxon';
import { completed, notCda, readSource } from './source';

/** What the stylesheet answers; see cda.xsl. */
interface Answer {
  readonly missing?: boolean;
  readonly title: string;
  readonly html: string;
}

let sefPath: string | undefined;
let engine: { readonly saxon: Saxon; readonly stylesheet: object } | undefined;

/** Says where the compiled stylesheet is, which is read at the first rendering; SaxonJS is resolved from beside it. */
export function configureRenderer(options: { readonly sefPath: string }): void {
  sefPath = options.sefPath;
  engine = undefined;
}

/**
 * The built-in rendering of a document (text decoded, version of the moment).
 * Throws a RenderError with a sentence for the user. A deeply nested document needs a large stack: see Renderer.
 */
export function renderFragment(text: string, { lang }: { readonly lang: Language }): RenderResult {
  const source = readSource(text);
  const elements = numbered(source.cda);
  const cut = cutMedia(anchored(source.text, source.cda, elements));
  const { missing, title, html: marked } = run(cut, lang);
  if (missing) throw notCda();
  const { html, leftOut } = restoreMedia(marked, cut);
  return completed(source, { title, html, elements, notices: leftOut ? [mediaLeftOut] : [] }, lang);
}

const mediaLeftOut: Text = {
  en: 'The document uses its images too often to show each one every time: some uses only have the image’s name.',
  fr: 'Le document réutilise trop ses images pour les afficher à chaque fois : certaines n’y figurent que par leur nom.',
};

function run({ text, mark }: CutDocument, lang: Language): Answer {
  try {
    const { saxon, stylesheet } = loadEngine();
    const { principalResult } = saxon.transform({
      stylesheetInternal: stylesheet,
      sourceText: text,
      destination: 'serialized',
      stylesheetParams: { lang, mark },
    });
    return JSON.parse(principalResult);
  } catch (error) {
    throw fromEngine(error);
  }
}

function loadEngine() {
  if (!sefPath) throw new Error('configureRenderer was not called');
  engine ??= { saxon: loadSaxon(sefPath), stylesheet: JSON.parse(readFileSync(sefPath, 'utf8')) };
  return engine;
}
