import { codeSystemName, findOid } from '../../cda/oids';
import { typeOf } from '../../cda/types';
import { cut, type Language, type Text } from '../../text';
import type { XmlElement, XmlNode } from '../../xml/tree';
import { type Html, html, isEmpty, join } from './html';
import { labels, nullFlavors } from './labels';

/** What values need to be told: the language, and the narrative behind a reference. */
export interface Words {
  readonly lang: Language;
  /** The text that `reference/@value` of this element points to. */
  readonly referenced: (holder: XmlElement | undefined) => string | undefined;
}

const longest = 400;

/** A value of any data type for people; empty where it says nothing. */
export function valueHtml(value: XmlElement, words: Words): Html {
  const said = byType(value, words);
  if (!isEmpty(said)) return said;
  const flavor = value.attribute('nullFlavor')?.value.trim();
  return flavor ? html`<span class="null">${nullText(flavor, words.lang)}</span>` : html``;
}

function byType(value: XmlElement, words: Words): Html {
  const type = typeOf(value) ?? guessedType(value);
  switch (type) {
    case 'BL':
      return html`${booleanText(value, words.lang)}`;
    case 'TS':
      return time(value.attribute('value')?.value, words.lang);
    case 'IVL_TS':
    case 'SXCM_TS':
      return period(value, words.lang);
    case 'PIVL_TS':
      return html`${words.lang === 'fr' ? 'toutes les' : 'every'} ${quantityText(value.child('period'))}`;
    case 'EIVL_TS':
      return html`${value.child('event')?.attribute('code')?.value}`;
    case 'CD':
    case 'CE':
    case 'CV':
    case 'CO':
    case 'CS':
    case 'PQR':
      return coded(value, words);
    case 'ST':
    case 'ED':
      return html`${textIn(value, words)}`;
    case 'RTO':
    case 'RTO_PQ_PQ':
    case 'RTO_QTY_QTY':
      return ratio(value);
    default:
      return type?.startsWith('IVL_') ? html`${intervalText(value, words.lang)}` : quantity(value);
  }
}

/** Without `xsi:type` the content tells: bounds, a code, a number, a text. */
function guessedType(value: XmlElement): string | undefined {
  if (value.child('numerator')) return 'RTO';
  if (value.local.endsWith('Time') || value.local === 'time') return 'IVL_TS';
  if (value.child('low') || value.child('high')) return 'IVL_PQ';
  if (value.attribute('code') || value.child('translation') || value.local.endsWith('Code')) return 'CD';
  return value.attribute('value') ? 'PQ' : 'ST';
}

function booleanText(value: XmlElement, lang: Language): string {
  const said = value.attribute('value')?.value.trim();
  return said === 'true' ? labels.yes[lang] : said === 'false' ? labels.no[lang] : (said ?? '');
}

/** `4.89 mmol/L`, and what its translations say: a second unit as documents before 2024 give it. */
function quantity(value: XmlElement): Html {
  const others = Array.from(value.elements('translation'), (translation) => {
    const unit = translation.attribute('unit') ?? translation.attribute('displayName') ?? translation.attribute('code');
    return [translation.attribute('value')?.value.trim(), unit?.value.trim()].filter(Boolean).join(' ');
  }).filter(Boolean);
  return html`${quantityText(value)}${others.map((text) => html` <span class="aside">(${text})</span>`)}`;
}

function quantityText(value: XmlElement | undefined): string {
  if (!value) return '';
  const unit = value.attribute('unit')?.value.trim();
  return [value.attribute('value')?.value.trim(), unit === '1' ? '' : unit].filter(Boolean).join(' ');
}

/** `inférieur à 1.0 mg/L`, `63 – 83 g/L`; a bound belongs to its interval unless `inclusive` says no (HL7 V3, IVL). */
export function intervalText(value: XmlElement, lang: Language): string {
  const [low, high] = [value.child('low'), value.child('high')].map((bound) =>
    bound?.attribute('value') ? bound : undefined,
  );
  const strict = (bound: XmlElement) => bound.attribute('inclusive')?.value.trim() === 'false';
  if (low && high) {
    const [a, b] = [low, high].map((bound) => bound.attribute('unit')?.value.trim());
    const first = a === b || a === undefined ? (low.attribute('value')?.value.trim() ?? '') : quantityText(low);
    const mark = (bound: XmlElement) => (strict(bound) ? ` (${labels.excluded[lang]})` : '');
    return `${first}${mark(low)} – ${quantityText(high)}${mark(high)}`;
  }
  if (high) return `${labels[strict(high) ? 'below' : 'atMost'][lang]} ${quantityText(high)}`;
  if (low) return `${labels[strict(low) ? 'above' : 'atLeast'][lang]} ${quantityText(low)}`;
  return quantityText(value.child('center')) || quantityText(value);
}

function ratio(value: XmlElement): Html {
  const [over, under] = [quantityText(value.child('numerator')), quantityText(value.child('denominator'))];
  return html`${[over, under].filter(Boolean).join(' / ')}`;
}

