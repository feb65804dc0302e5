import { codeSystemName, findOid } from '../../cda/oids';
import { typeOf } from '../../cda/types';
import type { Language, Text } from '../../text';
import type { XmlElement } from '../../xml/tree';
import { timeText } from '../times';
import { type Html, html, isEmpty, join } from './html';
import { labels, nullFlavors } from './labels';
import { interval, quantity, quantityText, ratioText } from './quantities';
import { textOf, type Words } from './words';

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
      return html`${ratioText(value)}`;
    default:
      return type?.startsWith('IVL_') ? interval(value, words.lang) : quantity(value, words);
  }
}

/** Without `xsi:type` the content tells: bounds, a code, a number, a text. */
function guessedType(value: XmlElement): string | undefined {
  if (value.child('numerator')) return 'RTO';
  if (value.local.endsWith('Time') || value.local === 'time') return 'IVL_TS';
  if (value.child('low') || value.child('high')) return 'IVL_PQ';
  if (value.attribute('code') || value.local.endsWith('Code')) return 'CD';
  if (value.attribute('value')) return 'PQ';
  return value.child('translation') ? 'CD' : 'ST';
}

function booleanText(value: XmlElement, lang: Language): string {
  const said = value.attribute('value')?.value.trim();
  return said === 'true' ? labels.yes[lang] : said === 'false' ? labels.no[lang] : (said ?? '');
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

export function nullText(flavor: string, lang: Language): string {
  return Object.hasOwn(nullFlavors, flavor) ? (nullFlavors[flavor] as Text)[lang] : flavor;
}

/** An HL7 timestamp for people; what is no timestamp is shown as it is. */
export function time(value: string | undefined, lang: Language): Html {
  const text = value?.trim() ?? '';
  const told = timeText(text, lang);
  return told ? html`<time datetime="${told.iso}">${told.shown}</time>` : html`${text}`;
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
