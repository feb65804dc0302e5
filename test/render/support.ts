import assert from 'node:assert/strict';
import { DOMParser, type Document, type Element, type Node } from '@xmldom/xmldom';
import { useNamespaces } from 'xpath';
import { compiledSef } from '../../scripts/sef.mjs';
import type { RenderResult } from '../../server/src/render/result';
import { configureRenderer, renderFragment } from '../../server/src/render/transform';
import type { Language } from '../../server/src/text';

export const sefPath: string = compiledSef();
configureRenderer({ sefPath });

/** Without the numbers of places, which tests of anchors ask for from `renderFragment` itself. */
export function render(text: string, lang: Language = 'fr'): RenderResult {
  const result = renderFragment(text, { lang });
  return { ...result, html: result.html.replace(/ data-anchor="\d+"/g, '') };
}

/** A document with this header and these sections or this body. */
export function cda(body: string, header = '<title>Essai</title>'): string {
  return `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${header}
  <component>${body}</component></ClinicalDocument>`;
}

/** A document with one section; `media` are entries of that section. */
export function narrative(text: string, media = ''): string {
  return cda(
    `<structuredBody><component><section><title>Section</title><text>${text}</text>${media}</section></component></structuredBody>`,
  );
}

export function observationMedia(id: string, mediaType: string, base64: string): string {
  return `<entry><observationMedia classCode="OBS" moodCode="EVN" ID="${id}"><value mediaType="${mediaType}" representation="B64">${base64}</value></observationMedia></entry>`;
}

export const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
export const png = base64('\x89PNG\r\n\x1a\nabcd');
export const pdf = base64('%PDF-1.4 made for a test');

/** The rendered narrative of the only section, without its division. */
export function rendered(text: string, media = ''): string {
  const { html } = render(narrative(text, media));
  assertSafe(html);
  const found = /<div class="cda-text">(.*)<\/div><\/section><\/main>/s.exec(html);
  assert.ok(found, html);
  return found[1] as string;
}

/** The fragment as a tree. Its HTML is read as XML on purpose: a quote or an angle that slipped through shows at once. */
export function parseHtml(html: string): Document {
  const xml = html
    .replace(/<(br|img|col)((?:\s+[\w-]+="[^"]*")*)>/g, '<$1$2/>')
    .replace(/&nbsp;/g, '&#160;')
    .replace(/&(?!amp;|lt;|gt;|quot;|#)/g, '&amp;');
  return new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(xml, 'text/xml');
}

const namespaces = useNamespaces({ h: 'urn:hl7-org:v3' });

export function elements(path: string, node: Node): Element[] {
  return namespaces(path, node as never) as unknown as Element[];
}

const allowedElements = new Set(
  `a article aside br caption col colgroup dd del details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 header img ins li main
  nav ol p pre section span strong sub summary sup table tbody td tfoot th thead time tr ul`.split(/\s+/),
);
const allowedAttributes = new Set(
  `abbr alt aria-hidden aria-label aria-labelledby class colspan data-anchor data-cda-id data-pdf data-view datetime download headers href id lang rel rowspan scope
  span src title width`.split(/\s+/),
);
const allowedLink = /^(?:(https?:\/\/|mailto:|#)[^\s"<>]*|data:text\/rtf;base64,[A-Za-z0-9+/]+={0,2})$/i;
const allowedImage = /^data:image\/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/;

/** Nothing but what is listed here, whatever the document held. */
export function assertSafe(html: string): void {
  for (const element of elements('//*', parseHtml(html))) {
    assert.ok(allowedElements.has(element.tagName), `<${element.tagName}>`);
    for (const { name, value } of Array.from(element.attributes)) {
      assert.ok(allowedAttributes.has(name), `${name} on <${element.tagName}>`);
      if (name === 'href') assert.match(value, allowedLink);
      if (name === 'src') assert.match(value, allowedImage);
      if (name === 'id') assert.match(value, /^(cda-|section-|note-)\S+$/);
      if (name === 'class') assert.match(value, /^[a-z0-9 -]*$/);
    }
  }
}