/** A coded value: its label, code and system, its qualifiers and translations; where it only points somewhere, what stands there. */
export function coded(value: XmlElement, words: Words): Html {
  const pointer = value.child('originalText')?.child('reference')?.attribute('value')?.value.trim();
  const original = words.referenced(value.child('originalText')) ?? textOf(value.child('originalText'));
  const label = value.attribute('displayName')?.value.trim() || original || '';
  const qualifiers = Array.from(value.elements('qualifier'), (qualifier) => {
    const [name, said] = [qualifier.child('name'), qualifier.child('value')];
    return html` <span class="aside">· ${name ? html`${labelOf(name)} : ` : ''}${said ? coded(said, words) : ''}</span>`;
  });
  const isBare = value.attribute('code') === undefined && pointer !== undefined;
  const note = isBare && label === original && label !== '' ? labels.inNarrative[words.lang] : undefined;
  if (isBare && label === '') return html`<span class="null">${pointer} ${labels.dangling[words.lang]}</span>`;
  return html`${label}${chip(value)}${note ? html` <span class="aside">(${note})</span>` : ''}${qualifiers}${translations(value, words.lang)}`;
}

/** `18719-5 LOINC`; nothing where there is no code. */
export function chip(value: XmlElement): Html {
  const code = value.attribute('code')?.value.trim();
  if (!code) return html``;
  const system = systemName(value);
  // The name of a system that is a sentence would hide the code.
  if (system.length > 24) return html` <span class="chip" title="${system}"><span class="code">${code}</span></span>`;
  return html` <span class="chip"><span class="code">${code}</span>${system ? html` ${system}` : ''}</span>`;
}

export function translations(value: XmlElement, lang: Language): Html[] {
  return Array.from(value.elements('translation'), (translation) => {
    const system = translation.attribute('codeSystem')?.value.trim();
    const kind =
      system === '1.2.250.1.213.1.1.5.130'
        ? 'waiting'
        : value.attribute('code') === undefined
          ? 'local'
          : 'translation';
    const label = translation.attribute('displayName')?.value.trim();
    return html` <span class="translation">${labels[kind][lang]}${lang === 'en' ? ': ' : ' : '}${label}${chip(translation)}</span>`;
  });
}

export function systemName(value: XmlElement): string {
  const oid = value.attribute('codeSystem')?.value.trim() ?? '';
  return codeSystemName(oid) ?? value.attribute('codeSystemName')?.value.trim() ?? findOid(oid)?.name.fr ?? oid;
}

export function labelOf(value: XmlElement): string {
  return value.attribute('displayName')?.value.trim() || value.attribute('code')?.value.trim() || '';
}

/** Text of the element itself, else of the narrative it refers to, else the media it holds. */
function textIn(value: XmlElement, words: Words): string {
  const media = value.attribute('mediaType')?.value.trim();
  if (value.attribute('representation')?.value === 'B64') return mediaText(value, words.lang);
  return textOf(value) ?? words.referenced(value) ?? media ?? value.attribute('value')?.value.trim() ?? '';
}

/** `application/pdf, 120 Ko`: Base64 is told, never shown here. */
export function mediaText(value: XmlElement, lang: Language): string {
  const media = value.attribute('mediaType')?.value.trim();
  const characters = value.closeStart - value.openEnd;
  const kilobytes = Math.round((characters * 3) / 4 / 1024);
  const size = characters > 0 ? `${Math.max(1, kilobytes)} ${lang === 'fr' ? 'Ko' : 'KB'}` : undefined;
  return [media, size].filter(Boolean).join(', ');
}

/** An element's own text on one line; undefined where it has none. Base64 and whole chapters are cut. */
export function textOf(element: XmlElement | undefined): string | undefined {
  if (!element) return undefined;
  const parts: string[] = [];
  let length = 0;
  const open: XmlNode[] = [element];
  for (let node = open.pop(); node && length < longest; node = open.pop()) {
    if (node.kind === 'text') {
      if (node.end - node.start > 100 * longest) break;
      parts.push(node.value);
      length += node.value.length;
    } else if (node.kind === 'element') {
      for (let i = node.children.length; i-- > 0; ) open.push(node.children[i] as XmlNode);
    }
  }
  return cut(parts.join('').replace(/\s+/g, ' ').trim(), longest) || undefined;
}

export function nullText(flavor: string, lang: Language): string {
  return Object.hasOwn(nullFlavors, flavor) ? (nullFlavors[flavor] as Text)[lang] : flavor;
}

const hl7Time = /^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:\d{2}(?:\.\d+)?)?([+-]\d{2,4})?$/;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** An HL7 timestamp for people, `04/01/2024 07:35`; what is no timestamp is shown as it is. */
export function time(value: string | undefined, lang: Language): Html {
  const text = value?.trim() ?? '';
  const [whole, year = '', month = '', day = '', hour = '', minute = '00'] = hl7Time.exec(text) ?? [];
  if (whole === undefined) return html`${text}`;
  const date = [year, month, day].filter(Boolean).join('-');
  const shown =
    lang === 'en' && months[Number(month) - 1]
      ? [day && String(Number(day)), months[Number(month) - 1], year].filter(Boolean).join(' ')
      : [day, month, year].filter(Boolean).join('/');
  const clock = hour && ` ${hour}:${minute}`;
  return html`<time datetime="${date}${clock.replace(' ', 'T')}">${shown}${clock}</time>`;
}

/** TS or IVL_TS: a time, or from when to when. */
export function period(value: XmlElement, lang: Language): Html {
  const own = value.attribute('value')?.value;
  if (own) return time(own, lang);
  const [low, high] = [value.child('low'), value.child('high')].map((bound) => bound?.attribute('value')?.value);
  const width = quantityText(value.child('width'));
  const frame =
    low && high
      ? html`${time(low, lang)} – ${time(high, lang)}`
      : low
        ? html`${labels.since[lang]} ${time(low, lang)}`
        : high
          ? html`${labels.until[lang]} ${time(high, lang)}`
          : html``;
  const every = quantityText(value.child('period'));
  return join([frame, width, every && `${labels.every[lang]} ${every}`], ', ');
}
