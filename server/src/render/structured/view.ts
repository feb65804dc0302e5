import type { CdaDocument } from '../../cda/document';
import { find } from '../../cda/templates';
import { Comparer } from '../../compare/compare';
import { Circuit } from '../../terminology/circuit';
import type { Ucum } from '../../terminology/ucum';
import type { Language, Text } from '../../text';
import type { XmlElement } from '../../xml/tree';
import type { ElementMedia } from '../mediaOf';
import { Html, html } from './html';
import type { Words } from './words';

export interface StructuredOptions {
  readonly lang: Language;
  readonly ucum: Ucum;
  /** Number of the place of an element in the rendering's anchors. */
  readonly anchorOf?: (element: XmlElement) => number | undefined;
  /** What the value of an observationMedia holds. */
  readonly mediaOf?: (value: XmlElement) => ElementMedia | undefined;
}

/** What every part of the view asks: words, the comparison with the narrative, anchors, and what was counted. */
export class View implements Words {
  readonly lang: Language;
  readonly comparer: Comparer;
  /** Characters of Base64 so far. */
  shownImages = 0;
  readonly counted = { results: 0, different: 0, spelling: 0, unlinked: 0 };

  constructor(
    readonly document: CdaDocument,
    private readonly options: StructuredOptions,
  ) {
    this.lang = options.lang;
    this.comparer = new Comparer(document, { ucum: options.ucum, circuit: Circuit.builtIn() });
  }

  readonly referenced = (holder: XmlElement | undefined): string | undefined => {
    const target = this.comparer.rows.target(holder);
    return (target && this.comparer.rows.textOf(target)) || undefined;
  };

  media(value: XmlElement): ElementMedia | undefined {
    return this.options.mediaOf?.(value);
  }

  say(text: Text): string {
    return text[this.lang];
  }

  /** ` data-anchor="n"` of an element that has a place, else nothing. */
  anchor(element: XmlElement | undefined): Html {
    const number = element && this.options.anchorOf?.(element);
    return number === undefined ? new Html('') : new Html(` data-anchor="${number}"`);
  }

  /** Names of the templates an element declares, French ones first; those that the catalogue knows. */
  templateName(element: XmlElement): string | undefined {
    const named = Array.from(element.elements('templateId')).flatMap((id) => {
      const template = find(id.attribute('root')?.value.trim() ?? '');
      return template && !template.uncertain ? [template] : [];
    });
    const french = named.findLast(({ name }) => name.startsWith('FR-'));
    const template = french ?? named.at(-1);
    return template && (this.lang === 'fr' ? (template.fr ?? template.name) : template.name);
  }

  template(element: XmlElement): Html {
    const name = this.templateName(element);
    return name ? html` <span class="template">${name}</span>` : html``;
  }
}
