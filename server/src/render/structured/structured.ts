import type { CdaDocument } from '../../cda/document';
import type { XmlElement } from '../../xml/tree';
import { type Html, html, join } from './html';
import { labels } from './labels';
import { statementList } from './statement';
import { chip, labelOf } from './values';
import { type StructuredOptions, View } from './view';
import { textOf } from './words';

export type { StructuredOptions } from './view';

/**
 * The coded entries of a document beside what its narrative prints: one safe `<article class="cda cda-structured">`. Undefined where the
 * document has no entries.
 */
export function structuredHtml(document: CdaDocument, options: StructuredOptions): string | undefined {
  const body = document.root.path('component', 'structuredBody');
  if (!body) return undefined;
  const view = new View(document, options);
  const sections = sectionsOf(body).map((section) => sectionHtml(section, view, 2));
  if (sections.every((section) => section === undefined)) return undefined;
  return html`<article class="cda cda-structured" lang="${options.lang}"><h1>${view.say(labels.view)}</h1>${summary(view)}${sections}</article>`
    .text;
}

function sectionsOf(parent: XmlElement): XmlElement[] {
  return Array.from(parent.elements('component')).flatMap((component) => component.child('section') ?? []);
}

/** Nothing for a section without entries, its own or further down. */
function sectionHtml(section: XmlElement, view: View, level: number): Html | undefined {
  const entries = statementList(section.elements('entry'), view);
  const below = level < 12 ? sectionsOf(section).flatMap((child) => sectionHtml(child, view, level + 1) ?? []) : [];
  if (entries.length === 0 && below.length === 0) return undefined;
  const code = section.child('code');
  const heading = textOf(section.child('title')) || (code && labelOf(code)) || view.templateName(section) || '–';
  const official = code && labelOf(code);
  const tag = `h${Math.min(level, 6)}`;
  const inside = html`${heading}${code ? html`<span class="codes">${official && official !== heading ? official : ''}${chip(code)}${view.template(section)}</span>` : view.template(section)}`;
  const title =
    level === 2 ? html`<h2>${inside}</h2>` : level === 3 ? html`<h3>${inside}</h3>` : html`<h4>${inside}</h4>`;
  return html`<section class="cda-section ${tag}"${view.anchor(section)}>${title}${entries}${below}</section>`;
}

/** How many rows there are, and how many differ from the narrative. */
function summary({ counted, lang }: View): Html {
  const { results, different, spelling, unlinked } = counted;
  if (results === 0) return html``;
  const fr = lang === 'fr';
  const some = (count: number, one: string, many: string) =>
    count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;
  const told = [
    some(results, fr ? 'valeur codée' : 'coded value', fr ? 'valeurs codées' : 'coded values'),
    different === 0
      ? undefined
      : html`<strong class="different">${some(different, fr ? 'écart avec la partie narrative' : 'differs from the narrative', fr ? 'écarts avec la partie narrative' : 'differ from the narrative')}</strong>`,
    some(
      spelling,
      fr ? 'unité écrite autrement' : 'unit spelt otherwise',
      fr ? 'unités écrites autrement' : 'units spelt otherwise',
    ),
    some(
      unlinked,
      fr ? 'sans lien avec la partie narrative' : 'without a link to the narrative',
      fr ? 'sans lien avec la partie narrative' : 'without a link to the narrative',
    ),
  ];
  return html`<p class="cda-counted">${join(told, ' · ')}</p>`;
}
