import { basename } from 'node:path';
import type { Language, Text } from '../../text';
import { numbered } from '../anchors';
import { RenderError } from '../errors';
import type { RenderResult } from '../result';
import { completed, notCda, type Source } from '../source';
import type { StylesheetFiles } from './files';
import { safeHtml } from './html';
import { SourceMatcher } from './match';

/** Characters of HTML; a page that a reader can use has far fewer. */
const mostHtml = 64 * 1024 * 1024;

/** The rendering that a stylesheet of others made, safe to be shown. */
export function foreignResult(source: Source, html: string, files: StylesheetFiles, lang: Language): RenderResult {
  if (!source.cda) throw notCda();
  if (html.length > mostHtml) throw new RenderError('too-large', tooMuch);
  if (/^\s*(?:<\?xml[^>]*>\s*)?<fo:root\b/.test(html)) throw new RenderError('stylesheet', formattingObjects);
  const elements = numbered(source.cda);
  const numbers = new Map(elements.map((element, number) => [element, number]));
  const safe = safeHtml(html, new SourceMatcher(source.cda), (element) => numbers.get(element), lang);
  if (!/[^\s]/.test(safe.html.replace(/<[^>]*>/g, '')) && !/<img\b/.test(safe.html))
    throw new RenderError('stylesheet', nothing);
  const title = source.cda.root.child('title')?.textContent.trim().replace(/\s+/g, ' ');
  return completed(
    source,
    { title: title || safe.title, html: safe.html, foreign: { css: safe.css }, elements, notices: noticesOf(files) },
    lang,
  );
}

function noticesOf({ refused, missing }: StylesheetFiles): Text[] {
  const notices: Text[] = [];
  const names = (paths: ReadonlySet<string>) =>
    [...paths]
      .slice(0, 3)
      .map((path) => basename(path) || path)
      .join(', ');
  if (refused.size > 0) {
    notices.push({
      en: `The stylesheet asked for what it may not read (${names(refused)}): refused.`,
      fr: `La feuille de style a demandé ce qu’elle n’a pas le droit de lire (${names(refused)}) : refusé.`,
    });
  }
  if (missing.size > 0) {
    notices.push({
      en: `The stylesheet reads a file that does not exist (${names(missing)}).`,
      fr: `La feuille de style lit un fichier qui n’existe pas (${names(missing)}).`,
    });
  }
  return notices;
}

const tooMuch: Text = {
  en: 'The stylesheet makes a page that is too large to be shown.',
  fr: 'La feuille de style produit une page trop volumineuse pour être affichée.',
};

const formattingObjects: Text = {
  en: 'The stylesheet makes XSL-FO, which is for printing, and no HTML.',
  fr: 'La feuille de style produit du XSL-FO, destiné à l’impression, et pas de HTML.',
};

const nothing: Text = {
  en: 'The stylesheet shows nothing of this document: it may be made for others.',
  fr: 'La feuille de style n’affiche rien de ce document : elle est sans doute faite pour d’autres.',
};
