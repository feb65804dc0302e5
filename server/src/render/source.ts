import { CdaDocument } from '../cda/document';
import { ucum } from '../terminology/ucum';
import type { Language, Text } from '../text';
import type { XmlElement } from '../xml/tree';
import { anchorRanges, toldBy } from './anchors';
import { withoutDoctype } from './doctype';
import { RenderError } from './errors';
import { mediaOf } from './mediaOf';
import { pdfsOf } from './pdfs';
import type { RenderResult } from './result';
import { structuredHtml } from './structured/structured';

/** A document as every engine takes it. */
export interface Source {
  /** Without byte order mark and document type declaration. */
  readonly text: string;
  readonly isDoctypeRemoved: boolean;
  /** Undefined where there is no ClinicalDocument. */
  readonly cda: CdaDocument | undefined;
}

/** Throws a RenderError. What is not well formed is left to the engine, which says so. */
export function readSource(given: string): Source {
  const { text, removed } = withoutDoctype(given.replace(/^\uFEFF/, ''));
  if (text.trim() === '') {
    throw new RenderError('not-well-formed', { en: 'The document is empty.', fr: 'Le document est vide.' });
  }
  return { text, isDoctypeRemoved: removed, cda: CdaDocument.read(text) };
}

export function notCda(): RenderError {
  return new RenderError('not-cda', {
    en: 'There is no ClinicalDocument (namespace urn:hl7-org:v3) in this document.',
    fr: 'Ce document ne contient pas d’élément ClinicalDocument (espace de noms urn:hl7-org:v3).',
  });
}

/** What an engine made of a document. */
export interface Made {
  readonly title: string;
  readonly html: string;
  readonly foreign?: { readonly css: string };
  /** The element of each number of `data-anchor`. */
  readonly elements: readonly XmlElement[];
  readonly notices: readonly Text[];
}

/** With all that does not depend on the stylesheet. */
export function completed({ text, isDoctypeRemoved, cda }: Source, made: Made, lang: Language): RenderResult {
  if (!cda) throw notCda();
  const numbers = new Map(made.elements.map((element, number) => [element, number]));
  const media = mediaOf(cda);
  const structured = structuredHtml(cda, {
    lang,
    ucum,
    anchorOf: (element) => numbers.get(element),
    mediaOf: (value) => media.get(value),
  });
  const { first, broken, others } = pdfsOf(cda, media);
  const notice = joined([
    ...(isDoctypeRemoved ? [doctypeRemoved] : []),
    ...(broken.first ? [notPdf[broken.first]] : []),
    ...(broken.others.length > 0 ? [attachedNotPdf(broken.others)] : []),
    ...made.notices,
  ]);
  return {
    title: made.title,
    html: made.html,
    ...(made.foreign && { foreign: made.foreign }),
    ...(structured !== undefined && { structured }),
    first: first ? 'pdf' : 'narrative',
    ...(first && { pdf: first }),
    attachments: others.map(({ hash, label }) => ({ hash, label })),
    ...(notice && { notice }),
    anchors: anchorRanges(text, made.elements),
    told: toldBy(cda, numbers),
  };
}

const doctypeRemoved: Text = {
  en: 'The document type declaration (DOCTYPE) was left out.',
  fr: 'La déclaration de type de document (DOCTYPE) a été ignorée.',
};

const notPdf: Readonly<Record<'body' | 'copy', Text>> = {
  body: {
    en: 'The body of this level-1 document is not a readable PDF: only the header is shown, none of the content.',
    fr: 'Le corps de ce document de niveau 1 n’est pas un PDF lisible : seul l’en-tête est affiché, rien du contenu.',
  },
  copy: {
    en: 'The PDF copy of this document is not a readable PDF: the narrative is shown instead.',
    fr: 'La copie PDF de ce document n’est pas un PDF lisible : c’est le texte narratif qui est affiché.',
  },
};

function attachedNotPdf(labels: readonly string[]): Text {
  return {
    en: `Attached PDF that is not a readable PDF and is not shown: ${labels.map((label) => `“${label}”`).join(', ')}.`,
    fr: `PDF joint illisible, qui n’est pas affiché : ${labels.map((label) => `« ${label} »`).join(', ')}.`,
  };
}

/** Several notices as one. */
export function joined(texts: readonly Text[]): Text | undefined {
  if (texts.length === 0) return undefined;
  return { en: texts.map(({ en }) => en).join(' '), fr: texts.map(({ fr }) => fr).join(' ') };
}
