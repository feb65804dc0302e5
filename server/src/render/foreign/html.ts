import { randomBytes } from 'node:crypto';
import { Parser } from 'htmlparser2';
import type { Language, Text } from '../../text';
import type { XmlElement } from '../../xml/tree';
import { escapeHtml, isBase64 } from '../media';
import { pdfPlace } from '../standalone';
import { bodyClass, pageClass, safeDeclarations, safeStyleSheet } from './css';
import type { SourceMatcher } from './match';

/** HTML of a stylesheet of others, made safe. */
export interface SafeHtml {
  /** One division for the page and one for its body; `style` attributes are `data-style`. */
  readonly html: string;
  readonly css: string;
  readonly title: string;
}

const elements: ReadonlySet<string> = new Set(
  `a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn dir div dl
  dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark menu nav ol p pre q rp rt ruby s samp
  section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(/\s+/),
);
/** Gone with all they hold. Of anything else that is unknown, the content stays. */
const dropped: ReadonlySet<string> = new Set(
  `script style template noscript iframe frame frameset noframes object embed applet param svg math textarea select option input button
  title xmp plaintext noembed audio video canvas map area base link meta portal dialog`.split(/\s+/),
);
const empty: ReadonlySet<string> = new Set(['br', 'col', 'hr', 'img', 'wbr']);
/** Of these htmlparser2 tells no end when the document has none: they never hold anything. */
const withoutEnd: ReadonlySet<string> = new Set(['frame', 'param', 'input', 'area', 'base', 'link', 'meta', 'embed']);
const attributes: ReadonlySet<string> = new Set(
  `abbr align alt axis bgcolor border cellpadding cellspacing char charoff class clear color colspan compact datetime dir face frame
  headers height hspace id lang noshade nowrap open reversed role rowspan rules scope size span start summary title type valign value
  vspace width`.split(/\s+/),
);
const link = /^(?:https?:|mailto:|#)/i;
const image = /^data:image\/(?:png|jpe?g|gif|webp|bmp|svg\+xml);base64,[A-Za-z0-9+/\s]+(?:=\s*){0,2}$/i;
const pdf = /^\s*data:application\/pdf;base64,/i;

const labels: Readonly<Record<'pdf' | 'frame', Text>> = {
  pdf: { en: 'PDF document', fr: 'Document PDF' },
  frame: { en: 'Embedded content that is not shown', fr: 'Contenu incorporé non affiché' },
};

/** `style` attributes made safe: a stylesheet gives the same ones with every document. */
const styles = new Map<string, string>();
const mostStyles = 1000;

function styleOf(value: string): string {
  let safe = styles.get(value);
  if (safe === undefined) {
    safe = safeDeclarations(value);
    if (styles.size >= mostStyles) styles.clear();
    if (value.length < 1000) styles.set(value, safe);
  }
  return safe;
}

/** An element whose text may tell which place of the source it shows. */
interface Candidate {
  readonly name: string;
  /** Index in `parts` of the place for the attribute. */
  readonly part: number;
  /** Index in `texts` of its first text. */
  readonly text: number;
}

/** An allow list: what comes out was written here, character by character; the Base64 of addresses excepted, which is cut out before. */
export function safeHtml(
  html: string,
  matcher: SourceMatcher,
  numberOf: (element: XmlElement) => number | undefined,
  lang: Language,
): SafeHtml {
  const { source, restored } = cutBase64(html);
  const parts: string[] = [];
  const texts: string[] = [];
  const open: Candidate[] = [];
  const found = new Map<string, number[]>();
  const anchoredIds = new Set<XmlElement>();
  const sheets: string[] = [];
  let title = '';
  let body = '';
  /** Names of dropped elements that are open. */
  const inside: string[] = [];

  const attributesOf = (name: string, given: Readonly<Record<string, string>>): string => {
    let written = '';
    for (const key in given) {
      const value = given[key] ?? '';
      const lower = key.toLowerCase();
      if (attributes.has(lower) || /^aria-[a-z]+$/.test(lower) || (lower === 'name' && name === 'a'))
        written += attribute(lower, value);
      else if (lower === 'style') {
        const safe = styleOf(value);
        if (safe) written += attribute('data-style', safe);
      } else if (lower === 'href' && name === 'a' && link.test(plain(value))) {
        written += attribute('href', plain(value));
        if (!plain(value).startsWith('#')) written += ' rel="noopener noreferrer"';
      } else if (lower === 'src' && name === 'img' && image.test(unescapedSpace(value)))
        written += attribute('src', unescapedSpace(value).trim());
    }
    return written;
  };

  const place = (element: XmlElement | undefined): string => {
    const number = element && !anchoredIds.has(element) ? numberOf(element) : undefined;
    if (element === undefined || number === undefined) return '';
    anchoredIds.add(element);
    return ` data-anchor="${number}"`;
  };

  const parser = new Parser(
    {
      onopentag(name, given) {
        if (inside.length > 0) {
          if (!withoutEnd.has(name)) inside.push(name);
        } else if (dropped.has(name)) {
          if (name === 'iframe' || name === 'object' || name === 'embed')
            parts.push(placeholder(restored(given.src ?? given.data ?? ''), lang));
          if (name === 'style') sheets.push('\n');
          if (!withoutEnd.has(name)) inside.push(name);
        } else if (name === 'body') {
          const { class: own = '', ...rest } = given;
          body = `${attribute('class', `${bodyClass} ${own}`.trim())}${attributesOf(name, rest)}`;
        } else if (elements.has(name)) {
          const own = attributesOf(name, given);
          const anchor = place(matcher.withId(given.id)) || (name === 'a' ? place(matcher.withId(given.name)) : '');
          parts.push(`<${name}${own}`, anchor, '>');
          if (!anchor && /^(?:tr|h[1-6])$/.test(name)) open.push({ name, part: parts.length - 2, text: texts.length });
          // As a browser shows an image that it cannot have.
          if (name === 'img' && !own.includes(' src=') && given.alt) parts.push(escapeHtml(given.alt));
        }
      },
      ontext(text) {
        if (inside.length === 0) {
          parts.push(escapeHtml(text));
          texts.push(text);
        } else if (inside[0] === 'style') sheets.push(text);
        else if (inside[0] === 'title' && title.length < 1000) title += text;
      },
      onclosetag(name) {
        if (inside.length > 0) {
          if (inside.at(-1) === name) inside.pop();
          return;
        }
        if (!elements.has(name)) return;
        if (!empty.has(name)) parts.push(`</${name}>`);
        if (open.at(-1)?.name !== name) return;
        const { part, text } = open.pop() as Candidate;
        const key = matcher.key(name, texts.slice(text).join(''));
        if (key !== undefined) found.set(key, [...(found.get(key) ?? []), part]);
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true, recognizeSelfClosing: true },
  );
  parser.write(source);
  parser.end();
  for (const [key, [part, second]] of found) {
    if (part !== undefined && second === undefined) parts[part] = place(matcher.at(key));
  }
  return {
    html: restored(
      `<div class="${pageClass}"><div${body || attribute('class', bodyClass)}>${parts.join('')}</div></div>`,
    ),
    css: `.${pageClass}{background:#fff;color:#000}${safeStyleSheet(restored(sheets.join('')))}`,
    title: restored(title).slice(0, 1000).trim().replace(/\s+/g, ' '),
  };
}

