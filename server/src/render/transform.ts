import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Language, Text } from '../text';
import { withoutDoctype } from './doctype';
import { fromEngine, RenderError } from './errors';
import { type CutDocument, cutMedia, restoreMedia } from './media';
import type { RenderResult } from './result';
import { loadSaxon, type Saxon } from './saxon';

/** What the stylesheet answers; see cda.xsl. */
interface Answer {
  readonly missing?: boolean;
  readonly title: string;
  readonly html: string;
  /** Number of the PDF shown first, -1 when it is declared but holds nothing, null when there is none. */
  readonly copy: number | null;
  /** The document is of level 1: its PDF is its body. */
  readonly level1: boolean;
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
  const source = withoutDoctype(text.replace(/^\uFEFF/, ''));
  const cut = cutMedia(source.text);
  const answer = run(cut, lang);
  if (answer.missing) {
    throw new RenderError('not-cda', {
      en: 'There is no ClinicalDocument (namespace urn:hl7-org:v3) in this document.',
      fr: 'Ce document ne contient pas d’élément ClinicalDocument (espace de noms urn:hl7-org:v3).',
    });
  }
  const copy = answer.copy === null ? undefined : cut.media[answer.copy];
  const pdf =
    copy?.kind === 'pdf' ? { base64: copy.base64, hash: hashOf(copy.base64), isBody: answer.level1 } : undefined;
  const { html, leftOut } = restoreMedia(answer.html, cut);
  const notice = joined([
    ...(source.removed ? [doctypeRemoved] : []),
    ...(answer.copy !== null && !pdf ? [notPdf] : []),
    ...(leftOut ? [mediaLeftOut] : []),
  ]);
  return {
    title: answer.title,
    html,
    first: pdf ? 'pdf' : 'narrative',
    ...(pdf && { pdf }),
    ...(notice && { notice }),
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const doctypeRemoved: Text = {
  en: 'The document type declaration (DOCTYPE) was left out.',
  fr: 'La déclaration de type de document (DOCTYPE) a été ignorée.',
};

const notPdf: Text = {
  en: 'The PDF of this document is not a readable PDF: the narrative is shown instead.',
  fr: 'Le PDF joint à ce document n’est pas un PDF lisible : c’est le texte narratif qui est affiché.',
};

const mediaLeftOut: Text = {
  en: 'The document uses its images too often to show each one every time: some uses only have the image’s name.',
  fr: 'Le document réutilise trop ses images pour les afficher à chaque fois : certaines n’y figurent que par leur nom.',
};

function joined(texts: readonly Text[]): Text | undefined {
  if (texts.length === 0) return undefined;
  return { en: texts.map(({ en }) => en).join(' '), fr: texts.map(({ fr }) => fr).join(' ') };
}

function run({ text, mark }: CutDocument, lang: Language): Answer {
  if (text.trim() === '') {
    throw new RenderError('not-well-formed', { en: 'The document is empty.', fr: 'Le document est vide.' });
  }
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
