import type { XmlElement } from '../../xml/tree';
import { pdfId } from '../standalone';
import { type Html, html } from './html';
import { labels } from './labels';
import { labelOf } from './values';
import type { View } from './view';
import { textOf } from './words';

/** Kinds that a page shows; the same as in the narrative (media.xsl). */
const images: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
};

/** Characters of images in one view: those above are named only. */
const mostImages = 8 * 1024 * 1024;

/** The image of an observationMedia, or the way to its PDF; nothing for other files, which the title names. */
export function shownMedia(statement: XmlElement, view: View): Html {
  const value = statement.local === 'observationMedia' ? statement.child('value') : undefined;
  const media = value && view.media(value);
  if (!value || !media) return html``;
  const { kind, base64 } = media;
  if (kind === 'pdf') {
    return html`<p class="cda-media"><a class="cda-file" href="#${pdfId}" data-view="pdf" data-pdf="${media.hash}">${view.say(labels.openPdf)}</a></p>`;
  }
  const type = images[kind];
  if (type === undefined || view.shownImages + base64.length > mostImages) return html``;
  view.shownImages += base64.length;
  const code = statement.child('code');
  const name = (code && labelOf(code)) || textOf(statement.child('text')) || statement.attribute('ID')?.value.trim();
  return html`<figure class="cda-media"><img src="data:${type};base64,${base64}" alt="${name || view.say(labels.image)}"></figure>`;
}
