import { secondQuantities } from '../../cda/quantities';
import type { Language } from '../../text';
import type { XmlElement } from '../../xml/tree';
import { type Html, html } from './html';
import { labels } from './labels';
import { textOf, type Words } from './words';

/** `4.89 mmol/L`, and what its translations say: a second unit as documents before 2024 give it, or the words of the prescriber. */
export function quantity(value: XmlElement, words: Words): Html {
  const naming = namingUnit(value);
  const others = Array.from(value.elements('translation'), (translation) => {
    if (translation === naming) return '';
    const unit = translation.attribute('unit') ?? translation.attribute('displayName') ?? translation.attribute('code');
    const coded = [translation.attribute('value')?.value.trim(), unit?.value.trim()].filter(Boolean).join(' ');
    const original = translation.child('originalText');
    return coded || words.referenced(original) || textOf(original) || '';
  }).filter(Boolean);
  return html`${quantityText(value)}${others.map((text) => html` <span class="aside">(${text})</span>`)}`;
}

/** `4.89 mmol/L`; `2 Comprimé (15054000)` where the unit is a code that a translation names. */
export function quantityText(value: XmlElement | undefined): string {
  if (!value) return '';
  const unit = value.attribute('unit')?.value.trim();
  const name = namingUnit(value)?.attribute('displayName')?.value.trim();
  return [value.attribute('value')?.value.trim(), name, name ? `(${unit})` : unit === '1' ? '' : unit]
    .filter(Boolean)
    .join(' ');
}

/** The translation that says what the unit is called, of an annotation in braces (UCUM) or of a code (EDQM). */
function namingUnit(value: XmlElement): XmlElement | undefined {
  const unit = value.attribute('unit')?.value.trim();
  const code = unit && /^(?:\{(.+)\}|(\d{5,}))$/.exec(unit)?.slice(1).find(Boolean);
  if (!code) return undefined;
  for (const translation of value.elements('translation')) {
    const own = translation.attribute('code')?.value.trim();
    if ((own === code || own === unit) && translation.attribute('displayName')?.value.trim()) return translation;
  }
  return undefined;
}

/** `1.50 – 2.00 g/L (3.87 – 5.16 mmol/L)`: an interval, and the second unit that translations of its bounds give. */
export function interval(value: XmlElement, lang: Language): Html {
  const bounds = [value.child('low'), value.child('high')].filter((bound) => bound?.attribute('value')) as XmlElement[];
  const second = bounds.map(secondQuantities);
  const units = (second[0] ?? []).map(({ unit }) => unit);
  const others = units.flatMap((unit) => {
    const values = second.map((ones) => ones.find((one) => one.unit === unit)?.value);
    return values.every(Boolean) ? [`${values.join(' – ')} ${unit}`] : [];
  });
  return html`${intervalText(value, lang)}${others.map((text) => html` <span class="aside">(${text})</span>`)}`;
}

/** `inférieur à 1.0 mg/L`, `63 – 83 g/L`; a bound belongs to its interval unless `inclusive` says no (HL7 V3, IVL). */
function intervalText(value: XmlElement, lang: Language): string {
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

export function ratioText(value: XmlElement): string {
  return [quantityText(value.child('numerator')), quantityText(value.child('denominator'))].filter(Boolean).join(' / ');
}