const label = ';base64,';
/** Shorter Base64 costs less to be read than to be looked for. */
const leastCut = 1000;

/**
 * Long Base64 is most of a page, and the parser would look at each of its characters. A random mark in the same alphabet stands for it
 * wherever it is between an address and a quotation mark, and nothing in it needs to be escaped.
 */
function cutBase64(html: string): { source: string; restored: (text: string) => string } {
  const mark = `media${randomBytes(12).toString('hex')}x`;
  const cut: string[] = [];
  const kept: string[] = [];
  let copied = 0;
  let end = 0;
  let next = html.indexOf(label);
  while (next >= 0 && end >= 0) {
    const start = next + label.length;
    if (end < start) end = html.indexOf('"', start);
    next = html.indexOf(label, start);
    // Each character is looked at once, whatever is written.
    if (end - start < leastCut || (next >= 0 && next < end)) continue;
    const base64 = html.slice(start, end);
    if (!isBase64(base64)) continue;
    kept.push(html.slice(copied, start), `${mark}${cut.push(base64) - 1}x`);
    copied = end;
  }
  const marks = new RegExp(`${mark}(\\d+)x`, 'g');
  return {
    source: kept.join('') + html.slice(copied),
    restored: (text) => text.replace(marks, (_, number) => cut[Number(number)] ?? ''),
  };
}

function attribute(name: string, value: string): string {
  return ` ${name}="${escapeHtml(value)}"`;
}

/** As a browser reads a URL: without control characters and white space in it. */
function plain(value: string): string {
  return value.replace(/[\u0000-\u0020\u007f-\u00a0]+/g, '');
}

/** The HTML method of XSLT escapes white space in addresses, and Base64 may be broken into lines. */
function unescapedSpace(address: string): string {
  return address.replace(/%(?:0[9ad]|20)/gi, ' ');
}

/** Where a stylesheet shows a frame: the PDF inside is in the panel's own tab, or at the top of an exported page. */
function placeholder(address: string, lang: Language): string {
  if (!pdf.test(address)) return `<span class="cda-missing">[${labels.frame[lang]}]</span>`;
  const kilobytes = Math.max(1, Math.round((address.length * 3) / 4 / 1024));
  const label = `${labels.pdf[lang]}, ${kilobytes} ${lang === 'fr' ? 'Ko' : 'KB'}`;
  return pdfPlace(`[${label}]`);
}
