import type { XmlAttribute, XmlElement } from '../xml/tree';
import { typeOf } from './types';

/** A physical quantity (PQ), alone or as a bound of an interval (IVL_PQ). */
export interface Quantity {
  readonly element: XmlElement;
  readonly value: XmlAttribute | undefined;
  readonly unit: XmlAttribute | undefined;
  readonly nullFlavor: XmlAttribute | undefined;
  /** The IVL_PQ this is a bound of. */
  readonly interval: XmlElement | undefined;
}

const physical = new Set(['PQ', 'SXCM_PQ', 'IVXB_PQ', 'PPD_PQ', 'SXCM_PPD_PQ']);
const intervals = new Set(['IVL_PQ', 'BXIT_IVL_PQ', 'SLIST_PQ', 'IVL_PPD_PQ']);
const bounds = new Set(['low', 'high', 'center', 'width']);

/**
 * The quantity that an element is: what `xsi:type` says is one, an interval bound of such, or any element with a `unit`. A bound with
 * neither value, unit nor nullFlavor says nothing and is none.
 */
export function quantityOf(element: XmlElement): Quantity | undefined {
  const interval = bounds.has(element.local) ? intervalOf(element) : undefined;
  const type = typeOf(element);
  const unit = element.attribute('unit');
  if (!unit && !interval && !(type && physical.has(type))) return undefined;
  if (type && intervals.has(type)) return undefined;
  const value = element.attribute('value');
  const nullFlavor = element.attribute('nullFlavor');
  if (!unit && !value && !nullFlavor && interval) return undefined;
  return { element, value, unit, nullFlavor, interval };
}

/** The quantities among `elements`. */
export function quantitiesOf(elements: readonly XmlElement[]): Quantity[] {
  const quantities: Quantity[] = [];
  for (const element of elements) {
    const quantity = quantityOf(element);
    if (quantity) quantities.push(quantity);
  }
  return quantities;
}

function intervalOf({ parent }: XmlElement): XmlElement | undefined {
  const type = parent && typeOf(parent);
  return type && intervals.has(type) ? parent : undefined;
}

/** A quantity as its laboratory gives it in another unit: `PQ/translation`, as documents before 2024 hold it (reference C.4). */
export interface SecondQuantity {
  readonly element: XmlElement;
  readonly value: string;
  /** `code`, UCUM in the ANS examples; `unit` where a document writes that. */
  readonly unit: string;
}

/** Translations with a number and another unit than the quantity's own; those that only name its unit are none. */
export function secondQuantities(quantity: XmlElement): SecondQuantity[] {
  const own = quantity.attribute('unit')?.value.trim();
  return Array.from(quantity.elements('translation')).flatMap((element) => {
    const value = element.attribute('value')?.value.trim();
    const unit = (element.attribute('code') ?? element.attribute('unit'))?.value.trim();
    return value && unit && unit !== own ? [{ element, value, unit }] : [];
  });
}
